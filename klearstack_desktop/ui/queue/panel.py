"""The queue: what there is to review, on the left of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout

from klearstack_desktop.model.queue import QueueFilter
from klearstack_desktop.ui.queue.empty_page import EmptyPage
from klearstack_desktop.ui.queue.filter_bar import SearchBox, StateFilter
from klearstack_desktop.ui.queue.list_view import DocumentList
from klearstack_desktop.ui.queue.model import QueueModel
from klearstack_desktop.ui.queue.order import QueueOrder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeySequence
    from PySide6.QtWidgets import QWidget

    from klearstack_desktop.model.queue import QueueEntry

_NOTHING_HERE: Final = {
    QueueFilter.OPEN: ("Nothing left to review", "New documents appear here by themselves."),
    QueueFilter.APPROVED: ("Nothing approved yet", ""),
    QueueFilter.REJECTED: (
        "Nothing rejected",
        "Here are the documents that were rejected from this workstation or by the server's word.",
    ),
    QueueFilter.ALL: ("No documents", "Upload an invoice, or wait for new ones to arrive."),
}


class QueuePanel(QFrame):
    """Search box, segments, the list and its order.

    Signals:
        document_chosen: the reviewer wants this document (its id) opened: by a click or Enter at
            once, by arrow keys as soon as they rest.
        filter_changed: what is listed or its order changed by the reviewer's hand.
        rows_changed: what is listed, its order or what is said of it changed, whoever did it.
    """

    document_chosen = Signal(str)
    filter_changed = Signal()
    rows_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("queuePanel")
        self.setAccessibleName("Queue")
        self.setProperty("panel", "true")
        self.setMinimumWidth(240)
        self._is_loading = False
        self._model = QueueModel(self)
        self._search = SearchBox(self)
        self._segments = StateFilter(self)
        self._list = DocumentList(self._model, self)
        self._empty = EmptyPage(self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._empty)
        self._notice = _small_label("queueNotice")
        self._notice.setWordWrap(True)
        self._notice.hide()
        self._count = _small_label("queueCount")
        self._order = _sort_box(self)
        self._lay_out()
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(8, 8, 8, 6)
        head.setSpacing(8)
        head.addWidget(self._search)
        head.addWidget(self._segments)
        head.addWidget(self._notice)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 2, 4, 2)
        foot.addWidget(self._count, 1)
        foot.addWidget(self._order)
        rule = QFrame(self)
        rule.setProperty("rule", "true")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        layout.addWidget(rule)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self._search.textChanged.connect(self._on_text_changed)
        self._search.left.connect(self.focus_list)
        self._segments.chosen.connect(self._on_segment_chosen)
        self._order.currentIndexChanged.connect(self._on_order_changed)
        self._list.chosen.connect(self.document_chosen)
        self._list.typed.connect(self._on_typed)
        self._empty.way_on.connect(self._search.clear)

    # What the session tells

    def set_entries(self, entries: Sequence[QueueEntry]) -> None:
        """Show the whole queue, in the server's order; selection and scroll position stay."""
        with self._list.keeping_place():
            self._model.set_entries(entries)
        self._refresh()

    def update_entry(self, entry: QueueEntry) -> None:
        """Show one document anew, or add it."""
        with self._list.keeping_place():
            self._model.update_entry(entry)
        self._refresh()

    def select(self, document_id: str | None) -> None:
        """Mark the row of the open document; nothing is emitted."""
        self._list.show_place(document_id)

    def set_loading(self, is_loading: bool) -> None:
        """Say that the queue is being fetched; rows that are there stay usable."""
        self._is_loading = is_loading
        self._refresh()

    def set_notice(self, sentence: str) -> None:
        """Show one sentence about the list as a whole, for example that it is offline; or none."""
        self._notice.setText(sentence)
        self._refresh()

    def set_search_shortcut(self, keys: QKeySequence) -> None:
        """Show another key in the search box, where the reviewer remapped it."""
        self._search.set_shortcut(keys)

    # What the window asks

    def selected(self) -> str | None:
        """Return the document the list stands on, also while the filter hides it."""
        return self._list.place_id

    def next_open(self, document_id: str | None) -> str | None:
        """Return the document to open after this one, in the filter and order shown.

        Documents that are decided, being read or on their way are passed over; after the last row
        it goes on at the top. With None it is the first one. None where nothing is left.
        """
        return self._model.next_open(document_id or "")

    def previous(self, document_id: str | None) -> str | None:
        """Return the document in the row above, or None at the top."""
        return self._model.previous(document_id or "")

    def around(self, document_id: str | None, following: int) -> tuple[str, ...]:
        """Return the document in the row above, this one, and those that are opened after it.

        Args:
            document_id: the open document; with None nothing comes before the first row.
            following: how many of the next ones are returned at most.
        """
        above = self.previous(document_id) if document_id is not None else None
        before = (above, document_id) if document_id is not None else ()
        known = tuple(found for found in before if found is not None)
        return (*known, *self._model.following(document_id or "", following))

    def focus_search(self) -> None:
        """Put the cursor into the search box, its text selected."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def focus_list(self) -> None:
        """Put the focus into the list, or on the way out of an empty one."""
        shown = self._stack.currentWidget()
        (self._list if shown is self._list else self._search).setFocus(
            Qt.FocusReason.ShortcutFocusReason
        )

    # What the reviewer does

    def _on_text_changed(self, text: str) -> None:
        self._model.set_text(text)
        self._after_question()

    def _on_segment_chosen(self, segment: QueueFilter) -> None:
        self._model.set_filter(segment)
        self._after_question()

    def _on_order_changed(self, _index: int) -> None:
        self._model.set_order(QueueOrder(self._order.currentData()))
        self._after_question()

    def _after_question(self) -> None:
        self._list.scrollToTop()
        self._list.show_again()
        self._refresh()
        self.filter_changed.emit()

    def _on_typed(self, text: str) -> None:
        self.focus_search()
        self._search.setText(text)

    # What is said

    def _refresh(self) -> None:
        shown, total = self._model.rowCount(), self._model.count(self._model.filter)
        self._segments.set_open_count(self._model.count(QueueFilter.OPEN))
        self._turn_to(self._list if shown else self._empty)
        self._notice.setVisible(bool(shown and self._notice.text()))
        if not shown:
            self._say_why_empty(total)
        if self._is_loading and shown:
            self._count.setText("Refreshing…")
        elif shown < total:
            self._count.setText(f"{shown:,} of {total:,} match")
        else:
            self._count.setText(f"{total:,} document{'' if total == 1 else 's'}")
        self.rows_changed.emit()

    def _turn_to(self, page: QWidget) -> None:
        """Show the list or what stands in its place; the focus stays with the one that is shown."""
        before = self._stack.currentWidget()
        has_focus = before is not None and before.hasFocus()
        self._stack.setCurrentWidget(page)
        if has_focus and page is not before:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_why_empty(self, total: int) -> None:
        words = " ".join(self._search.text().split())
        if total:
            self._empty.say(f"Nothing matches “{words[:60]}”", way_on="Clear the filter")
        elif self._is_loading:
            self._empty.say("Fetching your documents…")
        elif self._notice.text():
            self._empty.say("No documents to show", self._notice.text())
        else:
            self._empty.say(*_NOTHING_HERE[self._model.filter])


def _small_label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", "small")
    return label


def _sort_box(parent: QWidget) -> QComboBox:
    box = QComboBox(parent)
    box.setObjectName("sortBox")
    box.setAccessibleName("Order of the documents")
    box.setToolTip("Order of the documents")
    box.setProperty("kind", "flat")
    for order in QueueOrder:
        box.addItem(order.value, order)
    return box
