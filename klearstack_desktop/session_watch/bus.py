"""Screen lock and sleep on Linux, as logind and the desktops announce them on D-Bus.

Wire format, all signals:

========================================== ======================= =====================
interface, member                          sender, path            arguments
========================================== ======================= =====================
org.freedesktop.login1.Manager             login1, its root        ``b``: about to, or over
  PrepareForSleep, PrepareForShutdown
org.freedesktop.login1.Session             login1, our session     none
  Lock, Unlock
org.freedesktop.DBus.Properties            login1, our session     ``sa{sv}as``; then LockedHint
  PropertiesChanged                                                is asked for
<desktop>.ScreenSaver ActiveChanged        the desktop, any path   ``b``: on, or off
========================================== ======================= =====================
"""

from __future__ import annotations

import itertools
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusObjectPath,
    QDBusPendingCallWatcher,
    QDBusVariant,
)

from klearstack_desktop.session_watch.reasons import ASLEEP, LOGGING_OFF, SCREEN_LOCKED

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

LOGIN: Final = "org.freedesktop.login1"
LOGIN_PATH: Final = "/org/freedesktop/login1"
MANAGER: Final = f"{LOGIN}.Manager"
SESSION: Final = f"{LOGIN}.Session"
PROPERTIES: Final = "org.freedesktop.DBus.Properties"
SCREEN_SAVERS: Final = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
)
_SYSTEM_SOCKET: Final = Path("/run/dbus/system_bus_socket")
_numbers = itertools.count(1)


def usual_addresses() -> tuple[str, str]:
    """Return the addresses of the session's and the system's bus, empty where there is none."""
    session = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    socket = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nonexistent", "bus")
    if not session and socket.exists():
        session = f"unix:path={socket}"
    system = os.environ.get("DBUS_SYSTEM_BUS_ADDRESS", "")
    if not system and _SYSTEM_SOCKET.exists():
        system = f"unix:path={_SYSTEM_SOCKET}"
    return session, system


class _Bus(QObject):
    """A connection of our own to a bus; one that does not come about hears nothing.

    Signals:
        reported: carries a reason and whether it began or ended.
    """

    reported = Signal(str, bool)

    def __init__(self, address: str) -> None:
        super().__init__()
        self._name = f"klearstack-desktop-{next(_numbers)}"
        self.bus = QDBusConnection.connectToBus(address, self._name)
        if not self.bus.isConnected():
            log.info("no D-Bus at %s: %s", address, self.bus.lastError().message())

    def close(self) -> None:
        """Listen no more."""
        QDBusConnection.disconnectFromBus(self._name)

    def listen(self, service: str, path: str, interface: str, member: str, slot: str) -> None:
        """Let a slot of this object, named with its arguments, hear a signal of the bus."""
        if self.bus.isConnected():
            # The binding takes what SLOT returns, a str; its type information asks for bytes.
            self.bus.connect(service, path, interface, member, self, SLOT(slot))  # type: ignore[call-overload]


class ScreenSaverBus(_Bus):
    """Hears the screen savers of the desktops on the bus of the session."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        for name in SCREEN_SAVERS:
            self.listen(name, "", name, "ActiveChanged", "on_active(QDBusMessage)")

    @Slot(QDBusMessage)
    def on_active(self, message: QDBusMessage) -> None:
        """Take ``ActiveChanged``."""
        self.reported.emit(SCREEN_LOCKED, _is_begun(message))


class LoginBus(_Bus):
    """Hears logind on the bus of the system: sleep, the end of the session, and its lock."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self._session = ""
        self._asked: set[QDBusPendingCallWatcher] = set()
        about_manager = (LOGIN, LOGIN_PATH, MANAGER)
        self.listen(*about_manager, "PrepareForSleep", "on_sleep(QDBusMessage)")
        self.listen(*about_manager, "PrepareForShutdown", "on_shutdown(QDBusMessage)")
        # "auto" is the session that belongs to our process or, for one that the user's service
        # manager started, the one on the display.
        which = os.environ.get("XDG_SESSION_ID") or "auto"
        self._ask(*about_manager, "GetSession", [which], self._on_session)

    @property
    def is_listening(self) -> bool:
        """Whether the session is known, so that its lock is heard."""
        return bool(self._session)

    @property
    def is_waiting(self) -> bool:
        """Whether an answer from the bus is still to come."""
        return bool(self._asked)

    @Slot(QDBusMessage)
    def on_sleep(self, message: QDBusMessage) -> None:
        """Take ``PrepareForSleep``."""
        self.reported.emit(ASLEEP, _is_begun(message))

    @Slot(QDBusMessage)
    def on_shutdown(self, message: QDBusMessage) -> None:
        """Take ``PrepareForShutdown``."""
        self.reported.emit(LOGGING_OFF, _is_begun(message))

    @Slot(QDBusMessage)
    def on_lock(self, message: QDBusMessage) -> None:
        """Take ``Lock`` and ``Unlock``."""
        self.reported.emit(SCREEN_LOCKED, message.member() == "Lock")

    @Slot(QDBusMessage)
    def on_properties(self, _message: QDBusMessage) -> None:
        """Take ``PropertiesChanged``: ask for the lock instead of reading the nested answer."""
        self._ask(
            LOGIN, self._session, PROPERTIES, "Get", [SESSION, "LockedHint"], self._on_locked_hint
        )

    def _on_session(self, answer: object) -> None:
        if not isinstance(answer, QDBusObjectPath):
            return
        self._session = answer.path()
        for member in ("Lock", "Unlock"):
            self.listen(LOGIN, self._session, SESSION, member, "on_lock(QDBusMessage)")
        self.listen(
            LOGIN, self._session, PROPERTIES, "PropertiesChanged", "on_properties(QDBusMessage)"
        )

    def _on_locked_hint(self, answer: object) -> None:
        value = answer.variant() if isinstance(answer, QDBusVariant) else answer
        if isinstance(value, bool):
            self.reported.emit(SCREEN_LOCKED, value)

    def _ask(
        self,
        service: str,
        path: str,
        interface: str,
        member: str,
        arguments: list[str],
        take: Callable[[object], None],
    ) -> None:
        """Call a method without waiting; an error is logged and nothing is taken."""
        if not self.bus.isConnected():
            return
        call = QDBusMessage.createMethodCall(service, path, interface, member)
        call.setArguments(arguments)
        watcher = QDBusPendingCallWatcher(self.bus.asyncCall(call), self)
        self._asked.add(watcher)

        def on_finished() -> None:
            self._asked.discard(watcher)
            watcher.deleteLater()
            if watcher.isError():
                log.info("%s did not answer %s: %s", service, member, watcher.error().name())
                return
            for argument in watcher.reply().arguments()[:1]:
                take(argument)

        watcher.finished.connect(on_finished)


def _is_begun(message: QDBusMessage) -> bool:
    arguments = message.arguments()
    return bool(arguments and arguments[0])
