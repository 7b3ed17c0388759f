"""Lets a document open where the reviewer left it: field, cursor, page and zoom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from klearstack_desktop.review.view_keeper import DocumentView

if TYPE_CHECKING:
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.ui.fields.panel import FieldPanel
    from klearstack_desktop.ui.page.pane import PagePane


class ViewBinding(QObject):
    """Notes where the reviewer is, and goes back there when a document opens again.

    Whoever has done something by the time the answer comes stays where they are.
    """

    def __init__(self, desk: Desk, pages: PagePane, fields: FieldPanel) -> None:
        super().__init__(pages)
        self._session = desk.session
        self._views = desk.views
        self._pages = pages
        self._fields = fields
        self._place_as_opened: object = None
        self._settled: str | None = None
        self._wanted_page: int | None = None
        self._session.opened.connect(self._on_opened)
        self._session.changed.connect(self._turn)
        self._views.recalled.connect(self._on_recalled)
        pages.page_changed.connect(self._note)
        pages.zoom_changed.connect(self._note)
        fields.field_entered.connect(self._note)
        fields.value_edited.connect(self._on_edited)

    def _on_opened(self, opened: OpenDocument) -> None:
        # What happens until the answer comes is the opening and not the reviewer.
        self._settled = self._wanted_page = None
        self._place_as_opened = self._place()
        self._views.recall(opened.id)

    def _on_recalled(self, document_id: str, view: DocumentView | None) -> None:
        current = self._session.current
        if current is None or current.id != document_id:
            return
        self._settled = document_id
        if view is not None and self._place_as_opened == self._place():
            self._go_back(view)
        self._note()

    def _go_back(self, view: DocumentView) -> None:
        focus = self._fields.window().focusWidget()
        self._pages.restore_zoom(view.fit, view.zoom)
        if view.field in self._fields.keys_in_order() and self._fields.isAncestorOf(focus):
            self._fields.focus_field(view.field, select_all=False)
            self._fields.set_caret(view.caret)
        self._wanted_page = view.page
        self._turn()

    def _turn(self) -> None:
        """Turn to the page as soon as the document is known to have it."""
        current, page = self._session.current, self._wanted_page
        if current is not None and page is not None and current.base.page_count is not None:
            self._wanted_page = None
            self._pages.go_to_page(page)

    def _on_edited(self) -> None:
        self._place_as_opened = None
        self._note()

    def _note(self) -> None:
        if self._settled is not None and self._settled == self._pages.document_id:
            self._views.note(self._settled, self._view())

    def _view(self) -> DocumentView:
        return DocumentView(
            self._fields.active_key,
            self._fields.caret,
            self._pages.current_page,
            self._pages.fit,
            self._pages.zoom,
        )

    def _place(self) -> object:
        """Return what only the reviewer changes after a document has opened."""
        return self._fields.active_key, self._pages.current_page, self._pages.fit
