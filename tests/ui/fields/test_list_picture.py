"""The fields of the next document are drawn ahead; what is seen is what the rows would paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget

from klearstack_desktop.ui.fields.editors import LineEditor
from klearstack_desktop.ui.fields.row import FieldRow
from tests.ui.fields.reviewing import (
    ADDRESS,
    DATE,
    NUMBER,
    SUPPLIER,
    TOTAL,
    Review,
    invoice,
    press,
    started,
    with_value,
)
from tests.ui.fields.test_foreseen import foresee, shown_list

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

    from klearstack_desktop.model.document import Document, FieldKey


class Painted(QObject):
    """Notes which rows of a panel are painted on the screen."""

    def __init__(self, review: Review) -> None:
        super().__init__(review)
        self.rows: list[FieldRow] = []
        for row in review.panel.findChildren(FieldRow):
            row.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and isinstance(watched, FieldRow):
            self.rows.append(watched)
        return False


@pytest.fixture
def review(qtbot: QtBot) -> Review:
    """Give a panel that shows an invoice while the next one is drawn ahead."""
    QApplication.setCursorFlashTime(0)
    shown = started(qtbot, invoice())
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    shown.panel.focus_field(NUMBER)
    ahead = foresee(qtbot, shown, following())
    (making,) = ahead.findChildren(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)
    qtbot.waitUntil(lambda: not making.isActive())
    QApplication.processEvents()
    return shown


def following() -> Document:
    return invoice("second", Inv_Date=0.4, Inv_Total=0.7)


def paint(review: Review) -> QImage:
    """Let the window paint what wants to be painted, and return what is on the screen then."""
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    QApplication.sendPostedEvents(review, QEvent.Type.UpdateRequest.value)
    return review.screen().grabWindow(review.winId()).toImage()


def at_rest(qtbot: QtBot, review: Review) -> QImage:
    qtbot.waitUntil(lambda: not held(review))
    QApplication.processEvents()
    return review.screen().grabWindow(review.winId()).toImage()


def held(review: Review) -> list[QWidget]:
    return [row for row in shown_list(review).rows() if not row.updatesEnabled()]


def row_of(review: Review, key: FieldKey) -> FieldRow:
    (found,) = (row for row in shown_list(review).rows() if row.key == key)
    return found


def test_at_first_few_fields_paint_themselves(qtbot: QtBot, review: Review) -> None:
    painted = Painted(review)
    review.open(following())
    first = paint(review)
    assert [row.key for row in painted.rows] == [DATE, ADDRESS]
    assert at_rest(qtbot, review) == first


def test_who_goes_on_at_once_sees_where_the_focus_is(qtbot: QtBot, review: Review) -> None:
    review.open(following())
    paint(review)
    press(Qt.Key.Key_Tab)
    assert review.line(SUPPLIER).hasFocus()
    assert not held(review)
    assert paint(review) == at_rest(qtbot, review)


def test_what_comes_at_once_is_seen_at_once(qtbot: QtBot, review: Review) -> None:
    review.open(following())
    before = paint(review)
    review.open(with_value(following(), "Inv_Total", "1.00"))
    after = paint(review)
    assert after != before
    assert after == at_rest(qtbot, review)


def test_a_target_of_capture_is_seen_at_once(qtbot: QtBot, review: Review) -> None:
    review.open(following())
    before = paint(review)
    review.panel.set_capture_target(TOTAL)
    after = paint(review)
    assert row_of(review, TOTAL).chip.text == "capture"
    assert after != before
    assert after == at_rest(qtbot, review)


def test_in_other_colours_nothing_old_is_seen(qtbot: QtBot, review: Review) -> None:
    dark = QPalette(Qt.GlobalColor.darkBlue)
    review.setPalette(dark)
    review.open(following())
    assert paint(review) == at_rest(qtbot, review)


def test_other_values_when_it_opens_are_painted_by_the_rows(qtbot: QtBot, review: Review) -> None:
    painted = Painted(review)
    review.open(with_value(following(), "Inv_Total", "1.00"))
    first = paint(review)
    assert len(painted.rows) > 1
    assert at_rest(qtbot, review) == first


def test_a_list_that_is_left_while_the_picture_stands_is_drawn_anew(
    qtbot: QtBot, review: Review
) -> None:
    review.open(following())
    left = shown_list(review)
    paint(review)
    foresee(qtbot, review, invoice("third", Inv_Total=0.4))
    review.open(invoice("third", Inv_Total=0.4))
    assert all(row.updatesEnabled() for row in left.rows())
    assert isinstance(review.line(NUMBER), LineEditor)
    assert paint(review) == at_rest(qtbot, review)
