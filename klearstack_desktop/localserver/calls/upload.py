"""Uploads (section 3)."""

from __future__ import annotations

import secrets
import uuid
from pathlib import PurePath
from typing import TYPE_CHECKING

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


def store_upload(
    tenant: Tenant, connection: sqlite3.Connection, call: Call, file: SentFile, batch_id: str
) -> str:
    """Store one readable file as a document that is being processed; return the document's id."""
    now = wire_now()
    document_type = call.text("document_type") or "Invoices"
    document = StoredDocument(
        id=secrets.token_hex(12),
        file_name=PurePath(file.name.replace("\\", "/")).name or "upload",
        document_type=document_type,
        collection_name=document_type.lower(),
        overall_confidence=0.0,
        uploaded_at=now,
        finished_at=now,
        uploaded_by=call.account.username,
        batch_id=batch_id,
        state=State.PROCESSING,
    )
    tenant.documents.save(connection, document)
    upload = StoredFile(media_type_of(file.data), file.data)
    tenant.documents.save_upload(connection, document.id, upload)
    return document.id


def check_preference(call: Call) -> None:
    """Refuse a processing preference that is neither Speed nor Accuracy."""
    if call.text("processing_pref").lower() not in _PREFERENCES:
        raise Refusal(400, "processing_pref is neither Speed nor Accuracy.")


@calls.answers(
    "processdocument", Evidence.DOCUMENTED, required=("processing_pref", "invoice_type", "file")
)
def processdocument(tenant: Tenant, call: Call) -> Response:
    """Take one file (3.1) and answer with its batch id under ``OCR_ref_no``."""
    check_preference(call)
    file = call.file("file")
    try:
        tenant.readings.check(file.data)
    except Unreadable as problem:
        raise Refusal(400, str(problem)) from problem
    batch_id = str(uuid.uuid4())
    with tenant.database.transaction() as connection:
        document_id = store_upload(tenant, connection, call, file, batch_id)
        tenant.record.add(
            connection, call.name, call.account.username, document_id, file_name=file.name
        )
    tenant.readings.add(document_id, file.data)
    return success(OCR_ref_no=batch_id)
