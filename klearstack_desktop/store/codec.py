"""Model values as JSON text and back.

NUL and lone surrogates travel as escapes, so SQLite keeps whatever string Python holds. What stands
in the service's own JSON is kept as the service wrote it: a number keeps its digits, a repeated key
its place. The one string that does not come back as it was is a high surrogate followed by a low
one: JSON joins the two into the character that they spell. No answer of the service and no key
press makes such a string.

Every ``decode_*`` function is total: whatever the text, it returns a value or raises
`DamagedRecord`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from klearstack_desktop.model import jsontext
from klearstack_desktop.model.changes import Draft, FieldChange, FieldEdit, TableChange, TableEdit
from klearstack_desktop.model.document import Cell, Document, Field, FieldKey, Row, Table
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.model.line_items.place import CellPlace
from klearstack_desktop.store import document_row
from klearstack_desktop.store.problems import DamagedRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeVar

    from klearstack_desktop.model.fieldmap import FieldMap
    from klearstack_desktop.store.document_row import DocumentRow

    T = TypeVar("T")

Json = Any
"""What ``json.loads`` returns."""


def text_key(name: str) -> str:
    """Return a name as it stands in a column: unchanged where it is plain ASCII, else escaped."""
    return json.dumps(name)[1:-1]


def name_of(key: str) -> str:
    """Return the name that `text_key` wrote.

    Raises:
        DamagedRecord: the column holds something else.
    """
    return _decoded(f'"{key}"', _text)


def encode_value(value: Json) -> str:
    """Return JSON text for a value made of what JSON knows; any mapping counts as an object.

    Raises:
        TypeError: the value holds something that JSON does not know.
    """
    return json.dumps(value, separators=(",", ":"), default=_as_object)


def _as_object(value: object) -> dict[object, object]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be stored")


def decode_value(text: str) -> Json:
    """Return the value of JSON text.

    Raises:
        DamagedRecord: the text is not JSON.
    """
    return _decoded(text, lambda value: value)


def encode_field_edit(edit: FieldEdit) -> str:
    """Return a field's edit: ``{"base": CHANGE, "mine": CHANGE}``."""
    return encode_value(_field_edit_form(edit))


def decode_field_edit(text: str) -> FieldEdit:
    """Return the edit that `encode_field_edit` wrote.

    Raises:
        DamagedRecord: the text is something else.
    """
    return _decoded(text, _field_edit)


def encode_table_edit(edit: TableEdit) -> str:
    """Return a table's edit: ``{"base": CHANGE, "mine": CHANGE}``."""
    return encode_value(_table_edit_form(edit))


def decode_table_edit(text: str) -> TableEdit:
    """Return the edit that `encode_table_edit` wrote.

    Raises:
        DamagedRecord: the text is something else.
    """
    return _decoded(text, _table_edit)


def encode_snapshot(draft: Draft, wire_names: Mapping[FieldKey, str]) -> str:
    """Return a draft together with the names under which its fields are sent."""
    return encode_value({"draft": _draft_form(draft), "wire_names": _pairs_form(wire_names)})


def decode_snapshot(text: str) -> tuple[Draft, dict[FieldKey, str]]:
    """Return the draft and the wire names that `encode_snapshot` wrote.

    Raises:
        DamagedRecord: the text is something else.
    """
    return _decoded(text, lambda value: (_draft(value["draft"]), _wire_names(value["wire_names"])))


def encode_document(document: Document) -> str:
    """Return a document as JSON text; what the field map says is not part of it."""
    tables = [
        {"name": table.name, **_table_change_form(TableChange(table.columns, table.rows))}
        for table in document.tables
    ]
    extras = jsontext.dumps(document.extras) if document.extras else "{}"
    return document_row.text_of(document, tables, extras)


def decode_document(text: str, field_map: FieldMap) -> Document:
    """Return the document that `encode_document` wrote, its fields described by a field map.

    Older programs wrote an object with a list of fields; that is read as well.

    Raises:
        DamagedRecord: the text is something else.
    """
    row = document_row.row_of(text)
    if row is not None:
        return _built(text, lambda: _of_row(row, field_map))
    return _decoded(text, lambda value: _document(value, field_map))


def _decoded(text: str, build: Callable[[Json], T]) -> T:
    """Parse text and build a value."""
    return _built(text, lambda: build(json.loads(text)))


def _built(text: str, build: Callable[[], T]) -> T:
    """Build a value of a text; RecursionError is what absurdly nested text ends in."""
    try:
        return build()
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        # The message of the cause may quote a value, so only its type is told.
        raise DamagedRecord(
            "A value that this workstation stored cannot be read any more.",
            f"{type(error).__name__} while reading {len(text)} characters",
        ) from error


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
        fields={_key(name, at): _field_edit(edit) for name, at, edit in _list(value["fields"])},
        tables={_text(name): _table_edit(edit) for name, edit in _list(value["tables"])},
        comment=_text(value["comment"]),
        checked=dict(_accepted_fields(value["checked"])),
        # Older rows of the outbox were made before warnings could be overridden or cells accepted.
        overrides={c: _text(why) for c, why in value.get("overrides", {}).items()},
        checked_cells=dict(_accepted_cells(value.get("checked_cells", []))),
    )


def _accepted_fields(value: Json) -> Iterator[tuple[FieldKey, str]]:
    # Older rows do not say which value it was: nobody knows whether it still stands there.
    for name, occurrence, *accepted in _list(value):
        key = _key(name, occurrence)
        if accepted:
            yield key, _text(accepted[0])


def _accepted_cells(value: Json) -> Iterator[tuple[CellPlace, tuple[str, ...]]]:
    for table, row, column, *accepted in _list(value):
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
    return {_key(name, at): _text(wire) for name, at, wire in _list(value)}


