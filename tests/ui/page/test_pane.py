from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from klearstack_desktop.model.geometry import Box
from klearstack_desktop.ui import theme
from tests.ui.page.sheets import (
    BOXES,
    DATE,
    NUMBER,
    TOTAL,
    TOTAL_BOX,
    on_view,
    page_box,
    plain_page,
    shown_colour,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from klearstack_desktop.ui.page.pane import PagePane

RED, BLUE = "#cc0000", "#0000cc"


def notice_of(pane: PagePane) -> str:
    label = pane.findChild(QLabel, "pageNoticeText")
    assert isinstance(label, QLabel)
    return label.text() if label.isVisible() else ""


def page_label(pane: PagePane) -> str:
    label = pane.findChild(QLabel, "pageLabel")
    assert isinstance(label, QLabel)
    return label.text()


class TestOpening:
    def test_the_first_page_is_painted_and_said_to_be(self, qtbot: QtBot, pane: PagePane) -> None:
        with (
            qtbot.waitSignal(pane.painted) as painted,
            qtbot.waitSignal(pane.page_shown) as shown,
        ):
            pane.set_document("doc-1", 2)
            pane.set_page(1, plain_page(RED))
        assert (painted.args, shown.args) == (["doc-1"], [1])
        assert shown_colour(pane, 400, 300) == RED
        assert page_label(pane) == "Page 1 of 2"

    def test_the_old_page_stays_until_the_new_one_comes(
        self, qtbot: QtBot, opened: PagePane
    ) -> None:
        opened.set_page(1, plain_page(RED))
        opened.set_document("doc-2", 1)
        assert shown_colour(opened, 100, 300) == RED
        with qtbot.waitSignal(opened.painted, check_params_cb=lambda name: name == "doc-2"):
            opened.set_page(1, plain_page(BLUE))
        assert shown_colour(opened, 100, 300) == BLUE

    def test_a_page_that_takes_long_is_announced(self, qtbot: QtBot, opened: PagePane) -> None:
        opened.set_document("doc-2", 1)
        with qtbot.assertNotEmitted(opened.painted):
            qtbot.waitUntil(lambda: notice_of(opened) == "Loading page 1…")
        with qtbot.waitSignal(opened.painted):
            opened.set_page(1, plain_page(BLUE))
        assert notice_of(opened) == ""
        assert shown_colour(opened, 100, 300) == BLUE

    def test_boxes_of_the_old_page_cannot_be_clicked(self, qtbot: QtBot, opened: PagePane) -> None:
        at = on_view(opened, 600, 120)
        opened.set_document("doc-2", 1)
        opened.set_boxes(BOXES)
        with qtbot.assertNotEmitted(opened.box_clicked):
            qtbot.mouseClick(opened.view.viewport(), Qt.MouseButton.LeftButton, pos=at)

    def test_no_document_shows_the_canvas(self, opened: PagePane) -> None:
        opened.set_document(None, None)
        assert shown_colour(opened, 400, 300) == theme.LIGHT.canvas
        assert page_label(opened) == ""

    def test_a_document_without_pages_says_so(self, qtbot: QtBot, pane: PagePane) -> None:
        with (
            qtbot.waitSignal(pane.painted, check_params_cb=lambda name: name == "doc-1"),
            qtbot.assertNotEmitted(pane.page_shown),
        ):
            pane.set_document("doc-1", 0)
        assert notice_of(pane) == "This document has no pages."

    def test_a_count_that_comes_later_keeps_the_page(self, qtbot: QtBot, pane: PagePane) -> None:
        with qtbot.waitSignal(pane.painted):
            pane.set_document("doc-1", None)
            pane.set_page(1, plain_page(RED))
        assert page_label(pane) == "Page 1 of 1"
        pane.set_document("doc-1", 4)
        assert page_label(pane) == "Page 1 of 4"
        assert shown_colour(pane, 400, 300) == RED

    def test_a_count_of_none_that_comes_later_is_said(self, pane: PagePane) -> None:
        pane.set_document("doc-1", None)
        pane.set_document("doc-1", 0)
        assert notice_of(pane) == "This document has no pages."

    def test_a_smaller_count_turns_to_the_last_page(self, opened: PagePane) -> None:
        opened.go_to_page(3)
        opened.set_document("doc-1", 2)
        assert opened.current_page == 2
        assert page_label(opened) == "Page 2 of 2"

    def test_a_page_of_another_kind_is_refused(self, pane: PagePane) -> None:
        pane.set_document("doc-1", 1)
        with pytest.raises(TypeError):
            pane.set_page(1, object())

    def test_painted_comes_once_for_each_document(self, qtbot: QtBot, opened: PagePane) -> None:
        with (
            qtbot.assertNotEmitted(opened.painted),
            qtbot.waitSignal(opened.page_shown, check_params_cb=lambda page: page == 2),
        ):
            opened.next_page()

    def test_nothing_is_painted_while_the_pane_is_hidden(
        self, qtbot: QtBot, opened: PagePane
    ) -> None:
        opened.hide()
        with qtbot.assertNotEmitted(opened.page_shown, wait=50):
            opened.next_page()
        with qtbot.waitSignal(opened.page_shown, check_params_cb=lambda page: page == 2):
            opened.show()


class TestProblems:
    def test_a_sentence_stands_on_an_empty_sheet(self, qtbot: QtBot, pane: PagePane) -> None:
        pane.set_document("doc-1", 2)
        with qtbot.waitSignal(pane.painted), qtbot.assertNotEmitted(pane.page_shown):
            pane.set_page_problem(1, "Page 1 is <b>damaged</b>.")
        assert notice_of(pane) == "Page 1 is <b>damaged</b>."

    def test_trying_again_asks_for_the_page(self, qtbot: QtBot, pane: PagePane) -> None:
        pane.set_document("doc-1", 2)
        pane.set_page_problem(1, "Page 1 is damaged.")
        button = pane.findChild(QPushButton, "retryPageButton")
        assert isinstance(button, QPushButton)
        with qtbot.waitSignal(pane.retry_requested, check_params_cb=lambda page: page == 1):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert notice_of(pane) == "Loading page 1…"
        assert not button.isVisible()
        pane.set_page(1, plain_page(RED))
        assert notice_of(pane) == ""
        assert shown_colour(pane, 400, 300) == RED

    def test_a_problem_elsewhere_does_not_disturb(self, opened: PagePane) -> None:
        opened.set_page_problem(3, "Page 3 is damaged.")
        assert notice_of(opened) == ""
        opened.go_to_page(3)
        assert notice_of(opened) == "Page 3 is damaged."
        opened.go_to_page(1)
        assert notice_of(opened) == ""


class TestTurning:
    def test_to_the_ends_and_no_further(self, opened: PagePane) -> None:
        opened.previous_page()
        assert opened.current_page == 1
        opened.next_page()
        opened.next_page()
        assert opened.current_page == 3
        opened.next_page()
        assert opened.current_page == 3
        assert page_label(opened) == "Page 3 of 3"

    def test_there_and_back_before_the_page_came(self, qtbot: QtBot, opened: PagePane) -> None:
        opened.go_to_page(3)
        opened.go_to_page(1)
        at = on_view(opened, 600, 120)
        with qtbot.waitSignal(opened.box_clicked):
            qtbot.mouseClick(opened.view.viewport(), Qt.MouseButton.LeftButton, pos=at)

    def test_boxes_that_changed_meanwhile_are_there_on_return(
        self, qtbot: QtBot, opened: PagePane
    ) -> None:
        opened.go_to_page(3)
        opened.set_boxes((page_box(DATE, Box(100, 300, 200, 340)),))
        opened.go_to_page(1)
        at = on_view(opened, 150, 320)
        with qtbot.waitSignal(opened.box_clicked, check_params_cb=lambda key: key == DATE):
            qtbot.mouseClick(opened.view.viewport(), Qt.MouseButton.LeftButton, pos=at)

    def test_position_and_zoom_stay_from_page_to_page(self, opened: PagePane) -> None:
        opened.view.camera.set_zoom(1.5)
        across, down = opened.view.horizontalScrollBar(), opened.view.verticalScrollBar()
        across.setValue(120)
        down.setValue(333)
        opened.next_page()
        assert (across.value(), down.value()) == (120, 333)
        assert opened.view.camera.zoom == 1.5

    def test_position_stays_from_document_to_document(self, opened: PagePane) -> None:
        down = opened.view.verticalScrollBar()
        down.setValue(down.maximum())
        opened.set_document("doc-2", 1)
        opened.set_page(1, plain_page(size=(1600, 2600)))
        assert down.value() == down.maximum()

    def test_rotation_stays_from_page_to_page_but_not_to_another_document(
        self, opened: PagePane
    ) -> None:
        opened.rotate_right()
        opened.next_page()
        assert opened.view.camera.turns == 1
        opened.set_document("doc-2", 1)
        opened.set_page(1, plain_page())
        assert opened.view.camera.turns == 0

    def test_a_photograph_lying_on_its_side_is_shown_upright(self, opened: PagePane) -> None:
        opened.set_document("doc-2", 1)
        opened.set_page(1, plain_page(upright_turns=1))
        assert opened.view.camera.turns == 1
        opened.rotate_left()
        assert opened.view.camera.turns == 0


class TestActiveField:
    def test_its_box_is_scrolled_into_view(self, opened: PagePane) -> None:
        opened.zoom_reset()
        opened.view.verticalScrollBar().setValue(0)
        assert not opened.view.viewport().rect().contains(on_view(opened, 600, 1020))
        opened.set_active(TOTAL)
        visible = opened.view.viewport().rect()
        assert visible.contains(on_view(opened, TOTAL_BOX.left, TOTAL_BOX.top))
        assert visible.contains(on_view(opened, TOTAL_BOX.right, TOTAL_BOX.bottom))

    def test_nothing_moves_where_it_is_seen(self, opened: PagePane) -> None:
        before = on_view(opened, 0, 0)
        opened.set_active(NUMBER)
        opened.set_active(DATE)
        assert on_view(opened, 0, 0) == before

    def test_nothing_moves_when_boxes_change_later(self, opened: PagePane) -> None:
        opened.zoom_reset()
        opened.set_active(TOTAL)
        opened.view.verticalScrollBar().setValue(0)
        opened.set_boxes(BOXES)
        assert opened.view.verticalScrollBar().value() == 0

    def test_its_page_is_turned_to_and_shown_when_it_comes(self, opened: PagePane) -> None:
        opened.zoom_reset()
        opened.set_boxes((*BOXES[:2], page_box(TOTAL, TOTAL_BOX, page=3)))
        opened.set_active(TOTAL)
        assert opened.current_page == 3
        opened.set_page(3, plain_page())
        assert opened.view.viewport().rect().contains(on_view(opened, 600, 1020))

    def test_boxes_that_come_later_are_still_revealed(self, opened: PagePane) -> None:
        opened.zoom_reset()
        opened.set_boxes(())
        opened.set_active(TOTAL)
        opened.set_boxes(BOXES)
        assert opened.view.viewport().rect().contains(on_view(opened, 600, 1020))

    def test_zoom_to_it(self, opened: PagePane) -> None:
        opened.set_active(DATE)
        before = opened.view.camera.zoom
        opened.zoom_to_active()
        assert opened.view.camera.zoom > 2 * before
        middle = opened.view.viewport().rect().center()
        assert (on_view(opened, 600, 220) - middle).manhattanLength() <= 4

    def test_zoom_to_nothing_changes_nothing(self, opened: PagePane) -> None:
        before = opened.view.camera.zoom
        opened.zoom_to_active()
        assert opened.view.camera.zoom == before

    def test_it_is_drawn_in_the_colour_of_the_active_box(self, opened: PagePane) -> None:
        plain = shown_colour(opened, 600, 120)
        opened.set_active(NUMBER)
        assert shown_colour(opened, 600, 120) != plain


def test_boxes_outside_the_image_are_counted_in_the_log_without_their_values(
    opened: PagePane, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        opened.set_boxes((page_box(NUMBER, Box(700, 10, 900, 40)),))
    assert "1 boxes lie outside" in caplog.text
    assert "INV-1" not in caplog.text


def test_the_paper_stays_white_in_dark_mode(qapp: QApplication, opened: PagePane) -> None:
    theme.dress(qapp, theme.DARK)
    assert shown_colour(opened, 200, 600) == "#ffffff"
    assert shown_colour(opened, -5, 300) == theme.DARK.canvas


def test_box_colours_are_data_and_do_not_follow_dark_mode(
    qapp: QApplication, opened: PagePane
) -> None:
    light = shown_colour(opened, 600, 120)
    theme.dress(qapp, theme.DARK)
    assert shown_colour(opened, 600, 120) == light


def test_screen_readers_hear_what_is_shown(opened: PagePane) -> None:
    assert opened.view.accessibleName() == "Page"
    assert opened.view.accessibleDescription() == "Page 1 of 3, 3 fields marked"
