from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableWidget, QToolButton

from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.seen import Difference
from klearstack_desktop.ui.conflict.changed_panel import ChangedPanel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

TOTAL = Difference("Total", "10.00", "", place=FieldKey("total"))
PAGE = Difference("Page 2", "as it was seen", "another image", page=2)


def shown(qtbot: QtBot) -> tuple[ChangedPanel, QTableWidget]:
    panel = ChangedPanel()
    qtbot.addWidget(panel)
    panel.show_differences((TOTAL, PAGE))
    table = panel.findChild(QTableWidget, "changedTable")
    assert table is not None
    return panel, table


def test_old_and_new_stand_side_by_side(qtbot: QtBot) -> None:
    _panel, table = shown(qtbot)
    model = table.model()
    texts = [[model.index(row, column).data() for column in range(3)] for row in range(2)]
    assert texts == [["Total", "10.00", "(empty)"], ["Page 2", "as it was seen", "another image"]]


def test_enter_on_a_row_leads_to_the_place(qtbot: QtBot) -> None:
    panel, table = shown(qtbot)
    table.setCurrentCell(1, 0)
    with qtbot.waitSignal(panel.difference_chosen) as chosen:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert chosen.args == [PAGE]


def test_it_is_there_until_it_was_read(qtbot: QtBot) -> None:
    panel, _table = shown(qtbot)
    assert panel.isVisible()
    read = panel.findChild(QToolButton, "changedReadButton")
    assert read is not None
    with qtbot.waitSignal(panel.dismissed):
        qtbot.mouseClick(read, Qt.MouseButton.LeftButton)
    assert not panel.isVisible()
    assert panel.differences == ()