def _field_edit_form(edit: FieldEdit) -> Json:
    return {"base": _field_change_form(edit.base), "mine": _field_change_form(edit.mine)}


def _field_edit(value: Json) -> FieldEdit:
    return FieldEdit(base=_field_change(value["base"]), mine=_field_change(value["mine"]))


def _field_change_form(change: FieldChange) -> Json:
    return {"value": change.value, "box": _box_form(change.box)}


def _field_change(value: Json) -> FieldChange:
    return FieldChange(value=_text(value["value"]), box=_box(value["box"]))


def _table_edit_form(edit: TableEdit) -> Json:
    return {"base": _table_change_form(edit.base), "mine": _table_change_form(edit.mine)}


def _table_edit(value: Json) -> TableEdit:
    return TableEdit(base=_table_change(value["base"]), mine=_table_change(value["mine"]))


def _table_change_form(change: TableChange) -> Json:
    return {"columns": change.columns, "rows": [_row_form(row) for row in change.rows]}


def _table_change(value: Json) -> TableChange:
    return TableChange(
        columns=tuple(_text(column) for column in _list(value["columns"])),
        rows=tuple(_row(row) for row in _list(value["rows"])),
    )


def _row_form(row: Row) -> Json:
    form: dict[str, Json] = {"cells": [_cell_form(cell) for cell in row.cells]}
    if row.extras:
        form["extras"] = jsontext.dumps(row.extras)
    return form


def _row(value: Json) -> Row:
    cells = tuple(_cell(cell) for cell in _list(value["cells"]))
    return Row(cells=cells, extras=_extras(value.get("extras", "{}")))


def _cell_form(cell: Cell) -> Json:
    form: dict[str, Json] = {"value": cell.value}
    # Tables are long and most cells plain, so what is at its default is left out.
    if cell.box is not None:
        form["box"] = _box_form(cell.box)
    if cell.page is not None:
        form["page"] = cell.page
    if cell.confidence is not None:
        form["confidence"] = cell.confidence
    if cell.is_bare:
        form["is_bare"] = True
    if cell.is_absent:
        form["is_absent"] = True
    if cell.came_as != "":
        form["came_as"] = jsontext.dumps(cell.came_as)
    return form


def _cell(value: Json) -> Cell:
    return Cell(
        value=_text(value["value"]),
        box=_box(value.get("box")),
        page=_optional_int(value.get("page")),
        confidence=_optional_float(value.get("confidence")),
        is_bare=_bool(value.get("is_bare", False)),
        is_absent=_bool(value.get("is_absent", False)),
        came_as=jsontext.loads(_text(value.get("came_as", '""'))),
    )


def _field(value: Json, field_map: FieldMap) -> Field:
    name, definition = field_map.named(_text(value["name"]))
    return Field(
        name=name,
        definition=definition,
        value=_text(value["value"]),
        original_value=_text(value["original_value"]),
        confidence=_optional_float(value["confidence"]),
        page=_optional_int(value["page"]),
        box=_box(value["box"]),
        occurrence=_int(value["occurrence"]),
    )


def _document(value: Json, field_map: FieldMap) -> Document:
    uploaded_at = value["uploaded_at"]
    return Document(
        id=_text(value["id"]),
        file_name=_text(value["file_name"]),
        document_type=_text(value["document_type"]),
        collection_name=_text(value["collection_name"]),
        ocr_id=_ocr_id(value["ocr_id"]),
        page_count=_optional_int(value["page_count"]),
        overall_confidence=_optional_float(value["overall_confidence"]),
        is_approved=_bool(value["is_approved"]),
        is_rejected=_bool(value["is_rejected"]),
        uploaded_at=None if uploaded_at is None else datetime.fromisoformat(uploaded_at),
        fields=tuple(_field(field, field_map) for field in _list(value["fields"])),
        tables=tuple(_table(table) for table in _list(value["tables"])),
        extras=_extras(value["extras"]),
    )


def _of_row(row: DocumentRow, field_map: FieldMap) -> Document:
    tables = tuple(_table(table) for table in row.tables)
    return row.document(field_map, tables, _extras(row.extras) if row.extras != "{}" else {})


def _table(value: Json) -> Table:
    change = _table_change(value)
    return Table(name=_text(value["name"]), columns=change.columns, rows=change.rows)


def _ocr_id(value: Json) -> str | tuple[str, ...] | None:
    if isinstance(value, list):
        return tuple(_text(part) for part in value)
    return None if value is None else _text(value)


def _box_form(box: Box | None) -> list[int] | None:
    return None if box is None else box.corners()


def _box(value: Json) -> Box | None:
    if value is None:
        return None
    left, top, right, bottom = _list(value)
    return Box(_int(left), _int(top), _int(right), _int(bottom))


def _key(name: Json, occurrence: Json) -> FieldKey:
    return FieldKey(_text(name), _int(occurrence))


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value


def _bool(value: Json) -> bool:
    if not isinstance(value, bool):
        raise TypeError("not a truth value")
    return value


def _int(value: Json) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("not a whole number")
    return value


def _optional_int(value: Json) -> int | None:
    return None if value is None else _int(value)


def _optional_float(value: Json) -> float | None:
    if value is None:
        return None
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise TypeError("not a number")
    return float(value)


def _list(value: Json) -> Iterable[Any]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def _extras(value: Json) -> Mapping[str, Json]:
    """Return what the service said beside; the first drafts hold it as an object, not as text."""
    extras = jsontext.loads(value) if isinstance(value, str) else value
    if not isinstance(extras, Mapping):
        raise TypeError("not a mapping")
    return extras
