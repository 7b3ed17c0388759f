from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from klearstack_desktop.ui.page.boxes import BoxState
from klearstack_desktop.ui.page.thumbnails import (
    MarksRole,
    PageRole,
    ProblemRole,
    ThumbnailModel,
    Thumbnails,
)
from tests.ui.page.sheets import BOXES, DATE, TOTAL, TOTAL_BOX, page_box, plain_page

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from klearstack_desktop.ui.page.pane import PagePane


@pytest.fixture
def model(qapp: object) -> ThumbnailModel:
    tested = ThumbnailModel()
    QAbstractItemModelTester(tested, QAbstractItemModelTester.FailureReportingMode.Fatal, tested)
    return tested


def test_rows_come_and_go(model: ThumbnailModel) -> None:
    model.reset(2)
    model.set_count(5)
    assert model.rowCount() == 5
    model.set_count(3)
    assert [model.index(row, 0).data() for row in range(3)] == ["1", "2", "3"]
    model.reset(1)
    assert model.rowCount() == 1


def test_a_row_tells_what_is_known_of_its_page(qtbot: QtBot, model: ThumbnailModel) -> None:
    model.reset(2)
    page = plain_page()
    with qtbot.waitSignal(model.dataChanged):
        model.set_page(2, page)
    index = model.index(1, 0)
    assert index.data(PageRole) is page
    model.set_page(2, None, "Page 2 is damaged.")
    assert index.data(PageRole) is None
    assert index.data(ProblemRole) == "Page 2 is damaged."
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Page 2: Page 2 is damaged."


def test_a_new_document_forgets_the_pages(model: ThumbnailModel) -> None:
    model.reset(1)
    model.set_page(1, plain_page())
    model.reset(1)
    assert model.index(0, 0).data(PageRole) is None


def test_a_page_beyond_the_count_is_no_row(model: ThumbnailModel) -> None:
    model.reset(1)
    model.set_page(7, plain_page())
    assert model.rowCount() == 1


def column_of(pane: PagePane) -> Thumbnails:
    column = pane.findChild(Thumbnails, "thumbnails")
    assert isinstance(column, Thumbnails)
    return column


def test_a_click_turns_to_the_page(qtbot: QtBot, opened: PagePane) -> None:
    column = column_of(opened)
    at = column.visualRect(column.model().index(1, 0)).center()
    with qtbot.waitSignal(opened.page_changed, check_params_cb=lambda page: page == 2):
        qtbot.mouseClick(column.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_arrow_keys_turn_pages(qtbot: QtBot, opened: PagePane) -> None:
    column = column_of(opened)
    column.setFocus()
    qtbot.keyClick(column, Qt.Key.Key_Down)
    assert opened.current_page == 2


def test_the_open_page_is_marked(opened: PagePane) -> None:
    opened.next_page()
    assert column_of(opened).currentIndex().row() == 1
    opened.set_document("doc-2", 3)
    assert column_of(opened).currentIndex().row() == 0


def test_a_small_page_shows_its_colour(opened: PagePane) -> None:
    opened.set_page(2, plain_page("#cc0000"))
    column = column_of(opened)
    picture = column.viewport().grab().toImage()
    centre = column.visualRect(column.model().index(1, 0)).center()
    scale = picture.devicePixelRatio()
    seen = picture.pixelColor(round(centre.x() * scale), round(centre.y() * scale))
    assert seen.name() == "#cc0000"


def test_what_needs_a_person_is_marked_and_said(opened: PagePane) -> None:
    index = column_of(opened).model().index(0, 0)
    assert [mark.field.key for mark in index.data(MarksRole)] == [DATE, TOTAL]
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Page 1: 2 fields to check"
    before = column_of(opened).viewport().grab().toImage()
    opened.set_boxes(BOXES[:1])
    assert index.data(MarksRole) == ()
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "Page 1"
    assert column_of(opened).viewport().grab().toImage() != before


def test_marks_wait_for_their_page(opened: PagePane) -> None:
    opened.set_boxes((page_box(TOTAL, TOTAL_BOX, page=3, state=BoxState.BROKEN),))
    index = column_of(opened).model().index(2, 0)
    assert index.data(MarksRole) == ()
    opened.set_page(3, plain_page())
    assert [mark.field.key for mark in index.data(MarksRole)] == [TOTAL]


def test_another_document_has_marks_of_its_own(opened: PagePane) -> None:
    opened.set_document("doc-2", 1)
    opened.set_page(1, plain_page())
    assert column_of(opened).model().index(0, 0).data(MarksRole) == ()
