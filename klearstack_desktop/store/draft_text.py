"""Edits and drafts as JSON text and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.model.changes import Draft, FieldChange, FieldEdit, TableEdit
from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.line_items.place import CellPlace
from klearstack_desktop.store.codec import as_list, as_text, as_whole, decoded, encode_value
from klearstack_desktop.store.problems import DamagedRecord
from klearstack_desktop.store.row_forms import as_box, as_table_change, box_form, table_change_form

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from klearstack_desktop.store.codec import Json


def encode_field_edit(edit: FieldEdit) -> str:
    """Return a field's edit: ``{"base": CHANGE, "mine": CHANGE}``."""
    return encode_value(_field_edit_form(edit))


def decode_field_edit(text: str) -> FieldEdit:
    """Return the edit that `encode_field_edit` wrote.

    Raises:
        DamagedRecord: the text is something else.
    """
    return decoded(text, _field_edit)


def encode_table_edit(edit: TableEdit) -> str:
    """Return a table's edit: ``{"base": CHANGE, "mine": CHANGE}``."""
    return encode_value(_table_edit_form(edit))


def decode_table_edit(text: str) -> TableEdit:
    """Return the edit that `encode_table_edit` wrote.

    Raises:
        DamagedRecord: the text is something else.
    """
    return decoded(text, _table_edit)


def encode_snapshot(draft: Draft, wire_names: Mapping[FieldKey, str]) -> str:
    """Return a draft together with the names under which its fields are sent."""
    return encode_value({"draft": _draft_form(draft), "wire_names": _pairs_form(wire_names)})


def decode_snapshot(text: str) -> tuple[Draft, dict[FieldKey, str]]:
    """Return the draft and the wire names that `encode_snapshot` wrote.

    Raises:
        DamagedRecord: the text is something else.
    """
    return decoded(text, lambda value: (_draft(value["draft"]), _wire_names(value["wire_names"])))


def _draft_form(draft: Draft) -> Json:
    return {
        "fields": [
            [key.name, key.occurrence, _field_edit_form(edit)] for key, edit in draft.fields.items()
        ],
        "tables": [[name, _table_edit_form(edit)] for name, edit in draft.tables.items()],
        "comment": draft.comment,
        "checked": sorted([k.name, k.occurrence, value] for k, value in draft.checked.items()),
        "overrides": dict(draft.overrides),
        "checked_cells": sorted([*cell_form(c), row] for c, row in draft.checked_cells.items()),
    }


def _draft(value: Json) -> Draft:
    return Draft(
        fields={_key(name, at): _field_edit(edit) for name, at, edit in as_list(value["fields"])},
        tables={as_text(name): _table_edit(edit) for name, edit in as_list(value["tables"])},
        comment=as_text(value["comment"]),
        checked=dict(_accepted_fields(value["checked"])),
        # Older rows of the outbox were made before warnings could be overridden or cells accepted.
        overrides={c: as_text(why) for c, why in value.get("overrides", {}).items()},
        checked_cells=dict(_accepted_cells(value.get("checked_cells", []))),
    )


def _accepted_fields(value: Json) -> Iterator[tuple[FieldKey, str]]:
    # Older rows do not say which value it was: nobody knows whether it still stands there.
    for name, occurrence, *accepted in as_list(value):
        key = _key(name, occurrence)
        if accepted:
            yield key, as_text(accepted[0])


def _accepted_cells(value: Json) -> Iterator[tuple[CellPlace, tuple[str, ...]]]:
    for table, row, column, *accepted in as_list(value):
        place = cell_place([table, row, column])
        if accepted:
            yield place, row_values(accepted[0])


def row_values(form: Json) -> tuple[str, ...]:
    """Return what the cells of a row said.

    Raises:
        DamagedRecord: the form is something else.
    """
    if isinstance(form, list) and all(isinstance(value, str) for value in form):
        return tuple(form)
    raise DamagedRecord("What was accepted cannot be read any more.", "no values of a row")


def cell_form(cell: CellPlace) -> list[Json]:
    """Return the place of a cell as JSON: ``[TABLE, ROW, COLUMN]``."""
    return [cell.table, cell.row, cell.column]


def cell_place(form: Json) -> CellPlace:
    """Return the place that `cell_form` wrote.

    Raises:
        DamagedRecord: the form is something else.
    """
    match form:
        case [str(table), int(row), int(column)] if row >= 0 and column >= 0:
            return CellPlace(table, row, column)
        case _:
            raise DamagedRecord("The place of a cell cannot be read any more.", "no place")


def _pairs_form(wire_names: Mapping[FieldKey, str]) -> Json:
    return [[key.name, key.occurrence, wire] for key, wire in wire_names.items()]


def _wire_names(value: Json) -> dict[FieldKey, str]:
    return {_key(name, at): as_text(wire) for name, at, wire in as_list(value)}


def _field_edit_form(edit: FieldEdit) -> Json:
    return {"base": _field_change_form(edit.base), "mine": _field_change_form(edit.mine)}


def _field_edit(value: Json) -> FieldEdit:
    return FieldEdit(base=_field_change(value["base"]), mine=_field_change(value["mine"]))


def _field_change_form(change: FieldChange) -> Json:
    return {"value": change.value, "box": box_form(change.box)}


def _field_change(value: Json) -> FieldChange:
    return FieldChange(value=as_text(value["value"]), box=as_box(value["box"]))


def _table_edit_form(edit: TableEdit) -> Json:
    return {"base": table_change_form(edit.base), "mine": table_change_form(edit.mine)}


def _table_edit(value: Json) -> TableEdit:
    return TableEdit(base=as_table_change(value["base"]), mine=as_table_change(value["mine"]))


def _key(name: Json, occurrence: Json) -> FieldKey:
    return FieldKey(as_text(name), as_whole(occurrence))
