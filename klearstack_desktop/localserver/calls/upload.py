"""Uploads (section 3)."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from klearstack_desktop.localserver.archives import BadArchive, members
from klearstack_desktop.localserver.content import State, StoredDocument, StoredFile, wire_now
from klearstack_desktop.localserver.dispatch import Calls
from klearstack_desktop.localserver.endpoints import Evidence
from klearstack_desktop.localserver.reading.pages import Unreadable
from klearstack_desktop.localserver.reading.upload import media_type_of
from klearstack_desktop.localserver.wire import Refusal, success

if TYPE_CHECKING:
    import sqlite3

    from starlette.responses import Response

    from klearstack_desktop.localserver.forms import Call, SentFile
    from klearstack_desktop.localserver.tenant import Tenant

calls = Calls()

_PREFERENCES = ("speed", "accuracy")
_INVOICE_TYPES = ("b2b", "b2c")
DEFAULT_TYPE = "Invoices"


@dataclass(frozen=True, slots=True)
class _Batch:
    """What the documents of one upload share. An empty set reference: in no set."""

    id: str
    document_type: str
    set_reference: str
    username: str


def _check_choices(call: Call) -> None:
    if call.text("processing_pref").lower() not in _PREFERENCES:
        raise Refusal(400, "processing_pref is neither Speed nor Accuracy.")
    if call.text("invoice_type").lower() not in _INVOICE_TYPES:
        raise Refusal(400, "invoice_type is neither B2B nor B2C.")


def _open_batch(tenant: Tenant, connection: sqlite3.Connection, call: Call) -> _Batch:
    """Start a batch, in a set if the call names one or asks for a new one.

    Raises:
        Refusal: there is no set of that number, or a new one has no name (400, ASSUMED).
    """
    reference = call.text("set_reference_number")
    if call.flag("create_new_set"):
        if not call.text("set_name"):
            raise Refusal(400, "Please provide set_name.")
        reference = tenant.sets.create(connection, call.text("set_name")).reference
    elif reference and tenant.sets.get(reference) is None:
        raise Refusal(400, "Set not found.")
    document_type = call.text("document_type") or DEFAULT_TYPE
    return _Batch(str(uuid.uuid4()), document_type, reference, call.account.username)


def _new_document(batch: _Batch, file_name: str) -> StoredDocument:
    now = wire_now()
    return StoredDocument(
        id=secrets.token_hex(12),
        file_name=PurePath(file_name.replace("\\", "/")).name or "upload",
        document_type=batch.document_type,
        collection_name=batch.document_type.lower(),
        overall_confidence=0.0,
        uploaded_at=now,
        finished_at=now,
        uploaded_by=batch.username,
        batch_id=batch.id,
        set_reference=batch.set_reference,
        state=State.PROCESSING,
    )


def _store(
    tenant: Tenant, connection: sqlite3.Connection, document: StoredDocument, file: SentFile
) -> None:
    tenant.documents.save(connection, document)
    upload = StoredFile(media_type_of(file.data), file.data)
    tenant.documents.save_upload(connection, document.id, upload)


def _set_key(batch: _Batch) -> dict[str, str]:
    return {"set_reference_number": batch.set_reference} if batch.set_reference else {}


@calls.answers(
    "processdocument", Evidence.DOCUMENTED, required=("processing_pref", "invoice_type", "file")
)
def processdocument(tenant: Tenant, call: Call) -> Response:
    """Take one file (3.1) and answer with its batch id under ``OCR_ref_no``."""
    _check_choices(call)
    file = call.file("file")
    try:
        tenant.readings.check(file.data)
    except Unreadable as problem:
        raise Refusal(400, str(problem)) from problem
    with tenant.database.transaction() as connection:
        batch = _open_batch(tenant, connection, call)
        document = _new_document(batch, file.name)
        _store(tenant, connection, document, file)
        tenant.record.add(connection, call, document.id, file_name=file.name)
    tenant.readings.add(document.id, file.data)
    return success(OCR_ref_no=batch.id, **_set_key(batch))


@calls.answers(
    "uploadbatch",
    Evidence.DOCUMENTED,
    required=("file", "processing_pref", "document_type", "invoice_type"),
)
def uploadbatch(tenant: Tenant, call: Call) -> Response:
    """Take a zip (3.2). The batch id is the value of a key that is an English sentence.

    A member that cannot be read becomes a document that failed, so that its batch and its set can
    tell why (ASSUMED).
    """
    _check_choices(call)
    try:
        files = members(call.file("file").data)
    except BadArchive as error:
        raise Refusal(400, str(error)) from error
    checked = [(file, _problem(tenant, file)) for file in files]
    if all(problem for _, problem in checked):
        raise Refusal(400, "The zip holds no file that can be read.")
    readable: list[tuple[str, bytes]] = []
    with tenant.database.transaction() as connection:
        batch = _open_batch(tenant, connection, call)
        for file, problem in checked:
            document = _new_document(batch, file.name)
            if problem:
                failed = replace(document, state=State.FAILED, problem=problem)
                tenant.documents.save(connection, failed)
            else:
                _store(tenant, connection, document, file)
                readable.append((document.id, file.data))
        names = [file.name for file in files]
        tenant.record.add(connection, call, batch_id=batch.id, files=names)
    for document_id, data in readable:
        tenant.readings.add(document_id, data)
    return success(**{"Function successfully executed!": batch.id}, **_set_key(batch))


def _problem(tenant: Tenant, file: SentFile) -> str:
    try:
        tenant.readings.check(file.data)
    except Unreadable as problem:
        return str(problem)
    return ""
