"""What stands in the card's place while a large amount is confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from klearstack_desktop.ui.chips import Tone
from klearstack_desktop.ui.decision.problems import ProblemsLabel
from klearstack_desktop.ui.fields.text import ElidedLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from klearstack_desktop.model.decision import DecisionCard

_TYPED_WIDTH = 170


class ConfirmationView(QFrame):
    """Asks for the amount of the document; Enter does nothing here, Esc leaves.

    Signals:
        left: the reviewer does not want to approve now.
        typed: the text changed; carries it.
    """

    left = Signal()
    typed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confirmation")
        self.setAccessibleName("Confirm the amount")
        self.setProperty("card", "true")
        self._supplier = ElidedLabel(self, is_bold=True)
        self._question = ElidedLabel(self, pixel_size=12)
        self._question.setObjectName("confirmation:question")
        self._answer = ElidedLabel(self, pixel_size=12)
        self._answer.setObjectName("confirmation:answer")
        self._line = QLineEdit(self)
        self._line.setObjectName("confirmAmount")
        self._line.setAccessibleName("Amount to approve")
        self._line.setMinimumWidth(_TYPED_WIDTH)
        self._line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._line.textEdited.connect(self.typed)
        self._problems = ProblemsLabel(self)
        self._problems.setObjectName("confirmation:problems")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._line)
        row.addWidget(self._answer, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 7, 10, 7)
        column.setSpacing(1)
        column.addWidget(self._supplier)
        column.addWidget(self._problems)
        column.addWidget(self._question)
        column.addLayout(row)
        column.addStretch(1)

    def show_card(self, card: DecisionCard | None) -> None:
        """Repeat what is wrong with what is being approved; None says nothing."""
        self._problems.show_problems(card)

    def ask(self, supplier: str, currency: str) -> None:
        """Ask anew: with an empty line that has the focus."""
        self._supplier.set_text(supplier)
        named = f" in {currency}" if currency else ""
        self._question.set_text(f"Type the total{named} to approve it")
        self._line.clear()
        self._answer.set_text("Esc leaves", Tone.NEUTRAL)
        self.focus_line()

    def focus_line(self) -> None:
        """Give the focus to the line, its text selected."""
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._line.selectAll()

    def text(self) -> str:
        """Return what is typed."""
        return self._line.text()

    def say(self, *, is_right: bool, keys: str) -> None:
        """Say whether what is typed is the amount, and which keys approve then."""
        if is_right:
            self._answer.set_text(f"✓ {keys} approves" if keys else "✓ approve now", Tone.GOOD)
        elif self.text().strip():
            self._answer.set_text("⚠ not the total", Tone.CHECK)
        else:
            self._answer.set_text("Esc leaves", Tone.NEUTRAL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
