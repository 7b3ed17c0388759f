"""What lies in memory of the documents around the open one: no more than its budget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from klearstack_desktop.model.document import Document
from klearstack_desktop.review.fetching import ReadyPage
from klearstack_desktop.review.ready_documents import ReadyDocuments
from klearstack_desktop.store.details import KnownDetails

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Pixels:
    nbytes: int
    width: int = 10
    height: int = 10


def page(nbytes: int = 100) -> ReadyPage:
    return ReadyPage(Pixels(nbytes), "0" * 64)


def details(document_id: str, page_count: int | None = None) -> KnownDetails:
    return KnownDetails(Document(document_id, page_count=page_count), NOON)


def pages_held(ready: ReadyDocuments, *ids: str) -> dict[str, list[int]]:
    return {i: sorted(held.pages) for i in ids if (held := ready.get(i)) is not None}


def test_what_nobody_wants_is_not_held() -> None:
    ready = ReadyDocuments(1000)
    ready.put_page("a", 1, page())
    ready.put_details(details("a"))
    assert ready.get("a") is None
    assert ready.nbytes == 0


def test_what_is_wanted_no_more_is_let_go_and_the_rest_stays() -> None:
    ready = ReadyDocuments(1000)
    ready.want(["a", "b"])
    ready.put_page("a", 1, page())
    ready.put_page("b", 1, page())
    ready.want(["b", "c"])
    assert pages_held(ready, "a", "b", "c") == {"b": [1], "c": []}
    assert ready.nbytes == 100


def test_over_the_budget_the_last_pages_of_the_least_wanted_go_first() -> None:
    ready = ReadyDocuments(500)
    ready.want(["open", "next", "later"])
    for number in (1, 2):
        ready.put_page("later", number, page())
        ready.put_page("next", number, page())
    ready.put_page("open", 1, page())
    assert ready.nbytes == 500
    ready.put_page("open", 2, page())
    assert pages_held(ready, "open", "next", "later") == {
        "open": [1, 2],
        "next": [1, 2],
        "later": [1],
    }
    ready.put_page("open", 3, page(250))
    assert pages_held(ready, "next", "later") == {"next": [], "later": []}
    assert ready.nbytes == 450


def test_a_page_for_which_there_is_no_room_is_not_held() -> None:
    ready = ReadyDocuments(250)
    ready.want(["open", "next", "later"])
    ready.put_page("open", 1, page())
    ready.put_page("next", 1, page())
    ready.put_page("later", 1, page())
    assert pages_held(ready, "open", "next", "later") == {"open": [1], "next": [1], "later": []}


def test_the_open_document_is_held_whatever_it_takes() -> None:
    ready = ReadyDocuments(150)
    ready.want(["open", "next"])
    ready.put_page("next", 1, page())
    ready.put_page("open", 1, page(5000))
    assert pages_held(ready, "open", "next") == {"open": [1], "next": []}


def test_a_page_that_comes_again_counts_once() -> None:
    ready = ReadyDocuments(1000)
    ready.want(["a"])
    ready.put_page("a", 1, page(100))
    ready.put_page("a", 1, page(300))
    assert ready.nbytes == 300


def test_a_smaller_budget_holds_at_once() -> None:
    ready = ReadyDocuments(1000)
    ready.want(["open", "next"])
    ready.put_page("open", 1, page())
    ready.put_page("next", 1, page())
    ready.set_most_bytes(100)
    assert pages_held(ready, "open", "next") == {"open": [1], "next": []}
    assert ready.nbytes == 100


def state(ready: ReadyDocuments) -> tuple[bool, bool]:
    """Whether the document opens at once, and whether nothing is left to be fetched."""
    held = ready.get("a")
    assert held is not None
    return held.opens_at_once, held.is_complete


def test_a_document_opens_at_once_with_details_and_its_first_page() -> None:
    ready = ReadyDocuments(1000)
    ready.want(["a"])
    ready.put_page("a", 2, page())
    ready.put_details(details("a", page_count=2))
    assert state(ready) == (False, False)
    ready.put_page("a", 1, page())
    assert state(ready) == (True, True)
    ready.put_page_count("a", 3)
    assert state(ready) == (True, False)
    ready.forget_details("a")
    assert state(ready) == (False, False)


def test_of_a_forgotten_document_nothing_is_left_but_the_wish() -> None:
    ready = ReadyDocuments(1000)
    ready.want(["a"])
    ready.put_page("a", 1, page())
    ready.put_details(details("a", page_count=1))
    ready.forget("a")
    assert ready.nbytes == 0
    assert state(ready) == (False, False)
    ready.put_page("a", 1, page())
    ready.put_details(details("a", page_count=1))
    assert state(ready) == (True, True)
