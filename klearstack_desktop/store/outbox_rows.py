"""Rows of the outbox as they lie in the table."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.outbox import ConflictKind, OutboxKind, OutboxRow, OutboxState
from klearstack_desktop.model.seen import Seen
from klearstack_desktop.store import codec, document_text, draft_text
from klearstack_desktop.store.problems import DamagedRecord

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from typing import TypeAlias

    from klearstack_desktop.model.fieldmap import FieldMap

    Columns: TypeAlias = "tuple[str | int | None, ...]"
    """One row of the table, in the order of `COLUMNS`."""

log = logging.getLogger(__name__)

COLUMNS: Final = (
    "id, document_id, collection_name, kind, snapshot, comment, state, created_at, not_before,"
    " attempts, note, seen, is_updated, was_unknown, conflict, finished_at"
)
MARKS: Final = ", ".join("?" * len(COLUMNS.split(",")))


def columns_of(row: OutboxRow) -> Columns:
    """Return a row as the table holds it."""
    return (
        row.id,
        codec.text_key(row.document_id),
        codec.encode_value(row.collection_name),
        row.kind.value,
        draft_text.encode_snapshot(row.draft, row.wire_names),
        codec.encode_value(row.comment),
        row.state.value,
        row.created_at.isoformat(),
        row.not_before.isoformat(),
        row.attempts,
        codec.encode_value(row.note),
        encode_seen(row.seen) if row.seen else None,
        row.is_updated,
        row.was_unknown,
        row.conflict.value if row.conflict else None,
        row.finished_at.isoformat() if row.finished_at else None,
    )


def row_of(columns: Columns, field_map: FieldMap) -> OutboxRow:
    """Return the row that `columns_of` wrote.

    Raises:
        DamagedRecord: a column holds what the program does not write.
    """
    texts = ["" if value is None else str(value) for value in columns]
    row_id, document, collection, kind, snapshot, comment, state, created, due, attempts, note = (
        texts[:11]
    )
    seen, is_updated, was_unknown, conflict, finished = texts[11:]
    draft, wire_names = draft_text.decode_snapshot(snapshot)
    try:
        return OutboxRow(
            id=row_id,
            document_id=codec.name_of(document),
            collection_name=str(codec.decode_value(collection)),
            kind=OutboxKind(kind),
            draft=draft,
            wire_names=wire_names,
            comment=str(codec.decode_value(comment)),
            state=OutboxState(state),
            created_at=datetime.fromisoformat(created),
            not_before=datetime.fromisoformat(due),
            attempts=int(attempts),
            note=str(codec.decode_value(note)),
            seen=decode_seen(seen, field_map) if seen else None,
            is_updated=is_updated == "1",
            was_unknown=was_unknown == "1",
            conflict=ConflictKind(conflict) if conflict else None,
            finished_at=datetime.fromisoformat(finished) if finished else None,
        )
    except ValueError as error:
        raise DamagedRecord(
            "A row of the outbox cannot be read any more.", f"row {row_id}: {type(error).__name__}"
        ) from error


def read_rows(
    connection: sqlite3.Connection,
    condition: str,
    parameters: Sequence[str],
    field_map: FieldMap,
    *,
    leave_out_damaged: bool = False,
) -> tuple[OutboxRow, ...]:
    """Return the rows that meet a condition in the order in which they were made.

    Args:
        connection: to ``work.db``.
        condition: what stands behind WHERE; text of the program's own.
        parameters: what the question marks of the condition stand for.
        field_map: describes the fields of what was seen.
        leave_out_damaged: log rows that cannot be read instead of raising.

    Raises:
        DamagedRecord: a row cannot be read.
        sqlite3.Error: the table cannot be read.
    """
    found = connection.execute(
        f"SELECT {COLUMNS} FROM outbox WHERE {condition} ORDER BY sequence",  # noqa: S608 - own text
        parameters,
    ).fetchall()
    rows: list[OutboxRow] = []
    for columns in found:
        try:
            rows.append(row_of(columns, field_map))
        except DamagedRecord as damage:
            if not leave_out_damaged:
                raise
            log.warning("left out a damaged outbox row: %s", damage.details)
    return tuple(rows)


def encode_seen(seen: Seen) -> str:
    """Return what a reviewer saw: ``{"document": TEXT, "pages": [[NUMBER, SHA256], ...]}``."""
    return codec.encode_value(
        {
            "document": document_text.encode_document(seen.document),
            "pages": [[page, digest] for page, digest in sorted(seen.pages.items())],
        }
    )


def decode_seen(text: str, field_map: FieldMap) -> Seen:
    """Return what `encode_seen` wrote.

    Raises:
        DamagedRecord: the text is something else.
    """
    value = codec.decode_value(text)
    try:
        document = document_text.decode_document(value["document"], field_map)
        pages = {int(page): str(digest) for page, digest in value["pages"]}
    except (TypeError, LookupError, ValueError) as error:
        raise DamagedRecord(
            "What was seen before a decision cannot be read any more.", type(error).__name__
        ) from error
    return Seen(document, pages)
