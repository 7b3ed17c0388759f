"""Operations on rows: what stays, what moves, what is new."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.document import Cell, Row, Table
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.model.line_items import rows as operations
from tests.model.builders import line_items

if TYPE_CHECKING:
    from klearstack_desktop.model.line_items.rows import Rows

TABLE = line_items(("a", "1", "10"), ("b", "2", "20"), ("c", "3", "30"), ("d", "4", "40"))
ROWS = TABLE.rows


def column(rows: Rows, number: int = 0) -> str:
    return "".join(row[number].value for row in rows)


def test_rows_are_inserted_in_the_form_of_the_table() -> None:
    bare = Table("line_items", ("total",), (Row((Cell("1", is_bare=True, came_as=1),)),))
    assert operations.inserted(bare, 1, 2)[1:] == (Row((Cell("", is_bare=True, came_as=1),)),) * 2
    assert column(operations.inserted(TABLE, 2)) == "abcd"
    assert operations.inserted(TABLE, 2)[2] == Row((Cell(""),) * 3)
    assert operations.inserted(replace(TABLE, rows=()), 0) == (Row((Cell(""),) * 3),)


def test_copies_stand_below_the_last_and_nowhere_on_the_page() -> None:
    first = Row((Cell("a", Box(1, 2, 3, 4), page=1, confidence=0.5),), {"id": 7})
    second = Row((Cell("b"),))
    copied = operations.duplicated((first, second, second), (1, 0))
    assert column(copied) == "ababb"
    assert copied[0] is first
    assert copied[2] == Row((Cell("a"),))
    assert copied[2].extras == {}


def test_rows_are_deleted() -> None:
    assert column(operations.deleted(ROWS, {1, 3})) == "ac"


def test_rows_move_together_and_stop_at_the_ends() -> None:
    assert column(operations.moved(ROWS, (1, 2), -1)) == "bcad"
    assert column(operations.moved(ROWS, (1, 2), 1)) == "adbc"
    assert column(operations.moved(ROWS, (0, 2), 1)) == "badc"
    assert operations.moved(ROWS, (0, 2), -1) is ROWS
    assert operations.moved(ROWS, (3,), 1) is ROWS
    assert operations.moved(ROWS, (), 1) is ROWS


@given(st.sets(st.integers(0, 3)), st.sampled_from((1, -1)))
def test_moving_back_brings_back(chosen: set[int], step: int) -> None:
    there = operations.moved(ROWS, chosen, step)
    if there is not ROWS:
        assert operations.moved(there, {number + step for number in chosen}, -step) == ROWS


def test_fill_down_takes_the_topmost_of_each_column() -> None:
    filled = operations.filled_down(ROWS, [(1, 0), (2, 0), (3, 0), (2, 1), (3, 1)])
    assert column(filled) == "abbb"
    assert column(filled, 1) == "1233"
    assert filled[0] is ROWS[0]


def test_fill_down_of_one_cell_takes_the_one_above() -> None:
    assert column(operations.filled_down(ROWS, [(2, 0)])) == "abbd"
    assert operations.filled_down(ROWS, [(0, 0)]) is ROWS


def test_values_keep_what_else_a_cell_knows() -> None:
    boxed = (Row((Cell("a", Box(1, 2, 3, 4), page=1),)), Row((Cell("b"),)))
    changed = operations.with_values(boxed, [(0, 0, "x"), (1, 0, "b")])
    assert changed[0][0] == Cell("x", Box(1, 2, 3, 4), page=1)
    assert changed[1] is boxed[1]
    assert operations.with_values(boxed, [(0, 0, "a")]) is boxed
