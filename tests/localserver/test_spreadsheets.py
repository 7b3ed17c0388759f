"""CSV and XLSX as people save them."""

from __future__ import annotations

import pytest

from klearstack_desktop.localserver.spreadsheets.table import BadTable, records
from klearstack_desktop.localserver.spreadsheets.workbook import read_xlsx
from tests.localserver.spreadsheet_files import SHEET, workbook

COLUMNS = ("NAME", "CODE")
EXPECTED = [{"NAME": "Müller, Ähren", "CODE": "007"}, {"NAME": 'say "hi"', "CODE": ""}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_csv_in_all_its_dialects(encoding: str, delimiter: str, newline: str) -> None:
    rows = [
        ["CODE", "EXTRA", "NAME"],
        ["007", "x", '"Müller, Ähren"'],
        ["", "", '"say ""hi"""'],
        ["", "only here", ""],
    ]
    text = newline.join(delimiter.join(row) for row in rows)
    assert records(text.encode(encoding), COLUMNS) == EXPECTED


def test_a_workbook_gives_text_numbers_and_dates() -> None:
    assert read_xlsx(workbook()) == [
        ["NAME", "CODE", "", "SINCE"],
        ["Müller", "12345", "", "2026-01-01"],
        ["", "0.1", "TRUE"],
    ]
    assert records(workbook(), COLUMNS)[0] == {"NAME": "Müller", "CODE": "12345"}


def test_a_workbook_that_would_grow_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + SHEET
    with pytest.raises(BadTable, match="damaged"):
        records(workbook(sheet=bomb), COLUMNS)


@pytest.mark.parametrize(
    "data",
    [
        workbook()[:300],
        workbook(sheet="<broken"),
        workbook(links="<Relationships/>"),
        workbook(
            strings='<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
        ),
        workbook(sheet=SHEET.replace('r="D2"', 'r="ZZZZZ2"')),
    ],
    ids=["cut", "broken xml", "no sheet", "no strings", "impossible column"],
)
def test_a_damaged_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(BadTable, match="damaged"):
        records(data, COLUMNS)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"CODE,OTHER\n1,2\n", "no column NAME"),
        (b"\xd0\xcf\x11\xe0 old", "Excel 97"),
        (b"\x00\x01\x02binary", "neither CSV nor XLSX"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(BadTable, match=told):
        records(data, COLUMNS)
