"""Notices that somebody is at the desk: any key or pointer event in a window of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Signal
from shiboken6 import isValid

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication, QWindow

_PRESSES: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.Wheel,
    }
)
# A press that was a shortcut never reaches the window; its release does.
_USES: Final = _PRESSES | {QEvent.Type.KeyRelease, QEvent.Type.MouseMove, QEvent.Type.TouchUpdate}


class ActivityWatch(QObject):
    """Watches the window that has the focus; nothing is swallowed.

    Only the native window is watched, not the widgets in it, so that each event costs one look.

    Signals:
        used: a key or the pointer, even one that only moved.
        pressed: a key or a button went down: a person did that.
    """

    used = Signal()
    pressed = Signal()

    def __init__(self, application: QGuiApplication) -> None:
        super().__init__()
        self._application = application
        self._watched: QWindow | None = None
        application.focusWindowChanged.connect(self._on_focus_window_changed)
        self._on_focus_window_changed(application.focusWindow())

    def retire(self) -> None:
        """Let go of the application."""
        self._application.focusWindowChanged.disconnect(self._on_focus_window_changed)
        self._on_focus_window_changed(None)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take note and let everything pass."""
        kind = event.type()
        if kind in _USES:
            self.used.emit()
            if kind in _PRESSES:
                self.pressed.emit()
        return False

    def _on_focus_window_changed(self, window: QWindow | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = window
        if window is not None:
            window.installEventFilter(self)
