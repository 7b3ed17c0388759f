"""Drafts: what a reviewer changed in a document and has not sent, with the steps that led there."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.store import codec
from klearstack_desktop.store.change_record import follow_move, record_changes
from klearstack_desktop.store.database import transaction, translated
from klearstack_desktop.store.draft_parts import (
    Part,
    draft_of,
    parts_of,
    stored_parts,
    write_parts,
)
from klearstack_desktop.store.problems import DamagedRecord
from klearstack_desktop.store.undo_steps import UndoSteps

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Mapping

    from klearstack_desktop.model.undo import UndoStack
    from klearstack_desktop.store.journal import Journal

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """What is written of one document.

    Attributes:
        draft: the whole draft; only what differs from the stored one is written.
        undo: the steps that led to it, or None where they are as they were.
    """

    draft: Draft
    undo: UndoStack | None = None


class Drafts:
    """The drafts of one account; lives in the thread that opened the connection.

    Args:
        connection: to ``work.db``.
        journal: where changes are recorded, in the transaction that makes them.
        now: the time in UTC at which a change is recorded.

    Attributes:
        steps: what can be taken back in each document.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        journal: Journal | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._connection = connection
        self._journal = journal
        self._now = now
        self.steps = UndoSteps(connection)

    def load(self, document_id: str) -> Draft | None:
        """Return a document's draft, or None.

        A part that cannot be read is left out and logged, so that the rest is not lost with it.
        """
        return self._load("WHERE document_id = ?", (codec.text_key(document_id),)).get(document_id)

    def load_all(self) -> dict[str, Draft]:
        """Return all drafts by document id; parts that cannot be read are left out and logged."""
        return self._load("", ())

    def revision(self, document_id: str) -> int:
        """Return the revision that the stored draft was saved as; 0 where there is none."""
        with translated():
            row = self._connection.execute(
                "SELECT revision FROM draft WHERE document_id = ?", (codec.text_key(document_id),)
            ).fetchone()
        return int(row[0]) if row else 0

    def save(self, document_id: str, draft: Draft, revision: int) -> None:
        """Make a draft the one that is remembered; an empty one removes it.

        Args:
            document_id: the document it belongs to.
            draft: the whole draft; only what differs from the stored one is written.
            revision: the number of the newest edit in it, as the reviewer's session counts.

        Raises:
            NotWritten: the draft that was stored before stands as it was.
        """
        self.save_all({document_id: DraftRecord(draft)}, revision)

    def save_all(
        self,
        records: Mapping[str, DraftRecord],
        revision: int,
        visited: Collection[str] = (),
    ) -> None:
        """Save the drafts and steps of several documents: all in one transaction, or none.

        Args:
            records: what to write, by document.
            revision: the number of the newest edit in them.
            visited: documents in which a visit to a field or table has ended: what changed since
                the last one is journalled.

        Raises:
            NotWritten: what was stored before stands as it was.
        """
        try:
            with transaction(self._connection):
                for document_id, record in records.items():
                    _write_draft(self._connection, document_id, record.draft, revision)
                    if record.undo is not None:
                        self.steps.put(document_id, record.undo)
                for document_id in visited:
                    self._record_changes(document_id)
        except BaseException:
            self.steps.not_written()
            raise

    def record_unfinished_visits(self) -> None:
        """Journal what was changed in visits that had no end because the program was killed.

        Raises:
            StoreProblem: the database cannot be read or written.
        """
        with transaction(self._connection):
            found = self._connection.execute(
                "SELECT document_id FROM draft UNION SELECT document_id FROM journalled"
            ).fetchall()
            for (key,) in found:
                try:
                    self._record_changes(codec.name_of(key))
                except DamagedRecord as damage:
                    log.warning("changes of an unknown document: %s", damage.details)

    def _record_changes(self, document_id: str) -> None:
        if self._journal is not None:
            record_changes(self._connection, self._journal, document_id, self._now())

    def delete(self, document_id: str) -> None:
        """Forget a document's draft; nothing happens where there is none.

        Raises:
            NotWritten: the draft is still there.
        """
        self.save(document_id, Draft(), 0)

    def _load(self, condition: str, parameters: tuple[str, ...]) -> dict[str, Draft]:
        with translated():
            heads = self._connection.execute(
                f"SELECT document_id, comment FROM draft {condition}",  # noqa: S608 - own text
                parameters,
            ).fetchall()
            parts = self._connection.execute(
                f"SELECT document_id, part, name, occurrence, value FROM draft_part {condition}",  # noqa: S608 - own text
                parameters,
            ).fetchall()
        found: defaultdict[str, list[tuple[Part, str]]] = defaultdict(list)
        for document_key, part, name, occurrence, value in parts:
            found[document_key].append(((part, name, occurrence), value))
        drafts: dict[str, Draft] = {}
        for document_key, comment in heads:
            try:
                draft = draft_of(found[document_key])
                drafts[codec.name_of(document_key)] = replace(draft, comment=_comment(comment))
            except DamagedRecord as damage:
                log.warning("left out a draft whose document is unknown: %s", damage.details)
        return drafts


def put_draft(
    connection: sqlite3.Connection, document_id: str, draft: Draft, revision: int
) -> None:
    """Write a draft that changed because edits went to the outbox or came back from it.

    Runs inside a transaction that the caller began. Nobody changed a value by this, so the journal
    has nothing to say of it.
    """
    before = stored_parts(connection, "draft_part", codec.text_key(document_id))
    _write_draft(connection, document_id, draft, revision)
    follow_move(connection, codec.text_key(document_id), before, parts_of(draft))


def _write_draft(
    connection: sqlite3.Connection, document_id: str, draft: Draft, revision: int
) -> None:
    """Write a draft by difference."""
    key = codec.text_key(document_id)
    if draft.is_empty:
        connection.execute("DELETE FROM draft WHERE document_id = ?", (key,))
        return
    connection.execute(
        "INSERT INTO draft (document_id, revision, comment) VALUES (?, ?, ?)"
        " ON CONFLICT (document_id) DO UPDATE"
        " SET revision = excluded.revision, comment = excluded.comment",
        (key, revision, codec.encode_value(draft.comment)),
    )
    known = stored_parts(connection, "draft_part", key)
    write_parts(connection, "draft_part", key, known, parts_of(draft))


def _comment(text: str) -> str:
    try:
        return str(codec.decode_value(text))
    except DamagedRecord as damage:
        log.warning("left out the damaged comment of a draft: %s", damage.details)
        return ""
