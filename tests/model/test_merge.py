"""Three-way merge: nothing of mine is lost, nothing of theirs is overwritten unseen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given

from klearstack_desktop.model.changes import Draft, FieldChange, TableChange
from klearstack_desktop.model.merge import merge, same_values, with_mine, with_theirs
from tests.model.builders import document, field, line_items
from tests.model.readings import documents, reviews, two_reviews

if TYPE_CHECKING:
    from klearstack_desktop.model.changes import FieldEdit, TableEdit
    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.merge import Place

NUMBER = field("doc_number_value", "0671705G")
TOTAL = field("total_value", "55413.0")


def places(draft: Draft) -> set[Place]:
    return {*draft.fields, *draft.tables}


def edit_at(draft: Draft, place: Place) -> FieldEdit | TableEdit:
    return draft.tables[place] if isinstance(place, str) else draft.fields[place]


def said_at(document: Document, place: Place) -> object:
    """What a document says at a place, wherever on the page it stands; None for nothing."""
    if isinstance(place, str):
        table = document.table(place)
        return table and (table.columns, [[cell.value for cell in row] for row in table.rows])
    found = document.by_key(place)
    return found and found.value


def everywhere(*documents: Document) -> set[Place]:
    return {
        *(field.key for document in documents for field in document.fields),
        *(table.name for document in documents for table in document.tables),
    }


@given(reviews())
def test_where_nobody_else_was_nothing_happens(review: tuple[Document, Draft]) -> None:
    base, mine = review
    merged = merge(base, mine, base)
    assert (merged.draft, merged.taken, merged.clashes) == (mine, (), ())


@given(reviews())
def test_what_the_service_has_already_is_not_sent(review: tuple[Document, Draft]) -> None:
    base, mine = review
    merged = merge(base, mine, mine.laid_over(base))
    assert (places(merged.draft), merged.taken, merged.clashes) == (set(), (), ())
    assert (merged.draft.comment, merged.draft.checked) == (mine.comment, mine.checked)


@given(reviews(), documents())
def test_every_change_of_theirs_is_taken_or_asked_about(
    review: tuple[Document, Draft], theirs: Document
) -> None:
    base, mine = review
    merged = merge(base, mine, theirs)
    changed = {
        place
        for place in everywhere(base, theirs)
        if said_at(base, place) != said_at(theirs, place)
    }
    wished = mine.laid_over(base)
    agreed = {p for p in places(mine) if said_at(wished, p) == said_at(theirs, p)}
    assert merged.places_taken == changed - places(mine)
    assert {clash.place for clash in merged.clashes} == (changed & places(mine)) - agreed


@given(reviews(), documents())
def test_without_a_clash_the_result_holds_mine_and_theirs(
    review: tuple[Document, Draft], theirs: Document
) -> None:
    base, mine = review
    merged = merge(base, mine, theirs)
    result, wished = merged.draft.laid_over(theirs), mine.laid_over(base)
    for place in everywhere(theirs) - {clash.place for clash in merged.clashes}:
        says = wished if place in places(mine) else theirs
        assert said_at(result, place) == said_at(says, place)


@given(reviews(), documents())
def test_nothing_is_sent_that_was_not_edited(
    review: tuple[Document, Draft], theirs: Document
) -> None:
    base, mine = review
    merged = merge(base, mine, theirs)
    assert places(merged.draft) <= places(mine)
    for place in places(merged.draft):
        assert edit_at(merged.draft, place).mine == edit_at(mine, place).mine


@given(reviews(), documents())
def test_what_clashes_is_still_in_the_draft(
    review: tuple[Document, Draft], theirs: Document
) -> None:
    base, mine = review
    merged = merge(base, mine, theirs)
    for clash in merged.clashes:
        assert edit_at(merged.draft, clash.place) == clash.edit == edit_at(mine, clash.place)


@given(two_reviews())
def test_two_reviewers_clash_over_the_same_places(review: tuple[Document, Draft, Draft]) -> None:
    base, mine, theirs = review
    mine_shown, theirs_shown = mine.laid_over(base), theirs.laid_over(base)
    one, other = merge(base, mine, theirs_shown), merge(base, theirs, mine_shown)
    # A box that was only moved is asked about where the other wrote a value, and not the other
    # way round: the value would be lost, the box is only where it stands.
    both = {
        place
        for place in places(mine) & places(theirs)
        if said_at(base, place) not in (said_at(o, place) for o in (mine_shown, theirs_shown))
    }
    assert {c.place for c in one.clashes} & both == {c.place for c in other.clashes} & both


@given(reviews(), documents())
def test_merging_again_changes_nothing(review: tuple[Document, Draft], theirs: Document) -> None:
    base, mine = review
    merged = merge(base, mine, theirs)
    again = merge(theirs, merged.draft, theirs)
    assert (again.draft, again.taken) == (merged.draft, ())
    assert again.clashes == merged.clashes


@given(reviews(), documents())
def test_a_clash_is_settled_for_good_either_way(
    review: tuple[Document, Draft], theirs: Document
) -> None:
    base, mine = review
    merged = merge(base, mine, theirs)
    for choose in (with_mine, with_theirs):
        draft = merged.draft
        for clash in merged.clashes:
            draft = choose(draft, clash)
        again = merge(theirs, draft, theirs)
        assert (again.clashes, again.taken) == ((), ())
        assert (again.draft.comment, again.draft.checked) == (mine.comment, mine.checked)
        result = again.draft.laid_over(theirs)
        for clash in merged.clashes:
            says = mine.laid_over(base) if choose is with_mine and clash.theirs else theirs
            assert said_at(result, clash.place) == said_at(says, clash.place)


def test_the_same_field_changed_by_both_is_asked_with_all_three_values() -> None:
    base = document(NUMBER, TOTAL)
    mine = Draft().with_field(NUMBER, "mine", None)
    (clash,) = merge(base, mine, document(replace(NUMBER, value="theirs"), TOTAL)).clashes
    assert (clash.label, clash.page) == ("Invoice number", 1)
    assert clash.edit == mine.fields[NUMBER.key]
    assert clash.theirs == FieldChange("theirs")


def test_a_field_that_is_gone_is_asked_about_and_cannot_be_overruled() -> None:
    mine = Draft().with_field(NUMBER, "mine", None)
    (clash,) = merge(document(NUMBER), mine, document(TOTAL)).clashes
    assert clash.theirs is None
    assert not with_mine(mine, clash).has_corrections


def test_a_moved_box_alone_is_nobody_s_change() -> None:
    moved = replace(NUMBER, confidence=1.0, page=2)
    assert merge(document(NUMBER), Draft(), document(moved)).taken == ()


def test_tables_merge_as_a_whole() -> None:
    read, theirs = line_items(("a", "1", "2")), line_items(("a", "1", "3"))
    base = document(tables=(read,))
    mine = Draft().with_table(read, line_items(("a", "1", "2"), ("b", "", "")).rows)
    (clash,) = merge(base, mine, document(tables=(theirs,))).clashes
    assert (clash.place, clash.label) == ("line_items", "Line items")
    assert isinstance(clash.theirs, TableChange)
    assert clash.theirs.rows == theirs.rows


def test_tables_with_other_columns_do_not_say_the_same() -> None:
    rows = line_items(("a", "1", "2")).rows
    one, other = TableChange(("a", "b", "c"), rows), TableChange(("a", "c", "b"), rows)
    assert same_values(one, one)
    assert not same_values(one, other)
