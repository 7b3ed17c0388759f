"""A spreadsheet as a table of text: the first row names the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.localserver.spreadsheets.delimited import read_csv
from klearstack_desktop.localserver.spreadsheets.workbook import read_xlsx

if TYPE_CHECKING:
    from collections.abc import Sequence

_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class BadTable(Exception):
    """The file cannot be taken as a table; the message is a sentence for people."""


def records(data: bytes, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a CSV or XLSX file as maps of these columns.

    Columns may stand in any order; others are passed over, and so are rows without a value.

    Raises:
        BadTable: the file is empty, is neither CSV nor XLSX, or lacks a column.
    """
    if data.startswith(_OLD_EXCEL):
        raise BadTable("Workbooks of Excel 97 are not read; save the file as XLSX or CSV.")
    try:
        rows = read_xlsx(data) if data.startswith(_ZIP) else read_csv(data)
    except ValueError as error:
        raise BadTable(str(error)) from error
    if not rows:
        raise BadTable("The file is empty.")
    header = [name.strip() for name in rows[0]]
    missing = [column for column in columns if column not in header]
    if missing:
        raise BadTable(f"The file has no column {', '.join(missing)}.")
    places = {column: header.index(column) for column in columns}
    found = [
        {column: row[at] if at < len(row) else "" for column, at in places.items()}
        for row in rows[1:]
    ]
    return [record for record in found if any(record.values())]
