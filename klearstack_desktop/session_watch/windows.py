"""Screen lock, sleep and log-off on Windows, from the messages a window gets.

Wire format: ``WM_WTSSESSION_CHANGE`` (0x02B1) with the event in ``wParam``, after
``WTSRegisterSessionNotification`` for a window; ``WM_POWERBROADCAST`` (0x0218) with the event in
``wParam``, which every top-level window gets.
"""

from __future__ import annotations

import ctypes
import logging
import sys
from ctypes import wintypes
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractNativeEventFilter, QCoreApplication, QObject, Signal

from klearstack_desktop.session_watch.reasons import ASLEEP, LOGGING_OFF, SCREEN_LOCKED

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QByteArray

log = logging.getLogger(__name__)

WM_POWERBROADCAST: Final = 0x0218
WM_WTSSESSION_CHANGE: Final = 0x02B1
_THIS_SESSION_ONLY: Final = 0

NEWS: Final = {
    (WM_WTSSESSION_CHANGE, 0x1): (SCREEN_LOCKED, False),  # WTS_CONSOLE_CONNECT
    (WM_WTSSESSION_CHANGE, 0x2): (SCREEN_LOCKED, True),  # WTS_CONSOLE_DISCONNECT
    (WM_WTSSESSION_CHANGE, 0x3): (SCREEN_LOCKED, False),  # WTS_REMOTE_CONNECT
    (WM_WTSSESSION_CHANGE, 0x4): (SCREEN_LOCKED, True),  # WTS_REMOTE_DISCONNECT
    (WM_WTSSESSION_CHANGE, 0x6): (LOGGING_OFF, True),  # WTS_SESSION_LOGOFF
    (WM_WTSSESSION_CHANGE, 0x7): (SCREEN_LOCKED, True),  # WTS_SESSION_LOCK
    (WM_WTSSESSION_CHANGE, 0x8): (SCREEN_LOCKED, False),  # WTS_SESSION_UNLOCK
    (WM_POWERBROADCAST, 0x4): (ASLEEP, True),  # PBT_APMSUSPEND
    (WM_POWERBROADCAST, 0x7): (ASLEEP, False),  # PBT_APMRESUMESUSPEND
    (WM_POWERBROADCAST, 0x12): (ASLEEP, False),  # PBT_APMRESUMEAUTOMATIC
}
"""Message and ``wParam`` to reason and whether it began."""


class WindowsSession(QObject):
    """Reads the messages of all windows of the program and passes every one on.

    Args:
        window_handle: the window that Windows shall tell about its session.

    Signals:
        reported: carries a reason and whether it began or ended.
    """

    reported = Signal(str, bool)

    def __init__(self, window_handle: int) -> None:
        super().__init__()
        self._window = window_handle
        self._filter = _MessageFilter(self.reported.emit)
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self._filter)
        if sys.platform == "win32" and not ctypes.windll.wtsapi32.WTSRegisterSessionNotification(
            wintypes.HWND(window_handle), _THIS_SESSION_ONLY
        ):
            log.info("locks of the screen go unnoticed: error %d", ctypes.GetLastError())

    def close(self) -> None:
        """Listen no more."""
        application = QCoreApplication.instance()
        if application is not None:
            application.removeNativeEventFilter(self._filter)
        if sys.platform == "win32":
            ctypes.windll.wtsapi32.WTSUnRegisterSessionNotification(wintypes.HWND(self._window))


class _MessageFilter(QAbstractNativeEventFilter):
    """Looks at each native message; only two numbers of it are read."""

    def __init__(self, report: Callable[[str, bool], None]) -> None:
        super().__init__()
        self._report = report

    def nativeEventFilter(  # noqa: N802 - Qt's spelling
        self, _kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> tuple[bool, int]:
        """Report what is news and let every message go on its way."""
        read = wintypes.MSG.from_address(int(message))
        news = NEWS.get((read.message, read.wParam))
        if news is not None:
            self._report(*news)
        return False, 0
