"""The journal as a file for others: sealed JSON that can be checked by itself, or CSV to look at.

Wire format, JSON::

    {"format": "klearstack-desktop journal 1", "exported_at": TIME,
     "account": {"server": TEXT, "company": TEXT, "user": TEXT, "folder": TEXT},
     "rows": [{"sequence": 1, "chain": HEX, "mac": HEX, "entry": ENTRY}, ...],
     "anchor": {"rows": NUMBER, "chain": HEX, "text": "journal NUMBER:HEX"}}

ENTRY is the entry itself where it is canonical JSON, so that its text can be made again, and the
stored text as one JSON string where somebody made something else of it.

CSV: UTF-8 with a byte order mark, commas, every cell quoted, one line for each row and a last line
of the kind ``anchor``. Cells that a spreadsheet would take for a formula are neutralised, which is
why a CSV cannot be checked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from klearstack_desktop.model.journal import (
    Anchor,
    Json,
    SealedRow,
    anchors_in,
    canonical,
    utc_text,
)
from klearstack_desktop.store.folders import write_private
from klearstack_desktop.store.journal_csv import anchors_of_csv, csv_lines, looks_like_csv
from klearstack_desktop.store.problems import UnusableExport
from klearstack_desktop.store.seal import START

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

FORMAT = "klearstack-desktop journal 1"
ENDINGS = (".json", ".csv")

_ROW_KEYS = {"sequence", "chain", "mac", "entry"}


@dataclass(frozen=True, slots=True)
class ExportedAccount:
    """Whose journal it is.

    Attributes:
        server: the tenant's address.
        company: the tenant's name.
        user: the login name.
        folder: the name of the account's folder on the workstation.
    """

    server: str
    company: str
    user: str
    folder: str


@dataclass(frozen=True, slots=True)
class Export:
    """A journal as it was exported.

    Attributes:
        account: whose journal it is.
        rows: as they were stored.
        anchor: how many rows the journal had and how it ended.
    """

    account: ExportedAccount
    rows: tuple[SealedRow, ...]
    anchor: Anchor


def write_export(
    path: Path, rows: Iterable[SealedRow], account: ExportedAccount, at: datetime
) -> Anchor:
    """Write a journal into a file that only its owner may read.

    Args:
        path: ends with ``.json`` or ``.csv``, in any letter case.
        rows: as they are stored, in their order.
        account: whose journal it is.
        at: now.

    Returns:
        The anchor at the end of what was written.

    Raises:
        UnusableExport: the file's name has another ending.
        NotWritten: the file could not be written; what was there stands as it was.
        StoreProblem: the journal cannot be read.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UnusableExport(
            f"{path.name}: the name of an export ends with {' or '.join(ENDINGS)}."
        )
    counted = _Counted(rows)
    lines = _json_lines(counted, account, at) if ending == ".json" else csv_lines(counted)
    write_private(path, lines)
    return counted.anchor


def read_export(path: Path) -> Export:
    """Read a JSON export.

    Raises:
        UnusableExport: the file cannot be read, or is none that this program wrote.
    """
    try:
        return _export(json.loads(_text_of(path), object_hook=_row_or_object))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise UnusableExport(
            f"{path.name} is no export of a journal as JSON.", f"{type(error).__name__}"
        ) from error


def read_anchors(path: Path) -> tuple[Anchor, ...]:
    """Return every anchor in a file: an export, or any text with anchors in the short form.

    Raises:
        UnusableExport: the file cannot be read, or holds no anchor.
    """
    text = _text_of(path)
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return (read_export(path).anchor,)
    found = anchors_of_csv(text) if looks_like_csv(text) else anchors_in(text)
    if not found:
        raise UnusableExport(
            f"{path.name} holds no anchor. An anchor looks like this: journal 1204:9f86d0…, with at"
            " least 32 digits after the colon."
        )
    return found


class _Counted:
    """Rows that pass by, and the anchor at the end of those that have passed."""

    def __init__(self, rows: Iterable[SealedRow]) -> None:
        self._rows = rows
        self.anchor = Anchor(0, START.chain)

    def __iter__(self) -> Iterator[SealedRow]:
        for row in self._rows:
            self.anchor = Anchor(row.sequence, row.chain)
            yield row


def _json_lines(rows: _Counted, account: ExportedAccount, at: datetime) -> Iterator[bytes]:
    who = {name: getattr(account, name) for name in ExportedAccount.__slots__}
    head = {"format": FORMAT, "exported_at": utc_text(at), "account": who}
    yield f'{json.dumps(head)[:-1]}, "rows": ['.encode("ascii")
    comma = ""
    for row in rows:
        cells = {"sequence": row.sequence, "chain": row.chain, "mac": row.mac}
        entry = row.entry if _is_canonical(row.entry) else json.dumps(row.entry)
        yield f'{comma}\n{json.dumps(cells)[:-1]}, "entry": {entry}}}'.encode("ascii")
        comma = ","
    end = rows.anchor
    anchor = {"rows": end.rows, "chain": end.chain, "text": end.long}
    yield f'\n], "anchor": {json.dumps(anchor)}}}\n'.encode("ascii")


def _is_canonical(text: str) -> bool:
    try:
        known = json.loads(text)
        return isinstance(known, dict) and canonical(known) == text
    except (ValueError, RecursionError):
        return False


def _row_or_object(found: dict[str, Any]) -> Json:
    """Turn the object of a row into a row at once: a long journal would else fill the memory."""
    if found.keys() != _ROW_KEYS:
        return found
    entry = found["entry"]
    text = entry if isinstance(entry, str) else canonical(entry)
    sequence, link = found["sequence"], (found["chain"], found["mac"])
    if type(sequence) is not int or not all(isinstance(part, str) for part in link):
        raise TypeError("no row")
    return SealedRow(sequence, text, *link)


def _export(found: Json) -> Export:
    rows, anchor = found["rows"], found["anchor"]
    if found["format"] != FORMAT or not all(isinstance(row, SealedRow) for row in rows):
        raise ValueError("no export")
    known = {name: found["account"][name] for name in ExportedAccount.__slots__}
    if not all(isinstance(part, str) for part in chain(known.values(), [anchor["chain"]])):
        raise TypeError("no text")
    return Export(
        ExportedAccount(**known), tuple(rows), Anchor(int(anchor["rows"]), anchor["chain"])
    )


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise UnusableExport(
            f"{path} cannot be read: {error.strerror or error}.", repr(error)
        ) from error
