"""The page in a window of its own, for a second monitor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QAction, QCloseEvent

_FIRST_SIZE: Final = QSize(900, 1000)


class PageWindow(QWidget):
    """Shows the page pane by itself; the keys of the main window work here as well.

    Args:
        main: the main window, whose title and icon it has.
        actions: the actions of the main window.

    Signals:
        close_requested: the page should go back to the main window.
    """

    close_requested = Signal()

    def __init__(self, main: QWidget, actions: Iterable[QAction]) -> None:
        super().__init__(main, Qt.WindowType.Window)
        # What is typed goes on arriving where it did.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setObjectName("pageWindow")
        self.setWindowTitle(f"Page – {main.windowTitle()}")
        self.setAccessibleName("Page in its own window")
        self.setWindowIcon(main.windowIcon())
        self.resize(_FIRST_SIZE)
        self.addActions(list(actions))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)

    def take(self, pane: QWidget) -> None:
        """Show the pane here."""
        layout = self.layout()
        if layout is not None:
            layout.addWidget(pane)
        pane.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give the page back instead of taking it along."""
        event.ignore()
        self.close_requested.emit()
