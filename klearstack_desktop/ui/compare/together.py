"""Two views that move as one: scrolled in one of them, scrolled and zoomed in both."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from klearstack_desktop.ui.page import geometry
from klearstack_desktop.ui.page.geometry import ZOOM_STEP, ZoomMode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QScrollBar

    from klearstack_desktop.ui.compare.page_side import PageSide
    from klearstack_desktop.ui.page.view import PageView


class Together(QObject):
    """Shows two pages equally wide, whatever the resolution of each, at the same place.

    Args:
        first: the side that the other one follows where nobody has moved either.
        second: the other side.
    """

    def __init__(self, first: PageSide, second: PageSide) -> None:
        super().__init__(first)
        self._first = first
        self._second = second
        self._is_following = False
        for one, other in ((first, second), (second, first)):
            one.view.camera.zoom_changed.connect(lambda _zoom, o=one, f=other: self._zoom(o, f))
            for own, follower in zip(_bars(one.view), _bars(other.view), strict=True):
                own.valueChanged.connect(lambda _value, o=own, f=follower: self._scroll(o, f))
            one.page_came.connect(self.align)

    def align(self) -> None:
        """Let the second side look at the same place as the first, equally large."""
        self._zoom(self._first, self._second)
        for own, follower in zip(_bars(self._first.view), _bars(self._second.view), strict=True):
            self._scroll(own, follower)

    def zoom_by(self, steps: int) -> None:
        """Show both pages so many steps larger."""
        camera = self._first.view.camera
        camera.set_zoom(camera.zoom * ZOOM_STEP**steps)

    def fit(self, mode: ZoomMode) -> None:
        """Fit both pages from now on."""
        self._first.view.camera.set_mode(mode)
        self.align()

    def _zoom(self, leader: PageSide, follower: PageSide) -> None:
        if self._is_following:
            return
        with self._following():
            camera = follower.view.camera
            mode = leader.view.camera.mode
            if mode is not ZoomMode.FREE:
                if camera.mode is not mode:
                    camera.set_mode(mode)
                return
            widths = leader.width_at_actual_size, follower.width_at_actual_size
            factor = widths[0] / widths[1] if widths[0] and widths[1] else 1.0
            camera.set_zoom(leader.view.camera.zoom * factor)

    def _scroll(self, leader: QScrollBar, follower: QScrollBar) -> None:
        if self._is_following:
            return
        share = geometry.share_of(leader.value(), leader.minimum(), leader.maximum())
        if share is not None:
            with self._following():
                follower.setValue(geometry.value_at(share, follower.minimum(), follower.maximum()))

    @contextmanager
    def _following(self) -> Iterator[None]:
        """Do not take for somebody's wish what only follows from it."""
        self._is_following = True
        try:
            yield
        finally:
            self._is_following = False


def _bars(view: PageView) -> tuple[QScrollBar, QScrollBar]:
    return view.horizontalScrollBar(), view.verticalScrollBar()
