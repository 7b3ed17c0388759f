"""Lists of documents (section 4)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from klearstack_desktop.localserver.accounting import approved_result
from klearstack_desktop.localserver.content import Decision, State, wire_now
from klearstack_desktop.localserver.dispatch import Calls
from klearstack_desktop.localserver.endpoints import Evidence
from klearstack_desktop.localserver.layouts import list_answer, rows_answer
from klearstack_desktop.localserver.wire import Refusal, not_permitted

if TYPE_CHECKING:
    from datetime import date

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


def _day(call: Call, parameter: str) -> date:
    """Return a date parameter, ``DD/MM/YYYY``."""
    try:
        return datetime.strptime(call.text(parameter), "%d/%m/%Y").date()  # noqa: DTZ007
    except ValueError as error:
        raise Refusal(400, f"{parameter} is not DD/MM/YYYY.") from error


def _is_between(call: Call, moment: str) -> bool:
    """Whether a wire time lies within ``from_date`` and ``to_date``, both included."""
    day = datetime.fromisoformat(moment).date()
    return _day(call, "from_date") <= day <= _day(call, "to_date")


@calls.answers(
    "getdocumentsbetweendates",
    Evidence.ASSUMED,
    required=("document_type", "from_date", "to_date"),
)
def getdocumentsbetweendates(tenant: Tenant, call: Call) -> Response:
    """List what was uploaded between two days (4.2)."""
    of_type = tenant.documents.finished("document_type = ?", call.text("document_type"))
    documents = [d for d in of_type if _is_between(call, d.uploaded_at)]
    return list_answer(documents, tenant.switches)


@calls.answers("getmodifiedinvoices", Evidence.DOCUMENTED)
def getmodifiedinvoices(tenant: Tenant, call: Call) -> Response:
    """List what anybody changed since the last pull, and forget it (4.5).

    ASSUMED: the memory is the company's, one for each document type.
    """
    document_type = call.text("document_type") or "Invoices"
    memory = f"last_pull:{document_type}"
    with tenant.database.transaction() as connection:
        last_pull = int(tenant.database.setting(memory, "0"))
        documents = tenant.documents.finished(
            "document_type = ? AND last_change > ?", document_type, last_pull
        )
        newest = str(tenant.record.last(connection))
        connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (memory, newest))
    return list_answer(documents, tenant.switches)


@calls.answers("getapproveinvoices", Evidence.DOCUMENTED, required=("from_date", "to_date"))
def getapproveinvoices(tenant: Tenant, call: Call) -> Response:
    """List what was approved between two days, with its accounting (4.6): objects, never lists.

    Only Approver and Admin may (the status for a Creator is ASSUMED). ``user_list`` is taken as
    those who uploaded (ASSUMED).
    """
    if not call.account.role.may_decide:
        raise not_permitted()
    people = [name.strip() for name in call.text("user_list").split(",") if name.strip()]
    status = call.text("QBE_status")
    documents = [
        document
        for document in tenant.documents.finished(
            "decision = ? AND document_type = ?",
            Decision.APPROVED,
            call.text("document_type") or "Invoices",
        )
        if _is_between(call, document.decided_at)
        and (not people or document.uploaded_by in people)
        and status in ("", document.quickbooks.get("QBE_status"))
    ]
    listed = [approved_result(document, tenant.switches) for document in documents]
    return rows_answer(listed, tenant.switches)
