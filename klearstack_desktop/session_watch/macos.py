"""Screen lock on macOS, from the notifications that the login window posts to everybody.

Wire format: distributed notifications ``com.apple.screenIsLocked`` and
``com.apple.screenIsUnlocked`` without content. Sleep needs none: the clocks show it (`wake`).
"""

from __future__ import annotations

import ctypes
import ctypes.util
import itertools
import logging
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.session_watch.reasons import SCREEN_LOCKED

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

NOTIFICATIONS: Final = {
    b"com.apple.screenIsLocked": True,
    b"com.apple.screenIsUnlocked": False,
}
_UTF8: Final = 0x08000100
_DELIVER_IMMEDIATELY: Final = 4
_CALLBACK: Final = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 5)


class MacSession(QObject):
    """Hears the login window; Qt's event loop turns the run loop that the news come through.

    Signals:
        reported: carries a reason and whether it began or ended.
    """

    reported = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        # Core Foundation knows the callbacks by address only: they live as long as this does.
        self._callbacks: list[object] = []
        self._foundation: ctypes.CDLL | None = None
        self._observers = itertools.count(1)
        try:
            self._listen()
        except (OSError, AttributeError) as error:
            log.info("locks of the screen go unnoticed: %s", error)

    def close(self) -> None:
        """Listen no more."""
        if self._foundation is not None:
            center = self._foundation.CFNotificationCenterGetDistributedCenter()
            for number in range(1, len(self._callbacks) + 1):
                self._foundation.CFNotificationCenterRemoveEveryObserver(center, number)
            self._foundation = None

    def _listen(self) -> None:
        found = ctypes.util.find_library("CoreFoundation")
        if found is None:
            raise OSError("there is no Core Foundation")
        foundation = ctypes.CDLL(found)
        pointer = ctypes.c_void_p
        foundation.CFNotificationCenterGetDistributedCenter.restype = pointer
        foundation.CFStringCreateWithCString.restype = pointer
        foundation.CFStringCreateWithCString.argtypes = [pointer, ctypes.c_char_p, ctypes.c_uint32]
        foundation.CFRelease.argtypes = [pointer]
        foundation.CFNotificationCenterRemoveEveryObserver.argtypes = [pointer, pointer]
        add = foundation.CFNotificationCenterAddObserver
        add.argtypes = [pointer, pointer, _CALLBACK, pointer, pointer, ctypes.c_long]
        center = foundation.CFNotificationCenterGetDistributedCenter()
        self._foundation = foundation
        for name, began in NOTIFICATIONS.items():
            callback = _CALLBACK(self._reporter(began=began))
            self._callbacks.append(callback)
            text = foundation.CFStringCreateWithCString(None, name, _UTF8)
            add(center, next(self._observers), callback, text, None, _DELIVER_IMMEDIATELY)
            foundation.CFRelease(text)

    def _reporter(self, *, began: bool) -> Callable[..., None]:
        def report(*_arguments: object) -> None:
            self.reported.emit(SCREEN_LOCKED, began)

        return report
