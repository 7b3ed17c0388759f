"""Joins what others did to the open document to the merge sheet and the panel of differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.pages.page import as_page
from klearstack_desktop.review.outbox_entries import name_in
from klearstack_desktop.ui.notice_bar import NoticeAction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from klearstack_desktop.model.merge import Clash, Taken
    from klearstack_desktop.model.seen import Difference
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.conflict.changed_panel import ChangedPanel
    from klearstack_desktop.ui.conflict.merge_sheet import MergeSheet
    from klearstack_desktop.ui.fields.panel import FieldPanel
    from klearstack_desktop.ui.page.pane import PagePane
    from klearstack_desktop.ui.presenter import Presenter

_CLASHES: Final = "clashes"
_SHEET: Final = "merge sheet"
_MOST_NAMED: Final = 4
_CHOSEN: Final = "Chosen. It is in your draft: save it, or decide."


class ConflictBinding(QObject):
    """Says what others changed at once, and asks only where both changed the same.

    The sheet comes by itself only when a document is opened that is known to be in conflict.
    Anybody who is typing is told, and opens it when it suits.
    """

    def __init__(
        self,
        *,
        desk: Desk,
        panel: ChangedPanel,
        fields: FieldPanel,
        pages: PagePane,
        actions: Actions,
        presenter: Presenter,
        window: QWidget,
    ) -> None:
        super().__init__(panel)
        self._desk = desk
        self._conflicts = desk.conflicts
        self._fields = fields
        self._pages = pages
        self._action = actions["choose"]
        self._presenter = presenter
        self._window = window
        self._sheet: MergeSheet | None = None
        self._is_opening = False
        desk.session.opened.connect(self._on_opened)
        desk.session.changed_elsewhere.connect(self._on_changed_elsewhere)
        desk.submissions.merged.connect(self._on_merged)
        desk.submissions.alarmed.connect(self._on_alarmed)
        desk.sharpening.sharpened.connect(self._on_sharpened)
        self._conflicts.clashes_changed.connect(self._on_clashes_changed)
        self._conflicts.differences_changed.connect(panel.show_differences)
        panel.difference_chosen.connect(self._show_place)
        panel.dismissed.connect(self._conflicts.dismiss)
        self._action.triggered.connect(self._ask)
        self._action.setEnabled(False)

    def _on_opened(self, opened: OpenDocument) -> None:
        self._close_sheet()
        self._is_opening = self._desk.queue.state(opened.id) is ReviewState.CONFLICT
        if self._is_opening and self._conflicts.clashes:
            self._ask()

    def _on_clashes_changed(self, clashes: Sequence[Clash]) -> None:
        self._action.setEnabled(bool(clashes))
        self._presenter.end_progress(_CLASHES)
        if not clashes:
            self._close_sheet()
            return
        if self._is_opening:
            self._ask()
            return
        sentence = f"Somebody else also changed {_named([clash.label for clash in clashes])}."
        self._presenter.show_progress(_CLASHES, sentence, NoticeAction("Choose…", self._ask))

    def _ask(self) -> None:
        opened, clashes = self._desk.session.editable, self._conflicts.clashes
        if opened is None or not clashes or self._sheet is not None:
            return
        self._is_opening = False
        pages = {n: as_page(decoded) for n, decoded in opened.pages.items() if decoded is not None}
        self._desk.sharpening.look_closely(_SHEET, {clash.page or 1 for clash in clashes})
        # Loaded late: no start needs it.
        from klearstack_desktop.ui.conflict.merge_sheet import MergeSheet

        self._sheet = sheet = MergeSheet(clashes, pages, self._window)
        sheet.resolved.connect(self._resolve)
        sheet.finished.connect(self._close_sheet)
        sheet.open()

    def _close_sheet(self) -> None:
        if (sheet := self._sheet) is not None:
            self._sheet = None
            self._desk.sharpening.look_closely(_SHEET, ())
            sheet.close()
            sheet.deleteLater()
            self._window.activateWindow()

    def _on_sharpened(self, _page: object) -> None:
        if self._sheet is not None:
            self._sheet.update()

    def _resolve(self, choices: object) -> None:
        if isinstance(choices, dict):
            self._conflicts.resolve(choices)
            self._presenter.show_news(_CHOSEN)
            fields = [place for place in choices if not isinstance(place, str)]
            if fields:
                self._fields.focus_field(fields[0])

    def _on_changed_elsewhere(self, document_id: str, taken: Sequence[Taken]) -> None:
        labels = _named([change.label for change in taken])
        self._tell(document_id, f"Somebody else changed {labels}: you see the new values.")

    def _on_merged(self, document_id: str, taken: Sequence[Taken]) -> None:
        labels = _named([change.label for change in taken])
        self._tell(
            document_id, f"Saved. Somebody else had changed {labels} meanwhile: that was kept."
        )

    def _tell(self, document_id: str, sentence: str) -> None:
        """Name the document: the notice stays while others are opened."""
        self._presenter.show_news(f"{name_in(self._desk.queue, document_id)}: {sentence}")

    def _on_alarmed(self, document_id: str, sentence: str) -> None:
        look = NoticeAction("Open it", lambda: self._desk.session.open(document_id))
        named = f"{name_in(self._desk.queue, document_id)}: {sentence}"
        self._presenter.show_alarm(named, look)

    def _show_place(self, difference: Difference) -> None:
        if difference.page is not None:
            self._pages.go_to_page(difference.page)
        if difference.place is not None and not isinstance(difference.place, str):
            self._fields.focus_field(difference.place)


def _named(labels: Sequence[str]) -> str:
    """Return labels as one enumeration; many are counted."""
    shown = list(labels[:_MOST_NAMED])
    if len(labels) > _MOST_NAMED:
        shown[-1] = f"{len(labels) - _MOST_NAMED + 1} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
