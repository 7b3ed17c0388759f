"""CSV as spreadsheet programs write it: commas, semicolons or tabs, and several encodings."""

from __future__ import annotations

import csv
import io

_ENCODINGS = ("utf-8-sig", "cp1252")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ",;\t|"


def read_csv(data: bytes) -> list[list[str]]:
    """Return all rows as text.

    Raises:
        ValueError: the file is binary or no CSV.
    """
    text = _decoded(data)
    if "\0" in text:
        raise ValueError("The file is neither CSV nor XLSX.")
    first_line = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first_line.count)
    try:
        return [
            row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row
        ]
    except csv.Error as error:
        raise ValueError("The file is damaged or no CSV.") from error


def _decoded(data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith(_UTF16_MARKS) else _ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("The encoding of the file is not known.")
