"""The sentence below a field, and behind it the link that would put right what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from klearstack_desktop.model.finding import Fix

_GAP = 8


class NoteLabel(QLabel):
    """One plain sentence that wraps; with a fix, a link stands on its first line.

    Args:
        name: the object name of the editor it belongs to.
        parent: the row.

    Signals:
        fix_pressed: the link was pressed; carries the fix.
    """

    fix_pressed = Signal(object)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = ""
        self._fix: Fix | None = None
        self._link: QPushButton | None = None
        self.be_found_as(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def be_found_as(self, name: str) -> None:
        """Take another name of an editor; an empty one is nobody's."""
        self._name = name
        self.setObjectName(f"note:{name}" if name else "")
        if self._link is not None:
            self._link.setObjectName(self._name_of_link())

    def _name_of_link(self) -> str:
        return f"fix:{self._name.removeprefix('field:')}" if self._name else ""

    @property
    def fix(self) -> Fix | None:
        """What is offered."""
        return self._fix

    def set_fix(self, fix: Fix | None, keys: str = "") -> bool:
        """Offer a fix, or none; say whether that changes how much room there is for the sentence.

        Args:
            fix: what a press would put right.
            keys: the keys that do the same, as this system writes them.
        """
        if fix == self._fix:
            return False
        self._fix = fix
        if fix is None:
            if self._link is not None:
                self._link.hide()
            self.setContentsMargins(0, 0, 0, 0)
            return True
        link = self._link or self._make_link()
        link.setText(fix.words)
        link.setAccessibleName(fix.words)
        link.setToolTip(f"{fix.words} ({keys})" if keys else fix.words)
        link.adjustSize()
        self.setContentsMargins(0, 0, link.width() + _GAP, 0)
        link.show()
        self.place_link()
        return True

    def _make_link(self) -> QPushButton:
        link = QPushButton(self)
        link.setObjectName(self._name_of_link())
        link.setProperty("kind", "link")
        # A press must not take the focus out of the field.
        link.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        link.clicked.connect(self._on_pressed)
        self._link = link
        return link

    def _on_pressed(self) -> None:
        if self._fix is not None:
            self.fix_pressed.emit(self._fix)

    def place_link(self) -> None:
        """Put the link behind a short sentence, or at the right of a long one."""
        if self._link is None or self._fix is None:
            return
        room = self.width() - self._link.width()
        sentence = QFontMetrics(self.font()).horizontalAdvance(self.text()) + _GAP
        height = QFontMetrics(self.font()).height()
        top = (height - self._link.height()) // 2
        self._link.move(max(min(sentence, room), 0), top)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the link in its place."""
        super().resizeEvent(event)
        self.place_link()
