"""The journal in a window of its own: find, read, verify, export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontDatabase, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.model.journal_text import full_text
from klearstack_desktop.ui.focus_origin import give_back_the_front
from klearstack_desktop.ui.journal.filter_bar import JournalFilterBar
from klearstack_desktop.ui.journal.model import (
    DOCUMENT,
    KIND,
    NUMBER,
    TIME,
    WHO,
    JournalModel,
)
from klearstack_desktop.ui.settings.parts import table
from klearstack_desktop.ui.trust.labels import plain_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from klearstack_desktop.model.journal import RecordedEntry
    from klearstack_desktop.model.journal_check import JournalCheck

_SIZE: Final = QSize(1180, 660)
_WIDTHS: Final = {NUMBER: 72, TIME: 150, KIND: 92, DOCUMENT: 200, WHO: 160}
_GAP: Final = 8
_SHARES: Final = (380, 180)


class JournalDialog(QDialog):
    """Shows the journal beside the work; show it with ``show()``.

    Signals:
        filter_changed: carries the `JournalFilter` that holds from now on.
        rows_wanted: carries numbers of rows to read.
        refresh_requested: what was written since shall be shown.
        this_document_requested: only the open document's rows are wanted.
        verify_requested: the whole journal shall be checked.
        anchor_requested: the same, against an anchor from a file that is still to be chosen.
        export_requested: the journal shall be written into a file.
    """

    filter_changed = Signal(object)
    rows_wanted = Signal(object)
    refresh_requested = Signal()
    this_document_requested = Signal()
    verify_requested = Signal()
    anchor_requested = Signal()
    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_back_the_front(self)
        self.setObjectName("journalDialog")
        self.setWindowTitle("Journal")
        self.setAccessibleName("Journal")
        self._selected = 0
        self.filter_bar = JournalFilterBar()
        self.model = JournalModel()
        self.view = table("journalTable", "What happened", self.model, _WIDTHS)
        self._details = QPlainTextEdit()
        self._details.setObjectName("journalDetails")
        self._details.setAccessibleName("All that the row says")
        self._details.setReadOnly(True)
        self._details.setTabChangesFocus(True)
        self._details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._count = plain_label("", "small", wraps=False)
        self._count.setObjectName("journalCount")
        self._result = _copyable("journalResult")
        self._reach = _copyable("journalReach")
        self._verify = self._button("Verify", "verifyJournalButton", self.verify_requested)
        self._anchor = self._button(
            "Verify against a file…", "verifyAnchorButton", self.anchor_requested
        )
        self._export = self._button("Export…", "exportJournalButton", self.export_requested)
        self._close = self._button("Close", "closeJournalButton", None)
        self._lay_out()
        self._connect()
        self.resize(_SIZE)

    @property
    def selected(self) -> int:
        """The number of the entry that the details are of; 0 if none is chosen."""
        return self._selected

    def show_numbers(self, numbers: Sequence[int]) -> None:
        """Show which rows were found; the chosen entry stays chosen if it is among them."""
        selected = self._selected
        self.model.show_numbers(numbers)
        found = len(numbers)
        self._count.setText("1 entry" if found == 1 else f"{found:,} entries")
        row = max(self.model.row_of(selected), 0)
        self.view.selectRow(row)
        if not numbers:
            self._selected = 0
            self._details.setPlainText("Nothing was found.")

    def show_entries(self, entries: Mapping[int, RecordedEntry]) -> None:
        """Show what rows say."""
        self.model.take(entries)
        self._show_details()

    def show_busy(self, doing: str) -> None:
        """Say what is being done; it cannot be asked for again until it is over."""
        self._set_busy(is_busy=True)
        self._say(doing, "small")

    def show_check(self, check: JournalCheck) -> None:
        """Show what checking the journal has found."""
        self._set_busy(is_busy=False)
        role = "problem" if not check.is_sound else "check" if check.reserves else "good"
        self._say(check.result, role, f"{check.reach}\n{check.status}")

    def show_news(self, sentence: str) -> None:
        """Say that something was done."""
        self._set_busy(is_busy=False)
        self._say(sentence, "good")

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong."""
        self._set_busy(is_busy=False)
        self._say(sentence, "problem")

    def changeEvent(self, event: QEvent) -> None:
        """Show what happened meanwhile when the reviewer comes back to the window."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self.refresh_requested.emit()

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.view)
        below = QWidget()
        room = QVBoxLayout(below)
        room.setContentsMargins(0, _GAP, 0, 0)
        room.addWidget(self._details)
        split.addWidget(below)
        split.setSizes(list(_SHARES))
        split.setStretchFactor(0, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._count)
        foot.addStretch(1)
        for button in (self._verify, self._anchor, self._export, self._close):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self.filter_bar)
        layout.addWidget(split, 1)
        layout.addWidget(self._result)
        layout.addWidget(self._reach)
        layout.addLayout(foot)
        self._result.hide()
        self._reach.hide()

    def _connect(self) -> None:
        self.filter_bar.changed.connect(self.filter_changed)
        self.filter_bar.this_document.clicked.connect(self.this_document_requested)
        self.model.rows_wanted.connect(self.rows_wanted)
        self.view.selectionModel().currentRowChanged.connect(self._show_details)
        self._close.clicked.connect(self.close)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self._go_to_search)
        refresh = QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self)
        refresh.activated.connect(self.refresh_requested)

    def _go_to_search(self) -> None:
        self.filter_bar.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter_bar.text.selectAll()

    def _show_details(self) -> None:
        row = self.view.currentIndex().row()
        number = self.model.number(row)
        if number == 0:
            return
        entry = self.model.entry(row)
        text = full_text(entry) if entry is not None else "…"
        if number == self._selected and text == self._details.toPlainText():
            return
        self._selected = number
        self._details.setPlainText(text)

    def _set_busy(self, *, is_busy: bool) -> None:
        for button in (self._verify, self._anchor, self._export):
            button.setEnabled(not is_busy)

    def _say(self, text: str, role: str, more: str = "") -> None:
        self._result.setProperty("role", role)
        self._result.style().unpolish(self._result)
        self._result.style().polish(self._result)
        self._result.setText(text)
        self._result.show()
        self._reach.setText(more)
        self._reach.setVisible(bool(more))

    @staticmethod
    def _button(text: str, name: str, asked: object) -> QPushButton:
        made = QPushButton(text)
        made.setObjectName(name)
        made.setAutoDefault(False)
        if asked is not None:
            made.clicked.connect(asked)
        return made


def _copyable(name: str) -> QLabel:
    made = plain_label("", "small")
    made.setObjectName(name)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made
