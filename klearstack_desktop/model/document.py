"""What KlearStack read from a document: fields, tables, pages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from klearstack_desktop.model.value_class import replaceable, value_class

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from klearstack_desktop.model.fieldmap import FieldDefinition, FieldGroup, FieldKind, FieldRole
    from klearstack_desktop.model.geometry import Box


LINES: Final = "line_items"


class FieldKey(NamedTuple):
    """Identifies one field of a document across both vocabularies.

    Hundreds are made and looked up whenever a document is shown; a tuple is quick at both.

    Attributes:
        name: the internal name if the field map knows the field, else the name on the wire.
        occurrence: 0 for the first field of that name in the document, then 1, 2, ...
    """

    name: str
    occurrence: int = 0


@replaceable
class Field(msgspec.Struct, frozen=True, gc=False):
    """One value that was read, and where.

    Attributes:
        name: the name on the wire, unchanged.
        definition: what the field map says about the name.
        value: the value as it is now; the very string that came unless it was edited.
        original_value: the value as it came from the server.
        confidence: 0..1, or None where the service gave none.
        page: page number from 1, or None.
        box: where the value stands, in pixels of a rendition of the page, or None.
        occurrence: 0 for the first field of this name, then 1, 2, ...
    """

    name: str
    definition: FieldDefinition
    value: str
    original_value: str
    confidence: float | None = None
    page: int | None = None
    box: Box | None = None
    occurrence: int = 0

    @property
    def key(self) -> FieldKey:
        """How drafts and editors name this field."""
        return FieldKey(self.definition.name, self.occurrence)

    @property
    def label(self) -> str:
        """What a reviewer reads beside the value."""
        return self.definition.label

    @property
    def kind(self) -> FieldKind:
        """What sort of value it is."""
        return self.definition.kind

    @property
    def group(self) -> FieldGroup:
        """Where the field panel shows it."""
        return self.definition.group

    @property
    def role(self) -> FieldRole | None:
        """Its part in the queue row and on the decision card."""
        return self.definition.role

    @property
    def is_changed(self) -> bool:
        """Whether the value differs from what came."""
        return self.value != self.original_value


@value_class
class Cell:
    """One value of a table row.

    Attributes:
        value: the string that came, or what the reviewer made of it.
        box: position in pixels, or None.
        page: page number from 1, or None.
        confidence: 0..1, or None.
        is_bare: the cell is a bare value on the wire, and no object with a position.
        is_absent: the row came without this cell and goes back without it while it stays empty.
        came_as: what stood in the answer, as parsed JSON: a bare value or an object. A cell that
            nobody edited goes back as exactly that, an edited one in the same form. Two cells that
            say the same are equal however they came.
    """

    value: str
    box: Box | None = None
    page: int | None = None
    confidence: float | None = None
    is_bare: bool = False
    is_absent: bool = False
    came_as: Any = field(default="", compare=False)

    def blank(self) -> Cell:
        """Return an empty cell of the same form, for a new row."""
        return Cell("", is_bare=self.is_bare, came_as=self.came_as if self.is_bare else "")


@value_class
class Row:
    """One table row; behaves like a sequence of its cells, one for each column of the table.

    Attributes:
        cells: one cell for each column.
        extras: keys of the row that are no columns, or a second value of one that is; they go back
            unchanged.
    """

    cells: tuple[Cell, ...]
    extras: Mapping[str, Any] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    def __getitem__(self, column: int) -> Cell:
        return self.cells[column]

    @property
    def values(self) -> tuple[str, ...]:
        """What the cells say, wherever on the page they stand."""
        return tuple(cell.value for cell in self.cells)

    @property
    def box(self) -> Box | None:
        """The box around all cells that have one."""
        united: Box | None = None
        for cell in self.cells:
            if cell.box is not None:
                united = cell.box if united is None else united.united(cell.box)
        return united

    @property
    def page(self) -> int | None:
        """The page of the first cell that names one."""
        return next((cell.page for cell in self.cells if cell.page is not None), None)

    def with_value(self, column: int, value: str) -> Row:
        """Return the row with one cell's value replaced."""
        cells = list(self.cells)
        cells[column] = replace(cells[column], value=value)
        return replace(self, cells=tuple(cells))


@value_class
class Table:
    """A table of the document, usually ``line_items``."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PageImage:
    """One fetched page, still encoded.

    Attributes:
        page: page number from 1.
        data: the file's bytes; pages of one PDF or TIFF share the same object.
        media_type: ``image/jpeg``, ``image/png``, ``image/tiff``, ``image/webp`` or
            ``application/pdf``.
        frame: index from 0 of the page within ``data``.
        rendition: size in pixels (width, height) that the boxes refer to, where the answer said so.
        dpi: resolution at which a PDF is rendered so that boxes fit.
    """

    page: int
    data: bytes = field(repr=False)
    media_type: str
    frame: int = 0
    rendition: tuple[int, int] | None = None
    dpi: int = 200


@value_class
class Document:
    """One document as the service knows it.

    Attributes:
        id: the service's document id.
        collection_name: the collection that update, decide and capture address.
        ocr_id: what ``gettext`` wants: one string, or one for each page; None where not known yet.
        page_count: None where not known yet.
        overall_confidence: 0..1, or None.
        is_approved: the service says so.
        is_rejected: the service says so; absence proves nothing.
        uploaded_at: when the service received it (its own clock, no zone), or None.
        fields: in the order they came; names may repeat.
        extras: everything that was not understood, by the name it came under.
    """

    id: str
    file_name: str = ""
    document_type: str = ""
    collection_name: str = ""
    ocr_id: str | tuple[str, ...] | None = None
    page_count: int | None = None
    overall_confidence: float | None = None
    is_approved: bool = False
    is_rejected: bool = False
    uploaded_at: datetime | None = None
    fields: tuple[Field, ...] = ()
    tables: tuple[Table, ...] = ()
    extras: Mapping[str, Any] = field(default_factory=dict)

    def field(self, name: str) -> Field | None:
        """Return the first field of that wire name or internal name, or None."""
        return next((f for f in self.fields if name in (f.name, f.definition.name)), None)

    def by_key(self, key: FieldKey) -> Field | None:
        """Return the field of that key, or None."""
        return next((f for f in self.fields if f.key == key), None)

    def by_role(self, role: FieldRole) -> Field | None:
        """Return the first field that plays that part, or None."""
        for found in self.fields:  # asked a dozen times for each row of a long list
            if found.definition.role is role:
                return found
        return None

    def value_of(self, role: FieldRole) -> str:
        """Return the value of the field that plays that part, or an empty string."""
        found = self.by_role(role)
        return found.value if found else ""

    def table(self, name: str) -> Table | None:
        """Return the table of that name, or None."""
        return next((t for t in self.tables if t.name == name), None)

    @property
    def lines(self) -> Table | None:
        """The table that is reviewed: its line items, else the first table; or None."""
        return self.table(LINES) or next(iter(self.tables), None)

    def ocr_id_of(self, page: int) -> str | None:
        """Return the id under which ``gettext`` finds that page (from 1), or None."""
        if isinstance(self.ocr_id, tuple):
            return self.ocr_id[page - 1] if 0 < page <= len(self.ocr_id) else None
        return self.ocr_id
