from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QSpinBox

from klearstack_desktop.model.settings import LIMITS, Settings
from klearstack_desktop.ui.settings.dialog import SettingsDialog
from klearstack_desktop.ui.settings.places import Page
from klearstack_desktop.ui.settings.working_page import NO_KEYCHAIN
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SHOWN = Settings(undo_seconds=7, lock_after_minutes=12, page_cache_days=3)


class Editor:
    """The dialog at its working page, and which settings it asked for."""

    def __init__(self, qtbot: QtBot) -> None:
        self.dialog = SettingsDialog()
        qtbot.addWidget(self.dialog)
        self.page = self.dialog.working_page
        self.page.show_settings(SHOWN)
        self.wanted: list[Settings] = []
        self.page.changed.connect(self.wanted.append)
        self.dialog.turn_to(Page.WORKING)
        with qtbot.waitExposed(self.dialog):
            self.dialog.open()
        self.dialog.activateWindow()

    def box(self, name: str) -> QSpinBox:
        return found(self.dialog, QSpinBox, f"setting:{name}")

    def retype(self, name: str, text: str) -> None:
        box = self.box(name)
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, text)


@pytest.fixture
def editor(qtbot: QtBot) -> Editor:
    return Editor(qtbot)


def test_every_setting_is_there_within_its_limits(editor: Editor) -> None:
    for name, limits in LIMITS.items():
        box = editor.box(name)
        assert (box.minimum(), box.maximum()) == limits
        assert box.value() == getattr(SHOWN, name)
        assert box.accessibleName()
    assert editor.wanted == []


def test_pages_take_half_a_gigabyte_unless_somebody_says_otherwise() -> None:
    assert Settings().prefetch_megabytes == 512


def test_a_number_counts_when_it_is_typed_to_its_end(editor: Editor) -> None:
    editor.retype("lock_after_minutes", "15")
    assert editor.wanted == []
    QTest.keyClick(editor.box("lock_after_minutes"), Qt.Key.Key_Return)
    assert editor.wanted == [Settings(undo_seconds=7, lock_after_minutes=15, page_cache_days=3)]
    assert editor.dialog.isVisible()


def test_an_arrow_key_counts_at_once(editor: Editor) -> None:
    QTest.keyClick(editor.box("undo_seconds"), Qt.Key.Key_Down)
    QTest.keyClick(editor.box("undo_seconds"), Qt.Key.Key_Down)
    assert [settings.undo_seconds for settings in editor.wanted] == [6, 5]


def test_without_a_keychain_it_says_that_no_page_is_kept(editor: Editor) -> None:
    editor.page.set_keeps_pages(is_possible=False)
    assert found(editor.dialog, QLabel, "pagesKeptLabel").text() == NO_KEYCHAIN
    assert not editor.box("page_cache_megabytes").isEnabled()
    assert not editor.box("page_cache_days").isEnabled()
    assert editor.box("prefetch_megabytes").isEnabled()
    editor.page.set_keeps_pages(is_possible=True)
    assert editor.box("page_cache_days").isEnabled()


def test_the_profile_is_out_of_sight_where_it_does_not_matter(editor: Editor) -> None:
    chooser = editor.dialog.findChild(QSpinBox, "boxDpiBox")
    assert chooser is not None
    assert not chooser.isVisible()
    editor.dialog.turn_to(Page.SERVER)
    assert chooser.isVisible()
    assert not editor.page.isVisible()


def test_the_locale_is_the_systems_until_another_is_chosen(editor: Editor) -> None:
    box = found(editor.dialog, QComboBox, "setting:locale")
    assert box.currentData() == ""
    assert box.currentText().startswith("As the system: ")
    box.setFocus()
    QTest.keyClicks(box, "Germ")
    QTest.keyClick(box, Qt.Key.Key_Down)
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.currentText() == "German (Switzerland)"
    assert editor.wanted[-1].locale == "de_CH"


def test_a_locale_from_the_file_is_shown_even_if_it_is_not_on_offer(editor: Editor) -> None:
    box = found(editor.dialog, QComboBox, "setting:locale")
    for name, shown in (("is_IS", "Icelandic (Iceland)"), ("xx_YY", "xx_YY (not known)")):
        editor.page.show_settings(Settings(locale=name))
        assert (box.currentData(), box.currentText()) == (name, shown)
