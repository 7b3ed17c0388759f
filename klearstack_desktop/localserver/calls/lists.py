"""Lists of documents (section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.localserver.content import Decision, State, wire_now
from klearstack_desktop.localserver.dispatch import Calls
from klearstack_desktop.localserver.endpoints import Evidence
from klearstack_desktop.localserver.layouts import list_answer
from klearstack_desktop.localserver.wire import Refusal

if TYPE_CHECKING:
    from starlette.responses import Response

    from klearstack_desktop.localserver.forms import Call
    from klearstack_desktop.localserver.tenant import Tenant

calls = Calls()


@calls.answers("getuserdocuments", Evidence.DOCUMENTED)
def getuserdocuments(tenant: Tenant, call: Call) -> Response:
    """List what the user may see (4.4): everything that was read, oldest first.

    ``false`` is taken as "only those that are not" (ASSUMED).
    """
    approved, saved = call.flag("approve_flag"), call.flag("save_flag")
    documents = [
        document
        for document in tenant.documents.finished()
        if approved in (None, document.decision is Decision.APPROVED)
        and saved in (None, document.is_saved)
    ]
    return list_answer(documents, tenant.switches)


@calls.answers("getbatchdocuments", Evidence.DOCUMENTED, required=("batch_id",))
def getbatchdocuments(tenant: Tenant, call: Call) -> Response:
    """Tell how far a batch is (4.1) and list what has been read of it; the shape is ASSUMED."""
    documents = tenant.documents.find("batch_id = ?", call.text("batch_id"))
    if not documents:
        raise Refusal(400, "Batch not found.")
    now = wire_now()
    states = {document.state_at(now) for document in documents}
    finished = [d for d in documents if d.state_at(now) is State.COMPLETED]
    if State.PROCESSING in states:
        message = tenant.readings.progress(documents)
        beside = {"extraction_status": State.PROCESSING.value, "message": message}
    elif finished:
        beside = {"extraction_status": State.COMPLETED.value}
    else:
        beside = {"extraction_status": State.FAILED.value, "error": documents[0].problem}
    return list_answer(finished, tenant.switches, **beside)
