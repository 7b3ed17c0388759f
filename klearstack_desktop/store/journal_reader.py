"""Reading the journal, also while the program writes it."""

from __future__ import annotations

import json
from array import array
from typing import TYPE_CHECKING, Any

from klearstack_desktop.model.journal import SealedRow, utc_text
from klearstack_desktop.store.database import open_to_read, translated
from klearstack_desktop.store.schema import WORK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from klearstack_desktop.model.journal import JournalFilter

_COLUMNS = "sequence, entry, chain, mac"
_MOST_PARAMETERS = 500


class JournalReader:
    """Reads the journal of one account; lives in the thread that made it and cannot write.

    Raises:
        NewerDatabase: a newer program wrote it.
        DamagedDatabase: the file is no database.
        NothingStored: the account has no journal yet.
        NotWritten: the file may not be read.
    """

    def __init__(self, folder: Path) -> None:
        self._connection = open_to_read(folder / f"{WORK.name}.db", WORK)
        # What somebody tampered with may be no UTF-8; reading it must show that, not fail on it.
        self._connection.text_factory = _text
        self._connection.create_function("mentions", 2, _mentions, deterministic=True)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def interrupt(self) -> None:
        """Let a read that is under way in the reader's thread fail; from any thread."""
        self._connection.interrupt()

    def every_row(self) -> Iterator[SealedRow]:
        """Yield all rows in their order, as of one moment.

        Raises:
            StoreProblem: the journal cannot be read.
        """
        with translated():
            for values in self._connection.execute(
                f"SELECT {_COLUMNS} FROM journal ORDER BY sequence"  # noqa: S608 - own text
            ):
                yield SealedRow(*values)

    def find(self, wanted: JournalFilter) -> array[int]:
        """Return the numbers of the rows that are wanted, newest first.

        Raises:
            StoreProblem: the journal cannot be read.
        """
        condition, parameters = _condition(wanted)
        with translated():
            found = self._connection.execute(
                f"SELECT sequence FROM journal WHERE {condition} ORDER BY sequence DESC",  # noqa: S608 - own text
                parameters,
            )
            return array("q", (number for (number,) in found))

    def rows(self, numbers: Sequence[int]) -> dict[int, SealedRow]:
        """Return rows by their number; one that is not there any more is left out.

        Raises:
            StoreProblem: the journal cannot be read.
        """
        found: dict[int, SealedRow] = {}
        for start in range(0, len(numbers), _MOST_PARAMETERS):
            part = numbers[start : start + _MOST_PARAMETERS]
            marks = ", ".join("?" * len(part))
            with translated():
                for values in self._connection.execute(
                    f"SELECT {_COLUMNS} FROM journal WHERE sequence IN ({marks})",  # noqa: S608 - question marks
                    tuple(part),
                ):
                    found[values[0]] = SealedRow(*values)
        return found


def _condition(wanted: JournalFilter) -> tuple[str, list[str]]:
    """Return the condition in SQL; it reads the canonical text, in which ``at`` comes first."""
    conditions, parameters = ["1"], []
    if wanted.begin is not None:
        conditions.append("entry >= ?")
        parameters.append(f'{{"at":"{utc_text(wanted.begin)}')
    if wanted.end is not None:
        conditions.append("entry < ?")
        parameters.append(f'{{"at":"{utc_text(wanted.end)}')
    if wanted.document_id:
        conditions.append("instr(entry, ?)")
        parameters.append(f'"document":{json.dumps(wanted.document_id)},')
    if wanted.kinds:
        conditions.append(f"({' OR '.join(['instr(entry, ?)'] * len(wanted.kinds))})")
        parameters.extend(f'"kind":{json.dumps(kind)},' for kind in sorted(wanted.kinds))
    if wanted.text:
        conditions.append("mentions(CAST(entry AS BLOB), ?)")
        # Half a surrogate pair cannot be handed to SQLite; JSON can spell it.
        parameters.append(json.dumps(wanted.text.casefold()))
    return " AND ".join(conditions), parameters


def _mentions(entry: bytes, needle: str) -> bool:
    """Whether a text occurs in an entry's document or facts, in any letter case."""
    try:
        known, sought = json.loads(entry), json.loads(needle)
    except (ValueError, RecursionError):
        return False
    if not isinstance(known, dict):
        return False
    pending: list[Any] = [known.get("document"), known.get("facts")]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            if sought in item.casefold():
                return True
        elif isinstance(item, dict):
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)
    return False


def _text(stored: bytes) -> str:
    return stored.decode("utf-8", "surrogateescape")
