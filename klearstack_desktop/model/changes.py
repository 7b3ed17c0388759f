"""What a reviewer changed: values to send, and drafts that remember base and mine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from klearstack_desktop.model.line_items.place import CellPlace
from klearstack_desktop.model.line_items.rows import followed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from klearstack_desktop.model.document import Document, Field, FieldKey, Row, Table
    from klearstack_desktop.model.geometry import Box
    from klearstack_desktop.model.line_items.place import Spot


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A new value for a field; without a box the service forgets the position."""

    value: str
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class TableChange:
    """All rows of a table as they should be, in the table's columns."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


Change: TypeAlias = FieldChange | TableChange
Changes: TypeAlias = Mapping[str, str | Change]
"""What ``update_document`` takes: a name on the wire to its new value."""


@dataclass(frozen=True, slots=True)
class FieldEdit:
    """One edited field: what was there when the edit began, and what the reviewer made of it."""

    base: FieldChange
    mine: FieldChange


@dataclass(frozen=True, slots=True)
class TableEdit:
    """One edited table; tables merge as a whole."""

    base: TableChange
    mine: TableChange


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything a reviewer changed in one document and has not sent.

    Attributes:
        fields: the edited fields.
        tables: the edited tables by name.
        comment: the decision comment as typed.
        checked: fields the reviewer accepted as they are, with the value that was accepted. Another
            value in that place was accepted by nobody: ask `accepts` or `accepted_in`.
        overrides: what the reviewer let stand although it was warned of: `Finding.override_code` to
            the reason.
        checked_cells: cells the reviewer accepted as they are, where they stand now, with what
            their row said.
    """

    fields: Mapping[FieldKey, FieldEdit] = field(default_factory=dict)
    tables: Mapping[str, TableEdit] = field(default_factory=dict)
    comment: str = ""
    checked: Mapping[FieldKey, str] = field(default_factory=dict)
    overrides: Mapping[str, str] = field(default_factory=dict)
    checked_cells: Mapping[CellPlace, tuple[str, ...]] = field(default_factory=dict)

    @property
    def has_corrections(self) -> bool:
        """Whether there is anything that ``update_document`` would have to send."""
        return bool(self.fields or self.tables)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all would be lost without this draft."""
        accepted = self.checked or self.checked_cells
        return not (self.has_corrections or self.comment or accepted or self.overrides)

    def with_field(self, current: Field, value: str, box: Box | None) -> Draft:
        """Return the draft with a field set; an edit back to the base disappears."""
        key = current.key
        known = self.fields.get(key)
        base = known.base if known else FieldChange(current.value, current.box)
        mine = FieldChange(value, box)
        fields = {k: v for k, v in self.fields.items() if k != key}
        if mine != base:
            fields[key] = FieldEdit(base, mine)
        return replace(self, fields=fields)

    def with_table(self, current: Table, rows: tuple[Row, ...]) -> Draft:
        """Return the draft with a table's rows set; an edit back to the base disappears.

        Cells that were accepted stay so wherever their rows go, unless they say something else.
        """
        known = self.tables.get(current.name)
        base = known.base if known else TableChange(current.columns, current.rows)
        mine = TableChange(current.columns, rows)
        tables = {k: v for k, v in self.tables.items() if k != current.name}
        if mine != base:
            tables[current.name] = TableEdit(base, mine)
        before = replace(current, rows=(known.mine if known else base).rows)
        stayed = followed(self.accepted_cells_in(before), current.name, before.rows, rows)
        return replace(self, tables=tables).with_checked_cells(current.name, stayed, rows)

    def accepts(self, shown: Field) -> bool:
        """Whether the reviewer accepted what a field says, with the draft laid over."""
        return bool(self.checked) and self.checked.get(shown.key) == shown.value

    def accepted_cells_in(self, shown: Table) -> frozenset[CellPlace]:
        """Return the cells of a table, with the draft laid over, that the reviewer accepted.

        A cell counts only in the row in which it was accepted: the same figure in another line is
        something else.
        """
        rows, name = shown.rows, shown.name
        return frozenset(
            cell
            for cell, row in self.checked_cells.items()
            if cell.table == name and cell.row < len(rows) and rows[cell.row].values == row
        )

    def accepted_in(self, shown: Document) -> frozenset[Spot]:
        """Return what the reviewer accepted of a document with the draft laid over."""
        accepted: set[Spot] = {field.key for field in shown.fields if self.accepts(field)}
        if self.checked_cells:
            accepted.update(*map(self.accepted_cells_in, shown.tables))
        return frozenset(accepted)

    def with_checked(self, at: Spot, shown: Document) -> Draft:
        """Return the draft with a field or cell accepted as it stands.

        Args:
            at: the field or cell; where the document has no such thing, nothing changes.
            shown: the document with the draft laid over.
        """
        if isinstance(at, CellPlace):
            table = shown.table(at.table)
            if table is None or at.row >= len(table.rows):
                return self
            row = table.rows[at.row].values
            return replace(self, checked_cells={**self.checked_cells, at: row})
        current = shown.by_key(at)
        if current is None:
            return self
        return replace(self, checked={**self.checked, at: current.value})

    def without_checked(self, at: Spot) -> Draft:
        """Return the draft with a field or cell accepted no longer, whatever it says."""
        return replace(
            self,
            checked={key: value for key, value in self.checked.items() if key != at},
            checked_cells={cell: row for cell, row in self.checked_cells.items() if cell != at},
        )

    def with_checked_cells(
        self, table: str, cells: Iterable[CellPlace], rows: Sequence[Row]
    ) -> Draft:
        """Return the draft with exactly these cells of a table accepted, as its rows say them."""
        checked = {cell: row for cell, row in self.checked_cells.items() if cell.table != table}
        checked.update({cell: rows[cell.row].values for cell in cells if cell.row < len(rows)})
        return replace(self, checked_cells=checked)

    def with_override(self, code: str, reason: str) -> Draft:
        """Return the draft with a reason for letting something stand; an empty one takes it back.

        Args:
            code: the `Finding.override_code` of what was warned of.
            reason: as it was typed.
        """
        overrides = {known: why for known, why in self.overrides.items() if known != code}
        if reason:
            overrides[code] = reason
        return replace(self, overrides=overrides)

    def without_corrections(self) -> Draft:
        """Return what a save leaves: the comment, what was accepted and what was let stand."""
        return replace(self, fields={}, tables={})

    def over(self, older: Draft) -> Draft:
        """Return both drafts as one: the older one comes back, but what is newer here wins.

        Where both edited, the edit begins where the older one began; an edit back to that base
        disappears. The older comment returns only if nothing newer was typed.
        """
        fields = dict(older.fields)
        for key, edit in self.fields.items():
            below = fields.pop(key, None)
            joined = FieldEdit(below.base, edit.mine) if below else edit
            if joined.mine != joined.base:
                fields[key] = joined
        tables = dict(older.tables)
        for name, table_edit in self.tables.items():
            table_below = tables.pop(name, None)
            both = TableEdit(table_below.base, table_edit.mine) if table_below else table_edit
            if both.mine != both.base:
                tables[name] = both
        return Draft(
            fields,
            tables,
            self.comment or older.comment,
            {**older.checked, **self.checked},
            {**older.overrides, **self.overrides},
            # Where a newer edit moved rows, what was accepted before it is not known any more.
            {
                **{c: row for c, row in older.checked_cells.items() if c.table not in self.tables},
                **self.checked_cells,
            },
        )

    def laid_over(self, document: Document) -> Document:
        """Return the document as the reviewer sees it: the service's values with mine on top."""
        fields = tuple(self._field(current) for current in document.fields)
        tables = tuple(
            replace(table, columns=edit.mine.columns, rows=edit.mine.rows)
            if (edit := self.tables.get(table.name))
            else table
            for table in document.tables
        )
        return replace(document, fields=fields, tables=tables)

    def taken_off(self, document: Document) -> Document:
        """Return a document over which the draft was laid as it was before."""
        bases = {key: FieldEdit(edit.mine, edit.base) for key, edit in self.fields.items()}
        tables = {name: TableEdit(edit.mine, edit.base) for name, edit in self.tables.items()}
        return Draft(bases, tables).laid_over(document)

    def _field(self, current: Field) -> Field:
        edit = self.fields.get(current.key)
        return replace(current, value=edit.mine.value, box=edit.mine.box) if edit else current

    def without_settled(self, document: Document) -> Draft:
        """Return the draft without the edits that the service already has."""
        settled = {
            field.key
            for field in document.fields
            if (edit := self.fields.get(field.key))
            and edit.mine == FieldChange(field.value, field.box)
        }
        if not settled:
            return self
        return replace(self, fields={k: e for k, e in self.fields.items() if k not in settled})

    def orphans(self, document: Document) -> tuple[FieldKey, ...]:
        """Return the edited fields that the document does not offer."""
        offered = {current.key for current in document.fields}
        return tuple(key for key in self.fields if key not in offered)
