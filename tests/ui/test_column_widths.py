"""Widths of columns are remembered for each document type, whatever it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSettings

from klearstack_desktop.ui.window_memory import WindowMemory

if TYPE_CHECKING:
    from pathlib import Path

TYPES = ("Invoices", "", "Bons / Tickets", "Rechnungen & Gutschriften", "請求書")


def test_each_type_has_its_own(tmp_path: Path) -> None:
    path = tmp_path / "window.ini"
    for number, name in enumerate(TYPES):
        WindowMemory(path).keep_column_widths(name, {"Größe/cm": 100 + number})
    for number, name in enumerate(TYPES):
        assert WindowMemory(path).column_widths(name) == {"Größe/cm": 100 + number}
    assert WindowMemory(path).column_widths("Receipts") == {}


@pytest.mark.parametrize(
    ("kept", "widths"),
    [("{", {}), ("[1]", {}), ('{"a": "wide", "b": -3, "c": 99999}', {"c": 2000})],
)
def test_a_file_that_somebody_spoilt_does_no_harm(
    tmp_path: Path, kept: str, widths: dict[str, int]
) -> None:
    path = tmp_path / "window.ini"
    WindowMemory(path).keep_column_widths("", {})
    settings = QSettings(str(path), QSettings.Format.IniFormat)
    (key,) = settings.allKeys()
    settings.setValue(key, kept)
    settings.sync()
    assert WindowMemory(path).column_widths("") == widths
