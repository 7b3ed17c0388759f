"""Signing in through a company's proxy, with the whole window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton

from klearstack_desktop.options import Options
from klearstack_desktop.waiting import until
from tests.api.certificates import make
from tests.api.forward_proxy import ForwardProxy
from tests.api.scripted import ScriptedServer, answer
from tests.end_to_end.driver import run_program
from tests.memory_keyring import MemoryKeyring, installed
from tests.ui.finding import found

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from tests.end_to_end.driver import Driver

    Visit = Callable[[Callable[[Driver], Awaitable[None]]], Driver]

TENANT = make("tenant.example")
SECRET = "pr0xy:p@ssword"
PASSWORD = "s3cret-p4ssword"


@pytest.fixture
def safe() -> Iterator[MemoryKeyring]:
    safe = MemoryKeyring()
    with installed(safe):
        yield safe


@pytest.fixture
def tenant(tmp_path: Path) -> Iterator[ScriptedServer]:
    server = ScriptedServer(TENANT.server_context(tmp_path))
    server.script("getuserdocuments", answer({"result": []}))
    yield server
    server.close()


@pytest.fixture
def proxy(tenant: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[ForwardProxy]:
    with ForwardProxy(target=tenant.port, login=f"eve:{SECRET}") as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        yield proxy


@pytest.fixture
def visit(
    qapp: QApplication, tmp_path: Path, proxy: ForwardProxy, monkeypatch: pytest.MonkeyPatch
) -> Visit:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    options = Options(
        server="https://tenant.example",
        company="acme",
        user="maria",
        password=PASSWORD,
        trust=f"sha256:{TENANT.sha256}",
    )

    def run(scenario: Callable[[Driver], Awaitable[None]]) -> Driver:
        return run_program(qapp, options, tmp_path / "profile", scenario)

    return run


async def asked(driver: Driver, *, is_open: bool = False) -> None:
    """Wait for the sheet that asks who signs in to the proxy."""
    while not driver.window.findChildren(QPushButton, "proxyConnectButton"):
        assert is_open or driver.program.desk is None, "signed in without a question"
        await driver.pause()


async def answer_with(driver: Driver, password: str, *, is_open: bool = False) -> None:
    await asked(driver, is_open=is_open)
    QTest.keyClicks(found(driver.window, QLineEdit, "proxyUserEdit"), "eve")
    QTest.keyClicks(found(driver.window, QLineEdit, "proxyPasswordEdit"), password)


def test_the_login_is_asked_for_once_and_kept_in_the_keychain(
    visit: Visit, proxy: ForwardProxy, safe: MemoryKeyring, tmp_path: Path
) -> None:
    async def wrong_then_right(driver: Driver) -> None:
        await answer_with(driver, "wrong")
        assert proxy.address in found(driver.window, QLabel, "proxyReason").text()
        driver.click(found(driver.window, QPushButton, "proxyConnectButton"))
        await driver.pause()
        await answer_with(driver, SECRET)
        assert "refused" in found(driver.window, QLabel, "proxyReason").text()
        found(driver.window, QCheckBox, "proxyRememberBox").click()
        driver.click(found(driver.window, QPushButton, "proxyConnectButton"))
        await driver.signed_in()

    async def just_in(driver: Driver) -> None:
        await driver.signed_in()

    visit(wrong_then_right)
    passwords = [text for (_, entry), text in safe.kept.items() if " @ " in entry]
    assert passwords == [f"eve:{SECRET}"]
    visit(just_in)
    assert proxy.close().count("REFUSED") == 2
    for path in (tmp_path / "profile").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for secret in (SECRET, PASSWORD):
                assert secret.encode() not in content, path


def test_without_a_login_nothing_is_reached(
    visit: Visit, tenant: ScriptedServer, safe: MemoryKeyring
) -> None:
    async def cancel(driver: Driver) -> None:
        await asked(driver)
        QTest.keyClick(found(driver.window, QLineEdit, "proxyUserEdit"), Qt.Key.Key_Escape)
        label = found(driver.window, QLabel, "signInProblem")
        while not label.text():
            await driver.pause()
        assert "asks for a user name and a password" in label.text()

    visit(cancel)
    assert tenant.requests == []
    assert safe.kept == {}


def test_a_login_that_nobody_kept_is_asked_for_over_the_open_work(
    visit: Visit, tenant: ScriptedServer, safe: MemoryKeyring
) -> None:
    async def first_day(driver: Driver) -> None:
        await answer_with(driver, SECRET)
        driver.click(found(driver.window, QPushButton, "proxyConnectButton"))
        await driver.signed_in()
        # The password is known again from the moment at which the keychain has taken it.
        while not any("login-verifier" in entry for _service, entry in safe.kept):
            await driver.pause()

    async def second_day(driver: Driver) -> None:
        await driver.signed_in()
        await answer_with(driver, SECRET, is_open=True)
        assert not driver.window.sign_in_sheet.isVisible()
        assert driver.label("connectionLabel").endswith("Connecting…")
        assert len(tenant.requests) == before, "nothing passes the proxy without a login"
        driver.click(found(driver.window, QPushButton, "proxyConnectButton"))
        await until(
            driver.desk.service.connection_changed,
            lambda: driver.label("connectionLabel").endswith("Connected"),
            "the connection",
        )

    visit(first_day)
    before = len(tenant.requests)
    visit(second_day)
    assert len(tenant.requests) > before
