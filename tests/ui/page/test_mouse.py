from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QImage, QTransform, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip

from klearstack_desktop.model.geometry import Box
from klearstack_desktop.pages.levels import build_levels
from klearstack_desktop.pages.page import Page
from klearstack_desktop.ui.page.geometry import rect_of
from tests.ui.page.sheets import NUMBER, on_view, page_box, plain_page, printed_page

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from klearstack_desktop.ui.page.pane import PagePane

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
PLAIN, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
NOTCH = 120


def turn_wheel(pane: PagePane, delta: int, *, at: QPoint | None = None, ctrl: bool = False) -> None:
    viewport = pane.view.viewport()
    position = at or viewport.rect().center()
    event = QWheelEvent(
        QPointF(position),
        QPointF(viewport.mapToGlobal(position)),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def drag(qtbot: QtBot, pane: PagePane, start: QPoint, end: QPoint, button: Qt.MouseButton) -> None:
    viewport = pane.view.viewport()
    qtbot.mousePress(viewport, button, pos=start)
    qtbot.mouseMove(viewport, (start + end) / 2)
    qtbot.mouseMove(viewport, end)
    qtbot.mouseRelease(viewport, button, pos=end)


class TestBoxes:
    def test_a_click_names_the_field(self, qtbot: QtBot, opened: PagePane) -> None:
        with qtbot.waitSignal(opened.box_clicked, check_params_cb=lambda key: key == NUMBER):
            qtbot.mouseClick(opened.view.viewport(), LEFT, pos=on_view(opened, 600, 120))

    def test_a_click_works_on_a_turned_page(self, qtbot: QtBot, opened: PagePane) -> None:
        opened.rotate_left()
        opened.fit_page()
        with qtbot.waitSignal(opened.box_clicked, check_params_cb=lambda key: key == NUMBER):
            qtbot.mouseClick(opened.view.viewport(), LEFT, pos=on_view(opened, 600, 120))

    def test_a_click_beside_every_box_names_none(self, qtbot: QtBot, opened: PagePane) -> None:
        with qtbot.assertNotEmitted(opened.box_clicked):
            qtbot.mouseClick(opened.view.viewport(), LEFT, pos=on_view(opened, 200, 300))

    def test_a_press_that_is_let_go_elsewhere_is_no_click(
        self, qtbot: QtBot, opened: PagePane
    ) -> None:
        with qtbot.assertNotEmitted(opened.box_clicked):
            drag(qtbot, opened, on_view(opened, 600, 120), on_view(opened, 200, 300), LEFT)

    def test_over_a_box_the_cursor_is_a_hand(self, qtbot: QtBot, opened: PagePane) -> None:
        viewport = opened.view.viewport()
        qtbot.mouseMove(viewport, on_view(opened, 600, 120))
        assert viewport.cursor().shape() == Qt.CursorShape.PointingHandCursor
        qtbot.mouseMove(viewport, on_view(opened, 200, 300))
        assert viewport.cursor().shape() == Qt.CursorShape.ArrowCursor

    @pytest.mark.qt_log_ignore("does not support raise")  # a tooltip on the offscreen platform
    def test_resting_on_a_box_tells_label_and_value(self, qtbot: QtBot, opened: PagePane) -> None:
        viewport = opened.view.viewport()
        for at, is_told in ((on_view(opened, 600, 120), True), (on_view(opened, 200, 300), False)):
            event = QHelpEvent(QEvent.Type.ToolTip, at, viewport.mapToGlobal(at))
            QApplication.sendEvent(viewport, event)
            if is_told:
                assert "INV-1" in QToolTip.text()
            else:
                qtbot.waitUntil(lambda: not QToolTip.isVisible())


class TestCapture:
    def test_a_drag_gives_the_box_in_pixels_of_the_image(
        self, qtbot: QtBot, opened: PagePane
    ) -> None:
        opened.zoom_reset()
        opened.view.verticalScrollBar().setValue(0)
        with qtbot.waitSignal(opened.capture_changed, check_params_cb=bool):
            opened.begin_capture()
        assert opened.is_capturing
        with (
            qtbot.waitSignal(opened.captured) as captured,
            qtbot.waitSignal(opened.capture_changed) as ended,
        ):
            drag(qtbot, opened, on_view(opened, 310, 250), on_view(opened, 120, 200), LEFT)
        assert captured.args == [1, (Box(120, 200, 310, 250),)]
        assert ended.args == [False]
        assert not opened.is_capturing

    @pytest.mark.parametrize("turns", [1, 2, 3])
    def test_turning_the_page_does_not_turn_the_box(
        self, qtbot: QtBot, opened: PagePane, turns: int
    ) -> None:
        for _ in range(turns):
            opened.rotate_right()
        opened.fit_page()
        opened.begin_capture()
        with qtbot.waitSignal(opened.captured) as captured:
            drag(qtbot, opened, on_view(opened, 100, 200), on_view(opened, 500, 300), LEFT)
        assert captured.args is not None
        (box,) = captured.args[1]
        pixel = 1 / opened.view.camera.zoom
        for seen, wanted in zip(box.corners(), (100, 200, 500, 300), strict=True):
            assert abs(seen - wanted) <= pixel + 1

    def test_the_box_speaks_of_the_rendition_of_the_service(
        self, qtbot: QtBot, opened: PagePane
    ) -> None:
        opened.set_page(1, plain_page(rendition=(1600, 2200)))
        opened.set_boxes((page_box(NUMBER, Box(200, 200, 400, 300)),))
        opened.zoom_reset()
        opened.view.verticalScrollBar().setValue(0)
        opened.begin_capture()
        with qtbot.waitSignal(opened.captured) as captured:
            drag(qtbot, opened, on_view(opened, 100, 100), on_view(opened, 200, 150), LEFT)
        assert captured.args == [1, (Box(200, 200, 400, 300),)]

    def test_the_box_ends_at_the_edge_of_the_page(self, qtbot: QtBot, opened: PagePane) -> None:
        opened.fit_page()
        opened.begin_capture()
        with qtbot.waitSignal(opened.captured) as captured:
            drag(qtbot, opened, on_view(opened, 400, 500), QPoint(1, 1), LEFT)
        assert captured.args is not None
        (box,) = captured.args[1]
        assert box.fits(800, 1100)
        assert box.corners()[:2] == [0, 0]

    def test_a_slip_of_the_hand_captures_nothing(self, qtbot: QtBot, opened: PagePane) -> None:
        opened.begin_capture()
        at = on_view(opened, 300, 300)
        with qtbot.assertNotEmitted(opened.captured):
            drag(qtbot, opened, at, at + QPoint(2, 1), LEFT)
        assert opened.is_capturing

    def test_boxes_cannot_be_clicked_meanwhile(self, qtbot: QtBot, opened: PagePane) -> None:
        opened.begin_capture()
        with qtbot.assertNotEmitted(opened.box_clicked):
            qtbot.mouseClick(opened.view.viewport(), LEFT, pos=on_view(opened, 600, 120))

    def test_the_cursor_is_a_cross(self, opened: PagePane) -> None:
        opened.begin_capture()
        viewport = opened.view.viewport()
        assert viewport.cursor().shape() == Qt.CursorShape.CrossCursor
        opened.cancel_capture()
        assert viewport.cursor().shape() == Qt.CursorShape.ArrowCursor

    def test_esc_leaves_it_in_the_middle_of_a_drag(self, qtbot: QtBot, opened: PagePane) -> None:
        opened.begin_capture()
        viewport = opened.view.viewport()
        qtbot.mousePress(viewport, LEFT, pos=on_view(opened, 100, 100))
        qtbot.mouseMove(viewport, on_view(opened, 300, 200))
        with qtbot.waitSignal(opened.capture_changed, check_params_cb=lambda is_on: not is_on):
            qtbot.keyClick(opened.view, Qt.Key.Key_Escape)
        with qtbot.assertNotEmitted(opened.captured):
            qtbot.mouseRelease(viewport, LEFT, pos=on_view(opened, 300, 200))

    def test_another_document_ends_it(self, opened: PagePane) -> None:
        opened.begin_capture()
        opened.set_document("doc-2", 1)
        assert not opened.is_capturing

    def test_without_a_page_it_does_not_begin(self, qtbot: QtBot, opened: PagePane) -> None:
        opened.set_page_problem(1, "Page 1 is damaged.")
        with qtbot.waitSignal(opened.capture_changed, check_params_cb=lambda is_on: not is_on):
            opened.begin_capture()
        assert not opened.is_capturing


ONE, TWO, FAR = Box(100, 200, 189, 220), Box(205, 200, 294, 220), Box(400, 600, 489, 620)


def around(word: Box) -> Box:
    """What is captured: the ink with one pixel of air."""
    return Box(word.left - 1, word.top - 1, word.right + 1, word.bottom + 1)


class TestCaptureOfWords:
    @pytest.fixture
    def printed(self, opened: PagePane) -> PagePane:
        opened.set_boxes(())
        opened.set_page(1, printed_page(ONE, TWO, FAR))
        opened.fit_page()
        return opened

    def click(
        self, qtbot: QtBot, pane: PagePane, word: Box, modifier: Qt.KeyboardModifier = PLAIN
    ) -> None:
        at = on_view(pane, word.left + word.width / 2, word.top + word.height / 2)
        qtbot.mouseClick(pane.view.viewport(), LEFT, modifier, at)

    def test_a_click_takes_the_word(self, qtbot: QtBot, printed: PagePane) -> None:
        printed.begin_capture()
        with qtbot.waitSignal(printed.captured) as captured:
            self.click(qtbot, printed, ONE)
        assert captured.args == [1, (around(ONE),)]
        assert not printed.is_capturing

    def test_a_drag_snaps_to_the_words_under_it(self, qtbot: QtBot, printed: PagePane) -> None:
        printed.begin_capture()
        with qtbot.waitSignal(printed.captured) as captured:
            drag(qtbot, printed, on_view(printed, 110, 195), on_view(printed, 290, 215), LEFT)
        assert captured.args == [1, (around(ONE.united(TWO)),)]

    @pytest.mark.parametrize("turns", [1, 2, 3])
    def test_a_click_takes_the_word_of_a_page_that_lies_on_its_side(
        self, qtbot: QtBot, printed: PagePane, turns: int
    ) -> None:
        """The words of the page run as the reviewer turned it, not as its pixels are stored."""
        upright = printed_page(ONE, TWO, FAR).levels[0]
        stored = upright.transformed(QTransform().rotate(-90 * turns))
        printed.set_page(1, Page(build_levels(stored)))
        for _ in range(turns):
            printed.rotate_right()
        printed.fit_page()
        printed.begin_capture()
        to_stored = QTransform().rotate(-90 * turns)
        true = QImage.trueMatrix(to_stored, upright.width(), upright.height())
        wanted = true.mapRect(rect_of(around(ONE)))
        with qtbot.waitSignal(printed.captured) as captured:
            at = printed.view.mapFromScene(wanted.center())
            qtbot.mouseClick(printed.view.viewport(), LEFT, pos=at)
        assert captured.args is not None
        (box,) = captured.args[1]
        assert rect_of(box) == wanted

    def test_with_ctrl_words_gather_until_it_is_let_go(
        self, qtbot: QtBot, printed: PagePane
    ) -> None:
        printed.begin_capture()
        with qtbot.assertNotEmitted(printed.captured):
            for word in (FAR, ONE, TWO, TWO):
                self.click(qtbot, printed, word, CTRL)
        with qtbot.waitSignal(printed.captured) as captured:
            qtbot.keyRelease(printed.view, Qt.Key.Key_Control)
        assert captured.args == [1, (around(FAR), around(ONE))]

    def test_a_click_without_ctrl_ends_the_gathering(self, qtbot: QtBot, printed: PagePane) -> None:
        printed.begin_capture()
        self.click(qtbot, printed, ONE, CTRL)
        with qtbot.waitSignal(printed.captured) as captured:
            self.click(qtbot, printed, TWO)
        assert captured.args == [1, (around(ONE), around(TWO))]

    def test_esc_forgets_what_was_gathered(self, qtbot: QtBot, printed: PagePane) -> None:
        printed.begin_capture()
        self.click(qtbot, printed, ONE, CTRL)
        qtbot.keyClick(printed.view, Qt.Key.Key_Escape)
        with qtbot.assertNotEmitted(printed.captured):
            qtbot.keyRelease(printed.view, Qt.Key.Key_Control)
        assert not printed.is_capturing

    def test_another_page_is_captured_from_in_the_same_go(
        self, qtbot: QtBot, printed: PagePane
    ) -> None:
        printed.set_page(2, printed_page(FAR))
        printed.begin_capture()
        self.click(qtbot, printed, ONE, CTRL)
        printed.next_page()
        assert printed.is_capturing
        with qtbot.waitSignal(printed.captured) as captured:
            self.click(qtbot, printed, FAR)
        assert captured.args == [2, (around(FAR),)]

    def test_the_word_under_the_pointer_is_framed(self, qtbot: QtBot, printed: PagePane) -> None:
        printed.begin_capture()
        before = printed.view.viewport().grab().toImage()
        qtbot.mouseMove(printed.view.viewport(), on_view(printed, 120, 210))
        assert printed.view.viewport().grab().toImage() != before

    def test_what_is_waited_for_stays_marked(self, qtbot: QtBot, printed: PagePane) -> None:
        plain = printed.view.viewport().grab().toImage()
        printed.begin_capture()
        self.click(qtbot, printed, ONE)
        qtbot.mouseMove(printed.view.viewport(), on_view(printed, 700, 900))
        assert printed.view.viewport().grab().toImage() != plain
        printed.end_waiting()
        printed.view.clearFocus()
        assert printed.view.viewport().grab().toImage() == plain


class TestWheel:
    def test_it_zooms_at_the_cursor_with_ctrl(self, opened: PagePane) -> None:
        opened.zoom_reset()
        opened.view.verticalScrollBar().setValue(200)
        at = QPoint(150, 420)
        before = opened.view.mapToScene(at)
        for delta in (NOTCH, NOTCH, 40):
            turn_wheel(opened, delta, at=at, ctrl=True)
        assert opened.view.camera.zoom > 1.5
        after = opened.view.mapToScene(at)
        assert abs(after.x() - before.x()) <= 2
        assert abs(after.y() - before.y()) <= 2

    def test_it_scrolls_and_turns_the_page_at_the_edge(self, opened: PagePane) -> None:
        down = opened.view.verticalScrollBar()
        down.setValue(0)
        turn_wheel(opened, -NOTCH)
        assert down.value() > 0
        assert opened.current_page == 1
        down.setValue(down.maximum())
        turn_wheel(opened, -NOTCH)
        assert opened.current_page == 2
        assert down.value() == down.minimum()

    def test_backwards_it_goes_to_the_end_of_the_page_before(self, opened: PagePane) -> None:
        opened.next_page()
        down = opened.view.verticalScrollBar()
        down.setValue(down.minimum())
        turn_wheel(opened, NOTCH)
        assert opened.current_page == 1
        assert down.value() == down.maximum()

    def test_a_page_that_comes_late_is_read_from_its_top(self, opened: PagePane) -> None:
        opened.go_to_page(2)
        down = opened.view.verticalScrollBar()
        down.setValue(down.maximum())
        turn_wheel(opened, -NOTCH)
        assert opened.current_page == 3
        opened.set_page(3, plain_page())
        assert down.value() == down.minimum()

    def test_a_trackpad_needs_a_whole_notch(self, opened: PagePane) -> None:
        opened.fit_page()
        for _ in range(3):
            turn_wheel(opened, -30)
        assert opened.current_page == 1
        turn_wheel(opened, -30)
        assert opened.current_page == 2


class TestPan:
    def test_the_middle_button_moves_the_page(self, qtbot: QtBot, opened: PagePane) -> None:
        opened.view.camera.set_zoom(2)
        before = on_view(opened, 0, 0)
        drag(qtbot, opened, QPoint(300, 300), QPoint(260, 220), MIDDLE)
        assert on_view(opened, 0, 0) - before == QPoint(-40, -80)

    def test_space_and_the_left_button_move_the_page(self, qtbot: QtBot, opened: PagePane) -> None:
        opened.view.camera.set_zoom(2)
        opened.view.setFocus()
        viewport = opened.view.viewport()
        qtbot.keyPress(opened.view, Qt.Key.Key_Space)
        assert viewport.cursor().shape() == Qt.CursorShape.OpenHandCursor
        before = on_view(opened, 0, 0)
        drag(qtbot, opened, QPoint(300, 300), QPoint(350, 310), LEFT)
        assert on_view(opened, 0, 0) - before == QPoint(50, 10)
        qtbot.keyRelease(opened.view, Qt.Key.Key_Space)
        assert viewport.cursor().shape() == Qt.CursorShape.ArrowCursor

    def test_panning_in_capture_does_not_draw(self, qtbot: QtBot, opened: PagePane) -> None:
        opened.begin_capture()
        with qtbot.assertNotEmitted(opened.captured):
            drag(qtbot, opened, QPoint(300, 300), QPoint(200, 200), MIDDLE)
        assert opened.is_capturing


def test_arrows_scroll(qtbot: QtBot, opened: PagePane) -> None:
    opened.zoom_reset()
    down = opened.view.verticalScrollBar()
    down.setValue(0)
    qtbot.keyClick(opened.view, Qt.Key.Key_Down)
    assert down.value() > 0


def test_focus_is_seen(qtbot: QtBot, opened: PagePane) -> None:
    opened.view.clearFocus()
    without = opened.view.viewport().grab().toImage()
    opened.setFocus()
    qtbot.waitUntil(opened.view.hasFocus)
    assert opened.view.viewport().grab().toImage().pixelColor(0, 0) != without.pixelColor(0, 0)
