"""The queue: what there is to review, on the left of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)

from klearstack_desktop.model.queue import QueueEntry, QueueFilter
from klearstack_desktop.ui.queue.commands import QueueCommands
from klearstack_desktop.ui.queue.empty_page import EmptyPage
from klearstack_desktop.ui.queue.filter_bar import SearchBox, StateFilter
from klearstack_desktop.ui.queue.filter_panel import FilterPanel
from klearstack_desktop.ui.queue.list_view import DocumentList
from klearstack_desktop.ui.queue.model import QueueModel
from klearstack_desktop.ui.queue.order import QueueOrder
from klearstack_desktop.ui.queue.parts import (
    entry_of,
    filter_words,
    flat_button,
    small_label,
    sort_box,
)
from klearstack_desktop.ui.queue.selection_bar import SelectionBar
from klearstack_desktop.ui.queue.share_button import ShareButton

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QKeySequence
    from PySide6.QtWidgets import QWidget

    from klearstack_desktop.model.narrowing import Narrowing
    from klearstack_desktop.model.search import SearchHits, SeenDocument
    from klearstack_desktop.model.share import Share

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

    Attributes:
        commands: what can be asked of all that from the palette.

    Signals:
        document_chosen: the reviewer wants this document (its id) opened: by a click or Enter at
            once, by arrow keys as soon as they rest.
        filter_changed: what is listed or its order changed by the reviewer's hand.
        rows_changed: what is listed, its order or what is said of it changed, whoever did it.
        searched: the reviewer searches for other words; `take_hits` takes what is found elsewhere.
        earlier_chosen: a document that is no longer in the list is about to be chosen; carries its
            `SeenDocument`.
        bulk_approve_requested, bulk_reject_requested: do that with the selected documents.
        taken_over_changed: carries the frozen set of colleagues whose share is taken besides.
    """

    document_chosen = Signal(str)
    filter_changed = Signal()
    rows_changed = Signal()
    searched = Signal(str)
    earlier_chosen = Signal(object)
    bulk_approve_requested = Signal()
    bulk_reject_requested = Signal()
    taken_over_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("queuePanel")
        self.setAccessibleName("Queue")
        self.setProperty("panel", "true")
        self.setMinimumWidth(240)
        self._is_loading = False
        self._unjudged = 0
        self._has_asked_order = False
        self._turns = QTimer(self, singleShot=True, interval=0)
        self._model = QueueModel(self)
        self._search = SearchBox(self)
        self._segments = StateFilter(self)
        self._filter_button = flat_button("filterButton", "Filter", "filter", self)
        self._filter_button.setCheckable(True)
        self._filters = FilterPanel(self)
        self._share = ShareButton(self)
        self._elsewhere = QPushButton(self)
        self._elsewhere.setObjectName("elsewhereButton")
        self._elsewhere.setProperty("kind", "link")
        self._elsewhere.setAutoDefault(False)
        self._elsewhere.hide()
        self._earlier: dict[str, SeenDocument] = {}
        self._list = DocumentList(self._model, self)
        self._empty = EmptyPage(self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._empty)
        self._notice = small_label("queueNotice")
        self._notice.setWordWrap(True)
        self._notice.hide()
        self._count = small_label("queueCount")
        self._order = sort_box(self)
        self._direction = flat_button("sortDirection", "Order the other way round", "sort", self)
        self._direction.setCheckable(True)
        self._selection = SelectionBar(self)
        self.commands = QueueCommands(
            search=self._search,
            segments=self._segments,
            order=self._order,
            direction=self._direction,
            filters=self._filters,
            share=self._share,
        )
        self._lay_out()
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(8, 8, 8, 6)
        head.setSpacing(8)
        search = QHBoxLayout()
        search.setSpacing(4)
        search.addWidget(self._search, 1)
        search.addWidget(self._filter_button)
        head.addLayout(search)
        head.addWidget(self._segments)
        head.addWidget(self._filters)
        head.addWidget(self._share, alignment=Qt.AlignmentFlag.AlignLeft)
        head.addWidget(self._elsewhere)
        head.addWidget(self._notice)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 2, 4, 2)
        foot.addWidget(self._count, 1)
        foot.addWidget(self._order)
        foot.addWidget(self._direction)
        rule = QFrame(self)
        rule.setProperty("rule", "true")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        layout.addWidget(rule)
        layout.addWidget(self._selection)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self._model.work_came.connect(self._turns.start)
        self._turns.timeout.connect(self._take_turn)
        self._search.textChanged.connect(self._on_text_changed)
        self._search.left.connect(self.focus_list)
        self._segments.chosen.connect(self._on_segment_chosen)
        self._order.currentIndexChanged.connect(self._on_order_chosen)
        self._direction.toggled.connect(self._on_order_changed)
        self._list.chosen.connect(self._on_chosen)
        self._list.typed.connect(self._on_typed)
        self._list.selection_changed.connect(self._on_selection_changed)
        self._empty.way_on.connect(self._show_everything)
        self._filter_button.toggled.connect(self._on_filter_toggled)
        self._filters.narrowed.connect(self._on_narrowed)
        self._filters.left.connect(self.toggle_filter)
        self._share.share_changed.connect(self._on_share_changed)
        self._share.taken_over_changed.connect(self.taken_over_changed)
        self._elsewhere.clicked.connect(lambda: self._segments.set_chosen(QueueFilter.ALL))
        self._selection.approve_requested.connect(self.bulk_approve_requested)
        self._selection.reject_requested.connect(self.bulk_reject_requested)

    # What the session tells

    def take_entries(self, entries: Sequence[QueueEntry]) -> None:
        """Show documents that came or changed; selection and scroll position stay."""
        with self._list.keeping_place():
            self._model.take(entries)
        self._filters.set_types(self._model.types)
        self._refresh()

    def drop_entries(self, ids: Iterable[str]) -> None:
        """Let go of documents that have left the queue."""
        with self._list.keeping_place():
            self._model.drop(ids)
        self._filters.set_types(self._model.types)
        self._refresh()

    def set_unjudged(self, count: int) -> None:
        """Say how many documents were not examined yet, where the order depends on it."""
        self._unjudged = count
        if self._model.order.depends_on_judging:
            self._say_count()

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

    def take_hits(self, hits: SearchHits) -> None:
        """Show as well what was found by other values than the list tells, if still asked for."""
        with self._list.keeping_place():
            self._earlier = {seen.id: seen for seen in hits.earlier}
            self._model.take_hits(hits.text, hits.ids, [entry_of(seen) for seen in hits.earlier])
        self._refresh()

    def set_share(self, share: Share) -> None:
        """Offer the reviewer's own share of the queue, where there is a team."""
        self._share.set_share(share)

    # What the window asks

    @property
    def rows(self) -> QWidget:
        """Where the documents are listed."""
        return self._list

    @property
    def search_text(self) -> str:
        """What is typed into the search box."""
        return self._search.text()

    def selected(self) -> str | None:
        """Return the document the list stands on, also while the filter hides it."""
        return self._list.place_id

    def selected_ids(self) -> tuple[str, ...]:
        """Return the documents that are selected, in the order of the rows."""
        return self._list.selected_ids()

    def foresee(self, ids: Iterable[str]) -> None:
        """Draw the rows of documents ahead that are likely to be opened next."""
        for document_id in ids:
            self._list.foresee(document_id)

    def ids_on_screen(self) -> tuple[str, ...]:
        """Return the documents whose rows are to be seen."""
        return self._list.ids_on_screen()

    def listed_ids(self) -> tuple[str, ...]:
        """Return the documents that are selected where there are several, else all rows shown."""
        selected = self.selected_ids()
        return selected if len(selected) > 1 else self._model.shown_ids()

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

    def toggle_filter(self) -> None:
        """Open what narrows the list, or close it and go to the list."""
        self._filter_button.toggle()

    def toggle_share(self) -> None:
        """Show the reviewer's own share instead of everybody's documents, or the other way."""
        self._share.toggle()

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
        self.searched.emit(text)

    def _on_segment_chosen(self, segment: QueueFilter) -> None:
        self._model.set_filter(segment)
        self._after_question()

    def _on_order_chosen(self) -> None:
        order = QueueOrder(self._order.currentData())
        if self._direction.isChecked() == order.begins_descending:
            self._on_order_changed()
        else:
            self._direction.setChecked(order.begins_descending)

    def _on_order_changed(self) -> None:
        order, is_descending = QueueOrder(self._order.currentData()), self._direction.isChecked()
        self._has_asked_order = True
        self._model.set_order(order, is_descending=is_descending)
        if self._model.is_sorting:
            self._refresh()
        else:
            self._after_question()

    def _on_narrowed(self, narrowing: Narrowing) -> None:
        self._model.set_narrowing(narrowing)
        self._after_question()

    def _on_share_changed(self, share: Share | None) -> None:
        self._model.set_share(share)
        self._after_question()

    def _on_filter_toggled(self, is_on: bool) -> None:
        if is_on:
            self._filters.open_panel()
        else:
            self._filters.hide()
            self.focus_list()

    def _on_selection_changed(self) -> None:
        self._selection.set_count(self._list.selected_count)

    def _on_chosen(self, document_id: str) -> None:
        if (seen := self._earlier.get(document_id)) is not None:
            self.earlier_chosen.emit(seen)
        self.document_chosen.emit(document_id)

    def _show_everything(self) -> None:
        self._search.clear()
        self._filters.clear()

    def _after_question(self) -> None:
        self._has_asked_order = False
        self._list.scrollToTop()
        self._list.show_again()
        self._refresh()
        self.filter_changed.emit()

    def _take_turn(self) -> None:
        """Look through or sort some more rows, and let the window do what it is asked for."""
        with self._list.keeping_place():
            self._model.take_turn()
        if self._model.has_work:
            self._turns.start()
        if self._has_asked_order and not self._model.is_sorting:
            self._after_question()
        else:
            self._refresh()

    def _on_typed(self, text: str) -> None:
        self.focus_search()
        self._search.setText(text)

    # What is said

    def _refresh(self) -> None:
        shown, total = self._model.rowCount(), self._model.count(self._model.filter)
        self._segments.set_open_count(self._model.count(QueueFilter.OPEN))
        self._turn_to(self._list if shown or self._model.is_looking else self._empty)
        elsewhere = self._model.count_elsewhere()
        self._elsewhere.setText(f"{elsewhere:,} more in other places: show all")
        self._elsewhere.setVisible(elsewhere > 0)
        self._filter_button.setProperty("active", bool(self._model.narrowing))
        self._filter_button.setToolTip(filter_words(is_on=bool(self._model.narrowing)))
        self._notice.setVisible(bool(shown and self._notice.text()))
        if not shown:
            self._say_why_empty(total)
        self._say_count()
        self.rows_changed.emit()

    def _say_count(self) -> None:
        shown, total = self._model.rowCount(), self._model.count(self._model.filter)
        if self._model.is_looking:
            words = f"{shown:,} so far…"
        elif self._model.is_sorting:
            words = "Sorting…"
        elif self._unjudged and self._model.order.depends_on_judging:
            words = f"{self._unjudged:,} still to be examined…"
        elif self._is_loading and shown:
            words = "Refreshing…"
        elif shown < total:
            words = f"{shown:,} of {total:,} match"
        else:
            words = f"{total:,} document{'' if total == 1 else 's'}"
        self._count.setText(words)

    def _turn_to(self, page: QWidget) -> None:
        """Show the list or what stands in its place; the focus stays with the one that is shown."""
        before = self._stack.currentWidget()
        has_focus = before is not None and before.hasFocus()
        self._stack.setCurrentWidget(page)
        if has_focus and page is not before:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_why_empty(self, total: int) -> None:
        words = " ".join(self._search.text().split())
        if total and words:
            self._empty.say(f"Nothing matches “{words[:60]}”", way_on="Clear the filter")
        elif total and self._model.narrowing:
            self._empty.say("Nothing is left by the filter", way_on="Clear the filter")
        elif total:
            self._empty.say("Nothing left in your share", "Choose everybody’s documents above.")
        elif self._is_loading:
            self._empty.say("Fetching your documents…")
        elif self._notice.text():
            self._empty.say("No documents to show", self._notice.text())
        else:
            self._empty.say(*_NOTHING_HERE[self._model.filter])
