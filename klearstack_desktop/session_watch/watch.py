"""Tells when nothing should leave the workstation: screen locked, asleep, logging off."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.session_watch.reasons import ASLEEP, LOGGING_OFF, SCREEN_LOCKED
from klearstack_desktop.session_watch.wake import WakeDetector

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QGuiApplication

    from klearstack_desktop.review.ports import Clock

log = logging.getLogger(__name__)


class Source(Protocol):
    """Something of the operating system that knows about the session.

    ``reported`` carries a reason (`reasons`) and whether it began or ended.
    """

    @property
    def reported(self) -> SignalInstance:
        """Emitted with ``(reason: str, began: bool)``."""

    def close(self) -> None:
        """Listen no more."""


class SessionWatch(QObject):
    """Puts together what the sources say and what the clocks show.

    The last news counts: several sources speak of the same lock, and not all of them of its end.

    Args:
        clock: the time.
        sources: what the operating system offers, `system_sources` in the program.
        application: whose log-off to hear of, or None.

    Signals:
        held: nothing should be sent from now on; carries the reason.
        released: that reason is over. A sleep that nobody announced is held and released at once,
            so that what waited gets its time again.
        logging_off: the session ends; the program should write what it has and be gone.
    """

    held = Signal(str)
    released = Signal(str)
    logging_off = Signal()

    def __init__(
        self,
        clock: Clock,
        sources: tuple[Source, ...] = (),
        application: QGuiApplication | None = None,
    ) -> None:
        super().__init__()
        self._sources = sources
        self._reasons: set[str] = set()
        self._application = application
        self._wake = WakeDetector(clock, self)
        self._wake.woke.connect(self._on_woke)
        for source in sources:
            source.reported.connect(self._on_reported)
        if application is not None:
            application.commitDataRequest.connect(self._on_commit_data)

    @property
    def reasons(self) -> frozenset[str]:
        """Why nothing should be sent at the moment."""
        return frozenset(self._reasons)

    def person_is_here(self) -> None:
        """Release a locked screen whose end nobody announced: somebody types in the window."""
        self._on_reported(SCREEN_LOCKED, began=False)

    def close(self) -> None:
        """Listen no more."""
        self._wake.stop()
        for source in self._sources:
            source.close()
        if self._application is not None:
            self._application.commitDataRequest.disconnect(self._on_commit_data)
            self._application = None

    def _on_reported(self, reason: str, began: bool) -> None:
        if began and reason not in self._reasons:
            log.info("held: %s", reason)
            self._reasons.add(reason)
            self.held.emit(reason)
        elif not began and reason in self._reasons:
            log.info("released: %s", reason)
            self._reasons.discard(reason)
            self.released.emit(reason)

    def _on_woke(self) -> None:
        self._on_reported(ASLEEP, began=True)
        self._on_reported(ASLEEP, began=False)

    def _on_commit_data(self) -> None:
        self._on_reported(LOGGING_OFF, began=True)
        self.logging_off.emit()


def system_sources(window_handle: Callable[[], int]) -> tuple[Source, ...]:
    """Return what this operating system offers; nothing where it offers nothing.

    Args:
        window_handle: returns the native handle of a window that lives as long as the program.
    """
    if sys.platform == "win32":
        from klearstack_desktop.session_watch.windows import WindowsSession

        return (WindowsSession(window_handle()),)
    if sys.platform == "darwin":
        from klearstack_desktop.session_watch.macos import MacSession

        return (MacSession(),)
    return _bus_sources()


def _bus_sources() -> tuple[Source, ...]:
    try:
        from klearstack_desktop.session_watch.bus import LoginBus, ScreenSaverBus, usual_addresses
    except ImportError as error:
        log.info("locks of the screen go unnoticed, Qt has no D-Bus here: %s", error)
        return ()
    session, system = usual_addresses()
    found: list[Source] = []
    if system:
        found.append(LoginBus(system))
    if session:
        found.append(ScreenSaverBus(session))
    return tuple(found)
