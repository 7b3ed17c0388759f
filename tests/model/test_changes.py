from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.changes import Draft, FieldChange
from klearstack_desktop.model.geometry import Box
from tests.model.builders import document, field, line_items

NUMBER = field("doc_number_value", "0671705G", box=Box(1, 2, 30, 40))
TOTAL = field("total_value", "55413.0")


def test_an_edit_keeps_what_was_there_when_it_began() -> None:
    once = Draft().with_field(NUMBER, "06717056", NUMBER.box)
    shown = once.laid_over(document(NUMBER)).fields[0]
    twice = once.with_field(shown, "06717057", NUMBER.box)
    edit = twice.fields[NUMBER.key]
    assert edit.base == FieldChange("0671705G", Box(1, 2, 30, 40))
    assert edit.mine.value == "06717057"


@given(st.text(), st.text())
def test_an_edit_back_to_the_base_disappears(first: str, value: str) -> None:
    read = replace(NUMBER, value=first, original_value=first)
    draft = Draft().with_field(read, value, read.box)
    back = draft.with_field(draft.laid_over(document(read)).fields[0], first, read.box)
    assert not back.has_corrections


def test_unedited_fields_are_the_very_same_objects_below_a_draft() -> None:
    draft = Draft().with_field(NUMBER, "1", None)
    shown = draft.laid_over(document(NUMBER, TOTAL))
    assert shown.fields[1] is TOTAL
    assert shown.fields[0].is_changed


def test_the_same_field_is_found_in_summary_and_details() -> None:
    summary = field("Inv_Number", "0671705G")
    draft = Draft().with_field(summary, "06717056", None)
    shown = draft.laid_over(document(NUMBER))
    assert shown.fields[0].value == "06717056"


def test_repeated_names_are_edited_apart() -> None:
    first, second = field("Sign_Exist_Flag", "no"), field("Sign_Exist_Flag", "no", occurrence=1)
    draft = Draft().with_field(second, "yes", None)
    assert [f.value for f in draft.laid_over(document(first, second)).fields] == ["no", "yes"]


def test_tables_change_as_a_whole() -> None:
    table = line_items(("Rose", "2", "8.40"), ("Fern", "1", "2.00"))
    changed = (table.rows[0].with_value(1, "3"), table.rows[1])
    draft = Draft().with_table(table, changed)
    assert draft.has_corrections
    assert draft.laid_over(document(tables=(table,))).tables[0].rows[0][1].value == "3"
    assert not draft.with_table(table, table.rows).has_corrections


def test_what_the_service_already_has_leaves_the_draft() -> None:
    draft = Draft().with_field(NUMBER, "06717056", NUMBER.box).with_field(TOTAL, "1", None)
    fresh = replace(NUMBER, value="06717056", original_value="06717056")
    settled = draft.without_settled(document(fresh, TOTAL))
    assert list(settled.fields) == [TOTAL.key]


def test_a_newer_draft_wins_over_the_one_that_comes_back() -> None:
    older = Draft(comment="older").with_field(NUMBER, "A", None).with_field(TOTAL, "1", None)
    newer = Draft().with_field(replace(NUMBER, value="A"), "B", None)
    both = newer.over(older)
    assert both.fields[NUMBER.key].base.value == "0671705G"
    assert both.fields[NUMBER.key].mine.value == "B"
    assert both.fields[TOTAL.key].mine.value == "1"
    assert both.comment == "older"


def test_edits_of_fields_that_are_gone_are_named() -> None:
    draft = Draft().with_field(NUMBER, "A", None)
    assert draft.orphans(document(TOTAL)) == (NUMBER.key,)
