from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klearstack_desktop.model.changes import Draft, FieldChange
from klearstack_desktop.model.document import Document, FieldKey
from klearstack_desktop.model.outbox import OutboxKind
from klearstack_desktop.model.undo import (
    AcceptStep,
    CommentStep,
    FieldStep,
    OverrideStep,
    RowsStep,
    Step,
    UndoStack,
)
from klearstack_desktop.store.database import open_database, transaction
from klearstack_desktop.store.drafts import DraftRecord, Drafts
from klearstack_desktop.store.outbox import Outbox
from klearstack_desktop.store.problems import NotWritten
from klearstack_desktop.store.schema import WORK
from tests.store import strategies as some

if TYPE_CHECKING:
    import sqlite3

NUMBER = FieldKey("doc_number_value")
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

changes = (
    st.builds(
        FieldStep,
        some.field_keys,
        st.builds(FieldChange, some.texts, st.none() | some.boxes),
        st.builds(FieldChange, some.texts, st.none() | some.boxes),
        st.booleans(),
    )
    | st.builds(
        RowsStep,
        some.texts,
        st.lists(some.rows, max_size=2).map(tuple),
        st.lists(some.rows, max_size=2).map(tuple),
        st.frozensets(some.cell_places, max_size=2),
    )
    | st.builds(AcceptStep, some.field_keys | some.cell_places, some.texts)
    | st.builds(CommentStep, some.texts, some.texts)
    | st.builds(OverrideStep, some.texts, some.texts, some.texts)
)
steps = st.builds(Step, some.texts, some.texts, changes)


def step(number: int, visit: str = "") -> Step:
    change = FieldStep(NUMBER, FieldChange(str(number)), FieldChange(str(number + 1)))
    return Step("edit of Invoice number", visit or f"visit {number}", change)


def stack_of(count: int, undone: int = 0) -> UndoStack:
    done = tuple(step(number) for number in range(count))
    return UndoStack(done[: count - undone], tuple(reversed(done[count - undone :])))


def put(drafts: Drafts, stack: UndoStack, document_id: str = "doc") -> None:
    drafts.save_all({document_id: DraftRecord(Draft(comment="x"), stack)}, 1)


def stored(connection: sqlite3.Connection, document_id: str = "doc") -> UndoStack:
    """What a program that starts now would find."""
    return Drafts(connection).steps.load(document_id)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["undo", "redo", "store", "forget"]) | steps, max_size=25))
def test_what_is_stored_is_what_is_in_memory(sequence: list[str | Step]) -> None:
    with (
        TemporaryDirectory() as folder,
        contextlib.closing(open_database(Path(folder, "work.db"), WORK)) as connection,
    ):
        drafts, stack = Drafts(connection), UndoStack()
        for move in sequence:
            if isinstance(move, Step):
                stack = stack.pushed(move)
            elif move == "undo":
                taken = stack.taken_back()
                stack = taken[0] if taken else stack
            elif move == "redo":
                again = stack.done_again()
                stack = again[0] if again else stack
            elif move == "forget":
                drafts = Drafts(connection)
            else:
                put(drafts, stack, "\ud800")
                assert stored(connection, "\ud800") == stack
        put(drafts, stack, "\ud800")
        assert stored(connection, "\ud800") == stack


@pytest.mark.parametrize("count", [3, 5_000])
def test_an_edit_costs_the_same_however_many_steps_there_are(
    work: sqlite3.Connection, count: int
) -> None:
    drafts = Drafts(work)
    put(drafts, stack_of(count))
    before = work.total_changes
    put(drafts, stack_of(count + 1))
    after_push = work.total_changes
    put(drafts, stack_of(count + 1, undone=1))
    after_undo = work.total_changes
    # One row for the draft itself and one for the step.
    assert (after_push - before, after_undo - after_push) == (2, 2)
    assert stored(work) == stack_of(count + 1, undone=1)


def test_a_draft_and_its_steps_are_written_together_or_not_at_all(
    work: sqlite3.Connection,
) -> None:
    drafts = Drafts(work)
    put(drafts, stack_of(2))
    work.execute(f"PRAGMA max_page_count = {work.execute('PRAGMA page_count').fetchone()[0]}")
    huge = step(2, visit="x" * 200_000)
    with pytest.raises(NotWritten):
        drafts.save_all({"doc": DraftRecord(Draft(comment="newer"), stack_of(2).pushed(huge))}, 2)
    assert drafts.load("doc") == Draft(comment="x")
    assert stored(work) == stack_of(2)
    put(drafts, stack_of(3))
    assert stored(work) == stack_of(3)


def test_steps_stay_where_only_the_draft_is_written(work: sqlite3.Connection) -> None:
    drafts = Drafts(work)
    put(drafts, stack_of(2, undone=1))
    drafts.save("doc", Draft(), 2)
    assert stored(work) == stack_of(2, undone=1)


@pytest.mark.parametrize(
    ("position", "done", "undone"),
    [(1, (2,), (4, 3)), (2, (), (4, 3)), (3, (0, 1, 2), ()), (4, (0, 1, 2), (3,))],
)
def test_a_damaged_step_takes_only_those_with_it_that_stand_behind_it(
    work: sqlite3.Connection,
    caplog: pytest.LogCaptureFixture,
    position: int,
    done: tuple[int, ...],
    undone: tuple[int, ...],
) -> None:
    put(Drafts(work), stack_of(5, undone=2))
    with transaction(work):
        work.execute("UPDATE undo_step SET change = '[1]' WHERE position = ?", (position,))
    found = stored(work)
    assert found == UndoStack(tuple(map(step, done)), tuple(map(step, undone)))
    assert "left out undo steps" in caplog.text
    put(Drafts(work), found.pushed(step(9)))
    caplog.clear()
    assert stored(work) == found.pushed(step(9))
    assert not caplog.records


def test_the_steps_of_a_decided_document_go_with_it_and_those_of_a_saved_one_stay(
    work: sqlite3.Connection,
) -> None:
    drafts, outbox = Drafts(work), Outbox(work)
    for kind in (OutboxKind.SAVE, OutboxKind.REJECT):
        document_id = kind.value
        put(drafts, stack_of(2), document_id)
        row = outbox.enqueue(Document(document_id), Draft(comment="x"), kind, "why", NOW)
        assert outbox.begin_sending(row.id)
        assert stored(work, document_id) == stack_of(2)
        assert outbox.finish(row.id)
    assert stored(work, "save") == stack_of(2)
    assert stored(work, "reject") == UndoStack()
    put(drafts, stack_of(1), "reject")
    assert stored(work, "reject") == stack_of(1)
