"""What other systems tell KlearStack: QuickBooks results, pushes, mappings (5.2, 7.2, 10)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, PlainTextResponse

from klearstack_desktop.localserver.content import Decision
from klearstack_desktop.localserver.dispatch import Calls
from klearstack_desktop.localserver.endpoints import Evidence
from klearstack_desktop.localserver.wire import Refusal, wrong_password

if TYPE_CHECKING:
    from starlette.responses import Response

    from klearstack_desktop.localserver.content import Json
    from klearstack_desktop.localserver.forms import Call
    from klearstack_desktop.localserver.tenant import Tenant

calls = Calls()

_SUBMITTED = "Request Submitted Successfully"
_QBE_TIME = "%d/%m/%Y %H:%M:%S"
_QBE_STATUSES = ("successful", "failed")
_BY_USER = ("username", "collection_name", "data")


def _check_user(tenant: Tenant, call: Call) -> None:
    """Refuse a user name that nobody has; these calls take no password."""
    if tenant.accounts.named(call.text("username")) is None:
        raise wrong_password()


@calls.answers("updateqbestatus", Evidence.DOCUMENTED, required=("QBE_response",))
def updateqbestatus(tenant: Tenant, call: Call) -> Response:
    """Note what QuickBooks answered (5.2): a bare string, and 200 even for an unknown document."""
    sent = call.json("QBE_response")
    if not isinstance(sent, dict) or sent.get("QBE_status") not in _QBE_STATUSES:
        raise Refusal(400, "QBE_status is neither successful nor failed.")
    _check_time(sent.get("QBE_timestamp"))
    with tenant.database.transaction() as connection:
        document = tenant.documents.get(str(sent.get("document_id")))
        if document is None:
            return JSONResponse("Document ID not found")
        sequence = tenant.record.add(connection, call, document.id, values=sent)
        noted = replace(document, quickbooks=sent, last_change=sequence)
        tenant.documents.save(connection, noted)
    return JSONResponse("QBE status updated successfully")


def _check_time(sent: Json) -> None:
    try:
        datetime.strptime(str(sent), _QBE_TIME)  # noqa: DTZ007 -- the service's own clock
    except ValueError as error:
        raise Refusal(400, "QBE_timestamp is not DD/MM/YYYY HH:MM:SS.") from error


@calls.answers("retry_push_api", Evidence.DISPUTED, required=_BY_USER)
def retry_push_api(tenant: Tenant, call: Call) -> Response:
    """Push again (7.2). What ``data`` means is unknown.

    ASSUMED: ``{"document_id": ...}``, or a list of ids, names approved documents; anything else
    means every document of the collection whose last push failed.
    """
    _check_user(tenant, call)
    data = call.json("data")
    named = [data["document_id"]] if isinstance(data, dict) and "document_id" in data else data
    is_ids = isinstance(named, list) and named and all(isinstance(n, str) for n in named)
    wanted = set(named) if is_ids else tenant.push.failed_documents()
    documents = [
        document
        for document in tenant.documents.finished("decision = ?", Decision.APPROVED)
        if document.id in wanted
        and document.collection_name.lower() == call.text("collection_name").lower()
    ]
    ids = [document.id for document in documents]
    with tenant.database.transaction() as connection:
        tenant.record.add(connection, call, documents=ids)
    for document in documents:
        tenant.push.send(document)
    return PlainTextResponse(_SUBMITTED)


@calls.answers("updatemappingdataapi", Evidence.DISPUTED, required=_BY_USER)
def updatemappingdataapi(tenant: Tenant, call: Call) -> Response:
    """Keep labels, required and visibility flags (10.1); no call reads them back."""
    _check_user(tenant, call)
    mapping = call.json("data")
    if not _is_mapping(mapping):
        raise Refusal(400, "data is not a list with one documentTypeDetails.")
    with tenant.database.transaction() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO settings VALUES (?, ?)",
            (f"mapping:{call.text('collection_name').lower()}", json.dumps(mapping)),
        )
        tenant.record.add(connection, call, values=mapping)
    return PlainTextResponse(_SUBMITTED)


def _is_mapping(sent: Json) -> bool:
    is_list_of_one = isinstance(sent, list) and len(sent) == 1 and isinstance(sent[0], dict)
    types = sent[0].get("documentTypeDetails") if is_list_of_one else None
    return isinstance(types, dict) and all(
        isinstance(kind, dict) and isinstance(kind.get("fields"), dict) for kind in types.values()
    )
