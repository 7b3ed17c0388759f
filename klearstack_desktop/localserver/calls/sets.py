"""Document sets (section 9 and 4.3); everything about them is ASSUMED."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.localserver.content import wire_now
from klearstack_desktop.localserver.dispatch import Calls
from klearstack_desktop.localserver.endpoints import Evidence
from klearstack_desktop.localserver.layouts import list_answer, rows_answer
from klearstack_desktop.localserver.wire import Refusal

if TYPE_CHECKING:
    from starlette.responses import Response

    from klearstack_desktop.localserver.forms import Call
    from klearstack_desktop.localserver.tenant import Tenant

calls = Calls()

_NUMBERED = ("set_reference_number",)
_IN_SET = "set_reference = ?"


def _reference_of(tenant: Tenant, call: Call) -> str:
    known = tenant.sets.get(call.text("set_reference_number"))
    if known is None:
        raise Refusal(404, "Set not found.")
    return known.reference


@calls.answers("getsetdocuments", Evidence.ASSUMED, required=_NUMBERED)
@calls.answers("getdocumentsofset", Evidence.ASSUMED, required=_NUMBERED)
def documents_of_set(tenant: Tenant, call: Call) -> Response:
    """List what has been read of a set (4.3, 9.1)."""
    documents = tenant.documents.finished(_IN_SET, _reference_of(tenant, call))
    return list_answer(documents, tenant.switches)


@calls.answers("getsetuploadstatus", Evidence.ASSUMED, required=_NUMBERED)
def getsetuploadstatus(tenant: Tenant, call: Call) -> Response:
    """Tell how far each file of a set is (9.2)."""
    now = wire_now()
    files = [
        {"file_name": document.file_name, "status": document.state_at(now).value}
        for document in tenant.documents.find(_IN_SET, _reference_of(tenant, call))
    ]
    return rows_answer(files, tenant.switches)


@calls.answers("getsetreferencenumbers", Evidence.ASSUMED)
def getsetreferencenumbers(tenant: Tenant, call: Call) -> Response:  # noqa: ARG001
    """List all sets (9.3)."""
    listed = [
        {"set_reference_number": known.reference, "set_name": known.name}
        for known in tenant.sets.all()
    ]
    return rows_answer(listed, tenant.switches)
