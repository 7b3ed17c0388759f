from __future__ import annotations

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.undo import Step, UndoStack

EMPTY, ONE, TWO = Draft(), Draft(comment="1"), Draft(comment="2")


def test_one_visit_to_a_field_is_one_step() -> None:
    stack = (
        UndoStack().pushed(Step("Edit", "a#1", EMPTY, ONE)).pushed(Step("Edit", "a#1", ONE, TWO))
    )
    taken = stack.taken_back()
    assert taken is not None
    assert taken[1].before == EMPTY
    assert taken[1].after == TWO
    assert taken[0].taken_back() is None


def test_another_visit_is_another_step() -> None:
    stack = (
        UndoStack().pushed(Step("Edit", "a#1", EMPTY, ONE)).pushed(Step("Edit", "a#2", ONE, TWO))
    )
    assert len(stack.done) == 2


def test_a_visit_that_changed_nothing_in_the_end_is_no_step() -> None:
    stack = (
        UndoStack().pushed(Step("Edit", "a#1", EMPTY, ONE)).pushed(Step("Edit", "a#1", ONE, EMPTY))
    )
    assert stack.taken_back() is None


def test_undo_and_redo_are_inverse_and_a_new_edit_ends_redo() -> None:
    stack = UndoStack().pushed(Step("Edit", "a#1", EMPTY, ONE))
    taken = stack.taken_back()
    assert taken is not None
    again = taken[0].done_again()
    assert again is not None
    assert again[0] == stack
    assert taken[0].pushed(Step("Edit", "b#1", EMPTY, TWO)).done_again() is None
