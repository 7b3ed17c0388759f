"""What was seen against what is there now: anything but the reviewer's own corrections differs."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import PageImage
from klearstack_desktop.model.seen import Seen, differences, page_digest
from tests.model.builders import document, field, line_items
from tests.model.readings import documents, reviews

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Document

NUMBER = field("doc_number_value", "0671705G")
TOTAL = field("total_value", "55413.0")
LINES = line_items(("a", "1", "2"), ("b", "1", "3"))
PAGES = {1: "aa", 2: "bb"}
SEEN = Seen(document(NUMBER, TOTAL, tables=(LINES,), page_count=2), PAGES)
NOTHING = Draft()


@given(reviews())
def test_what_is_as_it_was_does_not_differ(review: tuple[Document, Draft]) -> None:
    read, mine = review
    assert differences(Seen(read, PAGES), read, PAGES, mine) == ()


@given(reviews())
def test_own_corrections_that_arrived_do_not_differ(review: tuple[Document, Draft]) -> None:
    read, mine = review
    assert differences(Seen(read, PAGES), mine.laid_over(read), PAGES, mine) == ()


@given(reviews())
def test_corrections_that_nobody_announced_differ(review: tuple[Document, Draft]) -> None:
    read, mine = review
    now = mine.laid_over(read)
    changed = {f.key for f, g in zip(read.fields, now.fields, strict=True) if f.value != g.value}
    changed_tables = {t.name for t, u in zip(read.tables, now.tables, strict=True) if t != u}
    found = {difference.place for difference in differences(Seen(read), now, {}, NOTHING)}
    assert found == changed | changed_tables


@given(documents(), documents(), reviews())
def test_a_difference_is_never_between_equals(
    read: Document, now: Document, review: tuple[Document, Draft]
) -> None:
    for difference in differences(Seen(read, PAGES), now, {1: "cc"}, review[1]):
        assert difference.then != difference.now or not difference.then


@given(st.sampled_from([NUMBER, TOTAL]), st.text())
def test_one_other_value_is_one_difference(changed: object, value: str) -> None:
    fields = [replace(f, value=value) if f is changed else f for f in (NUMBER, TOTAL)]
    before = next(f for f in (NUMBER, TOTAL) if f is changed)
    found = differences(SEEN, replace(SEEN.document, fields=tuple(fields)), PAGES, NOTHING)
    if value == before.value:
        assert found == ()
        return
    (difference,) = found
    assert (difference.label, difference.place) == (before.label, before.key)
    assert (difference.then, difference.now) == (before.value, value)


def test_one_other_cell_is_one_difference() -> None:
    now = replace(SEEN.document, tables=(line_items(("a", "1", "2"), ("b", "1", "4")),))
    (difference,) = differences(SEEN, now, PAGES, NOTHING)
    assert (difference.label, difference.place) == ("Line items", "line_items")
    assert (difference.then, difference.now) == ("a | 1 | 2\nb | 1 | 3", "a | 1 | 2\nb | 1 | 4")


def test_a_row_more_a_row_less_and_another_order_differ() -> None:
    one, two = ("a", "1", "2"), ("b", "1", "3")
    for rows in ((one,), (one, two, two), (two, one), ()):
        now = replace(SEEN.document, tables=(line_items(*rows),))
        assert len(differences(SEEN, now, PAGES, NOTHING)) == 1


def test_a_value_that_came_or_went_differs() -> None:
    gone = replace(SEEN.document, fields=(NUMBER,))
    (difference,) = differences(SEEN, gone, PAGES, NOTHING)
    assert (difference.label, difference.then, difference.now) == (TOTAL.label, TOTAL.value, "")
    came = replace(SEEN.document, fields=(NUMBER, TOTAL, field("currency_value", "EUR")))
    (difference,) = differences(SEEN, came, PAGES, NOTHING)
    assert (difference.then, difference.now) == ("", "EUR")


def test_a_correction_that_another_overwrote_differs() -> None:
    mine = Draft().with_field(NUMBER, "mine", None)
    now = replace(SEEN.document, fields=(replace(NUMBER, value="theirs"), TOTAL))
    (difference,) = differences(SEEN, now, PAGES, mine)
    assert (difference.then, difference.now) == (NUMBER.value, "theirs")


def test_where_a_value_stands_and_how_sure_it_is_may_change() -> None:
    now = replace(SEEN.document, fields=(replace(NUMBER, confidence=1.0, page=2), TOTAL))
    assert differences(SEEN, now, PAGES, NOTHING) == ()


def test_one_other_page_is_one_difference() -> None:
    (difference,) = differences(SEEN, SEEN.document, {1: "aa", 2: "cc"}, NOTHING)
    assert (difference.label, difference.page, difference.place) == ("Page 2", 2, None)
    assert difference.now


def test_a_page_that_is_gone_differs_from_another_image() -> None:
    (difference,) = differences(SEEN, SEEN.document, {1: "aa"}, NOTHING)
    assert (difference.label, difference.now) == ("Page 2", "")


def test_a_page_that_was_not_seen_is_not_compared() -> None:
    waived = Seen(SEEN.document, {1: "aa"})
    assert differences(waived, SEEN.document, {1: "aa", 2: "cc"}, NOTHING) == ()


def test_a_page_more_differs() -> None:
    now = replace(SEEN.document, page_count=3)
    (difference,) = differences(SEEN, now, PAGES, NOTHING)
    assert (difference.label, difference.then, difference.now) == ("Number of pages", "2", "3")


@given(st.binary())
def test_a_page_of_its_own_is_named_by_the_digest_of_its_bytes(data: bytes) -> None:
    digest = page_digest(PageImage(1, data, "image/jpeg"))
    assert digest == hashlib.sha256(data).hexdigest()
    assert digest == page_digest(PageImage(7, data, "image/png", rendition=(1, 2), dpi=300))


@given(st.binary(), st.integers(0, 99), st.integers(0, 99))
def test_pages_of_one_file_are_told_apart(data: bytes, one: int, other: int) -> None:
    first, second = (PageImage(1, data, "application/pdf", frame) for frame in (one, other))
    assert (page_digest(first) == page_digest(second)) == (one == other)
