"""Signing in to a server that this computer does not know: over real TLS, with the whole window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton

from klearstack_desktop.model.certificate import shown_fingerprint
from klearstack_desktop.options import Options
from klearstack_desktop.waiting import until
from tests.api.certificates import make
from tests.end_to_end.driver import run_program
from tests.memory_keyring import MemoryKeyring, installed
from tests.server_process import ServerProcess
from tests.tls_front import TlsFront
from tests.ui.finding import found

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from tests.end_to_end.driver import Driver

FIRST = make()
SECOND = make(issuer=make("New Authority", is_authority=True))
ENDED = make(ended=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path_factory.mktemp("server"), documents=2) as server:
        yield server


@pytest.fixture
def front(server: ServerProcess, tmp_path: Path) -> Iterator[TlsFront]:
    with TlsFront(FIRST, tmp_path, int(server.url.rpartition(":")[2])) as front:
        yield front


class Visits:
    """One workstation, visited again and again."""

    def __init__(
        self, app: QApplication, server: ServerProcess, front: TlsFront, profile: Path
    ) -> None:
        self._app = app
        self._server = server
        self._front = front
        self._profile = profile

    def visit(self, scenario: Callable[[Driver], Awaitable[None]]) -> None:
        options = Options(
            server=self._front.url,
            company=self._server.company,
            user=self._server.username,
            password=self._server.password,
        )
        run_program(self._app, options, self._profile, scenario)


@pytest.fixture
def visits(
    qapp: QApplication,
    server: ServerProcess,
    front: TlsFront,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Visits:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return Visits(qapp, server, front, tmp_path / "profile")


async def asked(driver: Driver, *, is_signed_in: bool = False) -> None:
    """Wait for the trust sheet."""
    while not driver.window.findChildren(QPushButton, "trustButton"):
        assert is_signed_in or driver.program.desk is None, "signed in without a question"
        await driver.pause()


async def refused(driver: Driver) -> str:
    """Wait until the sign-in sheet says why it did not work, and return that."""
    label = found(driver.window, QLabel, "signInProblem")
    while not label.text():
        await driver.pause()
    return label.text()


async def compare_and_trust(driver: Driver) -> None:
    await asked(driver)
    driver.click(found(driver.window, QCheckBox, "trustCompared"))
    button = found(driver.window, QPushButton, "trustButton")
    assert button.isEnabled()
    driver.click(button)
    await driver.signed_in()


def test_a_compared_certificate_is_trusted_and_remembered(visits: Visits) -> None:
    async def first(driver: Driver) -> None:
        await asked(driver)
        shown = found(driver.window, QLabel, "trustFingerprint").text()
        assert shown == shown_fingerprint(FIRST.sha256)
        assert "self-signed" in found(driver.window, QLabel, "trustReason").text()
        await compare_and_trust(driver)
        assert driver.desk.details.trust == f"sha256:{FIRST.sha256}"

    async def second(driver: Driver) -> None:
        await driver.signed_in()

    visits.visit(first)
    visits.visit(second)


def test_a_refused_certificate_is_never_sent_anything(visits: Visits, front: TlsFront) -> None:
    async def refuse(driver: Driver) -> None:
        await asked(driver)
        driver.press(Qt.Key.Key_Return)
        assert "self-signed" in await refused(driver)
        assert driver.program.desk is None

    visits.visit(refuse)
    assert front.received == 0


def test_a_changed_certificate_is_shown_beside_the_old_one(visits: Visits, front: TlsFront) -> None:
    async def refuse(driver: Driver) -> None:
        await asked(driver)
        now = found(driver.window, QLabel, "trustFingerprint").text()
        before = found(driver.window, QLabel, "acceptedFingerprint").text()
        assert (before, now) == (
            shown_fingerprint(FIRST.sha256),
            shown_fingerprint(SECOND.sha256),
        )
        texts = [label.text() for label in driver.window.findChildren(QLabel)]
        assert "itself (self-signed)" in texts, "the old one is known in full"
        assert "New Authority" in texts
        driver.press(Qt.Key.Key_Escape)
        assert "another certificate" in await refused(driver)

    visits.visit(compare_and_trust)
    front.show(SECOND)
    visits.visit(refuse)
    visits.visit(compare_and_trust)


def test_an_expired_certificate_cannot_be_trusted(visits: Visits, front: TlsFront) -> None:
    front.show(ENDED)

    async def look(driver: Driver) -> None:
        sentence = await refused(driver)
        assert "It was valid until" in sentence
        assert driver.window.findChildren(QPushButton, "trustButton") == []

    visits.visit(look)


def test_a_certificate_that_changes_while_work_is_open_is_compared_too(
    visits: Visits, front: TlsFront, server: ServerProcess
) -> None:
    async def renewed(driver: Driver) -> None:
        await compare_and_trust(driver)
        sheet = driver.window.sign_in_sheet
        front.show(SECOND)
        front.cut()
        driver.desk.refresh()
        await until(driver.desk.service.sign_in_needed, sheet.isVisible, "the sign-in sheet")
        texts = [label.text() for label in sheet.findChildren(QLabel)]
        assert any("another certificate" in text for text in texts)
        QTest.keyClicks(found(sheet, QLineEdit, "passwordEdit"), server.password)
        driver.press(Qt.Key.Key_Return)
        await asked(driver, is_signed_in=True)
        found(driver.window, QCheckBox, "trustCompared").click()
        driver.click(found(driver.window, QPushButton, "trustButton"))
        await until(sheet.accepted, lambda: not sheet.isVisible(), "the sign-in")
        await until(
            driver.desk.service.connection_changed,
            lambda: "Connected" in driver.label("connectionLabel"),
            "the connection",
        )

    async def in_at_once(driver: Driver) -> None:
        await driver.signed_in()

    visits.visit(renewed)
    visits.visit(in_at_once)


def test_a_certificate_that_changed_over_night_is_compared_over_the_open_work(
    visits: Visits, front: TlsFront
) -> None:
    async def next_morning(driver: Driver) -> None:
        await driver.signed_in()
        await asked(driver, is_signed_in=True)
        assert not driver.window.sign_in_sheet.isVisible()
        assert driver.label("connectionLabel").endswith("Connecting…")
        assert driver.desk.session.current is not None
        assert front.received == received, "only the right server is sent anything"
        await compare_and_trust(driver)
        await until(
            driver.desk.service.connection_changed,
            lambda: "Connected" in driver.label("connectionLabel"),
            "the connection",
        )

    async def refuse(driver: Driver) -> None:
        await driver.signed_in()
        await asked(driver, is_signed_in=True)
        driver.press(Qt.Key.Key_Escape)
        sheet = driver.window.sign_in_sheet
        await until(driver.desk.service.connection_changed, sheet.isVisible, "the sign-in sheet")
        texts = [label.text() for label in sheet.findChildren(QLabel)]
        assert any("another certificate" in text for text in texts)
        assert driver.label("connectionLabel").endswith("Offline")

    async def no_question(driver: Driver) -> None:
        await driver.signed_in()
        await until(
            driver.desk.service.connection_changed,
            lambda: "Connected" in driver.label("connectionLabel"),
            "the connection",
        )

    async def first_day(driver: Driver) -> None:
        await compare_and_trust(driver)
        # Or there is no work to be open the next morning.
        await driver.ready()

    with installed(MemoryKeyring()):
        visits.visit(first_day)
        front.show(SECOND)
        received = front.received
        visits.visit(refuse)
        assert front.received == received
        visits.visit(next_morning)
        visits.visit(no_question)
