"""From the start to the work on this workstation, before the server has answered."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from keyring.backends import fail
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QPushButton

from klearstack_desktop.keychain import Keychain
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.options import Options
from klearstack_desktop.review.login_verifier import LoginVerifier
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, NUMBER, Driver, run_program
from tests.faults.fault_proxy import FaultProxy
from tests.faults.faults import Fault
from tests.memory_keyring import MemoryKeyring, installed
from tests.ui.finding import found

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from tests.server_process import ServerProcess

SIGN_IN = "get_access_token"


class Workstation:
    """A workstation whose every call to the service is counted."""

    def __init__(
        self, app: QApplication, server: ServerProcess, proxy: FaultProxy, folder: Path
    ) -> None:
        self._app = app
        self._folder = folder
        self._seen = 0
        self.server = server
        self.proxy = proxy
        self.options = Options(
            server=proxy.url,
            company=server.company,
            user=server.username,
            password=server.password,
        )

    def work(
        self, scenario: Callable[[Driver], Awaitable[None]], options: Options | None = None
    ) -> None:
        self._seen = len(self.proxy.log())
        run_program(self._app, options or self.options, self._folder, scenario)

    def calls(self) -> list[str]:
        """The calls of the run that is under way."""
        return [seen.name for seen in self.proxy.log()[self._seen :]]


@pytest.fixture
def keychain() -> Iterator[MemoryKeyring]:
    keychain = MemoryKeyring()
    with installed(keychain):
        yield keychain


@pytest.fixture
def station(
    qapp: QApplication, server: ServerProcess, tmp_path: Path, keychain: MemoryKeyring
) -> Iterator[Workstation]:
    """A workstation on which somebody has worked for a day."""
    with FaultProxy(server.url) as proxy:
        station = Workstation(qapp, server, proxy, tmp_path / "profile")
        station.work(first_day)
        yield station


async def first_day(driver: Driver) -> None:
    await driver.ready()
    prefetch = driver.desk.prefetch
    await until(prefetch.ready_changed, lambda: prefetch.count >= 2, "the next documents")


async def sign(driver: Driver, words: str) -> None:
    """Wait for what the status line says of the connection."""
    await until(
        driver.desk.service.connection_changed,
        lambda: driver.label("connectionLabel").endswith(words),
        words,
    )


def rows(driver: Driver) -> int:
    shown = found(driver.window.queue_panel, QAbstractItemView, "documentList").model()
    return shown.rowCount()


def test_the_work_is_open_and_decisions_wait_while_the_server_takes_its_time(
    station: Workstation,
) -> None:
    async def early(driver: Driver) -> None:
        opened = await driver.ready()
        await asyncio.to_thread(station.server.wait_until_held)
        assert driver.label("connectionLabel") == "◌ Connecting…"
        assert not driver.window.sign_in_sheet.isVisible()
        assert rows(driver) == 8
        driver.correct(NUMBER, "typed at once")
        await driver.draft_saved()
        driver.press(Qt.Key.Key_F5)
        await driver.guard_over()
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(opened.id, ReviewState.WAITING)
        # The next one lies ready too, and nobody has asked the service for anything.
        await driver.ready(unlike=opened.id)
        assert station.calls() == [SIGN_IN]
        assert station.server.record() == []
        station.server.let_go()
        await sign(driver, "Connected")
        await driver.reached(opened.id, ReviewState.APPROVED)
        assert station.calls().count(SIGN_IN) == 1
        assert "getuserdocuments" in station.calls()

    station.server.fault(SIGN_IN, "held")
    station.work(early)
    (update, approval) = station.server.record()
    assert update["values"]["doc_number_value"]["_value"] == "typed at once"
    assert approval["call"] == "approve_reject_doc"


def test_a_password_from_the_keychain_opens_the_work_too(
    station: Workstation, keychain: MemoryKeyring
) -> None:
    Keychain().remember(
        station.proxy.url, station.server.company, station.server.username, station.server.password
    )

    async def early(driver: Driver) -> None:
        await driver.ready()
        assert driver.label("connectionLabel") == "◌ Connecting…"
        station.server.let_go()
        await sign(driver, "Connected")

    station.server.fault(SIGN_IN, "held")
    station.work(early, replace(station.options, password=None))


def test_a_typed_password_opens_the_work_too(station: Workstation) -> None:
    async def early(driver: Driver) -> None:
        sheet = driver.window.sign_in_sheet
        while not sheet.isVisible():
            await driver.pause()
        QTest.keyClicks(found(sheet, QLineEdit, "passwordEdit"), station.server.password)
        found(sheet, QPushButton, "signInButton").click()
        await driver.ready()
        assert not sheet.isVisible()
        assert driver.label("connectionLabel") == "◌ Connecting…"
        station.server.let_go()
        await sign(driver, "Connected")

    station.server.fault(SIGN_IN, "held")
    station.work(early, replace(station.options, password=None))


def test_a_server_that_never_answers_leaves_the_work_open_and_is_noticed_when_it_does(
    station: Workstation,
) -> None:
    async def cut_off(driver: Driver) -> None:
        opened = await driver.ready()
        await sign(driver, "Offline")
        assert not driver.window.sign_in_sheet.isVisible()
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(opened.id, ReviewState.WAITING)
        station.proxy.disarm()
        await driver.reached(opened.id, ReviewState.APPROVED)
        assert driver.label("connectionLabel").endswith("Connected")

    station.proxy.arm(SIGN_IN, Fault.CUT_UNHEARD, times=1000)
    station.work(cut_off)


def test_a_window_that_is_closed_while_it_connects_keeps_what_was_typed(
    station: Workstation,
) -> None:
    async def short_visit(driver: Driver) -> None:
        await driver.ready()
        await asyncio.to_thread(station.server.wait_until_held)
        driver.correct(NUMBER, "typed in passing")
        await driver.draft_saved()

    async def later(driver: Driver) -> None:
        await driver.ready()
        field = driver.current.shown.by_key(NUMBER)
        assert field is not None
        assert field.value == "typed in passing"

    station.server.fault(SIGN_IN, "held")
    station.work(short_visit)
    station.server.let_go()
    station.work(later)


def test_a_password_that_the_server_no_longer_takes_is_tried_once_and_asked_for_over_the_work(
    station: Workstation,
) -> None:
    async def locked_out(driver: Driver) -> None:
        first = await driver.ready()
        sheet = driver.window.sign_in_sheet
        await until(driver.desk.service.sign_in_needed, sheet.isVisible, "the sign-in sheet")
        assert driver.label("connectionLabel").endswith("Signed out")
        assert driver.desk.session.current is not None
        driver.desk.refresh()
        await driver.guard_over()
        assert station.calls() == [SIGN_IN]
        QTest.keyClicks(found(sheet, QLineEdit, "passwordEdit"), station.server.password)
        driver.press(Qt.Key.Key_Return)
        await sign(driver, "Connected")
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(first.id, ReviewState.APPROVED)
        assert station.calls().count(SIGN_IN) == 2

    # What the workstation knows is the password from before it was changed on the server.
    accounts = [path.name for path in (station._folder / "accounts").iterdir()]
    assert len(accounts) == 1
    LoginVerifier(Keychain(), accounts[0]).keep("the password before")
    station.work(locked_out, replace(station.options, password="the password before"))


@pytest.mark.parametrize("knows_better", [True, False], ids=["another password", "no keychain"])
def test_nothing_shows_before_the_server_says_so_where_nobody_vouches_for_the_password(
    station: Workstation, knows_better: bool
) -> None:
    async def stranger(driver: Driver) -> None:
        await asyncio.to_thread(station.server.wait_until_held)
        sheet = driver.window.sign_in_sheet
        assert sheet.isVisible()
        assert driver.program.desk is None
        assert rows(driver) == 0
        station.server.let_go()
        if not knows_better:
            await driver.ready()
            return
        label = found(sheet, QLabel, "signInProblem")
        while not label.text():
            await driver.pause()
        assert driver.program.desk is None
        assert station.calls() == [SIGN_IN]

    station.server.fault(SIGN_IN, "held")
    if knows_better:
        station.work(stranger, replace(station.options, password="wrong"))
    else:
        with installed(fail.Keyring()):
            station.work(stranger)
