"""Keys that were chosen count at once, wherever the focus is, and after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTableView, QTabWidget, QWidget

from klearstack_desktop.model.key_choices import KeyChoices
from klearstack_desktop.store import keys_file
from klearstack_desktop.ui.action_specs import ACTIONS
from klearstack_desktop.ui.decision.key_button import KeyButton
from klearstack_desktop.ui.keys.model import EVERYWHERE
from klearstack_desktop.ui.settings.dialog import SettingsDialog
from klearstack_desktop.ui.settings.places import Page
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, NUMBER, Driver
from tests.end_to_end.test_keys import go_to, two_pages

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess

PLACES = ("grid", "comment", "search", "list", "page")
SAVE_ROW = next(row for row, spec in enumerate(ACTIONS) if spec.name == "save")


async def choose_ctrl_j_for_save(driver: Driver) -> None:
    """Open the settings, go to the keys, press Ctrl+J for saving, and leave: keys only."""
    driver.press(Qt.Key.Key_Comma, CONTROL)
    await driver.pause()
    pages = driver.widget("settingsPages")
    assert isinstance(pages, QTabWidget)
    pages.tabBar().setFocus()
    while pages.tabText(pages.currentIndex()) != Page.KEYS.value:
        driver.press(Qt.Key.Key_Right)
    table = driver.widget("keysTable")
    assert isinstance(table, QTableView)
    driver.press(Qt.Key.Key_Tab)
    assert driver.focus() is table
    while table.currentIndex().row() != SAVE_ROW:
        driver.press(Qt.Key.Key_Down)
    assert table.currentIndex().column() == EVERYWHERE
    driver.press(Qt.Key.Key_Return)
    driver.press(Qt.Key.Key_S, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    driver.press(Qt.Key.Key_Return)
    driver.press(Qt.Key.Key_J, CONTROL)
    driver.press(Qt.Key.Key_Escape)
    await driver.pause()
    dialog = driver.window.findChild(SettingsDialog)
    assert dialog is None or not dialog.isVisible()


def editors(driver: Driver) -> list[QWidget]:
    """One editor of each kind in the panel."""
    order = driver.window.field_panel.keys_in_order()
    found = [driver.widget(f"field:{key.name}") for key in order if not key.occurrence]
    return list({type(editor): editor for editor in reversed(found)}.values())


async def saved_by(driver: Driver, place: str | QWidget, value: str) -> None:
    driver.correct(NUMBER, value)
    if isinstance(place, str):
        go_to(driver, place)
    else:
        place.setFocus()
    saved: list[str] = []
    driver.desk.submissions.saved.connect(saved.append)
    driver.press(Qt.Key.Key_S, CONTROL)
    assert saved == []
    driver.press(Qt.Key.Key_J, CONTROL)
    await until(driver.desk.submissions.saved, lambda: bool(saved), "the saved corrections")
    driver.desk.submissions.saved.disconnect(saved.append)


def test_a_chosen_key_works_from_every_place_and_is_shown_everywhere(
    review: Review, tmp_path: Path, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        await two_pages(driver)
        await choose_ctrl_j_for_save(driver)
        action = driver.window.action_table["save"]
        assert action.shortcut().toString() == "Ctrl+J"
        assert action.toolTip() == "Save corrections (Ctrl+J)"
        button = driver.widget("saveButton")
        assert isinstance(button, KeyButton)
        assert button.hint() == "Ctrl+J"
        driver.press(Qt.Key.Key_F1)
        await driver.pause()
        shown = [label.text() for label in driver.window.keys_sheet.findChildren(QLabel)]
        assert shown[shown.index("Save corrections") + 1] == "Ctrl+J"
        driver.press(Qt.Key.Key_Escape)
        await driver.pause()
        places: list[str | QWidget] = [*PLACES, *editors(driver)]
        for turn, place in enumerate(places):
            await saved_by(driver, place, f"corrected {turn}")
        assert len(server.record()) == len(places)

    review(scenario)
    kept = keys_file.load(tmp_path / "profile")
    assert kept == KeyChoices({"save": ("Ctrl+J",)})


def test_chosen_keys_are_there_after_a_restart(review: Review, tmp_path: Path) -> None:
    (tmp_path / "profile").mkdir()
    keys_file.save(tmp_path / "profile", KeyChoices({"save": ("Ctrl+J",)}))

    async def scenario(driver: Driver) -> None:
        await driver.ready()
        await saved_by(driver, "comment", "corrected")

    review(scenario)


def test_keys_are_handed_on_and_a_clash_in_the_file_changes_nothing(
    review: Review, tmp_path: Path
) -> None:
    (tmp_path / "theirs.toml").write_text('[everywhere]\nsave = ["F12"]\n')
    (tmp_path / "wrong.toml").write_text('[everywhere]\nsave = ["F9"]\nrefresh = ["F9"]\n')

    async def scenario(driver: Driver) -> None:
        await driver.ready()
        settings = driver.program._settings
        settings.open(page=Page.KEYS)
        keys = settings._keys
        keys.take_in(tmp_path / "theirs.toml")
        action = driver.window.action_table["save"]
        await until(action.changed, lambda: action.shortcut().toString() == "F12", "the key")
        keys.take_in(tmp_path / "wrong.toml")
        while "chosen twice" not in driver.label("keysMessage"):
            await driver.pause()
        assert action.shortcut().toString() == "F12"
        keys.export(tmp_path / "mine.toml")
        while "mine.toml" not in driver.label("keysMessage"):
            await driver.pause()
        assert keys_file.read(tmp_path / "mine.toml") == KeyChoices({"save": ("F12",)})

    review(scenario)
