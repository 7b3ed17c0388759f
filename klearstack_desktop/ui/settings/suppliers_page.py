"""The page of the settings that says where the company's suppliers are on record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from klearstack_desktop.ui.settings.parts import edit, label, mark

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIELDS: Final = (
    ("datasource", "Datasource", "Supplier master"),
    ("name", "Column with the name", "Supplier_Name"),
    ("id", "Column that the supplier field holds, if not the name", "Supplier_ID"),
    ("tax_id", "Column with the tax number", "VAT_Number"),
    ("bank_account", "Column with the bank accounts", "Bank_Account"),
)
_WHAT_FOR: Final = (
    "The datasource of KlearStack that lists your suppliers, and what stands in its columns. Names,"
    " tax numbers and bank accounts of invoices are compared with it. Several accounts in one cell"
    " are set apart by commas. Leave it all empty where there is no such list."
)


class SuppliersPage(QWidget):
    """The supplier list of a profile.

    Signals:
        edited: something was changed by hand.
    """

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._edits: dict[str, QLineEdit] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 16, 16, 16)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        grid.addWidget(label(_WHAT_FOR, "small"), 0, 0, 1, 2)
        for number, (key, caption, example) in enumerate(_FIELDS):
            field = edit(f"suppliers:{key}", caption, example)
            field.textEdited.connect(self.edited)
            shown = label(caption, "small")
            shown.setBuddy(field)
            row, column = 1 + 3 * ((number + 1) // 2), (number + 1) % 2 if number else 0
            grid.setRowMinimumHeight(row, 24)
            grid.addWidget(shown, row, column)
            grid.addWidget(field, row + 1, column)
            self._edits[key] = field
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(20, 1)

    def show_suppliers(self, stated: Mapping[str, object]) -> None:
        """Show what a profile says of the supplier list."""
        for key, field in self._edits.items():
            field.setText(str(stated.get(key, "")))
            field.setCursorPosition(0)

    @property
    def suppliers(self) -> dict[str, str]:
        """What is shown; what is empty is left out."""
        texts = {key: field.text().strip() for key, field in self._edits.items()}
        return {key: text for key, text in texts.items() if text}

    def mark(self, *, is_wrong: bool) -> None:
        """Mark what is missing, where something is."""
        for key in ("datasource", "name"):
            field = self._edits[key]
            mark(field, is_bad=is_wrong and not field.text().strip())
