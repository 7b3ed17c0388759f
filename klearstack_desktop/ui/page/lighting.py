"""Lights the page on show while the window goes on answering."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from klearstack_desktop.pages.light import Light, lit

if TYPE_CHECKING:
    from collections.abc import Generator

    from klearstack_desktop.pages.page import Levels, Page


class _Lit(NamedTuple):
    """How a page looks in a light, and the pixels that this was made from."""

    page: Page
    levels: Levels
    light: Light
    shown: Page


class Lighting(QObject):
    """Does a strip of the page at each turn of the event loop.

    A light that changes meanwhile waits until the one before is done, so that whoever moves a
    slider sees the page follow.

    Signals:
        done: carries the page and how it looks in the light that was wanted when it began.
    """

    done = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._light = Light()
        self._page: Page | None = None
        self._lit: _Lit | None = None
        self._work: Generator[None, None, Page] | None = None
        self._work_light = Light()
        self._work_levels: Levels = ()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)

    @property
    def light(self) -> Light:
        """The light that is wanted."""
        return self._light

    def set_light(self, light: Light) -> None:
        """Want another light from now on."""
        self._light = light

    def shown(self, page: Page) -> Page | None:
        """Return a page in the light that is wanted; None begins with it, and `done` follows."""
        if self._light.is_plain:
            return page
        found = self._lit
        if found is not None and found.page is page and found.light == self._light:
            if found.levels is not page.levels:
                self._begin(page)
            return found.shown
        if self._page is not page or self._work is None:
            self._begin(page)
        return None

    def _begin(self, page: Page) -> None:
        if self._page is page and self._work is not None and self._work_levels is page.levels:
            return
        self._page, self._work, self._work_light = page, lit(page, self._light), self._light
        self._work_levels = page.levels
        self._timer.start(0)

    def forget(self) -> None:
        """Let go of the pages of a document that is no longer open."""
        self._timer.stop()
        self._page = self._work = self._lit = None

    def _go_on(self) -> None:
        if self._work is None or self._page is None:
            self._timer.stop()
            return
        try:
            next(self._work)
        except StopIteration as end:
            self._timer.stop()
            self._work = None
            self._lit = _Lit(self._page, self._work_levels, self._work_light, end.value)
            self.done.emit(self._page, end.value)
