from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QPushButton, QRadioButton

from klearstack_desktop.model.changes import FieldChange, FieldEdit, TableChange, TableEdit
from klearstack_desktop.model.document import Cell, FieldKey, Row
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.model.merge import Clash
from klearstack_desktop.pages.page import Page
from klearstack_desktop.ui.conflict.crop import PageCrop
from klearstack_desktop.ui.conflict.merge_sheet import MergeSheet

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

TOTAL = FieldKey("total")
BOX = Box(100, 100, 180, 120)
MINE, THEIRS = FieldChange("12.00", BOX), FieldChange("<b>21.00</b>", BOX)
CLASH = Clash(TOTAL, "Total", FieldEdit(FieldChange("10.00", BOX), MINE), THEIRS, 1)


def rows(*values: str) -> TableChange:
    return TableChange(("text",), tuple(Row((Cell(value),)) for value in values))


LINES = Clash("line_items", "Line items", TableEdit(rows("a"), rows("b")), rows("c"))


@pytest.fixture
def page() -> Page:
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    for across in range(BOX.left, BOX.right):
        for down in range(BOX.top, BOX.bottom):
            image.setPixelColor(across, down, QColor("black"))
    return Page((image,))


def shown(qtbot: QtBot, *clashes: Clash, page: Page | None = None) -> MergeSheet:
    sheet = MergeSheet(clashes, {1: page} if page else {})
    qtbot.addWidget(sheet)
    sheet.open()
    qtbot.waitUntil(lambda: sheet.is_listening)
    return sheet


def button(sheet: MergeSheet, name: str) -> QPushButton:
    found = sheet.findChild(QPushButton, name)
    assert found is not None
    return found


def test_nothing_is_chosen_beforehand(qtbot: QtBot) -> None:
    sheet = shown(qtbot, CLASH)
    assert sheet.rows[0].keeps_mine is None
    assert not button(sheet, "applyMergeButton").isEnabled()


def test_one_key_for_each_clash_and_enter_decide_all(qtbot: QtBot) -> None:
    sheet = shown(qtbot, CLASH, LINES)
    focus = sheet.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, Qt.Key.Key_T)
    assert sheet.rows[1].isAncestorOf(sheet.focusWidget()), "the next clash is asked for"
    qtbot.keyClick(sheet.focusWidget(), Qt.Key.Key_M)
    with qtbot.waitSignal(sheet.resolved) as resolved:
        qtbot.keyClick(sheet.focusWidget(), Qt.Key.Key_Return)
    assert resolved.args == [{TOTAL: False, "line_items": True}]


def test_whoever_was_typing_when_it_came_has_not_chosen(qtbot: QtBot) -> None:
    sheet = MergeSheet((CLASH,), {})
    qtbot.addWidget(sheet)
    sheet.open()
    for key in (Qt.Key.Key_M, Qt.Key.Key_Escape):
        qtbot.keyClick(sheet.focusWidget(), key)
    assert sheet.rows[0].keeps_mine is None
    assert sheet.isVisible()


def test_escape_decides_nothing(qtbot: QtBot) -> None:
    sheet = shown(qtbot, CLASH)
    with qtbot.assertNotEmitted(sheet.resolved), qtbot.waitSignal(sheet.rejected):
        qtbot.keyClick(sheet.focusWidget(), Qt.Key.Key_M)
        qtbot.keyClick(sheet.focusWidget(), Qt.Key.Key_Escape)


def test_one_press_takes_a_side_everywhere(qtbot: QtBot) -> None:
    sheet = shown(qtbot, CLASH, LINES)
    qtbot.mouseClick(button(sheet, "theirsEverywhereButton"), Qt.MouseButton.LeftButton)
    assert [row.keeps_mine for row in sheet.rows] == [False, False]


def test_what_is_no_longer_there_is_said(qtbot: QtBot) -> None:
    sheet = shown(qtbot, Clash(TOTAL, "Total", CLASH.edit, None))
    names = [choice.accessibleName() for choice in sheet.findChildren(QRadioButton)]
    assert names == ["Total: Mine: 12.00", "Total: Theirs: (no longer there)"]


def test_the_crop_shows_the_ink_of_the_box_in_its_middle(qtbot: QtBot, page: Page) -> None:
    sheet = shown(qtbot, CLASH, page=page)
    crop = sheet.findChild(PageCrop)
    assert crop is not None
    picture = crop.grab().toImage()
    assert picture.pixelColor(picture.rect().center()) == QColor("black")


def test_without_a_page_the_crop_says_so_in_words(qtbot: QtBot, page: Page) -> None:
    for clash, there in ((CLASH, None), (LINES, page)):
        sheet = shown(qtbot, clash, page=there)
        crop = sheet.findChild(PageCrop)
        assert crop is not None
        picture = crop.grab().toImage()
        inks = {picture.pixel(x, picture.height() // 2) for x in range(picture.width())}
        assert len(inks) > 2, "surface, border and words"


def test_enter_on_later_leaves_everything_as_it_is(qtbot: QtBot) -> None:
    sheet = shown(qtbot, CLASH)
    qtbot.keyClick(sheet, Qt.Key.Key_T)
    later = button(sheet, "mergeLaterButton")
    later.setFocus()
    with qtbot.assertNotEmitted(sheet.resolved):
        qtbot.keyClick(later, Qt.Key.Key_Return)
    assert not sheet.isVisible()
