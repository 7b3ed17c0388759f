"""Lock and sleep as they come over a real message bus."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from klearstack_desktop.session_watch.bus import (
    SCREEN_SAVERS,
    LoginBus,
    ScreenSaverBus,
    usual_addresses,
)
from klearstack_desktop.session_watch.reasons import ASLEEP, LOGGING_OFF, SCREEN_LOCKED
from tests.session_watch.buses import HAS_DAEMON, Logind, PrivateBus, Service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

needs_daemon = pytest.mark.skipif(
    not HAS_DAEMON, reason="dbus-daemon is not installed, so there is no bus to listen on"
)


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[PrivateBus]:
    with PrivateBus(tmp_path) as private:
        yield private


@pytest.fixture
def logind(bus: PrivateBus) -> Iterator[Logind]:
    service = Logind(bus)
    yield service
    service.close()


@pytest.fixture
def login_bus(bus: PrivateBus, logind: Logind, qtbot: QtBot) -> Iterator[LoginBus]:
    listener = LoginBus(bus.address)
    qtbot.waitUntil(lambda: listener.is_listening)
    yield listener
    listener.close()


class Heard(QObject):
    """What a source reported, in order."""

    def __init__(self, source: LoginBus | ScreenSaverBus, qtbot: QtBot) -> None:
        super().__init__()
        self._qtbot = qtbot
        self.news: list[tuple[str, bool]] = []
        source.reported.connect(self._on_reported)

    def _on_reported(self, reason: str, began: bool) -> None:
        self.news.append((reason, began))

    def until(self, *expected: tuple[str, bool]) -> None:
        self._qtbot.waitUntil(lambda: len(self.news) >= len(expected))
        assert self.news == list(expected)


@needs_daemon
@pytest.mark.parametrize(("what", "reason"), [("Sleep", ASLEEP), ("Shutdown", LOGGING_OFF)])
def test_sleep_and_shutdown_are_heard_before_and_after(
    logind: Logind, login_bus: LoginBus, qtbot: QtBot, what: str, reason: str
) -> None:
    heard = Heard(login_bus, qtbot)
    logind.prepare_for(what, is_ahead=True)
    logind.prepare_for(what, is_ahead=False)
    heard.until((reason, True), (reason, False))


@needs_daemon
def test_the_lock_of_our_session_is_heard_and_that_of_another_is_not(
    logind: Logind, login_bus: LoginBus, qtbot: QtBot
) -> None:
    heard = Heard(login_bus, qtbot)
    logind.ask_for("Lock", session="/org/freedesktop/login1/session/_37")
    logind.ask_for("Lock")
    logind.ask_for("Unlock")
    heard.until((SCREEN_LOCKED, True), (SCREEN_LOCKED, False))


@needs_daemon
def test_a_desktop_that_only_sets_the_hint_is_understood(
    logind: Logind, login_bus: LoginBus, qtbot: QtBot
) -> None:
    heard = Heard(login_bus, qtbot)
    logind.set_locked_hint(is_locked=True)
    heard.until((SCREEN_LOCKED, True))
    logind.set_locked_hint(is_locked=False)
    heard.until((SCREEN_LOCKED, True), (SCREEN_LOCKED, False))


@needs_daemon
@pytest.mark.parametrize("name", SCREEN_SAVERS)
def test_screen_savers_are_heard_on_whichever_path(
    bus: PrivateBus, qtbot: QtBot, name: str
) -> None:
    desktop = Service(bus, name)
    listener = ScreenSaverBus(bus.address)
    heard = Heard(listener, qtbot)
    desktop.send("/ScreenSaver", name, "ActiveChanged", True)
    desktop.send("/" + name.replace(".", "/"), name, "ActiveChanged", False)
    heard.until((SCREEN_LOCKED, True), (SCREEN_LOCKED, False))
    listener.close()
    desktop.close()


@needs_daemon
def test_nobody_else_can_lock_us_out(bus: PrivateBus, logind: Logind, qtbot: QtBot) -> None:
    stranger = Service(bus, "com.example.Stranger")
    listener = LoginBus(bus.address)
    qtbot.waitUntil(lambda: listener.is_listening)
    heard = Heard(listener, qtbot)
    manager = "org.freedesktop.login1.Manager"
    stranger.send("/org/freedesktop/login1", manager, "PrepareForSleep", True)
    # An answer from the bus shows that the signal went through it before.
    assert stranger.connection.interface().isServiceRegistered("com.example.Stranger").isValid()
    logind.prepare_for("Sleep", is_ahead=False)
    heard.until((ASLEEP, False))
    listener.close()
    stranger.close()


@needs_daemon
def test_a_bus_without_logind_and_what_comes_after_closing_are_no_trouble(
    bus: PrivateBus, qtbot: QtBot
) -> None:
    listener = LoginBus(bus.address)
    qtbot.waitUntil(lambda: not listener.is_waiting)
    assert not listener.is_listening
    listener.close()
    late = Logind(bus)
    late.prepare_for("Sleep", is_ahead=True)
    late.close()


@pytest.mark.parametrize("make", [LoginBus, ScreenSaverBus])
def test_where_there_is_no_bus_nothing_is_heard_and_nothing_fails(
    tmp_path: Path, make: Callable[[str], LoginBus | ScreenSaverBus]
) -> None:
    listener = make(f"unix:path={tmp_path}/none")
    assert not listener.bus.isConnected()
    listener.close()


def test_a_bare_machine_has_no_addresses(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/stated")
    assert usual_addresses() == ("", "unix:path=/stated")
    (tmp_path / "bus").touch()
    assert usual_addresses()[0] == f"unix:path={tmp_path}/bus"
