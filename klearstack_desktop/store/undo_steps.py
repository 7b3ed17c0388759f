"""Undo steps: what can be taken back in a document, also after a restart.

Wire format. The steps of a document stand in ``undo_step`` from position 0: first what was done,
oldest first, then what was undone, the next to be done again first. A step's ``change`` is JSON;
a value before and after stands in it as the text of an edit (`codec`) from the one to the other::

    ["field", NAME, OCCURRENCE, EDIT]    ["rows", TABLE, EDIT]    ["comment", BEFORE, AFTER]
    ["accept", NAME, OCCURRENCE, VALUE]    ["accept_cell", [TABLE, ROW, COLUMN], VALUE]

What was accepted before a step stands behind it: ``true`` for a field, cells for rows.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeAlias

from klearstack_desktop.model.changes import FieldEdit, TableChange, TableEdit
from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.line_items.place import CellPlace
from klearstack_desktop.model.undo import (
    AcceptStep,
    CommentStep,
    FieldStep,
    OverrideStep,
    RowsStep,
    Step,
    UndoStack,
)
from klearstack_desktop.store import codec, draft_text
from klearstack_desktop.store.database import translated
from klearstack_desktop.store.problems import DamagedRecord

if TYPE_CHECKING:
    import sqlite3

    from klearstack_desktop.model.undo import ValueStep

log = logging.getLogger(__name__)

_Line: TypeAlias = tuple[tuple[Step, ...], int]
"""All steps of a document as they stand in the table, and how many of them are done."""

_REMEMBERED = 16
"""How many documents' steps are kept in memory to compare with; the others are read again."""


class UndoSteps:
    """The undo steps of one account; lives in the thread that opened the connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._stored: dict[str, _Line] = {}

    def load(self, document_id: str) -> UndoStack:
        """Return the steps of a document; an empty stack where there are none.

        A step stands on those before it. So where one cannot be read, it is left out together with
        those that can only be reached through it, and logged.

        Raises:
            StoreProblem: the database cannot be read.
        """
        key = codec.text_key(document_id)
        with translated():
            rows = self._connection.execute(
                "SELECT is_undone, label, visit, change FROM undo_step WHERE document_id = ?"
                " ORDER BY position",
                (key,),
            ).fetchall()
        done: list[Step] = []
        undone: list[Step] = []
        is_sound = True
        for is_undone, label, visit, change in rows:
            try:
                step = _step(label, visit, change)
            except DamagedRecord as damage:
                log.warning("left out undo steps of a document: %s", damage.details)
                is_sound = False
                if is_undone:
                    break
                done.clear()
                continue
            (undone if is_undone else done).append(step)
        stack = UndoStack(tuple(done), tuple(reversed(undone)))
        self._stored.pop(key, None)
        if is_sound:
            self._remember(key, stack)
        return stack

    def put(self, document_id: str, stack: UndoStack) -> None:
        """Write a document's steps inside a transaction that the caller began.

        Only what differs from the stored ones is written, so that an edit costs no more the more
        steps there are. The caller calls `not_written` if its transaction fails.
        """
        key = codec.text_key(document_id)
        stored, stored_done = self._stored_line(key, document_id)
        steps, done = _line(stack)
        same = _common(stored, steps)
        if same < len(stored):
            self._connection.execute(
                "DELETE FROM undo_step WHERE document_id = ? AND position >= ?", (key, same)
            )
        turned = sorted((min(stored_done, same), min(done, same)))
        if turned[0] < turned[1]:
            self._connection.execute(
                "UPDATE undo_step SET is_undone = ?"
                " WHERE document_id = ? AND position >= ? AND position < ?",
                (int(done < stored_done), key, *turned),
            )
        self._connection.executemany(
            "INSERT INTO undo_step (document_id, position, is_undone, label, visit, change)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    key,
                    position,
                    int(position >= done),
                    codec.encode_value(step.label),
                    codec.encode_value(step.visit),
                    _encoded(step.change),
                )
                for position, step in enumerate(steps[same:], start=same)
            ],
        )
        self._remember(key, stack)

    def not_written(self) -> None:
        """Note that the transaction around `put` failed: what is stored must be read again."""
        self._stored.clear()

    def _stored_line(self, key: str, document_id: str) -> _Line:
        """Return what is stored, from memory while the table holds as much as that."""
        remembered = self._stored.get(key)
        if remembered is not None and self._count(key) == len(remembered[0]):
            return remembered
        self.load(document_id)
        if key not in self._stored:
            # Some of it cannot be read: all is written anew.
            self._connection.execute("DELETE FROM undo_step WHERE document_id = ?", (key,))
            return (), 0
        return self._stored[key]

    def _count(self, key: str) -> int:
        last = self._connection.execute(
            "SELECT max(position) FROM undo_step WHERE document_id = ?", (key,)
        ).fetchone()[0]
        return 0 if last is None else int(last) + 1

    def _remember(self, key: str, stack: UndoStack) -> None:
        self._stored.pop(key, None)
        self._stored[key] = _line(stack)
        if len(self._stored) > _REMEMBERED:
            del self._stored[next(iter(self._stored))]


def forget_steps_if_decided(connection: sqlite3.Connection, row_id: str) -> None:
    """Remove the steps of the document that an outbox row decided; a save leaves them.

    Runs inside a transaction that the caller began.
    """
    connection.execute(
        "DELETE FROM undo_step WHERE document_id ="
        " (SELECT document_id FROM outbox WHERE id = ? AND kind <> 'save')",
        (row_id,),
    )


def _line(stack: UndoStack) -> _Line:
    return (*stack.done, *reversed(stack.undone)), len(stack.done)


def _common(one: tuple[Step, ...], other: tuple[Step, ...]) -> int:
    """Return how many steps at the beginning are the same."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        # Whole slices are compared at once: a loop over thousands of steps would be felt.
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _step(label: str, visit: str, change: str) -> Step:
    """Return a step from its columns.

    Raises:
        DamagedRecord: a column holds what the program does not write.
    """
    return Step(str(codec.decode_value(label)), str(codec.decode_value(visit)), _decoded(change))


