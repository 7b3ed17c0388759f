"""Records a key by having it pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPushButton

from klearstack_desktop.ui.keys.keymap import normal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_ASLEEP: Final = "Choose an action above, then press Change"
_AWAKE: Final = "Press the new key · Esc leaves"
_MODIFIERS: Final = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_unknown,
    }
)
_KEYPAD: Final = Qt.KeyboardModifier.KeypadModifier


class KeyRecorder(QPushButton):
    """While it records, every key is its own: Enter, Tab and the keys of the window too.

    Signals:
        recorded: carries one key, as Qt writes it on every system.
        left: Esc was pressed, or the focus went elsewhere.
    """

    recorded = Signal(str)
    left = Signal()
    # Qt asks for events before the constructor is through.
    _is_recording = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_ASLEEP, parent)
        self.setObjectName("keyRecorder")
        self.setAccessibleName("New key")
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEnabled(False)

    @property
    def is_recording(self) -> bool:
        """Whether the next key is recorded."""
        return self._is_recording

    def begin(self) -> None:
        """Record the next key."""
        self._is_recording = True
        self.setEnabled(True)
        self.setText(_AWAKE)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end(self) -> None:
        # First: a button that is disabled loses the focus, and nobody has left by that.
        self._is_recording = False
        self.setText(_ASLEEP)
        self.setEnabled(False)

    def event(self, event: QEvent) -> bool:
        """Take each key before Qt looks for shortcuts, or for the next widget on Tab."""
        if self._is_recording:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self._take(cast("QKeyEvent", event))
                event.accept()
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop: whoever goes elsewhere wants no new key."""
        super().focusOutEvent(event)
        if self._is_recording:
            self._end()
            self.left.emit()

    def _take(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~_KEYPAD
        if event.key() in _MODIFIERS or event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Escape and not modifiers:
            self._end()
            self.left.emit()
            return
        key = Qt.Key.Key_Tab if event.key() == Qt.Key.Key_Backtab else Qt.Key(event.key())
        pressed = QKeySequence(QKeyCombination(modifiers, key))
        self._end()
        self.recorded.emit(normal(pressed.toString(QKeySequence.SequenceFormat.PortableText)))
