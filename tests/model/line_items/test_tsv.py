"""Cells on the clipboard: as Excel and LibreOffice write them, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.line_items.tsv import Cells, read_cells, write_cells

TEXTS = st.text(st.sampled_from("ab \t\n\r\"',;1.\u2028é") | st.characters(), max_size=8)
TABLES = st.lists(st.lists(TEXTS, min_size=1, max_size=4).map(tuple), max_size=5).map(tuple)


@given(TABLES)
def test_what_is_written_is_read_again(cells: Cells) -> None:
    assert read_cells(write_cells(cells)) == cells


@given(st.text(st.sampled_from('a"\t\n\r')))
def test_any_text_is_cells(text: str) -> None:
    cells = read_cells(text)
    assert all(cells), "a row has a cell at least"
    assert read_cells(write_cells(cells)) == cells


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", ()),
        ("\n", (("",),)),
        ("a\tb\r\nc\td\r\n", (("a", "b"), ("c", "d"))),
        ("a\tb\nc\td", (("a", "b"), ("c", "d"))),
        ("a\rb", (("a",), ("b",))),
        ("\t\n", (("", ""),)),
        ("a\t", (("a", ""),)),
        ('"two\nlines"\t2\n', (("two\nlines", "2"),)),
        ('"a ""big"" pipe"\t1\n', (('a "big" pipe', "1"),)),
        ('5" pipe\t1\n', (('5" pipe', "1"),)),
        ('"5" pipe\t1\n', (('"5" pipe', "1"),)),
        ('"never closed\t1\n', (('"never closed', "1"),)),
        ("a\n\nb\n", (("a",), ("",), ("b",))),
    ],
)
def test_spreadsheets_are_understood(text: str, cells: Cells) -> None:
    assert read_cells(text) == cells


def test_only_what_needs_quotes_gets_them() -> None:
    assert write_cells([("a b", "1,5"), ("x\ty", 'say "a"')]) == 'a b\t1,5\n"x\ty"\t"say ""a"""\n'
