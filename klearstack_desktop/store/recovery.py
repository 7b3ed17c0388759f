"""A damaged ``work.db``: set aside as it is, and what can be read of it put into a new one.

Wire format: the damaged file stays beside the new one as ``work.db.damaged-20261122T193000Z`` (the
time in UTC), with ``-wal`` and ``-shm`` behind that name for what belonged to it. While a new file
is being made it is called ``work.db.recovering``; ``work.db.recovered`` is whole and only waits to
take its place, at the next start if the power fails just then.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from klearstack_desktop.model.journal import JournalEntry, JournalKind
from klearstack_desktop.store.codec import encode_value
from klearstack_desktop.store.database import open_database, transaction, translated
from klearstack_desktop.store.folders import not_written, private_file, sync_folder
from klearstack_desktop.store.salvage import (
    SalvagedTable,
    TableShape,
    reader_of,
    salvage,
    shapes_of,
    version_of,
)
from klearstack_desktop.store.schema import WORK, Schema

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

log = logging.getLogger(__name__)

_COMPANIONS = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Recovery:
    """What came of a damaged ``work.db``.

    Attributes:
        set_aside: the damaged file, as it was found.
        is_complete: every table was read from end to end; else something may be missing.
        drafts: how many documents have a draft again.
        unsettled: how many saves and decisions are again on their way.
        journal: how many entries of the journal are there again.
    """

    set_aside: Path
    is_complete: bool
    drafts: int
    unsettled: int
    journal: int

    @property
    def sentence(self) -> str:
        """What the reviewer is told."""
        counted = (
            _counted(self.drafts, "draft", "drafts"),
            _counted(
                self.unsettled, "unfinished save or decision", "unfinished saves and decisions"
            ),
            _counted(self.journal, "entry of the journal", "entries of the journal"),
        )
        found = ", ".join(filter(None, counted)) or "nothing"
        rest = (
            "All of it could be read."
            if self.is_complete
            else "Something may be missing: look again at what you worked on last."
        )
        return (
            f"The file with your work was damaged. Recovered: {found}. {rest}"
            f" The damaged file is kept as {self.set_aside.name}."
        )


def entry_of(recovery: Recovery, at: datetime) -> JournalEntry:
    """Return what the journal says of a recovery."""
    facts = {
        "set_aside": recovery.set_aside.name,
        "is_complete": recovery.is_complete,
        "drafts": recovery.drafts,
        "unsettled": recovery.unsettled,
        "journal": recovery.journal,
    }
    return JournalEntry(JournalKind.RECOVERED, "", at, facts)


def recover(path: Path, now: datetime) -> Recovery:
    """Set a damaged ``work.db`` aside and put a new one in its place with all that can be read.

    Nobody may have the file open. Until the new file is whole and on the disk, the damaged one
    stays where it is.

    Args:
        path: of the damaged file.
        now: names what is set aside.

    Raises:
        NotWritten: there is no room for it; the damaged file is still in its place.
    """
    set_aside = _copied(path, now)
    new = path.with_name(f"{path.name}.recovering")
    _remove(new)
    recovery = _built(path, new, set_aside)
    try:
        new.replace(_waiting(path))
    except OSError as error:
        raise not_written(new, error) from error
    sync_folder(path.parent)
    finish_recovery(path)
    log.error(
        "a damaged database was set aside; complete: %s, drafts: %d, unsettled: %d, journal: %d",
        recovery.is_complete,
        recovery.drafts,
        recovery.unsettled,
        recovery.journal,
    )
    return recovery


def finish_recovery(path: Path) -> None:
    """Put a recovered file in its place if one still waits for it, as after a power cut.

    Raises:
        NotWritten: the folder cannot be written.
    """
    waiting = _waiting(path)
    if not waiting.exists():
        return
    try:
        # The old log would be taken for the new file's own, so it goes first.
        for ending in _COMPANIONS:
            path.with_name(path.name + ending).unlink(missing_ok=True)
        waiting.replace(path)
    except OSError as error:
        raise not_written(path, error) from error


def _waiting(path: Path) -> Path:
    return path.with_name(f"{path.name}.recovered")


def _copied(path: Path, now: datetime) -> Path:
    """Copy the damaged file with all that belongs to it, and return the copy's path."""
    name = f"{path.name}.damaged-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for ending in ("", *_COMPANIONS):
        source = path.with_name(path.name + ending)
        if source.exists():
            target = private_file(path.with_name(name + ending))
            try:
                shutil.copyfile(source, target)
            except OSError as error:
                raise not_written(target, error) from error
    return path.with_name(name)


def _remove(path: Path) -> None:
    try:
        for ending in ("", *_COMPANIONS):
            path.with_name(path.name + ending).unlink(missing_ok=True)
    except OSError as error:
        raise not_written(path, error) from error


def _built(path: Path, new: Path, set_aside: Path) -> Recovery:
    """Make the new file, whole and on the disk, and tell what is in it."""
    version = version_of(path, WORK.version)
    as_it_was = Schema(WORK.name, WORK.migrations[:version], is_precious=True)
    with contextlib.closing(open_database(new, as_it_was)) as sound:
        shapes = shapes_of(sound)
        salvaged = _salvaged(path, shapes)
        with transaction(sound):
            is_complete = _fill(sound, shapes, salvaged)
    with contextlib.closing(open_database(new, WORK)) as sound:
        with transaction(sound):
            # Whether they were sent since then is what the damage may have taken with it.
            sound.execute("UPDATE outbox SET was_unknown = 1 WHERE state = 'waiting'")
        with translated():
            counts = [
                int(sound.execute(f"SELECT count(*) FROM {what}").fetchone()[0])  # noqa: S608 - own text
                for what in (
                    "draft",
                    "outbox WHERE state IN ('waiting', 'sending', 'unknown')",
                    "journal",
                )
            ]
    return Recovery(set_aside, is_complete, *counts)


def _salvaged(path: Path, shapes: Sequence[TableShape]) -> dict[str, SalvagedTable]:
    try:
        with reader_of(path) as damaged:
            return salvage(damaged, shapes)
    except sqlite3.Error:
        log.exception("nothing can be read of a damaged database")
        return {shape.name: SalvagedTable(is_complete=False) for shape in shapes}


def _fill(
    sound: sqlite3.Connection,
    shapes: Sequence[TableShape],
    salvaged: Mapping[str, SalvagedTable],
) -> bool:
    """Write the rows; False where one of them is missing or does not fit its table any more."""
    is_complete = all(table.is_complete for table in salvaged.values())
    for shape in shapes:
        marks = ", ".join("?" * len(shape.columns))
        statement = f"INSERT INTO {shape.name} VALUES ({marks})"  # noqa: S608 - names of our own
        for row in salvaged[shape.name].rows.values():
            try:
                sound.execute(statement, row)
            except sqlite3.IntegrityError:
                is_complete = False
        if shape.name == "draft":
            _give_heads(sound, salvaged["draft_part"])
    return is_complete


def _give_heads(sound: sqlite3.Connection, parts: SalvagedTable) -> None:
    """Let parts of a draft whose first row is lost have one: they are the edits themselves."""
    sound.executemany(
        "INSERT OR IGNORE INTO draft (document_id, revision, comment) VALUES (?, 0, ?)",
        [(key[0], encode_value("")) for key in parts.rows],
    )


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""
