"""The parts of a draft as they stand in a table: one row for each edit, and for each acceptance."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal, TypeAlias

from klearstack_desktop.model.changes import Draft, FieldEdit, TableEdit
from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.store import codec
from klearstack_desktop.store.draft_text import (
    cell_form,
    cell_place,
    decode_field_edit,
    decode_table_edit,
    encode_field_edit,
    encode_table_edit,
    row_values,
)
from klearstack_desktop.store.problems import DamagedRecord

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from klearstack_desktop.model.line_items.place import CellPlace

log = logging.getLogger(__name__)

Part: TypeAlias = tuple[str, str, int]
"""What a row is about: its kind, its name as `codec.text_key`, its occurrence.

The kind is field, table, checked or override. The name of an override is the code of what was let
stand, its value the reason. Of a cell that was accepted the name is JSON, ``["line_items",3,1]``;
in the key of a field no quotes stand bare. Of what was accepted the value is that of the field, or
those of the cell's row.
"""

PartsTable: TypeAlias = Literal["draft_part", "journalled"]


def parts_of(draft: Draft) -> dict[Part, str]:
    """Return what a draft looks like in the table; the comment is no part."""
    parts: dict[Part, str] = {}
    for key, edit in draft.fields.items():
        parts["field", codec.text_key(key.name), key.occurrence] = encode_field_edit(edit)
    for name, table_edit in draft.tables.items():
        parts["table", codec.text_key(name), 0] = encode_table_edit(table_edit)
    for key, value in draft.checked.items():
        parts["checked", codec.text_key(key.name), key.occurrence] = codec.encode_value(value)
    for cell, row in draft.checked_cells.items():
        parts["checked", codec.encode_value(cell_form(cell)), 0] = codec.encode_value(row)
    for code, reason in draft.overrides.items():
        parts["override", codec.text_key(code), 0] = codec.encode_value(reason)
    return parts


def draft_of(parts: Iterable[tuple[Part, str]]) -> Draft:
    """Return the draft made of these parts; one that cannot be read is left out and logged."""
    fields: dict[FieldKey, FieldEdit] = {}
    tables: dict[str, TableEdit] = {}
    checked: dict[FieldKey, str] = {}
    cells: dict[CellPlace, tuple[str, ...]] = {}
    overrides: dict[str, str] = {}
    for part, value in parts:
        try:
            if _is_of_unknown_value(part, value):
                continue
            if _is_cell(part):
                cells[_cell(part)] = row_values(codec.decode_value(value))
                continue
            key, edit = _decoded(part, value)
        except DamagedRecord as damage:
            log.warning("left out a damaged %s of a draft: %s", part[0], damage.details)
            continue
        match edit:
            case FieldEdit():
                fields[key] = edit
            case TableEdit():
                tables[key.name] = edit
            case str(reason) if part[0] == "override":
                overrides[key.name] = reason
            case str(accepted):
                checked[key] = accepted
    return Draft(fields, tables, checked=checked, overrides=overrides, checked_cells=cells)


def is_readable(part: Part, value: str) -> bool:
    """Whether a part is what the program writes."""
    try:
        _cell(part) if _is_cell(part) else _decoded(part, value)
    except DamagedRecord:
        return False
    return True


def _is_of_unknown_value(part: Part, value: str) -> bool:
    """Whether it was accepted before the value was kept: nobody knows whether it stands there."""
    return part[0] == "checked" and not value


def _is_cell(part: Part) -> bool:
    kind, name, _occurrence = part
    return kind == "checked" and name.startswith('["')


def _cell(part: Part) -> CellPlace:
    return cell_place(codec.decode_value(part[1]))


def _decoded(part: Part, value: str) -> tuple[FieldKey, FieldEdit | TableEdit | str]:
    kind, name, occurrence = part
    key = FieldKey(codec.name_of(name), occurrence)
    match kind:
        case "field":
            return key, decode_field_edit(value)
        case "table":
            return key, decode_table_edit(value)
        case _:
            return key, str(codec.decode_value(value))


def stored_parts(connection: sqlite3.Connection, table: PartsTable, key: str) -> dict[Part, str]:
    """Return what a table holds of a document, named by its `codec.text_key`."""
    rows = connection.execute(
        f"SELECT part, name, occurrence, value FROM {table} WHERE document_id = ?",  # noqa: S608 - one of two names
        (key,),
    )
    return {(part, name, occurrence): value for part, name, occurrence, value in rows}


def write_parts(
    connection: sqlite3.Connection,
    table: PartsTable,
    key: str,
    known: Mapping[Part, str],
    wanted: Mapping[Part, str],
) -> None:
    """Turn what a table holds of a document into what it should hold; only differences are written.

    Args:
        connection: in a transaction that the caller began.
        table: which of the two.
        key: the document, as `codec.text_key`.
        known: what the table holds.
        wanted: what it should hold.
    """
    connection.executemany(
        f"DELETE FROM {table}"  # noqa: S608 - one of two names
        " WHERE document_id = ? AND part = ? AND name = ? AND occurrence = ?",
        [(key, *part) for part in known.keys() - wanted.keys()],
    )
    connection.executemany(
        f"INSERT INTO {table} (document_id, part, name, occurrence, value)"  # noqa: S608 - one of two names
        " VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (document_id, part, name, occurrence) DO UPDATE SET value = excluded.value",
        [(key, *part, value) for part, value in wanted.items() if known.get(part) != value],
    )
