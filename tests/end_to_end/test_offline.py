"""Without the server: at the start, in the middle of the day, and when it is back."""

from __future__ import annotations

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from keyring.backends import fail
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.options import Options
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, NUMBER, Driver, run_program, sign_in_options
from tests.memory_keyring import MemoryKeyring, installed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from tests.server_process import ServerProcess


class Days:
    """Several runs of the program on one workstation."""

    def __init__(self, app: QApplication, server: ServerProcess, folder: Path) -> None:
        self._app = app
        self.server = server
        self._folder = folder

    def work(
        self, scenario: Callable[[Driver], Awaitable[None]], password: str | None = None
    ) -> None:
        options = sign_in_options(self.server)
        if password is not None:
            options = Options(
                server=options.server,
                company=options.company,
                user=options.user,
                password=password,
            )
        run_program(self._app, options, self._folder, scenario)


@pytest.fixture(params=["keychain", "no keychain"])
def has_keychain(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Both kinds of workstation."""
    with installed(MemoryKeyring() if request.param == "keychain" else fail.Keyring()):
        yield request.param == "keychain"


@pytest.fixture
def days(qapp: QApplication, server: ServerProcess, tmp_path: Path) -> Days:
    return Days(qapp, server, tmp_path / "profile")


async def all_ready(driver: Driver) -> None:
    """Let a first day end with the next documents made ready."""
    await driver.ready()
    prefetch = driver.desk.prefetch
    await until(prefetch.ready_changed, lambda: prefetch.count >= 2, "the next documents")
    assert driver.label("readyLabel").startswith("Next")


async def offered_offline(driver: Driver) -> None:
    button = driver.widget("offlineButton")
    for _ in range(1000):
        if button.isVisible():
            return
        await driver.pause()
    raise AssertionError("work offline was not offered")


async def went_offline(driver: Driver) -> None:
    await offered_offline(driver)
    driver.click(driver.widget("offlineButton"))
    await driver.signed_in()


class PortalPage(BaseHTTPRequestHandler):
    """What a hotel's network says to whatever is asked."""

    def do_GET(self) -> None:
        body = b"<!DOCTYPE html><html><body>Welcome! Please accept our terms.</body></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def portal(server: ServerProcess) -> Iterator[None]:
    """Let a web page answer where the server did."""
    address = ("127.0.0.1", urlsplit(server.url).port or 80)
    with ThreadingHTTPServer(address, PortalPage) as web:
        thread = threading.Thread(target=web.serve_forever)
        thread.start()
        try:
            yield
        finally:
            web.shutdown()
            thread.join()


def notice_of(driver: Driver) -> str:
    label = driver.widget("queueNotice")
    assert isinstance(label, QLabel)
    return label.text()


async def connected(driver: Driver) -> None:
    await until(
        driver.desk.service.connection_changed,
        lambda: driver.label("connectionLabel").endswith("Connected"),
        "the connection",
    )


def test_a_day_without_the_server_goes_on_with_what_is_here(days: Days, has_keychain: bool) -> None:
    async def offline(driver: Driver) -> None:
        # Where a keychain vouches for the password nobody is asked, and the work is open.
        if not has_keychain:
            await went_offline(driver)
        await driver.signed_in()
        service = driver.desk.service
        await until(service.connection_changed, lambda: service.is_offline, "the cut to show")
        assert driver.label("connectionLabel").endswith("Offline")
        assert "Offline" in notice_of(driver)
        assert ("no keychain" in notice_of(driver)) is not has_keychain
        assert ("password will be checked" in notice_of(driver)) is not has_keychain
        opened = await driver.opened(lambda opened: opened.has_details)
        driver.correct(NUMBER, "typed offline")
        await driver.draft_saved()
        if has_keychain:
            await driver.ready()
            driver.press(Qt.Key.Key_Return, CONTROL)
            await driver.reached(opened.id, ReviewState.WAITING)
        else:
            await driver.opened(lambda opened: opened.blocking_page is not None)
            assert "keychain" in driver.current.readiness.reason
        days.server.start_again()
        await connected(driver)
        assert notice_of(driver) == ""
        if has_keychain:
            await driver.reached(opened.id, ReviewState.APPROVED)
        else:
            # The page comes by itself, and the value typed meanwhile is still there.
            await driver.ready()
            field = driver.current.shown.by_key(NUMBER)
            assert field is not None
            assert field.value == "typed offline"

    days.work(all_ready)
    days.server.kill()
    days.work(offline)
    if has_keychain:
        assert [row["call"] for row in days.server.record()] == [
            "update_document",
            "approve_reject_doc",
        ]


def test_work_goes_on_behind_a_web_page_that_answers_for_the_server(days: Days) -> None:
    async def travelling(driver: Driver) -> None:
        await driver.signed_in()
        service = driver.desk.service
        await until(service.connection_changed, lambda: service.is_offline, "the cut to show")
        await driver.opened(lambda opened: opened.has_details)
        driver.correct(NUMBER, "typed in a hotel")
        await driver.draft_saved()

    with installed(MemoryKeyring()):
        days.work(all_ready)
        days.server.kill()
        with portal(days.server):
            days.work(travelling)


def test_another_password_opens_nothing_where_a_keychain_can_tell(days: Days) -> None:
    async def strange(driver: Driver) -> None:
        await offered_offline(driver)
        driver.click(driver.widget("offlineButton"))
        label = driver.widget("signInProblem")
        assert isinstance(label, QLabel)
        for _ in range(1000):
            if "last sign-in" in label.text():
                break
            await driver.pause()
        assert "last sign-in" in label.text()
        assert driver.program.desk is None
        password = driver.widget("passwordEdit")
        assert isinstance(password, QLineEdit)
        password.setFocus()
        driver.press(Qt.Key.Key_A, CONTROL)
        driver.type(days.server.password)
        await went_offline(driver)
        await driver.opened(lambda opened: opened.has_details)

    with installed(MemoryKeyring()):
        days.work(all_ready)
        days.server.kill()
        days.work(strange, password="wrong")


def test_a_password_that_nobody_could_check_is_asked_for_once_the_server_answers(
    days: Days,
) -> None:
    async def strange(driver: Driver) -> None:
        await went_offline(driver)
        await driver.opened(lambda opened: opened.has_details)
        driver.correct(NUMBER, "typed before the login died")
        await driver.draft_saved()
        days.server.start_again()
        sheet = driver.window.sign_in_sheet
        for _ in range(1500):
            if sheet.isVisible():
                break
            await driver.pause()
        assert sheet.isVisible()
        driver.widget("passwordEdit").setFocus()
        driver.type(days.server.password)
        driver.press(Qt.Key.Key_Return)
        await connected(driver)
        await driver.ready()
        field = driver.current.shown.by_key(NUMBER)
        assert field is not None
        assert field.value == "typed before the login died"

    with installed(fail.Keyring()):
        days.work(all_ready)
        days.server.kill()
        days.work(strange, password="wrong")


def test_who_never_worked_here_is_not_offered_to(days: Days) -> None:
    async def stranger(driver: Driver) -> None:
        label = driver.widget("signInProblem")
        assert isinstance(label, QLabel)
        for _ in range(1000):
            if label.text():
                break
            await driver.pause()
        assert not driver.widget("offlineButton").isVisible()

    days.server.kill()
    days.work(stranger)


def test_the_server_goes_and_comes_back_without_a_click(days: Days) -> None:
    async def cut(driver: Driver) -> None:
        await all_ready(driver)
        days.server.kill()
        driver.press(Qt.Key.Key_F5)
        await until(
            driver.desk.service.connection_changed,
            lambda: driver.desk.service.is_offline,
            "the cut to show",
        )
        assert "Offline" in notice_of(driver)
        days.server.start_again()
        await connected(driver)
        assert notice_of(driver) == ""

    days.work(cut)


def test_a_login_that_dies_is_asked_for_over_the_work_and_what_waits_goes_out_then(
    days: Days,
) -> None:
    async def dying(driver: Driver) -> None:
        first = await driver.ready()
        driver.correct(NUMBER, "typed before the login died")
        days.server.fault("*", "status_401", times=None)
        driver.press(Qt.Key.Key_Return, CONTROL)
        sheet = driver.window.sign_in_sheet
        for _ in range(1500):
            if sheet.isVisible():
                break
            await driver.pause()
        assert sheet.isVisible()
        assert not driver.desk.queue.state(first.id).is_decided
        days.server.clear_faults()
        driver.widget("passwordEdit").setFocus()
        driver.type(days.server.password)
        driver.press(Qt.Key.Key_Return)
        await connected(driver)
        await driver.reached(first.id, ReviewState.APPROVED)

    days.work(dying)
    (update, approval) = days.server.record()
    assert update["values"]["doc_number_value"]["_value"] == "typed before the login died"
    assert approval["call"] == "approve_reject_doc"


def test_the_key_for_the_next_document_shows_its_page_before_anything_else_happens(
    days: Days,
) -> None:
    async def quick(driver: Driver) -> None:
        await all_ready(driver)
        first = driver.current.id
        # With the server gone nothing can have been fetched for it.
        days.server.kill()
        arrived: list[int] = []
        driver.desk.session.page_arrived.connect(lambda page, _decoded: arrived.append(page))
        driver.press(Qt.Key.Key_PageDown, CONTROL)
        assert driver.current.id != first
        assert arrived[0] == 1
        assert driver.current.has_details
        assert driver.window.page_pane.document_id == driver.current.id
        driver.press(Qt.Key.Key_PageUp, CONTROL)
        assert driver.current.id == first
        assert len(arrived) >= 2
        days.server.start_again()

    days.work(quick)
