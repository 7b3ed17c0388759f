"""The headers of the line items are as large as their labels need, whatever was there before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QHeaderView

from klearstack_desktop.ui import theme
from tests.model.builders import line_items
from tests.ui.fields.lines_desk import Desk

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from klearstack_desktop.model.document import Table


def lines(count: int) -> Table:
    return line_items(*[(f"roses {number}", "1", "1.50") for number in range(count)])


def measured(header: QHeaderView) -> tuple[int, int]:
    """Return how wide and high Qt finds a header."""
    size = QHeaderView.sizeHint(header)
    return size.width(), size.height()


def assert_it_fits(desk: Desk) -> None:
    for _turn in range(3):
        QApplication.processEvents()
    rows, columns = desk.grid.verticalHeader(), desk.grid.horizontalHeader()
    assert rows.width() == measured(rows)[0]
    assert columns.height() == measured(columns)[1]


@pytest.mark.parametrize(
    "counts", [(3,), (12, 0, 3), (9, 10, 99, 100), (1000, 2, 12)], ids=lambda counts: f"{counts}"
)
def test_the_numbers_of_the_rows_are_there(
    qtbot: QtBot, qapp: QApplication, counts: tuple[int, ...]
) -> None:
    theme.dress(qapp, theme.LIGHT)
    desk = Desk(lines(counts[0]))
    qtbot.addWidget(desk)
    desk.show()
    assert_it_fits(desk)
    for count in counts[1:]:
        desk.show_again(lines(count))
        assert_it_fits(desk)
