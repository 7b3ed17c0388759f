from __future__ import annotations

from typing import TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.changes import Draft, FieldChange
from klearstack_desktop.model.document import Cell, Document, FieldKey, Row, Table
from klearstack_desktop.model.undo import CommentStep, FieldStep, RowsStep, Step, UndoStack
from tests.model.builders import field

NUMBER, TOTAL, GONE = FieldKey("doc_number_value"), FieldKey("total_value"), FieldKey("gone")
ITEMS = "line_items"


def rows(*values: str) -> tuple[Row, ...]:
    return tuple(Row((Cell(value),)) for value in values)


def document(number: str = "1", total: str = "9.50", items: tuple[Row, ...] = ()) -> Document:
    return Document(
        "doc",
        fields=(field("doc_number_value", number), field("total_value", total)),
        tables=(Table(ITEMS, ("text",), items),),
    )


def edit(before: str, after: str, visit: str = "v", key: FieldKey = NUMBER) -> Step:
    return Step("edit of it", visit, FieldStep(key, FieldChange(before), FieldChange(after)))


def rows_edit(before: tuple[Row, ...], after: tuple[Row, ...], visit: str = "v") -> Step:
    return Step("edit of line items", visit, RowsStep(ITEMS, before, after))


def comment(before: str, after: str, visit: str = "v") -> Step:
    return Step("edit of the comment", visit, CommentStep(before, after))


def test_one_visit_to_a_place_is_one_step() -> None:
    stack = UndoStack().pushed(edit("1", "12")).pushed(edit("12", "123"))
    assert stack.done == (edit("1", "123"),)
    table = UndoStack().pushed(rows_edit((), rows("a"))).pushed(rows_edit(rows("a"), rows("ab")))
    assert table.done == (rows_edit((), rows("ab")),)
    text = UndoStack().pushed(comment("", "o")).pushed(comment("o", "ok"))
    assert text.done == (comment("", "ok"),)


def test_another_visit_or_another_place_is_another_step() -> None:
    assert len(UndoStack().pushed(edit("1", "2", "a")).pushed(edit("2", "3", "b")).done) == 2
    other = edit("1", "2", key=TOTAL)
    assert len(UndoStack().pushed(edit("1", "2")).pushed(other).pushed(comment("", "x")).done) == 3


def test_a_visit_that_changed_nothing_in_the_end_is_no_step() -> None:
    assert UndoStack().pushed(edit("1", "2")).pushed(edit("2", "1")).taken_back() is None


def test_a_step_that_was_taken_back_is_not_joined_with_what_is_typed_then() -> None:
    taken = UndoStack().pushed(edit("1", "2")).pushed(edit("2", "3", "w")).taken_back()
    assert taken is not None
    stack = taken[0].pushed(edit("2", "4"))
    assert stack == UndoStack((edit("1", "2"), edit("2", "4")))


def test_a_step_is_taken_back_although_its_edit_was_sent() -> None:
    sent = document(number="2")
    assert edit("1", "2").undone(Draft(), sent).fields[NUMBER].mine == FieldChange("1")
    assert edit("1", "2").undone(Draft(), sent).fields[NUMBER].base == FieldChange("2")


def test_nobody_vouches_for_what_was_read_when_all_that_was_typed_is_taken_back() -> None:
    base, first, second = document("1"), edit("1", "2", "a"), edit("2", "3", "b")
    typed = second.redone(first.redone(Draft(), base), base)
    assert typed.checked == {NUMBER: "3"}
    earlier = second.undone(typed, base)
    assert earlier.checked == {NUMBER: "2"}, "that was typed as well"
    assert first.undone(earlier, base).is_empty


def test_steps_made_before_earlier_ones_were_known_stand_on_them() -> None:
    earlier = UndoStack((edit("1", "2"),), (edit("2", "3"),))
    assert earlier.followed_by(UndoStack()) == earlier
    later = UndoStack((edit("2", "4", "w"),), (edit("4", "5", "x"),))
    assert earlier.followed_by(later) == UndoStack((edit("1", "2"), *later.done), later.undone)


