"""A list that arrives piece by piece: what the queue shows meanwhile and at the end."""

from __future__ import annotations

import pytest

from klearstack_desktop.model.document import Document
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.review.queue import DocumentQueue
from klearstack_desktop.review.standards import Standards
from tests.hand_clock import HandClock


@pytest.fixture
def queue() -> DocumentQueue:
    return DocumentQueue(Standards(HandClock()))


def documents(*ids: str, file_name: str = "") -> list[Document]:
    return [Document(each, file_name=file_name) for each in ids]


def ids(queue: DocumentQueue) -> list[str]:
    return [document.id for document in queue.documents()]


def test_what_came_is_there_while_the_rest_arrives(queue: DocumentQueue) -> None:
    came: list[tuple[str, ...]] = []
    queue.arrived.connect(lambda entries: came.append(tuple(e.document_id for e in entries)))
    filling = queue.filling()
    filling.take(documents("a", "b"))
    assert ids(queue) == ["a", "b"]
    filling.take(documents("c"))
    assert ids(queue) == ["a", "b", "c"]
    assert came == [("a", "b"), ("c",)]


def test_only_what_differs_is_said_to_have_come(queue: DocumentQueue) -> None:
    queue.fill(documents("a", "b"))
    came: list[tuple[str, ...]] = []
    queue.arrived.connect(lambda entries: came.append(tuple(e.document_id for e in entries)))
    filling = queue.filling()
    filling.take([*documents("a"), *documents("b", file_name="other.pdf")])
    assert came == [("b",)]


def test_the_end_brings_the_servers_order_and_removes_what_did_not_come(
    queue: DocumentQueue,
) -> None:
    queue.fill(documents("a", "b", "c"))
    filling = queue.filling()
    filling.take(documents("c", "d"))
    filling.take(documents("a"))
    filling.finish()
    assert ids(queue) == ["c", "d", "a"]


def test_a_filling_that_ends_early_removes_nothing(queue: DocumentQueue) -> None:
    queue.fill(documents("a", "b"))
    queue.filling().take(documents("c"))
    assert ids(queue) == ["c", "a", "b"]


def test_a_filling_that_was_overtaken_counts_no_more(queue: DocumentQueue) -> None:
    older = queue.filling()
    older.take(documents("a"))
    newer = queue.filling()
    older.take(documents("b"))
    newer.take(documents("c"))
    older.finish()
    assert set(ids(queue)) == {"a", "c"}
    newer.finish()
    assert ids(queue) == ["c"]


def test_what_is_uploaded_meanwhile_stays(queue: DocumentQueue) -> None:
    filling = queue.filling()
    queue.add(Document("new"))
    queue.add(Document("read"))
    queue.set_state("read", ReviewState.BEING_READ)
    filling.take(documents("a"))
    filling.finish()
    assert set(ids(queue)) == {"a", "new", "read"}
    queue.fill(documents("a"))
    assert set(ids(queue)) == {"a", "read"}
