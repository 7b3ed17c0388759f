"""The first sheet of an XLSX workbook, read with the standard library alone."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 128 * 1024 * 1024
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAMAGED = "The file is damaged or no XLSX workbook."
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 -- a calendar, not a moment
_BUILT_IN_DATES = frozenset({14, 15, 16, 17, 22})
_DATE_LETTERS = re.compile(r"[yd]", re.IGNORECASE)
_NO_FORMAT_LETTERS = re.compile(r"\[[^\]]*\]|\"[^\"]*\"|\\.")


def read_xlsx(data: bytes) -> list[list[str]]:
    """Return the rows of the first sheet as text; dates as ``YYYY-MM-DD``.

    Raises:
        ValueError: damaged, encrypted, no workbook, or too large once unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Workbook(archive).first_sheet()
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, IndexError) as error:
        raise ValueError(_DAMAGED) from error


@dataclass(slots=True)
class _Workbook:
    archive: zipfile.ZipFile

    def first_sheet(self) -> list[list[str]]:
        strings = self._strings()
        date_styles = self._date_styles()
        sheet = self._part(self._first_sheet_path())
        rows: list[list[str]] = []
        for row in sheet.iter(f"{_MAIN}row"):
            cells: list[str] = []
            for cell in row.iter(f"{_MAIN}c"):
                at = _column(cell.get("r", ""), len(cells))
                cells += [""] * (at - len(cells))
                cells.append(_text(cell, strings, date_styles))
            if any(cells):
                rows.append(cells)
        return rows

    def _part(self, name: str) -> ET.Element:
        with self.archive.open(name) as stream:
            content = stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ValueError("The workbook is too large.")
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise ValueError(_DAMAGED)
        try:
            return ET.fromstring(content)  # noqa: S314 -- without a document type no entity grows
        except ET.ParseError as error:
            raise ValueError(_DAMAGED) from error

    def _first_sheet_path(self) -> str:
        first = next(self._part("xl/workbook.xml").iter(f"{_MAIN}sheet"), None)
        links = self._part("xl/_rels/workbook.xml.rels")
        wanted = first.get(_LINK) if first is not None else None
        for link in links:
            if link.get("Id") == wanted:
                target = link.get("Target", "")
                return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        raise ValueError(_DAMAGED)

    def _strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.archive.namelist():
            return []
        return [_runs(item) for item in self._part("xl/sharedStrings.xml").iter(f"{_MAIN}si")]

    def _date_styles(self) -> frozenset[str]:
        """Return the numbers of the cell styles that show a number as a date."""
        if "xl/styles.xml" not in self.archive.namelist():
            return frozenset()
        styles = self._part("xl/styles.xml")
        own = {
            int(style.get("numFmtId", "0"))
            for style in styles.iter(f"{_MAIN}numFmt")
            if _DATE_LETTERS.search(_NO_FORMAT_LETTERS.sub("", style.get("formatCode", "")))
        }
        formats = styles.find(f"{_MAIN}cellXfs")
        return frozenset(
            str(number)
            for number, style in enumerate(formats if formats is not None else ())
            if int(style.get("numFmtId", "0")) in _BUILT_IN_DATES | own
        )


def _column(reference: str, default: int) -> int:
    """Return the column of a reference such as ``AB12``, counted from 0."""
    letters = reference.rstrip("0123456789")
    if not letters:
        return default
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    if number > 16_384:
        raise ValueError(_DAMAGED)
    return number - 1


def _runs(node: ET.Element) -> str:
    return "".join(_visible(node))


def _visible(node: ET.Element) -> Iterator[str]:
    """Yield the text of a string item; phonetic hints are no part of it."""
    for child in node:
        if child.tag == f"{_MAIN}t":
            yield child.text or ""
        elif child.tag == f"{_MAIN}r":
            yield from _visible(child)


def _text(cell: ET.Element, strings: list[str], date_styles: frozenset[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(f"{_MAIN}is")
        return "" if inline is None else _runs(inline)
    value = cell.findtext(f"{_MAIN}v", "")
    if kind == "s":
        return strings[int(value)]
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    if kind == "n" and value:
        if cell.get("s", "") in date_styles:
            return (_DAY_ZERO + timedelta(days=float(value))).date().isoformat()
        return _number(value)
    return value


def _number(value: str) -> str:
    """Write a number as a person would: Excel stores 12345 as ``12345.0`` and 0.1 in 17 digits."""
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
