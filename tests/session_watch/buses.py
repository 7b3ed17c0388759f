"""A message bus of its own for a test, and the services that the program listens to on it."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from typing import TYPE_CHECKING, Self

from PySide6.QtCore import ClassInfo, Property, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusObjectPath

from klearstack_desktop.session_watch.bus import LOGIN, LOGIN_PATH, MANAGER, PROPERTIES, SESSION

if TYPE_CHECKING:
    from pathlib import Path

HAS_DAEMON = shutil.which("dbus-daemon") is not None
OUR_SESSION = f"{LOGIN_PATH}/session/_32"
_numbers = itertools.count(1)


class PrivateBus:
    """A ``dbus-daemon`` that nobody else knows of."""

    def __init__(self, folder: Path) -> None:
        self._daemon = subprocess.Popen(
            [
                *("dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"),
                f"--address=unix:tmpdir={folder}",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._daemon.stdout is not None
        self.address = self._daemon.stdout.readline().strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._daemon.terminate()
        self._daemon.communicate(timeout=10)


class Service:
    """Somebody on the bus who owns a name and sends signals."""

    def __init__(self, bus: PrivateBus, name: str) -> None:
        self._connection_name = f"service-{next(_numbers)}"
        self.connection = QDBusConnection.connectToBus(bus.address, self._connection_name)
        assert self.connection.registerService(name)

    def send(self, path: str, interface: str, member: str, *arguments: object) -> None:
        signal = QDBusMessage.createSignal(path, interface, member)
        signal.setArguments(list(arguments))
        assert self.connection.send(signal)

    def close(self) -> None:
        QDBusConnection.disconnectFromBus(self._connection_name)


@ClassInfo({"D-Bus Interface": MANAGER})  # type: ignore[call-arg]
class _Manager(QObject):  # type: ignore[operator]
    @Slot(str, result=QDBusObjectPath)
    def GetSession(self, _which: str) -> QDBusObjectPath:  # noqa: N802 - logind's spelling
        return QDBusObjectPath(OUR_SESSION)


@ClassInfo({"D-Bus Interface": SESSION})  # type: ignore[call-arg]
class _Session(QObject):  # type: ignore[operator]
    is_locked = False

    def _locked_hint(self) -> bool:
        return self.is_locked

    LockedHint = Property(bool, _locked_hint)


class Logind(Service):
    """As much of logind as the program asks."""

    def __init__(self, bus: PrivateBus) -> None:
        super().__init__(bus, LOGIN)
        self._manager, self._session = _Manager(), _Session()
        everything = QDBusConnection.RegisterOption.ExportAllContents
        assert self.connection.registerObject(LOGIN_PATH, self._manager, everything)
        assert self.connection.registerObject(OUR_SESSION, self._session, everything)

    def prepare_for(self, what: str, *, is_ahead: bool) -> None:
        self.send(LOGIN_PATH, MANAGER, f"PrepareFor{what}", is_ahead)

    def ask_for(self, member: str, session: str = OUR_SESSION) -> None:
        self.send(session, SESSION, member)

    def set_locked_hint(self, *, is_locked: bool) -> None:
        self._session.is_locked = is_locked
        self.send(
            OUR_SESSION, PROPERTIES, "PropertiesChanged", SESSION, {"LockedHint": is_locked}, []
        )
