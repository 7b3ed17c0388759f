"""Pasting: where cells go, what is added, how numbers get into the document's own form."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.document import Cell, Row, Table
from klearstack_desktop.model.formats.customs import Customs
from klearstack_desktop.model.formats.locales import formats_of
from klearstack_desktop.model.line_items.numbers import CellNumbers, numbers_of
from klearstack_desktop.model.line_items.pasting import Pasted, pasted
from klearstack_desktop.model.line_items.tsv import read_cells
from tests.model.builders import line_items

if TYPE_CHECKING:
    from klearstack_desktop.model.line_items.rows import Rows

TABLE = line_items(("a", "1", "10.00"), ("b", "2", "20.00"), ("c", "3", "1,030.00"))
GERMAN = line_items(("a", "1", "10,00"), ("b", "2,5", "1.020,00"))


def numbers(table: Table, locale: str = "en_GB") -> CellNumbers:
    return numbers_of(table, Customs(), formats_of(locale))


def paste(
    text: str, *chosen: tuple[int, int], table: Table = TABLE, locale: str = "en_GB"
) -> Pasted:
    result = pasted(table, read_cells(text), chosen, numbers(table, locale))
    assert result is not None
    return result


def texts(rows: Rows) -> list[list[str]]:
    return [[cell.value for cell in row] for row in rows]


def test_a_block_begins_at_the_chosen_cell() -> None:
    result = paste("x\t7\ny\t8\n", (1, 0))
    assert texts(result.rows) == [["a", "1", "10.00"], ["x", "7", "20.00"], ["y", "8", "1,030.00"]]
    assert result.rows[0] is TABLE.rows[0]
    assert result.filled == ((1, 0), (1, 1), (2, 0), (2, 1))
    assert (result.deed, result.words) == ("paste of 2 rows", "")


def test_rows_that_do_not_fit_are_added() -> None:
    result = paste("x\ny\nz\n", (2, 0))
    assert texts(result.rows)[2:] == [["x", "3", "1,030.00"], ["y", "", ""], ["z", "", ""]]
    assert result.deed == "paste of 3 rows"


def test_without_a_place_rows_are_added_at_the_end() -> None:
    result = paste("x\t1\t2\n")
    assert texts(result.rows)[3:] == [["x", "1", "2.00"]]
    assert result.deed == "paste of 1 row"


def test_columns_that_do_not_fit_are_left_out_and_said() -> None:
    result = paste("5\tx\ty\n", (0, 2))
    assert texts(result.rows)[0] == ["a", "1", "5.00"]
    assert result.words == "2 columns did not fit and were left out"
    assert paste("5\tx\n", (0, 2)).words == "1 column did not fit and was left out"


def test_one_cell_goes_into_all_that_are_chosen() -> None:
    result = paste("9", (0, 1), (2, 1))
    assert [row[1].value for row in result.rows] == ["9", "2", "9"]
    assert result.deed == "paste into 2 cells"
    assert paste("9", (0, 1)).deed == "paste into 1 cell"


def test_headings_decide_the_columns() -> None:
    result = paste("Pos\tBetrag\tBezeichnung\n1\t1.234,50\tRose\n2\t7,00\tLily\n", (1, 2))
    assert texts(result.rows) == [
        ["a", "1", "10.00"],
        ["Rose", "2", "1,234.50"],
        ["Lily", "3", "7.00"],
    ]
    assert (
        result.words == "By its headings: Betrag → Amount, Bezeichnung → Description. Left out: Pos"
    )
    assert result.deed == "paste of 2 rows"


def test_headings_alone_are_values() -> None:
    assert texts(paste("Description\tQty\n", (0, 0)).rows)[0] == ["Description", "Qty", "10.00"]


def test_rows_of_different_length() -> None:
    assert texts(paste("x\ny\t9\n", (0, 0)).rows)[:2] == [["x", "1", "10.00"], ["y", "9", "20.00"]]


@pytest.mark.parametrize(
    ("text", "locale", "table", "value"),
    [
        ("1.234,50", "de_DE", TABLE, "1,234.50"),
        ("1,234.50", "de_DE", TABLE, "1,234.50"),
        ("1,234.50", "en_GB", GERMAN, "1.234,50"),
        ("1.234,50", "en_GB", GERMAN, "1.234,50"),
        ("123,00", "en_GB", TABLE, "123.00"),
        ("-5", "en_GB", GERMAN, "-5,00"),
        ("12 cm × 3", "en_GB", TABLE, "12 cm × 3"),
        ("", "en_GB", TABLE, ""),
    ],
)
def test_numbers_are_written_as_the_document_writes_them(
    text: str, locale: str, table: Table, value: str
) -> None:
    assert paste(f"{text}\t\n", (0, 2), table=table, locale=locale).rows[0][2].value == value


def test_the_same_number_leaves_a_value_as_it_came() -> None:
    odd = replace(TABLE, rows=(Row((Cell("a"), Cell("1"), Cell("10.000"))), *TABLE.rows[1:]))
    result = paste("10\tx\n", (0, 2), table=odd)
    assert result.rows is odd.rows


def test_an_empty_clipboard_pastes_nothing() -> None:
    assert pasted(TABLE, (), ((0, 0),), numbers(TABLE)) is None
    assert pasted(Table("x", (), ()), (("a",),), (), CellNumbers()) is None


CENTS = st.integers(-(10**11), 10**11).map(lambda cents: Decimal(cents) / 100)


@pytest.mark.parametrize("table", [TABLE, GERMAN])
@given(number=CENTS)
def test_what_is_shown_means_what_is_kept(table: Table, number: Decimal) -> None:
    for locale in ("en_GB", "de_DE", "fr_FR", "en_IN", "de_CH", "ar_EG"):
        kept = numbers(table, locale)
        value = kept.meant(2, str(number))
        assert kept.number(value) == number
        shown = kept.shown(2, value)
        assert kept.meant(2, shown, value) == value
        assert kept.number(kept.meant(2, shown)) == number


def test_text_columns_are_left_alone() -> None:
    german = numbers(TABLE, "de_DE")
    assert german.shown(0, "1.234,50") == "1.234,50"
    assert german.meant(0, "1.234,50") == "1.234,50"
    assert [german.is_number(column) for column in range(3)] == [False, True, True]


def test_values_with_a_unit_are_shown_as_they_stand() -> None:
    assert numbers(TABLE, "de_DE").shown(2, "EUR 1,234.50") == "EUR 1,234.50"
    assert numbers(TABLE, "de_DE").shown(2, "1,234.50") == "1.234,50"
    assert numbers(TABLE, "de_DE").said(Decimal("1234.5")) == "1.234,50"


def test_until_a_locale_is_known_values_are_shown_and_kept_as_they_are() -> None:
    unknown = numbers_of(GERMAN, Customs(), None)
    assert unknown.shown(2, "1.020,00") == "1.020,00"
    assert unknown.meant(2, "7") == "7"
    assert unknown.number("1.020,00") == 1020
    assert unknown.said(Decimal("1234.5")) == "1,234.50"
