"""What is around the page and the fields of a document, and is painted just after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from klearstack_desktop.ui.painted import NextPainting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget


class Surroundings(QObject):
    """Lets parts of the window wait with their painting until the rest of it is on the screen.

    Who opens a document waits for its page and its fields. What the other parts are and do is right
    at once, but they take as long to paint as those two, so they are painted in a frame of their
    own.

    Args:
        parts: their painting waits.
        parent: what it lives as long as.
    """

    def __init__(self, parts: Sequence[QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._parts = parts
        self._painting = NextPainting(self)
        self._painting.over.connect(self._let_go)

    def wait(self) -> None:
        """Let the parts keep what is painted on them until the next painting is over.

        To be called before anything about them changes, or their places are painted without them.
        """
        if not self._painting.is_awaited:
            self._set_painted(is_painted=False)
            self._painting.wait()

    def _let_go(self) -> None:
        self._set_painted(is_painted=True)

    def _set_painted(self, *, is_painted: bool) -> None:
        for part in self._parts:
            part.setUpdatesEnabled(is_painted)
