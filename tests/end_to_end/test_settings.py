"""Bringing a tenant to work in minutes: the doctor says what differs, the profile takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTabWidget

from klearstack_desktop.model.profile import Profile
from klearstack_desktop.options import Options
from klearstack_desktop.store.profiles import ProfileFolder
from klearstack_desktop.ui.settings.dialog import SettingsDialog
from klearstack_desktop.ui.settings.places import Page
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, sign_in_options

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.review.profiles import Profiles
    from tests.end_to_end.conftest import Review
    from tests.end_to_end.driver import Driver
    from tests.server_process import ServerProcess

ELSEWHERE = {"get_access_token": "/klearstack/get_access_token", "getimage": "/klearstack/getimage"}


def settings_of(driver: Driver) -> SettingsDialog:
    dialog = driver.window.findChild(SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    return dialog


def said(dialog: SettingsDialog, name: str) -> str:
    found = dialog.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


async def examined(driver: Driver, dialog: SettingsDialog) -> str:
    """Press the button and return the verdict."""
    driver.click(driver.widget("examineButton"))
    while not said(dialog, "doctorVerdict"):
        await driver.pause()
    return said(dialog, "doctorVerdict")


async def until_known(profiles: Profiles, name: str) -> Profile:
    await until(profiles.changed, lambda: profiles.named(name) is not None, "the profile")
    found = profiles.named(name)
    assert found is not None
    return found


def test_a_tenant_with_other_paths_is_brought_to_work(
    server: ServerProcess, review: Review, tmp_path: Path
) -> None:
    server.switch(endpoints=ELSEWHERE)

    async def scenario(driver: Driver) -> None:
        button = driver.widget("signInSettingsButton")
        # The sheet takes input once the keychain has no password.
        while not (button.isVisible() and button.isEnabled()):
            await driver.pause()
        driver.click(button)
        dialog = settings_of(driver)
        assert dialog.parentWidget() is driver.window.sign_in_sheet
        dialog.turn_to(Page.DOCTOR)
        QTest.keyClicks(driver.widget("doctorPasswordEdit"), server.password)
        assert "have answered" in await examined(driver, dialog)
        driver.click(driver.widget("usePathsButton"))
        assert dialog.profile.endpoints == ELSEWHERE
        pages = driver.widget("settingsPages")
        assert isinstance(pages, QTabWidget)
        assert pages.tabText(pages.currentIndex()) == "Calls"
        name = dialog.profile.name
        driver.click(driver.widget("saveSettingsButton"))
        await until_known(driver.program._profiles, name)
        driver.click(driver.widget("closeSettingsButton"))
        password = driver.widget("passwordEdit")
        assert isinstance(password, QLineEdit)
        password.setText(server.password)
        driver.click(driver.widget("signInButton"))
        await driver.ready()

    review(scenario, Options(server=server.url, company=server.company, user=server.username))
    kept = ProfileFolder(tmp_path / "profile" / "profiles").last_used()
    assert kept is not None
    assert kept.endpoints == ELSEWHERE
    assert kept.user == server.username
    text = (tmp_path / "profile" / "profiles" / f"{kept.name}.toml").read_text()
    assert server.password not in text


def test_the_next_start_knows_the_server_by_its_profile(
    server: ServerProcess, review: Review, tmp_path: Path
) -> None:
    server.switch(endpoints=ELSEWHERE)
    file = tmp_path / "handed on.toml"
    handed_on = Profile("handed on", server.url, server.company, endpoints=ELSEWHERE)
    ProfileFolder(tmp_path / "other").export(handed_on, file)

    async def scenario(driver: Driver) -> None:
        await driver.ready()

    review(
        scenario,
        Options(profile=str(file), user=server.username, password=server.password),
    )
    last = ProfileFolder(tmp_path / "profile" / "profiles").last_used()
    assert last is not None
    assert (last.name, last.endpoints) == ("handed on", ELSEWHERE)


def test_a_profile_that_is_not_there_is_said_on_the_sheet(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        while not driver.label("signInProblem"):
            await driver.pause()
        assert "no profile named nowhere" in driver.label("signInProblem")

    review(scenario, Options(profile="nowhere"))


def test_the_doctor_of_an_open_account_needs_no_password(
    server: ServerProcess, review: Review
) -> None:
    before = server.record()

    async def scenario(driver: Driver) -> None:
        await driver.ready()
        driver.press(Qt.Key.Key_Comma, CONTROL)
        dialog = settings_of(driver)
        assert dialog.isVisible()
        assert dialog.profile.server == server.url
        dialog.turn_to(Page.DOCTOR)
        assert "have answered" in await examined(driver, dialog)
        driver.click(driver.widget("copyReportButton"))
        report = QApplication.clipboard().text()
        assert "getuserdocuments" in report
        assert server.password not in report
        driver.press(Qt.Key.Key_Escape)
        assert not dialog.isVisible()

    review(scenario, sign_in_options(server))
    assert server.record() == before


def test_an_examination_is_stopped_by_closing(server: ServerProcess, review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        server.fault("getdatasources", "slow", seconds=30)
        driver.window.action_table["doctor"].trigger()
        dialog = settings_of(driver)
        driver.click(driver.widget("examineButton"))
        examinations = driver.program._settings._examinations
        done: list[int] = []
        examinations.progressed.connect(lambda count, _total: done.append(count))
        await until(examinations.progressed, lambda: bool(done), "the first call")
        driver.click(driver.widget("closeSettingsButton"))
        assert examinations._running is None
        assert not dialog.isVisible()

    review(scenario, sign_in_options(server))
