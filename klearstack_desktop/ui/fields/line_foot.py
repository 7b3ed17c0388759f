"""What stands below the grid: what the lines add up to, and what is wrong with the current cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from klearstack_desktop.ui.chips import Tone
from klearstack_desktop.ui.fields.text import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klearstack_desktop.ui.fields.line_remarks import Remark, Remarks
    from klearstack_desktop.ui.fields.sums import SumInWords

_PIXELS = 12


class LineFoot(QWidget):
    """Sums, then one sentence; the room of the sentence stays while there is anything to say.

    ``fix_wanted`` says that the fix on the button shall be used.
    """

    fix_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sums = (ElidedLabel(self, pixel_size=_PIXELS), ElidedLabel(self, pixel_size=_PIXELS))
        self._sums[0].setObjectName("lineItemsSum")
        self._sums[1].setObjectName("lineItemsTotal")
        self._chosen = ElidedLabel(self, pixel_size=_PIXELS, alignment=Qt.AlignmentFlag.AlignRight)
        self._chosen.setObjectName("lineItemsChosen")
        self._note = QLabel(self)
        self._note.setObjectName("lineItemsNote")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._fix = QPushButton(self)
        self._fix.setObjectName("lineItemsFix")
        self._fix.setProperty("kind", "link")
        self._fix.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._fix.clicked.connect(self.fix_wanted)
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._sums[0], 1)
        top.addWidget(self._chosen)
        below = QHBoxLayout()
        below.addWidget(self._note, 1)
        below.addWidget(self._fix, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self._sums[1])
        column.addLayout(below)

    def say_sums(self, sums: Sequence[SumInWords]) -> None:
        """Say what the lines add up to, and what that makes with the tax."""
        for place, label in enumerate(self._sums):
            words = sums[place] if place < len(sums) else None
            label.set_text(words.text if words else "", words.tone if words else None)
        self._sums[1].setVisible(len(sums) > 1)

    def say_chosen(self, words: str) -> None:
        """Say what the chosen cells add up to."""
        self._chosen.set_text(words, Tone.NEUTRAL)

    def say_cell(self, remark: Remark | None, remarks: Remarks, news: str) -> None:
        """Say the one thing that matters most now.

        Args:
            remark: what there is to say about the current cell.
            remarks: what there is to say about all.
            news: what was just done, which comes first.
        """
        waiting = sum(one.needs_person for one in remarks.values())
        noun = "cell needs" if waiting == 1 else "cells need"
        summary = f"{waiting} {noun} a look: Enter goes from one to the next" if waiting else ""
        text = news or (remark.text if remark else summary)
        tone = Tone.NEUTRAL if news or remark is None else remark.tone
        if self._note.text() != text:
            self._note.setText(text)
        if self._note.property("tone") != tone.value:
            self._note.setProperty("tone", tone.value)
            self._note.style().polish(self._note)
        self._note.setVisible(bool(text))
        fix = remark.fix if remark and not news else None
        self._fix.setVisible(fix is not None)
        if fix is not None:
            self._fix.setText(fix.words)
            self._fix.setAccessibleName(fix.words)
