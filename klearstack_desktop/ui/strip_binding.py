"""Shows the page around the active field or cell below the fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from klearstack_desktop.model.fieldmap import default_column_map
from klearstack_desktop.ui.page.strip import Excerpt, FieldStrip

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Document, Field
    from klearstack_desktop.model.line_items.place import CellPlace
    from klearstack_desktop.pages.page import Page
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.fields.line_items import LineItems
    from klearstack_desktop.ui.fields.panel import FieldPanel
    from klearstack_desktop.ui.page.pane import PagePane


class StripBinding(QObject):
    """Follows the active field or cell, what is edited in it, and the pages that arrive.

    Pages come from the page pane, so this must be made after what fills that.
    """

    def __init__(
        self,
        *,
        desk: Desk,
        pages: PagePane,
        fields: FieldPanel,
        line_items: LineItems,
        strip: FieldStrip,
        actions: Actions,
    ) -> None:
        super().__init__(strip)
        self._session = desk.session
        self._pages = pages
        self._fields = fields
        self._line_items = line_items
        self._is_in_lines = False
        self._strip = strip
        self._revert = actions["revert"]
        fields.field_entered.connect(self._enter_field)
        line_items.cell_entered.connect(self._enter_lines)
        self._session.opened.connect(self._enter_field)
        for signal in (
            self._session.changed,
            self._session.closed,
            self._session.page_arrived,
        ):
            signal.connect(self._show)
        self._sharpening = desk.sharpening
        self._sharpening.sharpened.connect(self._on_sharpened)

    def _on_sharpened(self, _page: object) -> None:
        self._strip.update()

    def _enter_field(self) -> None:
        self._is_in_lines = False
        self._show()

    def _enter_lines(self) -> None:
        self._is_in_lines = True
        self._show()

    def _show(self) -> None:
        current, key = self._session.current, self._fields.active_key
        place = self._line_items.current if self._is_in_lines else None
        if current is not None and place is not None:
            self._strip.show_excerpt(self._of_cell(current.shown, place))
            return
        field = current.shown.by_key(key) if current is not None and key is not None else None
        if field is None:
            self._strip.show_excerpt(Excerpt())
            return
        page = self._page(field.page or 1)
        self._strip.show_excerpt(Excerpt(field.label, page, field.box, self._remark_on(field)))

    def _of_cell(self, document: Document, place: CellPlace) -> Excerpt:
        table = document.table(place.table)
        if table is None or place.column is None or place.row >= len(table.rows):
            return Excerpt()
        row = table.rows[place.row]
        cell = row[place.column]
        label = default_column_map().describe(table.columns[place.column]).label
        page = self._page(cell.page or row.page or 1)
        return Excerpt(f"{label}, row {place.row + 1}", page, cell.box)

    def _page(self, number: int) -> Page | None:
        # It may be another page than the one on show, where the view is frozen.
        self._sharpening.look_closely("strip", (number,))
        return self._pages.page(number)

    def _remark_on(self, field: Field) -> str:
        if not field.is_changed:
            return ""
        was = f"Was read as {field.original_value or 'empty'}"
        way = self._revert.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        return f"{was} · {way}" if way else was
