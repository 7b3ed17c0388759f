"""Tells a key that was pressed again from a key that is still held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from shiboken6 import isValid

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

BOUNCE_MILLISECONDS = 15


class KeyWatch(QObject):
    """Watches the keys of whichever widget has the focus; nothing is swallowed.

    Under X11 a held key comes as pairs of release and press, and a busy program is told of some of
    them that they are no repeats. No finger is that quick, so the time between the two decides.

    Signals:
        released: a key went up, or the program is no longer in front and cannot see whether.
        held: the release before was none, the key is still down.
    """

    released = Signal()
    held = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self._application = application
        self._last_release = (0, -BOUNCE_MILLISECONDS - 1)
        self._watched: QWidget | None = None
        application.focusChanged.connect(self._on_focus_changed)
        application.applicationStateChanged.connect(self._on_state_changed)
        self._on_focus_changed(None, application.focusWidget())

    def retire(self) -> None:
        """Let go of the application, because the window that asked is gone."""
        self._application.focusChanged.disconnect(self._on_focus_changed)
        self._application.applicationStateChanged.disconnect(self._on_state_changed)
        self._on_focus_changed(None, None)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take note of releases and of what Qt asks before it looks for a shortcut."""
        if event.type() is QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            self._last_release = (event.key(), event.timestamp())
            if not event.isAutoRepeat():
                self.released.emit()
        elif (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (event.isAutoRepeat() or self._is_bounce(event))
        ):
            self.held.emit()
        return False

    def _is_bounce(self, event: QKeyEvent) -> bool:
        key, at = self._last_release
        is_timed = event.timestamp() > 0
        return is_timed and event.key() == key and event.timestamp() - at <= BOUNCE_MILLISECONDS

    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = now
        if now is not None:
            now.installEventFilter(self)

    def _on_state_changed(self, state: Qt.ApplicationState) -> None:
        if state is not Qt.ApplicationState.ApplicationActive:
            self.released.emit()
