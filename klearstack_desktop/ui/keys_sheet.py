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

from klearstack_desktop.ui.actions import ACTIONS, MENUS, shown_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDGET_KEYS = (
    ("Accept this field, go to the next one to check", "Enter"),
    ("Next / previous field", "Tab / Shift+Tab"),
    ("New line in an address or comment", "Shift+Enter"),
    ("Open a list of choices", "Alt+Down, F4"),
    ("Edit a cell of the line items", "F2"),
    ("Turn the page from a field", "PgDown / PgUp"),
    ("Leave capture, close a sheet", "Esc"),
)

HEADING_HEIGHT = 30


class KeysSheet(QDialog):
    """A list of all keys; it stays open beside the work until it is closed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("keysSheet")
        self.setWindowTitle("Keys")
        self.setAccessibleName("Keys")
        table = QWidget()
        table.setProperty("panel", "true")
        grid = QGridLayout(table)
        grid.setContentsMargins(4, 4, 16, 4)
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        for row, (what, keys) in enumerate(_lines()):
            if keys:
                grid.addWidget(_label(what), row, 0)
                grid.addWidget(_label(keys, "muted"), row, 1)
            else:
                grid.addWidget(_label(what.upper(), "heading"), row, 0, 1, 2)
                grid.setRowMinimumHeight(row, HEADING_HEIGHT)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(table)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(area)
        layout.addWidget(buttons)
        bar = area.verticalScrollBar().sizeHint().width()
        area.setMinimumWidth(table.sizeHint().width() + bar)
        self.resize(self.sizeHint().width(), 620)


def _lines() -> Iterator[tuple[str, str]]:
    yield "In a field", ""
    yield from WIDGET_KEYS
    for menu in MENUS:
        yield menu, ""
        for spec in ACTIONS:
            if spec.menu == menu and (keys := shown_keys(spec)):
                yield spec.text.rstrip("…"), keys


def _label(text: str, role: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label
