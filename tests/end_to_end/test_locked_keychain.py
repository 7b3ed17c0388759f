"""A keychain that asks a person first: the window answers meanwhile."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QPushButton

from klearstack_desktop.options import Options
from tests.end_to_end.driver import run_program
from tests.memory_keyring import MemoryKeyring, installed

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from tests.end_to_end.driver import Driver
    from tests.server_process import ServerProcess


class LockedKeyring(MemoryKeyring):
    """Answers once it is unlocked, and knows which threads had to wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self.unlocked = threading.Event()
        self.unlocked.set()
        self.waiting: set[threading.Thread] = set()

    def get_password(self, service: str, username: str) -> str | None:
        self._wait()
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._wait()
        super().set_password(service, username, password)

    def _wait(self) -> None:
        self.waiting.add(threading.current_thread())
        self.unlocked.wait(20)


def test_the_window_never_waits_for_the_keychain(
    qapp: QApplication, server: ServerProcess, tmp_path: Path
) -> None:
    options = Options(server=server.url, company=server.company, user=server.username)
    keyring = LockedKeyring()

    async def remembering(driver: Driver) -> None:
        button = driver.widget("signInButton")
        while not (button.window().isActiveWindow() and button.isEnabled()):
            await driver.pause()
        box = driver.widget("rememberBox")
        assert isinstance(box, QCheckBox)
        box.click()
        driver.widget("passwordEdit").setFocus()
        driver.type(server.password)
        driver.press(Qt.Key.Key_Return)
        await driver.signed_in()
        while server.password not in keyring.kept.values():
            await driver.pause()

    async def remembered(driver: Driver) -> None:
        while not keyring.waiting:
            await driver.pause()
        button = driver.widget("signInButton")
        assert isinstance(button, QPushButton)
        assert button.text() == "Signing in…"
        assert driver.program.desk is None
        keyring.unlocked.set()
        await driver.signed_in()

    with installed(keyring):
        run_program(qapp, options, tmp_path / "profile", remembering)
        assert threading.main_thread() not in keyring.waiting
        keyring.waiting.clear()
        keyring.unlocked.clear()
        run_program(qapp, options, tmp_path / "profile", remembered)
    assert threading.main_thread() not in keyring.waiting
