"""What can be done with several documents at once, while several are selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class SelectionBar(QFrame):
    """Says how many documents are selected; hidden where it is not more than one.

    Signals:
        approve_requested: approve them, after a summary.
        reject_requested: reject them for one reason, after a summary.
    """

    approve_requested = Signal()
    reject_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("selectionBar")
        self.setAccessibleName("Selected documents")
        self._count = QLabel(self)
        self._count.setObjectName("selectionCount")
        self._count.setProperty("role", "strong")
        self._approve = self._button("bulkApproveButton", "Approve…")
        self._approve.clicked.connect(self.approve_requested)
        self._reject = self._button("bulkRejectButton", "Reject…")
        self._reject.clicked.connect(self.reject_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(6)
        row.addWidget(self._count, 1)
        row.addWidget(self._approve)
        row.addWidget(self._reject)
        self.hide()

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        return button

    def set_count(self, count: int) -> None:
        """Say how many documents are selected."""
        self._count.setText(f"{count:,} selected")
        self.setVisible(count > 1)
