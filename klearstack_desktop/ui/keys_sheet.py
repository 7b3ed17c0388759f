"""F1: which key does what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.ui.action_specs import ACTIONS, MENUS
from klearstack_desktop.ui.focus_origin import give_back_the_front

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QShowEvent

    from klearstack_desktop.ui.actions import Actions

WIDGET_KEYS = (
    ("Accept this field, go to the next one to check", "Enter"),
    ("Next / previous field", "Tab / Shift+Tab"),
    ("New line in an address or comment", "Shift+Enter"),
    ("Open a list of choices, or of earlier comments", "Alt+Down, F4"),
    ("Edit a cell of the line items", "F2"),
    ("Copy, cut, paste cells", "Ctrl+C / Ctrl+X / Ctrl+V"),
    ("Choose several cells, whole rows", "Shift+arrows, Shift+Space"),
    ("Turn the page from a field", "PgDown / PgUp"),
    ("Leave capture, close a sheet", "Esc"),
)

HEADING_HEIGHT = 30
FIRST_HEIGHT = 620


class KeysSheet(QDialog):
    """A list of all keys; it stays open beside the work until it is closed."""

    def __init__(self, parent: QWidget, actions: Actions) -> None:
        super().__init__(parent)
        give_back_the_front(self)
        self._actions = actions
        self.setObjectName("keysSheet")
        self.setWindowTitle("Keys")
        self.setAccessibleName("Keys")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._area)
        layout.addWidget(buttons)
        self._is_sized = False

    def showEvent(self, event: QShowEvent) -> None:
        """Show the keys as they are now: they may have been changed."""
        self._fill()
        if not self._is_sized:
            self._is_sized = True
            self.resize(self.sizeHint().width(), FIRST_HEIGHT)
        super().showEvent(event)

    def _fill(self) -> None:
        table = QWidget()
        table.setProperty("panel", "true")
        grid = QGridLayout(table)
        grid.setContentsMargins(4, 4, 16, 4)
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        for row, (what, keys) in enumerate(_lines(self._actions)):
            if keys:
                grid.addWidget(_label(what), row, 0)
                grid.addWidget(_label(keys, "muted"), row, 1)
            else:
                grid.addWidget(_label(what.upper(), "heading"), row, 0, 1, 2)
                grid.setRowMinimumHeight(row, HEADING_HEIGHT)
        bar = self._area.verticalScrollBar().sizeHint().width()
        self._area.setWidget(table)
        self._area.setMinimumWidth(table.sizeHint().width() + bar)


def _lines(actions: Actions) -> Iterator[tuple[str, str]]:
    yield "In a field", ""
    yield from WIDGET_KEYS
    for menu in MENUS:
        yield menu, ""
        for spec in ACTIONS:
            if spec.menu == menu and (keys := actions.shown_keys(spec)):
                yield actions.title_of(spec), keys


def _label(text: str, role: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label
