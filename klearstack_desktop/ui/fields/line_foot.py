"""What stands below the grid: what the lines add up to, and what is wrong with the current cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from klearstack_desktop.ui.chips import Tone
from klearstack_desktop.ui.fields.note_label import NoteLabel
from klearstack_desktop.ui.fields.text import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from klearstack_desktop.ui.fields.line_remarks import Remark, Remarks
    from klearstack_desktop.ui.fields.sums import SumInWords

_PIXELS = 12
_LEAST_HEIGHT = 17
_NAME = "lineItems"


class LineFoot(QWidget):
    """Sums, then one sentence; the room of the sentence stays while there is anything to say.

    ``fix_pressed`` carries the fix behind the sentence.
    """

    fix_pressed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sums = (ElidedLabel(self, pixel_size=_PIXELS), ElidedLabel(self, pixel_size=_PIXELS))
        self._sums[0].setObjectName("lineItemsSum")
        self._sums[1].setObjectName("lineItemsTotal")
        self._note = NoteLabel(_NAME, self)
        self._note.fix_pressed.connect(self.fix_pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(2)
        for label in (*self._sums, self._note):
            column.addWidget(label)

    def say_sums(self, sums: Sequence[SumInWords]) -> None:
        """Say what the lines add up to, and what that makes with the tax."""
        for place, label in enumerate(self._sums):
            words = sums[place] if place < len(sums) else None
            label.set_text(words.text if words else "", words.tone if words else None)
            label.setVisible(words is not None)

    def say_cell(self, remark: Remark | None, remarks: Remarks, news: str, fix_keys: str) -> None:
        """Say the one thing that matters most now.

        Args:
            remark: what there is to say about the current cell.
            remarks: what there is to say about all.
            news: what was just done, or can be done, which comes first.
            fix_keys: the keys that use a fix, as this system writes them.
        """
        waiting = sum(one.needs_person for one in remarks.values())
        noun = "cell needs" if waiting == 1 else "cells need"
        summary = f"{waiting} {noun} a look: Enter goes from one to the next" if waiting else ""
        text = news or (remark.text if remark else summary)
        tone = Tone.NEUTRAL if news or remark is None else remark.tone
        self._note.setText(text)
        if self._note.property("tone") != tone.value:
            self._note.setProperty("tone", tone.value)
            self._note.style().polish(self._note)
        self._note.set_fix(remark.fix if remark and not news else None, fix_keys)
        self._note.place_link()
        self._note.setVisible(bool(text))
        self._fit_note()

    def _fit_note(self) -> None:
        self._note.setFixedHeight(max(self._note.heightForWidth(self.width()), _LEAST_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may break the sentence into another number of lines."""
        super().resizeEvent(event)
        self._fit_note()
