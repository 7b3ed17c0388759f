"""Several documents at once: what would be decided and what not, how far it is, what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
)

from klearstack_desktop.model.amounts import display_amount
from klearstack_desktop.model.outbox import OutboxKind
from klearstack_desktop.ui.focus_origin import give_back_the_front
from klearstack_desktop.ui.trust.labels import plain_label

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from klearstack_desktop.review.bulk import BulkPlan, BulkResult, LeftOut

_WIDTH: Final = 560
_LIST_HEIGHT: Final = 200
_ID: Final = Qt.ItemDataRole.UserRole
_DEEDS: Final = {OutboxKind.APPROVE: "Approve", OutboxKind.REJECT: "Reject"}
_DONE: Final = {OutboxKind.APPROVE: "approved", OutboxKind.REJECT: "rejected"}
_WAITS: Final = "They wait in the outbox, each for its time to be taken back, and are then sent."


class _ConfirmButton(QPushButton):
    """Takes no key that is held down: it began where something else was meant."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("bulkConfirmButton")
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            event.accept()
        else:
            super().keyPressEvent(event)


class BulkSheet(QDialog):
    """Shows the stages of a bulk decision; nothing is decided before its button is pressed.

    Signals:
        confirmed: carries the `BulkPlan` and the reason, empty for approvals.
        stop_requested: look at no further document, or decide no further one.
        open_requested: carries the id of a document to open; the sheet is closed.
    """

    confirmed = Signal(object, str)
    stop_requested = Signal()
    open_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_back_the_front(self)
        self.setObjectName("bulkSheet")
        self.setModal(True)
        self._kind = OutboxKind.APPROVE
        self._plan: BulkPlan | None = None
        self._title = plain_label("", "title")
        self._title.setObjectName("bulkTitle")
        self._totals = plain_label("")
        self._totals.setObjectName("bulkTotals")
        self._progress = QProgressBar(self)
        self._progress.setObjectName("bulkProgress")
        self._progress.setAccessibleName("How far it is")
        self._progress.setTextVisible(False)
        self._label = QLabel("&Reason, sent with each rejection", self)
        self._reason = QLineEdit(self)
        self._reason.setObjectName("bulkReason")
        self._reason.setAccessibleName("Reason")
        self._reason.textChanged.connect(self._refresh_confirm)
        self._label.setBuddy(self._reason)
        self._list_title = plain_label("", "strong")
        self._list_title.setObjectName("bulkLeftOutTitle")
        self._list = QListWidget(self)
        self._list.setObjectName("bulkLeftOut")
        self._list.setAccessibleName("Documents that are not decided")
        self._list.setWordWrap(True)
        self._list.setSpacing(3)
        self._list.setMinimumHeight(_LIST_HEIGHT)
        self._list.itemActivated.connect(self._open_item)
        self._open = self._button("bulkOpenButton", "Open")
        self._open.clicked.connect(lambda: self._open_item(self._list.currentItem()))
        self._stop = self._button("bulkStopButton", "Stop")
        self._stop.clicked.connect(self.stop_requested)
        self._close = self._button("bulkCloseButton", "Cancel")
        self._close.clicked.connect(self.reject)
        self._confirm = _ConfirmButton(self)
        self._confirm.setDefault(True)
        self._confirm.clicked.connect(self._on_confirm)
        self._list.currentItemChanged.connect(lambda: self._open.setEnabled(True))
        self._lay_out()

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        return button

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(8)
        for part in (self._title, self._totals, self._progress, self._label, self._reason):
            column.addWidget(part)
        column.addWidget(self._list_title)
        column.addWidget(self._list, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._open)
        buttons.addStretch(1)
        buttons.addWidget(self._stop)
        buttons.addWidget(self._close)
        buttons.addWidget(self._confirm)
        column.addLayout(buttons)
        self.setFixedWidth(_WIDTH)

    def open_looking(self, count: int, kind: OutboxKind) -> None:
        """Begin: the documents are being fetched and examined."""
        self._kind, self._plan = kind, None
        self.setWindowTitle(f"{_DEEDS[kind]} {count:,} documents")
        self._title.setText(f"Looking at {count:,} documents…")
        self._totals.setText("Each is fetched with its pages and examined. Nothing is decided yet.")
        self._reason.clear()
        self._list.clear()
        self._confirm.setProperty("kind", "approve" if kind is OutboxKind.APPROVE else "reject")
        self._confirm.style().unpolish(self._confirm)
        self._confirm.style().polish(self._confirm)
        self._arrange(is_busy=True)
        self._close.setText("Cancel")
        self.set_progress(0, count)
        self.open()
        self._stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_progress(self, done: int, total: int) -> None:
        """Show how far it is."""
        self._progress.setRange(0, max(total, 1))
        self._progress.setValue(done)

    def show_plan(self, plan: BulkPlan) -> None:
        """Show what would be decided, and what is left out and why."""
        self._plan = plan
        count, deed = len(plan.ready), _DEEDS[plan.kind]
        things = "1 document" if count == 1 else f"{count:,} documents"
        self._title.setText(f"{deed} {things}?" if count else f"Nothing to {deed.lower()} together")
        sums = [
            f"{display_amount(f'{total:f}', currency) or total}  ({number:,})"
            for currency, (number, total) in plan.totals.items()
        ]
        self._totals.setText("\n".join(sums))
        self._show_left_out(plan.left_out, "Left out, to be decided one by one")
        self._confirm.setText(f"{deed} {count:,}")
        self._arrange(is_busy=False)
        self._refresh_confirm()
        first = self._reason if plan.kind is OutboxKind.REJECT else self._confirm
        (first if count else self._close).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_result(self, result: BulkResult) -> None:
        """Show what became of it; what fails later is added."""
        count = len(result.decided)
        self._plan = None
        things = "1 document is" if count == 1 else f"{count:,} documents are"
        self._title.setText(f"{things} {_DONE[self._kind]}")
        left = f" Left as they are: {result.stopped:,}." if result.stopped else ""
        self._totals.setText(f"{_WAITS}{left}")
        self._arrange(is_busy=False)
        self._close.setText("Close")
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_failure(self, left_out: LeftOut) -> None:
        """Add a document that was not decided after all."""
        self._add(left_out)
        self._list_title.setText("Not decided")
        self._show_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the list opens a document; a key that is held down decides nothing."""
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and event.isAutoRepeat():
            event.accept()
        else:
            super().keyPressEvent(event)

    def _arrange(self, *, is_busy: bool) -> None:
        is_plan = self._plan is not None and not is_busy
        asks_why = is_plan and self._kind is OutboxKind.REJECT
        self._progress.setVisible(is_busy)
        self._stop.setVisible(is_busy)
        self._close.setVisible(not is_busy)
        self._confirm.setVisible(is_plan and bool(self._plan and self._plan.ready))
        self._label.setVisible(asks_why)
        self._reason.setVisible(asks_why)
        self._show_list()

    def _show_left_out(self, left_out: tuple[LeftOut, ...], title: str) -> None:
        self._list.clear()
        for one in left_out:
            self._add(one)
        self._list_title.setText(f"{title}: {len(left_out):,}")

    def _add(self, left_out: LeftOut) -> None:
        item = QListWidgetItem(f"{left_out.label}\n{left_out.reason}")
        item.setData(_ID, left_out.document_id)
        self._list.addItem(item)

    def _show_list(self) -> None:
        has_rows = self._list.count() > 0 and not self._progress.isVisibleTo(self)
        for part in (self._list_title, self._list, self._open):
            part.setVisible(has_rows)
        self._open.setEnabled(self._list.currentItem() is not None)
        # A sheet is as high as what it says.
        self.adjustSize()

    def _refresh_confirm(self) -> None:
        needs_reason = self._kind is OutboxKind.REJECT and not self._reason.text().strip()
        self._confirm.setEnabled(not needs_reason)

    def _on_confirm(self) -> None:
        plan = self._plan
        if plan is None or not self._confirm.isEnabled():
            return
        self._plan = None
        self._title.setText(f"{len(plan.ready):,} documents are being {_DONE[plan.kind]}…")
        self.set_progress(0, len(plan.ready))
        self._list.clear()
        self._arrange(is_busy=True)
        self._stop.setFocus(Qt.FocusReason.OtherFocusReason)
        self.confirmed.emit(plan, self._reason.text())

    def _open_item(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.accept()
            self.open_requested.emit(str(item.data(_ID)))

    def reject(self) -> None:
        """Esc stops what is under way; it closes what is at rest."""
        if self._progress.isVisibleTo(self):
            self.stop_requested.emit()
        else:
            super().reject()
