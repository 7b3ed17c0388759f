"""Shows the page around the active field below the fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from klearstack_desktop.ui.page.strip import Excerpt, FieldStrip

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Field
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.fields.panel import FieldPanel
    from klearstack_desktop.ui.page.pane import PagePane


class StripBinding(QObject):
    """Follows the active field, what is edited in it, and the pages that arrive.

    Pages come from the page pane, so this must be made after what fills that.
    """

    def __init__(
        self, desk: Desk, pages: PagePane, fields: FieldPanel, strip: FieldStrip, actions: Actions
    ) -> None:
        super().__init__(strip)
        self._session = desk.session
        self._pages = pages
        self._fields = fields
        self._strip = strip
        self._revert = actions["revert"]
        fields.field_entered.connect(self._show)
        for signal in (
            self._session.opened,
            self._session.changed,
            self._session.closed,
            self._session.page_arrived,
        ):
            signal.connect(self._show)

    def _show(self) -> None:
        current, key = self._session.current, self._fields.active_key
        field = current.shown.by_key(key) if current is not None and key is not None else None
        if field is None:
            self._strip.show_excerpt(Excerpt())
            return
        page = self._pages.page(field.page or 1)
        self._strip.show_excerpt(Excerpt(field.label, page, field.box, self._remark_on(field)))

    def _remark_on(self, field: Field) -> str:
        if not field.is_changed:
            return ""
        was = f"Was read as {field.original_value or 'empty'}"
        way = self._revert.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        return f"{was} · {way}" if way else was
