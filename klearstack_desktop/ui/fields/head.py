"""The head of the field panel: which document, how much needs a person, what is wrong with all."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from klearstack_desktop.ui.chips import Chip, ChipLabel, Tone
from klearstack_desktop.ui.fields.document_notes import DocumentNotes
from klearstack_desktop.ui.fields.text import ElidedLabel


class PanelHead(QWidget):
    """Title and chip, and below them a calm line when nothing can be changed.

    Attributes:
        notes: what is found about the document as a whole.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ElidedLabel(self, is_bold=True)
        self._title.setObjectName("documentTitle")
        self._chip = ChipLabel(parent=self)
        self._chip.setObjectName("toCheckChip")
        self._banner = QLabel(self)
        self._banner.setObjectName("readOnlyBanner")
        self._banner.setTextFormat(Qt.TextFormat.PlainText)
        self._banner.setWordWrap(True)
        self._banner.hide()
        self.notes = DocumentNotes(self)
        line = QFrame(self)
        line.setProperty("rule", "true")

        top = QWidget(self)
        top.setFixedHeight(36)
        row = QHBoxLayout(top)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._title, 1)
        row.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(line)
        column.addWidget(self._banner)
        column.addWidget(self.notes)

    def set_title(self, title: str) -> None:
        """Show which document it is."""
        self._title.set_text(title)

    def set_to_check(self, count: int | None) -> None:
        """Show how much needs a person; None where no document is open."""
        if count is None:
            self._chip.set_chip(Chip(""))
        elif count:
            self._chip.set_chip(Chip(f"{count} to check", Tone.CHECK))
        else:
            self._chip.set_chip(Chip("nothing to check", Tone.GOOD, "check"))

    def set_banner(self, reason: str) -> None:
        """Say why nothing can be changed; empty hides the line."""
        self._banner.setText(reason)
        self._banner.setVisible(bool(reason))
