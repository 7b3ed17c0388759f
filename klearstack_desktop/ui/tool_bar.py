"""The bar above the desk: what is done to the queue, what can be taken back, and who is here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from klearstack_desktop.ui.outbox.take_back_button import TakeBackButton
from klearstack_desktop.ui.tool_button import ToolButton

if TYPE_CHECKING:
    from klearstack_desktop.ui.actions import Actions

_BUTTONS: Final = ("refresh", "upload")


class DeskToolBar(QFrame):
    """A row of buttons, each of which is an action of the table.

    Attributes:
        take_back: shows itself only while something waits.
    """

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolBar")
        self.setProperty("panel", True)
        self.take_back = TakeBackButton()
        self._account = QLabel()
        self._account.setObjectName("accountLabel")
        self._account.setProperty("role", "muted")
        self._account.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 10, 6)
        row.setSpacing(8)
        for name in _BUTTONS:
            button = ToolButton()
            button.setDefaultAction(actions[name])
            button.setObjectName(f"{name}Button")
            button.setAccessibleName(actions[name].text())
            row.addWidget(_dressed(button))
        row.addStretch(1)
        # It comes and goes beside what is fixed, so that nothing else moves.
        self.take_back.setIcon(actions["take_back"].icon())
        self.take_back.clicked.connect(actions["take_back"].trigger)
        row.addWidget(_dressed(self.take_back))
        row.addWidget(self._account)

    def set_account(self, text: str) -> None:
        """Say who is signed in where."""
        self._account.setText(text)


def _dressed(button: ToolButton) -> ToolButton:
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
