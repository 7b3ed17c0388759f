"""Where the window was and how wide its panes were."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QSettings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from PySide6.QtWidgets import QMainWindow, QSplitter


_WIDEST: Final = 2000


@dataclass(frozen=True, slots=True)
class PageWindowPlace:
    """Where the page's own window is: its geometry as Qt saves it, and the name of its screen."""

    geometry: QByteArray
    screen: str


class WindowMemory:
    """Keeps geometry in a file of its own, so that all files can lie under one folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, window: QMainWindow, panes: QByteArray) -> None:
        """Remember where the window is and how its docked panes share the width."""
        settings = self._open()
        settings.setValue("geometry", window.saveGeometry())
        settings.setValue("panes", panes)
        settings.sync()

    def restore(self, window: QMainWindow, panes: QSplitter) -> bool:
        """Put the window where it was; say whether it was remembered."""
        settings = self._open()
        geometry, state = settings.value("geometry"), settings.value("panes")
        if isinstance(state, QByteArray):
            panes.restoreState(state)
        return isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)

    def keep_page_window(self, place: PageWindowPlace) -> None:
        """Remember that the page has a window of its own, and where."""
        settings = self._open()
        settings.setValue("page_window/geometry", place.geometry)
        settings.setValue("page_window/screen", place.screen)
        settings.sync()

    def forget_page_window(self) -> None:
        """Remember that the page is docked."""
        settings = self._open()
        settings.remove("page_window")
        settings.sync()

    def page_window(self) -> PageWindowPlace | None:
        """Return where the page's own window was; None where the page is docked."""
        settings = self._open()
        geometry, screen = (
            settings.value(f"page_window/{name}") for name in ("geometry", "screen")
        )
        if isinstance(geometry, QByteArray) and isinstance(screen, str):
            return PageWindowPlace(geometry, screen)
        return None

    def keep_column_widths(self, document_type: str, widths: Mapping[str, int]) -> None:
        """Remember how wide people made the columns of the line items of a document type."""
        settings = self._open()
        settings.setValue(_widths_of(document_type), json.dumps(dict(widths)))
        settings.sync()

    def column_widths(self, document_type: str) -> dict[str, int]:
        """Return what `keep_column_widths` was told last: pixels by column, else nothing."""
        text = self._open().value(_widths_of(document_type))
        try:
            kept = json.loads(text) if isinstance(text, str) else {}
        except ValueError:
            return {}
        if not isinstance(kept, dict):
            return {}
        return {
            str(name): min(width, _WIDEST)
            for name, width in kept.items()
            if isinstance(width, int) and width > 0
        }

    def _open(self) -> QSettings:
        return QSettings(str(self._path), QSettings.Format.IniFormat)


def _widths_of(document_type: str) -> str:
    # Slashes would make groups, and a key may hold no other sign that a name can have.
    return f"line_items/{document_type.encode().hex() or 'none'}"
