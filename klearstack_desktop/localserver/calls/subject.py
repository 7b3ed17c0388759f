"""Which document a call is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.localserver.content import State, wire_now
from klearstack_desktop.localserver.wire import Refusal

if TYPE_CHECKING:
    from klearstack_desktop.localserver.content import StoredDocument
    from klearstack_desktop.localserver.forms import Call
    from klearstack_desktop.localserver.tenant import Tenant


def document_of(tenant: Tenant, call: Call) -> StoredDocument:
    """Return the document that ``id`` and ``collection_name`` name.

    Raises:
        Refusal: there is none, or it has not been read yet (404; status and words ASSUMED).
    """
    document = tenant.documents.get(call.text("id"))
    if (
        document is None
        or document.collection_name.lower() != call.text("collection_name").lower()
        or document.state_at(wire_now()) is not State.COMPLETED
    ):
        raise Refusal(404, "Document not found")
    return document
