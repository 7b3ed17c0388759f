"""What a reviewer does and waits for, without any window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.api import Credentials, KlearStackClient, ServerProfile
from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.waiting import until

if TYPE_CHECKING:
    from klearstack_desktop.model.queue import ReviewState
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.open_document import OpenDocument
    from tests.server_process import ServerProcess

NUMBER = FieldKey("doc_number_value")
TOTAL = FieldKey("total_value")


async def ready(desk: Desk, index: int = 0) -> OpenDocument:
    await until(desk.queue.replaced, lambda: len(desk.queue.documents()) == 4, "the queue")
    desk.session.open(desk.queue.documents()[index].id)
    session = desk.session
    await until(
        session.changed,
        lambda: session.current is not None and session.current.readiness.is_ready,
        "the document",
    )
    assert session.current is not None
    return session.current


async def reached(desk: Desk, document_id: str, state: ReviewState) -> None:
    await until(
        desk.queue.entry_changed,
        lambda: desk.queue.state(document_id) is state,
        f"the document to be {state.value}",
    )


def value(desk: Desk, key: FieldKey) -> str:
    assert desk.session.current is not None
    field = desk.session.current.shown.by_key(key)
    assert field is not None
    return field.value


def change_elsewhere(server: ServerProcess, document_id: str, number: str) -> None:
    """Correct the invoice number as another reviewer does."""
    colleague = Credentials(server.company, "meera", server.passwords["meera"])
    with KlearStackClient(ServerProfile(server.url), colleague) as client:
        client.update_document(document_id, {"doc_number_value": number})
