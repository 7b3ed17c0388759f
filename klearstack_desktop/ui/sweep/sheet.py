"""The sheet on which one field of many documents is checked."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.ui.fields.text import plain_tooltip
from klearstack_desktop.ui.focus_origin import give_back_the_front
from klearstack_desktop.ui.sweep.rows import SweepRows
from klearstack_desktop.ui.trust.labels import plain_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from klearstack_desktop.model.document import FieldKey
    from klearstack_desktop.model.sweep import SweepTally, SweptField
    from klearstack_desktop.review.draft_keeper import DraftStatus
    from klearstack_desktop.ui.fields.outfit import Outfitter

_AROUND: Final = QSize(48, 48)
_SMALLEST: Final = QSize(900, 480)
_LARGEST: Final = QSize(1500, 1200)
HOW_TO: Final = "Enter confirms and goes on · ↑ ↓ move · Esc restores the value, then closes"
NOTHING: Final = "None of these documents has a field that could be checked"
DONE: Final = "No document below needs you at this field"


class SweepSheet(QDialog):
    """Shows the documents that have a field; nothing is sent from here.

    Signals:
        field_chosen: carries the `FieldKey` of another field to sweep.
        open_requested: the current document is wanted on the desk.
    """

    field_chosen = Signal(object)
    open_requested = Signal()

    def __init__(self, outfitter: Outfitter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_back_the_front(self)
        self.setObjectName("sweepSheet")
        self.setWindowTitle("Check one field across documents")
        self.setModal(True)
        self._keys: tuple[FieldKey, ...] = ()
        self._label = QLabel("&Field", self)
        self._field = QComboBox(self)
        self._field.setObjectName("sweepField")
        self._field.setAccessibleName("Field")
        self._field.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._field.setMinimumContentsLength(40)
        self._field.activated.connect(self._on_field_chosen)
        self._label.setBuddy(self._field)
        self._tally = plain_label("", "strong")
        self._tally.setObjectName("sweepTally")
        self._tally.setWordWrap(False)
        self.rows = SweepRows(outfitter, self)
        self._message = plain_label("", "title")
        self._message.setObjectName("sweepMessage")
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.rows)
        self._stack.addWidget(self._message)
        self._remark = plain_label(HOW_TO)
        self._remark.setObjectName("sweepRemark")
        self._draft = plain_label("")
        self._draft.setObjectName("sweepDraftLabel")
        self._draft.setWordWrap(False)
        self._open = self._button("sweepOpenButton", "&Open the document")
        self._open.clicked.connect(self.open_requested)
        self._close = self._button("sweepCloseButton", "Close")
        self._close.clicked.connect(self.reject)
        self._lay_out()

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 10)
        head.setSpacing(8)
        head.addWidget(self._label)
        head.addWidget(self._field)
        head.addStretch(1)
        head.addWidget(self._tally)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 10, 16, 12)
        foot.setSpacing(12)
        foot.addWidget(self._remark, 1)
        foot.addWidget(self._draft)
        foot.addWidget(self._open)
        foot.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(_rule(self))
        column.addWidget(self._stack, 1)
        column.addWidget(_rule(self))
        column.addLayout(foot)

    def open_counting(self, documents: int) -> None:
        """Begin: the fields of so many documents are being counted."""
        self._field.clear()
        self._field.setEnabled(False)
        self._open.setEnabled(False)
        self._tally.setText("")
        things = "1 document" if documents == 1 else f"{documents:,} documents"
        self._say_instead(f"Looking through {things}…")
        parent = self.parentWidget()
        if parent is not None:
            room = (parent.size() - _AROUND).boundedTo(_LARGEST).expandedTo(_SMALLEST)
            self.resize(room.boundedTo(self.screen().availableSize()))
        self.open()
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_fields(self, fields: Sequence[SweptField]) -> None:
        """Offer fields, each with how many documents need a person there."""
        self._keys = tuple(field.key for field in fields)
        self._field.clear()
        for field in fields:
            self._field.addItem(_said(field))
        self._field.setEnabled(bool(fields))
        if not fields:
            self._say_instead(NOTHING)

    def begin(self, key: FieldKey | None, document_ids: Sequence[str]) -> None:
        """Show the documents that have a field."""
        self.rows.set_ids(document_ids)
        self._open.setEnabled(bool(document_ids))
        if key in self._keys:
            with QSignalBlocker(self._field):
                self._field.setCurrentIndex(self._keys.index(key))
        if document_ids:
            self._field.setToolTip(plain_tooltip(self._field.currentText()))
            self._stack.setCurrentWidget(self.rows)
            self.rows.setAccessibleName(f"Documents with {self._field.currentText()}")

    def show_current(self, document_id: str) -> None:
        """Put a document into the middle; who is choosing a field keeps the focus there."""
        self.rows.set_current(document_id, takes_focus=not self._field.hasFocus())
        row = self.rows.current_row
        if row is not None and row.editor is not None:
            for before, after in pairwise((row.editor, self._open, self._close, self._field)):
                QWidget.setTabOrder(before, after)

    def let_go(self) -> None:
        """Keep nothing of what was shown."""
        self.rows.set_ids(())
        self._field.clear()

    def show_tally(self, tally: SweepTally) -> None:
        """Say how far it has come."""
        self._tally.setText(tally.in_words)

    def show_draft(self, status: DraftStatus) -> None:
        """Say whether all that was typed is on the disk."""
        self._draft.setText(status.text)
        self._set_role(self._draft, "problem" if status.is_problem else "small")

    def show_remark(self, sentence: str) -> None:
        """Say why something was not done; an empty sentence says again what the keys do."""
        self._remark.setText(sentence or HOW_TO)
        self._set_role(self._remark, "check" if sentence else "small")

    def show_end(self) -> None:
        """Say that nothing is left below; Enter closes then."""
        self.show_remark(DONE)
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_role(self, label: QLabel, role: str) -> None:
        if label.property("role") != role:
            label.setProperty("role", role)
            label.style().unpolish(label)
            label.style().polish(label)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press a button with Enter, unless the key is held down; from the field go to the rows."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
            return
        event.accept()
        if event.isAutoRepeat():
            return
        if self._field.hasFocus():
            self.rows.focus_value()
        elif isinstance(button := self.focusWidget(), QPushButton):
            button.click()

    def _say_instead(self, sentence: str) -> None:
        self._message.setText(sentence)
        self._remark.setText("")
        self._stack.setCurrentWidget(self._message)

    def _on_field_chosen(self, index: int) -> None:
        if 0 <= index < len(self._keys):
            self.field_chosen.emit(self._keys[index])


def _rule(parent: QWidget) -> QFrame:
    rule = QFrame(parent)
    rule.setProperty("rule", "true")
    return rule


def _said(field: SweptField) -> str:
    return f"{field.label}: {field.to_check:,} of {field.documents:,} to check"
