"""Three-way merge: what was read, what the reviewer made of it, what another person made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from klearstack_desktop.model.changes import Draft, FieldChange, FieldEdit, TableChange, TableEdit

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Document, Field, FieldKey, Table

Place: TypeAlias = "FieldKey | str"
"""The key of a field or the name of a table."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What another person changed and the reviewer did not: it is taken over.

    Attributes:
        place: the field or table.
        label: how a reviewer knows it.
        before: what was read first; None where the document did not have it.
        after: what it is now; None where the document has it no more.
    """

    place: Place
    label: str
    before: FieldChange | TableChange | None
    after: FieldChange | TableChange | None


@dataclass(frozen=True, slots=True)
class Clash:
    """What both changed, and differently: a person must choose.

    Attributes:
        place: the field or table.
        label: how a reviewer knows it.
        edit: what was read first, and what the reviewer made of it.
        theirs: what it is now; None where the document has it no more.
        page: the page (from 1) that the field stands on, where it is known.
    """

    place: Place
    label: str
    edit: FieldEdit | TableEdit
    theirs: FieldChange | TableChange | None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """A draft put on top of a newer reading of its document.

    Attributes:
        draft: without what the service has already; an edit that clashes is still in it.
        taken: what was taken over from the other person.
        clashes: what must be asked.
    """

    draft: Draft
    taken: tuple[Taken, ...] = ()
    clashes: tuple[Clash, ...] = ()

    @property
    def places_taken(self) -> frozenset[Place]:
        """Where the other person's change was taken over."""
        return frozenset(taken.place for taken in self.taken)


def merge(base: Document, mine: Draft, theirs: Document) -> Merge:
    """Put a draft on top of a newer reading of its document, field by field.

    Tables merge as a whole: both changed means ask.

    Args:
        base: the document as it was read when the draft began.
        mine: what the reviewer changed since.
        theirs: the document as it is now.
    """
    fields, field_clashes = _merged_fields(mine, theirs)
    tables, table_clashes = _merged_tables(mine, theirs)
    taken: tuple[Taken, ...] = ()
    if base is not theirs:
        taken = (*_fields_taken(base, mine, theirs), *_tables_taken(base, mine, theirs))
    return Merge(
        draft=replace(mine, fields=fields, tables=tables),
        taken=taken,
        clashes=(*field_clashes, *table_clashes),
    )


def with_mine(draft: Draft, clash: Clash) -> Draft:
    """Return the draft that overrules the other person's change with the reviewer's."""
    match clash.place, clash.edit, clash.theirs:
        case str(name), TableEdit() as edit, TableChange() as table:
            return replace(draft, tables={**draft.tables, name: replace(edit, base=table)})
        case place, FieldEdit() as edit, FieldChange() as change if not isinstance(place, str):
            return replace(draft, fields={**draft.fields, place: replace(edit, base=change)})
        case _:
            # What is no longer there cannot be overruled.
            return with_theirs(draft, clash)


def with_theirs(draft: Draft, clash: Clash) -> Draft:
    """Return the draft without the reviewer's edit of that place."""
    return replace(
        draft,
        fields={key: edit for key, edit in draft.fields.items() if key != clash.place},
        tables={name: edit for name, edit in draft.tables.items() if name != clash.place},
        # What was accepted of a table stands in other rows than theirs.
        checked_cells={
            c: said for c, said in draft.checked_cells.items() if c.table != clash.place
        },
    )


def _merged_fields(mine: Draft, theirs: Document) -> tuple[dict[FieldKey, FieldEdit], list[Clash]]:
    merged: dict[FieldKey, FieldEdit] = {}
    clashes: list[Clash] = []
    for key, edit in mine.fields.items():
        field = theirs.by_key(key)
        now = _change_of(field) if field else None
        if now is not None and now.value == edit.mine.value and now.box == edit.mine.box:
            continue
        if now is not None and now.value in (edit.base.value, edit.mine.value):
            merged[key] = replace(edit, base=now)
            continue
        merged[key] = edit
        label, page = (field.label, field.page) if field else (key.name, None)
        clashes.append(Clash(key, label, edit, now, page))
    return merged, clashes


def _merged_tables(mine: Draft, theirs: Document) -> tuple[dict[str, TableEdit], list[Clash]]:
    merged: dict[str, TableEdit] = {}
    clashes: list[Clash] = []
    for name, edit in mine.tables.items():
        table = theirs.table(name)
        now = _rows_of(table) if table else None
        if now is not None and same_values(now, edit.mine):
            continue
        merged[name] = edit
        if now is None or not same_values(now, edit.base):
            clashes.append(Clash(name, table_label(name), edit, now))
    return merged, clashes


def _fields_taken(base: Document, mine: Draft, theirs: Document) -> list[Taken]:
    before = {field.key: field for field in base.fields}
    after = {field.key: field for field in theirs.fields}
    taken: list[Taken] = []
    for key in (*before, *(key for key in after if key not in before)):
        then, now = before.get(key), after.get(key)
        if key in mine.fields or (then and now and then.value == now.value):
            continue
        label = now.label if now else then.label if then else key.name
        taken.append(
            Taken(key, label, _change_of(then) if then else None, _change_of(now) if now else None)
        )
    return taken


def _tables_taken(base: Document, mine: Draft, theirs: Document) -> list[Taken]:
    before = {table.name: _rows_of(table) for table in base.tables}
    after = {table.name: _rows_of(table) for table in theirs.tables}
    taken: list[Taken] = []
    for name in (*before, *(name for name in after if name not in before)):
        then, now = before.get(name), after.get(name)
        if name in mine.tables or (then and now and same_values(then, now)):
            continue
        taken.append(Taken(name, table_label(name), then, now))
    return taken


def same_values(one: TableChange, other: TableChange) -> bool:
    """Whether two tables say the same, wherever their values stand on the page."""
    return one.columns == other.columns and _values(one) == _values(other)


def table_label(name: str) -> str:
    """Return how a reviewer knows a table."""
    return name.replace("_", " ").capitalize()


def _values(table: TableChange) -> list[tuple[str, ...]]:
    return [row.values for row in table.rows]


def _change_of(field: Field) -> FieldChange:
    return FieldChange(field.value, field.box)


def _rows_of(table: Table) -> TableChange:
    return TableChange(table.columns, table.rows)
