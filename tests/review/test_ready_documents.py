"""What lies in memory of the documents around the open one: no more than its budget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from klearstack_desktop.model.detail import Detail
from klearstack_desktop.model.document import Document, PageImage
from klearstack_desktop.review.fetching import ReadyPage
from klearstack_desktop.review.ready_documents import ReadyDocuments
from klearstack_desktop.store.details import KnownDetails

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass
class Pixels:
    """A page of which a tenth is left where it is only readable, and a hundredth at a glance."""

    full_nbytes: int
    detail: Detail = Detail.FULL
    width: int = 10
    height: int = 10

    @property
    def nbytes(self) -> int:
        return self.full_nbytes // (1, 10, 100)[Detail.FULL - self.detail]

    def take(self, other: Pixels) -> None:
        self.detail = other.detail

    def blur(self, detail: Detail) -> None:
        self.detail = min(self.detail, detail)

    def settle(self) -> None:
        self.full_nbytes, self.detail = self.nbytes, Detail.FULL


def page(nbytes: int = 100, *, file: bytes = b"") -> ReadyPage:
    return ReadyPage(Pixels(nbytes), "0" * 64, PageImage(1, file, "image/jpeg"))


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


def sharpness(ready: ReadyDocuments, *ids: str) -> dict[str, list[Detail]]:
    held = {i: ready.get(i) for i in ids}
    return {i: [p.decoded.detail for p in d.pages.values()] for i, d in held.items() if d}


def test_over_the_budget_what_is_wanted_least_is_held_less_sharply_first() -> None:
    ready = ReadyDocuments(500)
    ready.want(["open", "next", "later"])
    for number in (1, 2):
        ready.put_page("later", number, page())
        ready.put_page("next", number, page())
    ready.put_page("open", 1, page())
    assert ready.nbytes == 500
    ready.put_page("open", 2, page())
    full, readable = Detail.FULL, Detail.READABLE
    assert sharpness(ready, "open", "next", "later") == {
        "open": [full, full],
        "next": [full, full],
        "later": [readable, readable],
    }
    ready.put_page("open", 3, page(270))
    assert sharpness(ready, "open", "next", "later") == {
        "open": [full, full, full],
        "next": [readable, readable],
        "later": [Detail.GLANCE, Detail.GLANCE],
    }
    assert ready.nbytes == 470 + 20 + 2


def test_what_has_no_room_even_as_small_as_can_be_is_let_go() -> None:
    ready = ReadyDocuments(101)
    ready.want(["open", "next", "later"])
    ready.put_page("next", 1, page())
    ready.put_page("later", 1, page())
    ready.put_page("open", 1, page())
    assert pages_held(ready, "open", "next", "later") == {"open": [1], "next": [1], "later": []}


def test_the_open_document_is_held_whatever_it_takes() -> None:
    ready = ReadyDocuments(150)
    ready.want(["open", "next"])
    ready.put_page("next", 1, page())
    ready.put_page("open", 1, page(5000))
    assert pages_held(ready, "open", "next") == {"open": [1], "next": []}
    assert sharpness(ready, "open") == {"open": [Detail.FULL]}


def test_a_file_that_pages_share_counts_once() -> None:
    ready, file = ReadyDocuments(1000), bytes(70)
    ready.want(["a"])
    ready.put_page("a", 1, page(100, file=file))
    ready.put_page("a", 2, page(100, file=file))
    assert ready.nbytes == 270


def test_only_what_is_wanted_less_makes_way() -> None:
    ready = ReadyDocuments(300)
    ready.want(["open", "next", "later"])
    for document_id in ("open", "next", "later"):
        ready.put_page(document_id, 1, page())
    assert not ready.make_room_for("later", 1)
    assert not ready.make_room_for("next", 101)
    assert ready.make_room_for("next", 99)
    assert sharpness(ready, "open", "next") == {"open": [Detail.FULL], "next": [Detail.FULL]}
    assert not ready.make_room_for("elsewhere", 1)


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
