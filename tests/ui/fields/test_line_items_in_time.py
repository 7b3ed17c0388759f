"""The table of another document comes after what is looked at first, and never too late."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from klearstack_desktop.model.formats.locales import formats_of
from klearstack_desktop.model.line_items.place import CellPlace
from klearstack_desktop.ui.fields.line_items import ShownTable
from tests.model.builders import line_items
from tests.ui.fields.lines_desk import Desk
from tests.ui.fields.reviewing import press, type_text
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

ROSES = line_items(("roses", "3", "1.50"), ("tulips", "2", "2.00"))
LILIES = line_items(("lilies", "7", "9.00"))


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    shown = Desk(ROSES)
    qtbot.addWidget(shown)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    shown.before.setFocus()
    return shown


def open_lilies(desk: Desk) -> None:
    desk.table = LILIES
    desk.items.show_table_in_time(desk.shown(LILIES))


def is_covered(desk: Desk) -> bool:
    return found(desk, QWidget, "lineItemsCover").isVisible()


def first_cell(desk: Desk) -> str:
    return desk.texts()[0][0]


def test_it_comes_after_the_painting(qtbot: QtBot, desk: Desk) -> None:
    desk.update()
    open_lilies(desk)
    assert first_cell(desk) == "roses"
    assert is_covered(desk)
    QApplication.sendPostedEvents(desk, QEvent.Type.UpdateRequest.value)
    assert first_cell(desk) == "roses"
    qtbot.waitUntil(lambda: first_cell(desk) == "lilies")
    assert not is_covered(desk)
    desk.go(0, 0)
    press(Qt.Key.Key_F2)
    type_text("!")
    press(Qt.Key.Key_Return)
    assert len(desk.edits[-1]) == 1, "what is edited afterwards is heard"


@pytest.mark.parametrize("way", ["cell", "grid", "next", "tab", "commit"])
def test_who_wants_something_of_it_finds_it_there(desk: Desk, way: str) -> None:
    open_lilies(desk)
    match way:
        case "cell":
            desk.items.focus_cell(CellPlace("line_items", 0, 1))
            assert desk.place() == (0, 1)
        case "grid":
            desk.items.focus_grid()
            assert desk.place() == (0, 0)
        case "next":
            desk.items.focus_next()
        case "tab":
            press(Qt.Key.Key_Tab)
            assert desk.grid.hasFocus()
            assert desk.place() == (0, 0)
        case "commit":
            desk.items.commit()
    assert first_cell(desk) == "lilies"


def test_rows_of_the_document_before_are_nobodys_edit(qtbot: QtBot, desk: Desk) -> None:
    open_lilies(desk)
    found(desk, QPushButton, "deleteRowButton").click()
    found(desk, QPushButton, "insertRowButton").click()
    assert desk.edits == []
    qtbot.waitUntil(lambda: first_cell(desk) == "lilies")
    assert desk.edits == []
    assert len(desk.texts()) == 1


def test_how_people_write_is_heard_of_while_it_waits(desk: Desk) -> None:
    heard: list[str] = []
    desk.items.locale_changed.connect(lambda: heard.append(first_cell(desk)))
    open_lilies(desk)
    desk.items.set_locale(formats_of("de_DE"))
    assert heard == ["lilies"]


def test_who_is_in_the_table_sees_the_other_one_at_once(desk: Desk) -> None:
    desk.go(1, 0)
    open_lilies(desk)
    assert first_cell(desk) == "lilies"


def test_an_open_cell_does_not_outlive_its_document(qtbot: QtBot, desk: Desk) -> None:
    desk.go(1, 0)
    press(Qt.Key.Key_F2)
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    desk.items.show_table_in_time(ShownTable())
    assert not desk.items.isVisible()
    assert QApplication.focusWidget() is not desk.grid


def test_the_last_of_several_is_shown(qtbot: QtBot, desk: Desk) -> None:
    open_lilies(desk)
    desk.items.show_table_in_time(desk.shown(ROSES))
    qtbot.waitUntil(lambda: not is_covered(desk))
    assert first_cell(desk) == "roses"
    open_lilies(desk)
    desk.items.show_table(ShownTable())
    assert not desk.items.isVisible()
    assert not is_covered(desk)
