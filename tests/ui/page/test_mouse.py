from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip

from klearstack_desktop.model.geometry import Box
from tests.ui.page.sheets import NUMBER, on_view, page_box, plain_page

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from klearstack_desktop.ui.page.pane import PagePane

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
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
        assert captured.args == [1, Box(120, 200, 310, 250)]
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
        box = captured.args[1]
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
        assert captured.args == [1, Box(200, 200, 400, 300)]

    def test_the_box_ends_at_the_edge_of_the_page(self, qtbot: QtBot, opened: PagePane) -> None:
        opened.fit_page()
        opened.begin_capture()
        with qtbot.waitSignal(opened.captured) as captured:
            drag(qtbot, opened, on_view(opened, 400, 500), QPoint(1, 1), LEFT)
        assert captured.args is not None
        assert captured.args[1].fits(800, 1100)
        assert captured.args[1].corners()[:2] == [0, 0]

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
