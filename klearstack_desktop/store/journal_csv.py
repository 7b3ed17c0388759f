"""The journal as CSV for spreadsheets, with nothing in it that a spreadsheet would run.

A cell that begins like a formula gets an apostrophe before it. "Begins" and "like" are meant
widely: spaces, quotes and invisible characters before the sign are looked through, full-width and
other forms of the signs count, and so does a sign after a semicolon, a tab or a line break within
the cell, because a spreadsheet of another locale may split the line there.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from typing import TYPE_CHECKING

from klearstack_desktop.model.journal import Anchor, SealedRow, anchors_in, recorded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Protocol

    from klearstack_desktop.model.journal import Json

    class RowsAndAnchor(Protocol):
        """Rows, and the anchor at the end of those that were taken."""

        anchor: Anchor

        def __iter__(self) -> Iterator[SealedRow]:
            """Yield the rows in their order."""


HEADINGS = (
    "sequence",
    "at",
    "server_date",
    "kind",
    "document",
    "what",
    "before",
    "after",
    "note",
    "user",
    "company",
    "server",
    "system_user",
    "workstation",
    "version",
    "facts",
    "seal",
    "chain",
    "mac",
)

_MARK = "\ufeff"
_ANCHOR = "anchor"
# Minus, hyphens and dashes that NFKC leaves alone and some spreadsheet may not.
_SIGNS = frozenset("=+-@\u2010\u2011\u2012\u2013\u2014\u2212\u30fc\u207c\u208c")
# A spreadsheet that splits elsewhere loses count of the quotes and drops some of them.
_QUOTES = frozenset("\"'")
_UNSEEN = frozenset({"Cf", "Cc", "Mn"})
_PARTS = re.compile(r"([;\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029])")
_WHAT = ("field", "table", "decision", "outcome")
_NOTES = ("comment", "note", "why", "problem")


def csv_lines(rows: RowsAndAnchor) -> Iterator[bytes]:
    """Yield the lines of a CSV file: headings, rows, and the anchor at the end."""
    yield (_MARK + _line(HEADINGS)).encode()
    for row in rows:
        yield _line(_cells(row)).encode("utf-8", "replace")
    end = {"kind": _ANCHOR, "note": rows.anchor.long}
    yield _line([end.get(heading, "") for heading in HEADINGS]).encode("ascii")


def looks_like_csv(text: str) -> bool:
    """Whether a text begins as `csv_lines` does."""
    return text.lstrip(_MARK).startswith(f'"{HEADINGS[0]}","{HEADINGS[1]}"')


def anchors_of_csv(text: str) -> tuple[Anchor, ...]:
    """Return the anchor at the end of an exported CSV; what a comment in it says is none."""
    kind, note = HEADINGS.index("kind"), HEADINGS.index("note")
    rows = (row for row in csv.reader(io.StringIO(text)) if len(row) == len(HEADINGS))
    return tuple(anchor for row in rows if row[kind] == _ANCHOR for anchor in anchors_in(row[note]))


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; most texts stay as they are."""
    return "".join(f"'{part}" if _is_formula(part) else part for part in _PARTS.split(text))


def _is_formula(part: str) -> bool:
    for letter in unicodedata.normalize("NFKC", part[:64]):
        if letter in _SIGNS:
            return True
        is_seen = letter not in _QUOTES and unicodedata.category(letter) not in _UNSEEN
        if is_seen and not letter.isspace():
            return False
    return False


def _cells(row: SealedRow) -> list[str]:
    entry = recorded(row)
    facts = entry.facts
    said = {
        "sequence": str(row.sequence),
        "at": entry.at.isoformat() if entry.at else "",
        "server_date": _plain(facts.get("server_date")),
        "kind": entry.kind,
        "document": entry.document_id,
        "what": next((_plain(facts[name]) for name in _WHAT if name in facts), ""),
        "before": _plain(facts.get("before")),
        "after": _plain(facts.get("after")),
        "note": "; ".join(filter(None, (_plain(facts.get(name)) for name in _NOTES))),
        "facts": _json_cell(facts),
        "seal": entry.seal,
        "chain": row.chain,
        "mac": row.mac,
    }
    said.update({name: _plain(entry.by.get(name)) for name in HEADINGS if name not in said})
    return [said[name] if name == "facts" else _cell(said[name]) for name in HEADINGS]


def _cell(text: str) -> str:
    lead = "'" if text[:1] in {"\t", "\r", "\n"} else ""
    return lead + harmless(text)


def _plain(value: Json) -> str:
    """Return a fact as text: the value alone where it is a VALUE, JSON where it has more to it."""
    if value is None:
        return ""
    if isinstance(value, dict) and isinstance(value.get("value"), str):
        return str(value["value"])
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _json_cell(facts: Mapping[str, Json]) -> str:
    """Return facts as JSON in which no locale finds a place to split."""
    return json.dumps(facts, separators=(",", ":")).replace(";", "\\u003b")


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
