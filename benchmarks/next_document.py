"""How long a key takes until the next document is painted and its fields take keys."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

from tests.end_to_end.driver import CONTROL

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from tests.end_to_end.driver import Driver

_PATIENCE_SECONDS: Final = 30.0
_SETTLING_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class Opening:
    """What one key press cost, in milliseconds.

    Attributes:
        handled: until the key was handled: what the event loop could not do meanwhile.
        painted: until the end of the paint in which page and fields of the next document were on
            the window for the first time, the focus in one of the fields. What is painted after
            that changes nothing in them (see `NextDocument.press_and_compare`).
        settled: until the end of the last paint that followed within a tenth of a second.
    """

    handled: float
    painted: float
    settled: float


class PaintWatch(QObject):
    """Notes when a window has painted all that wanted to be painted, each time.

    Args:
        window: the window; its paints are made from here.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__()
        self._window = window
        self._happened = asyncio.Event()
        self.ended_at = 0.0
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the window paint here and now, and note when it has."""
        if event.type() is not QEvent.Type.UpdateRequest or watched is not self._window:
            return False
        self._window.event(event)
        self.ended_at = time.perf_counter()
        self._happened.set()
        return True

    async def next(self, patience: float = _PATIENCE_SECONDS) -> float:
        """Wait for the end of the next paint and return when it was.

        Raises:
            TimeoutError: nothing was painted.
        """
        self._happened.clear()
        async with asyncio.timeout(patience):
            await self._happened.wait()
        return self.ended_at

    def retire(self) -> None:
        """Watch no more."""
        self._window.removeEventFilter(self)


class NextDocument:
    """Presses the key for the next document and takes the time.

    Args:
        driver: the program; a document is open.
    """

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._paints = PaintWatch(driver.window)
        self._painted_ids: set[str] = set()
        self._view = driver.window.page_pane.view
        self._view.sheet_painted.connect(self._on_sheet_painted)

    def _on_sheet_painted(self, sheet: object) -> None:
        # The program itself hears of it a moment later, because it may not act within a paint.
        page = self._driver.window.page_pane.page(self._driver.window.page_pane.current_page)
        if page is not None and page.is_sharp_at(self._view.device_zoom):
            self._painted_ids.add(getattr(sheet, "document_id", ""))

    async def press(self) -> Opening:
        """Open the next document; return once it stands still.

        Raises:
            RuntimeError: there is no next document, or its fields do not take keys.
        """
        opening, _picture = await self._press(takes_picture=False)
        return opening

    async def press_and_compare(self) -> None:
        """Open the next document; the page and the fields must be complete in the first paint.

        Raises:
            RuntimeError: as `press`, or something of them was painted otherwise afterwards.
        """
        QApplication.setCursorFlashTime(0)
        _opening, first = await self._press(takes_picture=True)
        last = self._picture()
        others = sorted(
            name for name in first.keys() | last.keys() if first.get(name) != last.get(name)
        )
        if others:
            raise RuntimeError(f"it was painted otherwise at first: {', '.join(others)}")

    async def _press(self, *, takes_picture: bool) -> tuple[Opening, dict[str, QImage]]:
        driver = self._driver
        before = driver.current.id
        self._painted_ids.clear()
        start = time.perf_counter()
        driver.press(Qt.Key.Key_PageDown, CONTROL)
        handled = time.perf_counter() - start
        opened = driver.current
        if opened.id == before:
            raise RuntimeError("there is no next document")
        while True:
            ended = await self._paints.next()
            if opened.id in self._painted_ids and driver.current.has_details:
                break
        picture = self._picture() if takes_picture else {}
        self._check_focus()
        opening = Opening(
            handled=handled * 1000,
            painted=(ended - start) * 1000,
            settled=(await self._settled() - start) * 1000,
        )
        return opening, picture

    def _picture(self) -> dict[str, QImage]:
        """Return what is on the screen now of the page and of the fields' editors, by name.

        Of an editor that is scrolled out halfway only what is to be seen: the rest of its place is
        another part's.
        """
        window = self._driver.window
        whole = window.screen().grabWindow(window.winId())
        editors = [
            editor
            for editor in window.field_panel.findChildren(QLineEdit)
            if editor.isVisible() and not editor.visibleRegion().isEmpty()
        ]
        return {
            part.objectName(): whole.copy(
                part.visibleRegion().boundingRect().translated(part.mapTo(window, QPoint()))
            ).toImage()
            for part in (self._view, *editors)
        }

    def type_a_letter(self) -> None:
        """Type into the field that has the focus and take it back.

        Raises:
            RuntimeError: the letter did not arrive.
        """
        editor = self._check_focus()
        before = editor.text()
        self._driver.press(Qt.Key.Key_End)
        self._driver.type("7")
        if editor.text() == before:
            raise RuntimeError("the field does not take keys")
        self._driver.press(Qt.Key.Key_Backspace)

    def _check_focus(self) -> QLineEdit:
        focus = self._driver.focus()
        if not isinstance(focus, QLineEdit) or focus.isReadOnly():
            raise RuntimeError(f"the focus is in {focus.objectName()}, which takes no keys")
        return focus

    async def _settled(self) -> float:
        while True:
            try:
                await self._paints.next(_SETTLING_SECONDS)
            except TimeoutError:
                return self._paints.ended_at

    def retire(self) -> None:
        """Watch no more."""
        self._paints.retire()
        self._view.sheet_painted.disconnect(self._on_sheet_painted)
