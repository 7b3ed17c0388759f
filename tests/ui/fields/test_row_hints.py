"""What a tooltip says of a row is what is under the pointer, as it is then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from klearstack_desktop.ui.fields.note_label import NoteLabel
from klearstack_desktop.ui.fields.row import FieldRow
from tests.ui.fields.reviewing import TOTAL, Review, invoice, press, started

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def review(qtbot: QtBot) -> Review:
    return started(qtbot, invoice(Inv_Total=0.4))


def total_of(review: Review) -> FieldRow:
    return next(row for row in review.panel.findChildren(FieldRow) if row.key == TOTAL)


def rest_at(widget: QWidget, at: QPoint) -> None:
    """Move the pointer somewhere and let it rest until a tooltip is due."""
    QTest.mouseMove(widget, at)
    QApplication.processEvents()
    event = QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, event)


def test_a_chip_explains_itself_and_not_its_neighbours(qtbot: QtBot, review: Review) -> None:
    row = total_of(review)
    (note,) = row.findChildren(NoteLabel)
    for neighbour in (row.editor, note):
        rest_at(row, row.chip_room.center())
        assert "40%" in QToolTip.text()
        rest_at(neighbour, neighbour.rect().center())
        qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_a_chip_that_changes_under_the_pointer_says_what_it_is_now(review: Review) -> None:
    row = total_of(review)
    at = row.chip_room.center()
    QTest.mouseMove(row, at)
    QApplication.processEvents()
    review.panel.focus_field(TOTAL)
    press(Qt.Key.Key_Return)
    QApplication.sendEvent(row, QHelpEvent(QEvent.Type.ToolTip, at, row.mapToGlobal(at)))
    assert "Accepted by you" in QToolTip.text()