def test_what_another_person_changed_is_not_done_again() -> None:
    first, second = edit("1", "2", "a"), edit("2", "3", "b")
    other, text = edit("9.50", "9.60", "c", TOTAL), comment("", "ok", "d")
    stack = UndoStack((), (second, text, other, first))
    assert stack.fitted_to(document(), Draft()) is stack
    assert stack.fitted_to(document(number="7"), Draft()) == UndoStack((), (text, other))
    assert stack.fitted_to(document(total="7"), Draft()) == UndoStack((), (second, text, first))
    assert stack.fitted_to(document(), Draft(comment="mine")) == UndoStack(
        (), (second, other, first)
    )


def test_a_later_redo_of_a_place_goes_with_the_earlier_one_it_stands_on() -> None:
    back = edit("2", "7", "b")
    stack = UndoStack((), (edit("7", "8", "c"), back, edit("1", "2", "a")))
    assert stack.fitted_to(document(number="7"), Draft()) == UndoStack()


def test_rows_are_compared_by_what_they_say() -> None:
    there = tuple(Row((Cell("a", page=2),)) for _ in range(1))
    stack = UndoStack((), (rows_edit(there, rows("b")),))
    assert stack.fitted_to(document(items=rows("a")), Draft()) is stack
    assert stack.fitted_to(document(items=rows("c")), Draft()) == UndoStack()


def test_what_the_document_does_not_offer_any_more_cannot_be_taken_back() -> None:
    kept = edit("1", "2")
    stack = UndoStack((edit("x", "y", key=GONE), kept), (edit("x", "y", key=GONE),))
    assert stack.fitted_to(document(), Draft()) == UndoStack((kept,))


Move: TypeAlias = tuple[str, FieldKey | None, str, str]
moves = st.lists(
    st.tuples(
        st.sampled_from(["set", "set", "set", "undo", "redo"]),
        st.sampled_from([NUMBER, TOTAL, None]),
        st.sampled_from(["", "1", "2"]),
        st.sampled_from(["a", "b"]),
    ),
    max_size=40,
)


@given(moves)
def test_edits_undo_and_redo_walk_through_the_states_of_a_list(sequence: list[Move]) -> None:
    """The model: a list of whole states and a place in it; an edit cuts off what comes behind."""
    base, draft, stack = document(), Draft(), UndoStack()
    states, visits, place = [(draft, "")], [""], 0
    for number, (what, key, value, visit) in enumerate(sequence):
        if what == "undo":
            if taken := stack.taken_back():
                stack, draft = taken[0], taken[1].undone(draft, base)
            place = max(place - 1, 0)
        elif what == "redo":
            if again := stack.done_again():
                stack, draft = again[0], again[1].redone(draft, base)
            place = min(place + 1, len(states) - 1)
        else:
            step = _step(draft, base, key, value, f"{visit}{number // 3}")
            if step.changes_nothing:
                continue
            draft, stack = step.redone(draft, base), stack.pushed(step)
            name = f"{step.visit}{step.place}"
            if place == len(states) - 1 and visits[place] == name:
                states[place] = (draft, draft.comment)
                if states[place] == states[place - 1]:
                    del states[place], visits[place]
                    place -= 1
            else:
                states[place + 1 :] = [(draft, draft.comment)]
                visits[place + 1 :] = [name]
                place += 1
        assert (draft, draft.comment) == states[place]
        assert (len(stack.done), len(stack.undone)) == (place, len(states) - 1 - place)


def _step(draft: Draft, base: Document, key: FieldKey | None, value: str, visit: str) -> Step:
    if key is None:
        return comment(draft.comment, value, visit)
    shown = draft.laid_over(base).by_key(key)
    assert shown is not None
    return edit(shown.value, value, visit, key)
