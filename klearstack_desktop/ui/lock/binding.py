"""Takes the desk off the screen while it is locked, and puts everything back afterwards."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QToolTip, QWidget
from shiboken6 import isValid

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStackedWidget

    from klearstack_desktop.review.idle_lock import IdleLock
    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.lock.sheet import LockSheet

_SECOND: Final = 1000


class LockBinding(QObject):
    """Joins the idle lock to the window.

    Args:
        lock: says when.
        rooms: shows the desk, which is its first, or the sheet.
        sheet: what is seen while the desk is locked.
        actions: the window's actions; all but leaving are dead while the desk is locked.
    """

    def __init__(
        self,
        *,
        lock: IdleLock,
        rooms: QStackedWidget,
        sheet: LockSheet,
        actions: Actions,
    ) -> None:
        super().__init__(rooms)
        self._lock = lock
        self._rooms = rooms
        self._sheet = sheet
        self._actions = actions
        self._focus: QWidget | None = None
        self._cursor = 0
        self._away: list[QWidget] = []
        self._took_drops = False
        self._countdown = QTimer(self)
        self._countdown.setInterval(_SECOND)
        self._countdown.timeout.connect(self._count_down)
        lock.locked.connect(self._on_locked)
        lock.unlocked.connect(self._on_unlocked)
        sheet.unlock_requested.connect(self._on_unlock_requested)
        actions["lock_now"].triggered.connect(lock.lock)

    def retire(self) -> None:
        """Let go of the application, because the window is about to go."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep away every other window that opens while the desk is locked."""
        if (
            event.type() is QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and watched is not self._rooms.window()
        ):
            # Qt still has to show it before it can be hidden.
            QTimer.singleShot(0, self, partial(self._put_away, watched))
        return False

    def _on_locked(self) -> None:
        window = self._rooms.window()
        self._focus = QApplication.focusWidget()
        if isinstance(self._focus, QLineEdit):
            self._cursor = self._focus.cursorPosition()
        QToolTip.hideText()
        for other in QApplication.topLevelWidgets():
            if other.windowType() is Qt.WindowType.Popup:
                other.close()
            elif other is not window:
                self._put_away(other)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        self._took_drops = window.acceptDrops()
        window.setAcceptDrops(False)
        self._actions.freeze()
        self._sheet.begin(needs_password=self._lock.needs_password)
        self._rooms.setCurrentWidget(self._sheet)
        self._count_down()

    def _on_unlocked(self) -> None:
        self.retire()
        self._countdown.stop()
        self._actions.thaw()
        self._rooms.window().setAcceptDrops(self._took_drops)
        self._rooms.setCurrentIndex(0)
        self._sheet.begin(needs_password=self._lock.needs_password)
        away, self._away = self._away, []
        for other in away:
            if isValid(other):
                other.show()
        self._give_focus_back()

    def _give_focus_back(self) -> None:
        focus, self._focus = self._focus, None
        if focus is None or not isValid(focus) or not focus.isVisible():
            return
        focus.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(focus, QLineEdit):
            # Editors turn to their beginning when they are left.
            focus.setCursorPosition(self._cursor)

    def _on_unlock_requested(self, password: str) -> None:
        attempt = self._lock.unlock(password)
        if not attempt.is_right and attempt.was_looked_at:
            self._sheet.show_wrong(attempt.pause)
            self._count_down()

    def _count_down(self) -> None:
        pause = self._lock.pause
        self._sheet.set_pause(pause)
        if pause > 0 and not self._countdown.isActive():
            self._countdown.start()
        elif pause <= 0:
            self._countdown.stop()

    def _put_away(self, other: QWidget) -> None:
        if not (self._lock.is_locked and isValid(other) and other.isVisible()):
            return
        other.hide()
        if other in self._away:
            return
        if isinstance(other, QDialog):
            # One that ends by itself meanwhile must not come back.
            other.finished.connect(partial(self._forget, other))
        self._away.append(other)

    def _forget(self, other: QWidget, _result: int) -> None:
        if other in self._away:
            self._away.remove(other)
