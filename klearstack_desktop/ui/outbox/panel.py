"""The outbox: what is on its way to the service, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.ui.outbox.entries_model import EntriesModel
from klearstack_desktop.ui.trust.labels import plain_label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent

    from klearstack_desktop.review.outbox_entries import OutboxEntry

_WIDEST: Final = 760
_HEIGHT: Final = 320
_MARGIN: Final = 8
_TICK_MILLISECONDS: Final = 250
_EMPTY: Final = "Nothing waits: everything that you saved and decided is with KlearStack."


class OutboxPanel(QFrame):
    """Lies over the lower left of the desk, above the status line, until Esc closes it.

    Signals:
        withdraw_requested, retry_requested, confirm_requested, dismiss_requested, copy_requested:
            carry a row's id.
        open_requested: carries a document's id.

    Args:
        parent: what it covers in part.
        above: the widget that it stands on.
        monotonic: the clock that due times are told by, in seconds.
    """

    withdraw_requested = Signal(str)
    retry_requested = Signal(str)
    confirm_requested = Signal(str)
    dismiss_requested = Signal(str)
    copy_requested = Signal(str)
    open_requested = Signal(str)

    def __init__(self, parent: QWidget, above: QWidget, monotonic: Callable[[], float]) -> None:
        super().__init__(parent)
        self.setObjectName("outboxPanel")
        self.setAccessibleName("Outbox")
        self.setProperty("sheet", "true")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._host, self._above = parent, above
        self._before: QWidget | None = None
        self._model = EntriesModel(monotonic)
        self._table = self._made_table()
        self._empty = plain_label(_EMPTY, "muted")
        self._withdraw = self._button("Take back", "withdrawButton", self.withdraw_requested)
        self._retry = self._button("Try again now", "retryButton", self.retry_requested)
        self._confirm = self._button("Send it", "confirmOldButton", self.confirm_requested)
        self._dismiss = self._button("I have seen it", "dismissButton", self.dismiss_requested)
        self._copy = self._button("Copy details", "copyDetailsButton", self.copy_requested)
        self._open = QPushButton("Open the document")
        self._open.setObjectName("openEntryButton")
        self._open.setAutoDefault(False)
        self._open.clicked.connect(self._open_selected)
        self._tick = QTimer(self, interval=_TICK_MILLISECONDS)
        self._tick.timeout.connect(self._model.repaint)
        self._table.selectionModel().currentRowChanged.connect(self._offer)
        self._table.activated.connect(self._open_selected)
        self._model.modelReset.connect(self._offer)
        self._model.dataChanged.connect(self._offer)
        self._lay_out()
        self.hide()

    def show_entries(self, entries: Sequence[OutboxEntry]) -> None:
        """Show what the outbox holds; the selection stays with its entry."""
        selected = self._selected()
        focus = QApplication.focusWidget() if self._has_focus() else None
        self._model.show(entries)
        row = self._model.row_of(selected.row_id) if selected else -1
        self._table.selectRow(max(row, 0))
        if not entries and self._has_focus():
            # The panel keeps the focus where its rows are gone, so that Esc still closes it.
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._table.setVisible(bool(entries))
        self._empty.setVisible(not entries)
        self._count_down()
        self._offer()
        if row >= 0 and focus is not None and focus.isEnabled() and focus.isVisible():
            # Only for the same entry: the next key must not take back another one.
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def toggle(self) -> None:
        """Open the panel, or close it where it is open."""
        if self.isVisible():
            self.close_panel()
        else:
            self.open_panel()

    def open_panel(self, row_id: str = "") -> None:
        """Open the panel, at an entry if one is named, and give it the focus."""
        focus = QApplication.focusWidget()
        if not self.isVisible():
            self._before = focus
        self._place()
        self.show()
        self.raise_()
        self._count_down()
        if (row := self._model.row_of(row_id)) >= 0:
            self._table.selectRow(row)
        target = self._table if self._model.count() else self
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_panel(self) -> None:
        """Close the panel; the focus goes back to where it was."""
        had_focus = self._has_focus()
        self.hide()
        self._tick.stop()
        if had_focus and self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, Delete takes back."""
        match event.key():
            case Qt.Key.Key_Escape:
                self.close_panel()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if self._withdraw.isEnabled():
                self._withdraw.click()
            case _:
                super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the host."""
        if event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the host as long as it is there."""
        super().showEvent(event)
        self._host.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Follow nothing any more; in a minimised window it is still there."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._host.removeEventFilter(self)

    def _made_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("outboxTable")
        table.setAccessibleName("On its way to KlearStack")
        table.setModel(self._model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        return table

    def _button(self, text: str, name: str, asked: SignalInstance) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAutoDefault(False)

        def ask() -> None:
            if (entry := self._selected()) is not None:
                asked.emit(entry.row_id)

        button.clicked.connect(ask)
        return button

    def _selected(self) -> OutboxEntry | None:
        return self._model.entry(self._table.currentIndex().row())

    def _open_selected(self) -> None:
        if (entry := self._selected()) is not None:
            self.close_panel()
            self.open_requested.emit(entry.document_id)

    def _offer(self) -> None:
        entry = self._selected()
        offered = {
            self._withdraw: entry is not None and entry.can_withdraw,
            self._retry: entry is not None and entry.can_retry,
            self._confirm: entry is not None and entry.asks,
            self._dismiss: entry is not None and entry.can_dismiss,
            self._copy: entry is not None,
            self._open: entry is not None,
        }
        if any(button.hasFocus() and not can for button, can in offered.items()):
            # Else Qt hands it to a field of the document, where the next key replaces a value.
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        for button, can in offered.items():
            if button in (self._confirm, self._dismiss):
                button.setVisible(can)
            else:
                button.setEnabled(can)

    def _has_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and (focus is self or self.isAncestorOf(focus))

    def _count_down(self) -> None:
        if self.isVisible() and self._model.is_counting_down:
            self._tick.start()
        else:
            self._tick.stop()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(plain_label("Outbox", "strong", wraps=False))
        layout.addWidget(self._table, 1)
        layout.addWidget(self._empty, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self._withdraw, self._retry, self._confirm, self._dismiss):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for button in (self._copy, self._open):
            buttons.addWidget(button)
        layout.addLayout(buttons)

    def _place(self) -> None:
        foot = self._above.mapTo(self._host, QPoint(0, 0)).y()
        width = min(self._host.width() - 2 * _MARGIN, _WIDEST)
        height = min(_HEIGHT, foot - 2 * _MARGIN)
        self.setGeometry(_MARGIN, foot - height - _MARGIN, width, height)