def _encoded(change: ValueStep) -> str:
    match change:
        case FieldStep(key, before, after, was_checked):
            edit = draft_text.encode_field_edit(FieldEdit(before, after))
            accepted = [True] if was_checked else []
            return codec.encode_value(["field", key.name, key.occurrence, edit, *accepted])
        case RowsStep(table, rows_before, rows_after, checked):
            rows = TableEdit(TableChange((), rows_before), TableChange((), rows_after))
            cells = [sorted(map(draft_text.cell_form, checked))] if checked else []
            return codec.encode_value(["rows", table, draft_text.encode_table_edit(rows), *cells])
        case AcceptStep(at, value):
            if isinstance(at, CellPlace):
                return codec.encode_value(["accept_cell", draft_text.cell_form(at), value])
            return codec.encode_value(["accept", at.name, at.occurrence, value])
        case CommentStep(text_before, text_after):
            return codec.encode_value(["comment", text_before, text_after])
        case OverrideStep(code, reason_before, reason_after):
            return codec.encode_value(["override", code, reason_before, reason_after])


def _decoded(text: str) -> ValueStep:
    match codec.decode_value(text):
        case ["field", str(name), int(occurrence), str(edit), *accepted]:
            field = draft_text.decode_field_edit(edit)
            key = FieldKey(name, occurrence)
            return FieldStep(key, field.base, field.mine, was_checked=bool(accepted))
        case ["rows", str(table), str(edit), *accepted]:
            rows = draft_text.decode_table_edit(edit)
            checked = accepted[0] if accepted and isinstance(accepted[0], list) else []
            cells = frozenset(map(draft_text.cell_place, checked))
            return RowsStep(table, rows.base.rows, rows.mine.rows, cells)
        case ["accept_cell", list(cell), str(value)]:
            return AcceptStep(draft_text.cell_place(cell), value)
        case ["accept", str(name), int(occurrence), str(value)]:
            return AcceptStep(FieldKey(name, occurrence), value)
        case ["comment", str(before), str(after)]:
            return CommentStep(before, after)
        case ["override", str(code), str(before), str(after)]:
            return OverrideStep(code, before, after)
        case _:
            raise DamagedRecord(
                "An undo step that this workstation stored cannot be read any more.",
                f"{len(text)} characters that are no step",
            )
