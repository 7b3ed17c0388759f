"""Where the focus goes back to when something that took it for a while is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QWidget
from shiboken6 import isValid

if TYPE_CHECKING:
    from collections.abc import Callable


class FocusOrigin:
    """Remembers one widget.

    Args:
        otherwise: gives the focus to something where that widget is gone by then.
    """

    def __init__(self, otherwise: Callable[[], object] | None = None) -> None:
        self._otherwise = otherwise
        self._widget: QWidget | None = None

    def remember(self, within: QWidget | None = None) -> None:
        """Take note of what has the focus now.

        Args:
            within: a window whose own focus counts where a dialog over it has just been closed.
        """
        focus = QApplication.focusWidget()
        if within is not None and (focus is None or not focus.isVisible()):
            focus = within.focusWidget()
        self._widget = _lasting(focus)

    def forget(self) -> None:
        """Let the focus stay where it goes by itself."""
        self._widget = None

    def give_back(self) -> None:
        """Give the focus back, and its window the front."""
        widget, self._widget = self._widget, None
        if widget is not None and isValid(widget) and widget.isVisible() and widget.isEnabled():
            if not widget.window().isActiveWindow():
                widget.activateWindow()
            widget.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._otherwise is not None:
            self._otherwise()


def give_back_the_front(dialog: QDialog) -> None:
    """Let the window below have the front, and its focus, when a dialog is over.

    Not every window manager does that by itself.
    """
    parent = dialog.parentWidget()
    if parent is not None:
        dialog.finished.connect(parent.activateWindow)


def _lasting(widget: QWidget | None) -> QWidget | None:
    """Return the widget, or the view that it edits a cell of: a cell editor ends with its focus."""
    around = widget.parentWidget() if widget is not None else None
    view = around.parentWidget() if around is not None else None
    return view if isinstance(view, QAbstractItemView) else widget
