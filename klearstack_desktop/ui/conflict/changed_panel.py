"""What changed on the server since the reviewer approved, old and new side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.ui.fields.text import plain_tooltip
from klearstack_desktop.ui.icons import icon
from klearstack_desktop.ui.tool_button import ToolButton
from klearstack_desktop.ui.trust.labels import plain_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klearstack_desktop.model.seen import Difference

_EMPTY: Final = "(empty)"
_ROWS_SHOWN: Final = 5
_COLUMNS: Final = ("What", "You saw", "It is now")


class ChangedPanel(QFrame):
    """A table above the fields; hidden while nothing has changed.

    Signals:
        difference_chosen: carries the `Difference` whose row was chosen, by pointer or key.
        dismissed: the reviewer has read it.
    """

    difference_chosen = Signal(object)
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("changedPanel")
        self.setAccessibleName("Changed since you approved")
        self._differences: tuple[Difference, ...] = ()
        self._title = plain_label("", "strong")
        self._close = ToolButton()
        self._close.setObjectName("changedReadButton")
        self._close.setText("I have read it")
        self._close.setIcon(icon("check"))
        self._close.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._close.setAccessibleName("I have read what changed")
        self._close.clicked.connect(self._dismiss)
        self._table = QTableWidget(0, len(_COLUMNS))
        self._table.setObjectName("changedTable")
        self._table.setAccessibleName("What you saw and what it is now")
        self._table.setHorizontalHeaderLabels(list(_COLUMNS))
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setTabKeyNavigation(False)
        self._table.verticalHeader().hide()
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self._table.cellClicked.connect(lambda row, _column: self._choose(row))
        self._table.cellActivated.connect(lambda row, _column: self._choose(row))
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self._table)
        self.hide()

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What is shown."""
        return self._differences

    def show_differences(self, differences: Sequence[Difference]) -> None:
        """Show what changed, or nothing."""
        self._differences = tuple(differences)
        count = len(self._differences)
        things = "1 thing" if count == 1 else f"{count} things"
        self._title.setText(f"Changed since you approved: {things}. Nothing was sent.")
        self._table.setRowCount(count)
        for row, difference in enumerate(self._differences):
            for column, text in enumerate((difference.label, difference.then, difference.now)):
                item = QTableWidgetItem(" ".join(text.split()) or _EMPTY)
                item.setToolTip(plain_tooltip(text))
                self._table.setItem(row, column, item)
        header = self._table.horizontalHeader().sizeHint().height()
        height = self._table.verticalHeader().defaultSectionSize()
        self._table.setFixedHeight(header + height * min(max(count, 1), _ROWS_SHOWN) + 2)
        self.setVisible(count > 0)

    def _choose(self, row: int) -> None:
        self.difference_chosen.emit(self._differences[row])

    def _dismiss(self) -> None:
        self.show_differences(())
        self.dismissed.emit()
