"""Accepting is a step: it is taken back by name, and follows the rows of the table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import Cell, Document, FieldKey, Row, Table
from klearstack_desktop.model.line_items import rows as operations
from klearstack_desktop.model.line_items.place import CellPlace
from klearstack_desktop.model.line_items.reading import cell_as_read
from klearstack_desktop.model.undo import AcceptStep, Step, UndoStack
from klearstack_desktop.review.open_document import OpenDocument
from klearstack_desktop.store.details import KnownDetails
from tests.model.builders import field

NUMBER = FieldKey("doc_number_value")
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def read(value: str) -> Cell:
    return Cell(value, confidence=0.5, came_as={"_value": value, "_confidence": 0.5})


TABLE = Table("line_items", ("quantity",), tuple(Row((read(value),)) for value in "12341"))
DOCUMENT = Document("d", fields=(field("Inv_Number", "7"),), tables=(TABLE,))
OPENED = OpenDocument(DOCUMENT, has_details=True, has_history=True)


def cell(row: int) -> CellPlace:
    return CellPlace("line_items", row, 0)


def checked_rows(opened: OpenDocument) -> list[int]:
    return sorted(place.row for place in opened.draft.accepted_cells_in(opened.shown.tables[0]))


def with_rows(opened: OpenDocument, rows: operations.Rows, visit: str = "w") -> OpenDocument:
    return opened.with_rows("line_items", rows, visit, "work")


def rows_of(opened: OpenDocument) -> operations.Rows:
    return opened.shown.tables[0].rows


def test_an_acceptance_is_taken_back_and_done_again_by_name() -> None:
    accepted = OPENED.with_checked(NUMBER, "v")
    assert accepted.undo_label == "acceptance of Invoice number"
    assert accepted.with_checked(NUMBER, "w") is accepted
    undone = accepted.undone()
    assert undone.draft.is_empty
    assert undone.redo_label == "acceptance of Invoice number"
    assert undone.redone().draft == accepted.draft
    assert OPENED.with_checked(cell(2), "v").undo_label == "acceptance of Qty, row 3"
    assert OPENED.with_checked(cell(9), "v") is OPENED
    assert OPENED.with_checked(FieldKey("no such"), "v") is OPENED


def test_what_was_accepted_before_an_edit_is_so_again_when_the_edit_is_taken_back() -> None:
    accepted = OPENED.with_checked(NUMBER, "v")
    edited = accepted.with_value(NUMBER, "8", None, "w")
    assert edited.undone().draft == accepted.draft
    assert edited.undone().undone().draft.is_empty
    typed_back = edited.with_value(NUMBER, "7", None, "w")
    assert (typed_back.draft, typed_back.undo) == (accepted.draft, accepted.undo)
    never = OPENED.with_value(NUMBER, "8", None, "w")
    assert never.with_value(NUMBER, "7", None, "w").draft.is_empty


@pytest.mark.parametrize(
    ("name", "rows", "there"),
    [
        ("inserted above", operations.inserted(TABLE, 0, 2), [3, 4]),
        ("inserted below", operations.inserted(TABLE, 3), [1, 2]),
        ("one deleted above", operations.deleted(TABLE.rows, {0}), [0, 1]),
        ("one of them deleted", operations.deleted(TABLE.rows, {1}), [1]),
        ("moved", operations.moved(TABLE.rows, (2,), 1), [1, 3]),
        ("duplicated", operations.duplicated(TABLE.rows, (1,)), [1, 3]),
        ("one edited", operations.with_values(TABLE.rows, [(1, 0, "9")]), [2]),
        ("another edited", operations.with_values(TABLE.rows, [(3, 0, "9")]), [1, 2]),
        ("all gone", (), []),
    ],
)
def test_accepted_cells_go_where_their_rows_go(
    name: str, rows: operations.Rows, there: list[int]
) -> None:
    accepted = OPENED.with_checked(cell(1), "a").with_checked(cell(2), "b")
    changed = with_rows(accepted, rows)
    assert checked_rows(changed) == there, name
    assert checked_rows(changed.undone()) == [1, 2]
    assert checked_rows(changed.undone().redone()) == there
    assert changed.undone().undone().undone().draft.is_empty


def test_a_redo_of_an_acceptance_stands_on_what_was_accepted() -> None:
    step = Step("acceptance of it", "v", AcceptStep(NUMBER, "7"))
    in_cell = Step("acceptance of it", "v", AcceptStep(cell(1), "2"))
    stack = UndoStack((), (in_cell, step))
    assert stack.fitted_to(DOCUMENT, Draft()) is stack
    other = replace(DOCUMENT, fields=(field("Inv_Number", "8"),))
    assert stack.fitted_to(other, Draft()) == UndoStack((), (in_cell,))
    shorter = replace(DOCUMENT, tables=(replace(TABLE, rows=TABLE.rows[:1]),))
    assert stack.fitted_to(shorter, Draft()) == UndoStack((), (step,))
    assert UndoStack((step, in_cell)).fitted_to(Document("d"), Draft()) == UndoStack()


def test_what_another_person_changed_in_a_table_is_accepted_by_nobody() -> None:
    accepted = OPENED.with_checked(cell(1), "v").with_checked(NUMBER, "w")
    same, _ = accepted.with_details(KnownDetails(DOCUMENT, NOW))
    assert checked_rows(same) == [1]
    theirs = replace(DOCUMENT, tables=(replace(TABLE, rows=TABLE.rows[1:]),))
    other, _ = accepted.with_details(KnownDetails(theirs, NOW))
    assert checked_rows(other) == []
    assert other.draft.accepts(other.shown.fields[0])


def test_a_draft_that_comes_back_brings_cells_of_tables_that_were_not_edited_since() -> None:
    older = Draft().with_checked(cell(1), DOCUMENT)
    assert Draft().over(older).checked_cells.keys() == {cell(1)}
    newer = Draft().with_table(TABLE, TABLE.rows[1:])
    assert not newer.over(older).checked_cells
    newer = newer.with_checked(cell(0), newer.laid_over(DOCUMENT))
    assert newer.over(older).checked_cells.keys() == {cell(0)}


def test_a_cell_goes_back_to_what_was_read_wherever_its_row_stands() -> None:
    moved = operations.moved(operations.with_values(TABLE.rows, [(4, 0, "x")]), (4,), -1)
    table = replace(TABLE, rows=operations.inserted(replace(TABLE, rows=moved), 0))
    assert cell_as_read(table, 4, 0, TABLE) == TABLE.rows[4][0]
    assert cell_as_read(table, 0, 0, TABLE) is None, "that row was made here"
    # What was saved meanwhile is not what was read.
    saved = replace(TABLE, rows=operations.with_values(TABLE.rows, [(4, 0, "y")]))
    assert cell_as_read(table, 4, 0, saved) == TABLE.rows[4][0]
    bare = Table("line_items", ("quantity",), (Row((Cell("1", is_bare=True, came_as=1),)),))
    inserted = replace(bare, rows=operations.inserted(bare, 1))
    assert cell_as_read(inserted, 0, 0, bare) == bare.rows[0][0]
    assert cell_as_read(inserted, 1, 0, bare) is None


def two_columns(*rows: str) -> Document:
    table = Table("lines", ("item", "quantity"), tuple(Row(tuple(map(read, row))) for row in rows))
    return Document("d", tables=(table,))


def test_a_cell_is_accepted_in_its_own_row_only() -> None:
    document, at = two_columns("a1", "b1"), CellPlace("lines", 1, 1)
    draft = Draft().with_checked(at, document)
    assert draft.accepted_in(document) == {at}
    assert draft.accepted_in(two_columns("x1", "b1")) == {at}
    assert draft.accepted_in(two_columns("b1", "a1")) == frozenset(), "the same figure, not its row"
    assert draft.accepted_in(two_columns("a1")) == frozenset()
    # What a reviewer types beside it does not make it another row.
    (table,) = document.tables
    typed = draft.with_table(table, operations.with_values(table.rows, [(1, 0, "c")]))
    assert typed.accepted_in(typed.laid_over(document)) == {at}
    elsewhere = two_columns("x1", "y2").tables[0]
    assert not draft.with_table(elsewhere, elsewhere.rows[:1]).checked_cells
