"""Drafts: what a reviewer changed in a document and has not sent, with the steps that led there."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.store import codec
from klearstack_desktop.store.database import transaction, translated
from klearstack_desktop.store.problems import DamagedRecord
from klearstack_desktop.store.undo_steps import UndoSteps

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping
    from typing import TypeAlias

    from klearstack_desktop.model.changes import FieldEdit, TableEdit
    from klearstack_desktop.model.undo import UndoStack

    Part: TypeAlias = tuple[str, str, int]
    """What a row of ``draft_part`` is about: field, table or checked; its name; its occurrence."""

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

    Attributes:
        steps: what can be taken back in each document.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
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

    def save_all(self, records: Mapping[str, DraftRecord], revision: int) -> None:
        """Save the drafts and steps of several documents: all in one transaction, or none.

        Raises:
            NotWritten: what was stored before stands as it was.
        """
        try:
            with transaction(self._connection):
                for document_id, record in records.items():
                    put_draft(self._connection, document_id, record.draft, revision)
                    if record.undo is not None:
                        self.steps.put(document_id, record.undo)
        except BaseException:
            self.steps.not_written()
            raise

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
        parts_of: defaultdict[str, list[tuple[Part, str]]] = defaultdict(list)
        for document_key, part, name, occurrence, value in parts:
            parts_of[document_key].append(((part, name, occurrence), value))
        drafts: dict[str, Draft] = {}
        for document_key, comment in heads:
            try:
                drafts[codec.name_of(document_key)] = _draft(comment, parts_of[document_key])
            except DamagedRecord as damage:
                log.warning("left out a draft whose document is unknown: %s", damage.details)
        return drafts


def put_draft(
    connection: sqlite3.Connection, document_id: str, draft: Draft, revision: int
) -> None:
    """Write a draft by difference inside a transaction that the caller began."""
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
    wanted = _parts(draft)
    known: dict[Part, str] = {
        (part, name, occurrence): value
        for part, name, occurrence, value in connection.execute(
            "SELECT part, name, occurrence, value FROM draft_part WHERE document_id = ?", (key,)
        )
    }
    connection.executemany(
        "DELETE FROM draft_part WHERE document_id = ? AND part = ? AND name = ? AND occurrence = ?",
        [(key, *part) for part in known.keys() - wanted.keys()],
    )
    connection.executemany(
        "INSERT INTO draft_part (document_id, part, name, occurrence, value)"
        " VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (document_id, part, name, occurrence) DO UPDATE SET value = excluded.value",
        [(key, *part, value) for part, value in wanted.items() if known.get(part) != value],
    )


def _parts(draft: Draft) -> dict[Part, str]:
    parts: dict[Part, str] = {}
    for key, edit in draft.fields.items():
        parts["field", codec.text_key(key.name), key.occurrence] = codec.encode_field_edit(edit)
    for name, table_edit in draft.tables.items():
        parts["table", codec.text_key(name), 0] = codec.encode_table_edit(table_edit)
    for key in draft.checked:
        parts["checked", codec.text_key(key.name), key.occurrence] = ""
    return parts


def _draft(comment: str, parts: Iterable[tuple[Part, str]]) -> Draft:
    fields: dict[FieldKey, FieldEdit] = {}
    tables: dict[str, TableEdit] = {}
    checked: set[FieldKey] = set()
    for (part, name_key, occurrence), value in parts:
        try:
            name = codec.name_of(name_key)
            if part == "field":
                fields[FieldKey(name, occurrence)] = codec.decode_field_edit(value)
            elif part == "table":
                tables[name] = codec.decode_table_edit(value)
            else:
                checked.add(FieldKey(name, occurrence))
        except DamagedRecord as damage:
            log.warning("left out a damaged %s of a draft: %s", part, damage.details)
    return Draft(fields, tables, _comment(comment), frozenset(checked))


def _comment(text: str) -> str:
    try:
        return str(codec.decode_value(text))
    except DamagedRecord as damage:
        log.warning("left out the damaged comment of a draft: %s", damage.details)
        return ""
