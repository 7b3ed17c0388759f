"""Stands guard over an open desk: hides it when nobody is there, and holds back what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from klearstack_desktop.review.idle_lock import LOCKED, IdleLock
from klearstack_desktop.session_watch.watch import SessionWatch, system_sources
from klearstack_desktop.ui.lock.activity import ActivityWatch
from klearstack_desktop.ui.lock.binding import LockBinding

if TYPE_CHECKING:
    from klearstack_desktop.review.ports import Clock
    from klearstack_desktop.ui.main_window import MainWindow


class Line(Protocol):
    """What sends saves and decisions, as `review.dispatch.Dispatcher` does."""

    def hold(self, reason: str) -> None:
        """Let nothing leave until that reason is released."""

    def release(self, reason: str) -> None:
        """Let things leave again if no other reason is left."""


class Guard(QObject):
    """Joins the idle lock and the session watch to the window and to the line of an account.

    Args:
        clock: the time.
        window: whose desk is hidden.
    """

    def __init__(self, clock: Clock, window: MainWindow) -> None:
        super().__init__()
        application = QGuiApplication.instance()
        if not isinstance(application, QGuiApplication):
            raise TypeError("there is no window without a Qt application")
        self.lock = IdleLock(clock)
        self.session = SessionWatch(clock, system_sources(lambda: int(window.winId())), application)
        self.activity = ActivityWatch(application)
        self._line: Line | None = None
        self.activity.used.connect(self.lock.touch)
        self.activity.pressed.connect(self.session.person_is_here)
        self.lock.locked.connect(self._hold_while_locked)
        self.lock.unlocked.connect(self._release_when_unlocked)
        self.session.held.connect(self._hold)
        self.session.released.connect(self._release)
        # After a sleep the timer of the lock has its whole time left, the desk has not.
        self.session.released.connect(self.lock.look)
        self._hiding = LockBinding(
            lock=self.lock,
            rooms=window.rooms,
            sheet=window.lock_sheet,
            actions=window.action_table,
        )

    def watch_over(self, password: str | None, line: Line) -> None:
        """Guard the desk of an account that just signed in.

        Args:
            password: opens the desk again; None where no person knows one.
            line: what is held back; what holds it already is said at once.
        """
        self._line = line
        self.lock.arm(password)
        for reason in sorted(self.session.reasons):
            self._hold(reason)

    def leave(self) -> None:
        """Guard no desk any more: it is being closed for good."""
        self._line = None
        self.lock.disarm()

    def close(self) -> None:
        """Watch no more."""
        self.leave()
        self._hiding.retire()
        self.activity.retire()
        self.session.close()

    def _hold_while_locked(self) -> None:
        self._hold(LOCKED)

    def _release_when_unlocked(self) -> None:
        self._release(LOCKED)

    def _hold(self, reason: str) -> None:
        if self._line is not None:
            self._line.hold(reason)

    def _release(self, reason: str) -> None:
        if self._line is not None:
            self._line.release(reason)
