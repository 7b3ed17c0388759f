from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.review.view_keeper import DocumentView
from klearstack_desktop.store.view_state import key_of_document
from klearstack_desktop.waiting import until

if TYPE_CHECKING:
    from klearstack_desktop.review.desk import Desk
    from tests.review.conftest import AtDesk

VIEW = DocumentView(FieldKey("total_value", 1), 3, 2, "free", 1.5)


async def recalled(desk: Desk, document_id: str) -> DocumentView | None:
    answers: list[DocumentView | None] = []
    desk.views.recalled.connect(lambda _document_id, view: answers.append(view))
    desk.views.recall(document_id)
    await until(desk.views.recalled, lambda: bool(answers), "the answer")
    return answers[0]


def test_a_view_is_known_at_once_and_after_a_restart(at_desk: AtDesk) -> None:
    known = ""

    async def leave(desk: Desk) -> None:
        nonlocal known
        await until(desk.queue.replaced, lambda: bool(desk.queue.documents()), "the queue")
        known = desk.queue.documents()[0].id
        # The list is remembered before it is forgotten who is not in it.
        await desk.refreshing.refresh()
        desk.views.note(known, DocumentView())
        desk.views.note(known, VIEW)
        assert await recalled(desk, known) == VIEW
        assert await recalled(desk, "another") is None

    async def come_back(desk: Desk) -> None:
        assert await recalled(desk, known) == VIEW

    at_desk(leave)
    at_desk(come_back)


@pytest.mark.parametrize(
    ("form", "view"),
    [
        (None, None),
        ([1], None),
        ({"field": None, "caret": 0, "page": "2", "fit": "", "zoom": 1}, None),
        (
            {"field": [1], "caret": 1, "page": 2, "fit": "fit page", "zoom": 1},
            DocumentView(None, 1, 2, "fit page", 1.0),
        ),
    ],
)
def test_what_is_no_view_counts_as_none(
    at_desk: AtDesk,
    form: object,
    view: DocumentView | None,
) -> None:
    async def work(desk: Desk) -> None:
        put = desk._store.view_state.put
        await desk._lanes.run(Lane.STORE_CACHE, put, key_of_document("doc"), form)
        assert await recalled(desk, "doc") == view

    at_desk(work)
