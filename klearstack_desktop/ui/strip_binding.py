"""Shows the page around the active field or cell below the fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from klearstack_desktop.model.line_items.place import CellPlace
from klearstack_desktop.model.spots import cell_at, label_at
from klearstack_desktop.ui.page.strip import Excerpt, FieldStrip
from klearstack_desktop.ui.painted import NextPainting

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Document, Field
    from klearstack_desktop.pages.page import Page
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.active_place import ActivePlace
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
        active: ActivePlace,
        strip: FieldStrip,
        actions: Actions,
    ) -> None:
        super().__init__(strip)
        self._session = desk.session
        self._pages = pages
        self._active = active
        self._strip = strip
        self._revert = actions["revert"]
        for signal in (
            active.entered,
            self._session.opened,
            self._session.changed,
            self._session.closed,
            self._session.page_arrived,
        ):
            signal.connect(self._show_in_time)
        self._painting = NextPainting(self)
        self._painting.over.connect(self._show)
        self._sharpening = desk.sharpening
        self._sharpening.sharpened.connect(self._on_sharpened)

    def _on_sharpened(self, _page: object) -> None:
        self._strip.update()

    def _show_in_time(self) -> None:
        """Show it, once, when the strip is painted again."""
        if self._strip.updatesEnabled():
            self._show()
        else:
            self._painting.wait()

    def _show(self) -> None:
        current, spot = self._session.current, self._active.spot
        if current is None or spot is None:
            self._strip.show_excerpt(Excerpt())
            return
        if isinstance(spot, CellPlace):
            self._strip.show_excerpt(self._of_cell(current.shown, spot))
            return
        field = current.shown.by_key(spot)
        if field is None:
            self._strip.show_excerpt(Excerpt())
            return
        page = self._page(field.page or 1)
        self._strip.show_excerpt(Excerpt(field.label, page, field.box, self._remark_on(field)))

    def _of_cell(self, document: Document, place: CellPlace) -> Excerpt:
        table, cell = document.table(place.table), cell_at(document, place)
        if table is None or cell is None:
            return Excerpt()
        page = self._page(cell.page or table.rows[place.row].page or 1)
        return Excerpt(label_at(document, place), page, cell.box)

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
