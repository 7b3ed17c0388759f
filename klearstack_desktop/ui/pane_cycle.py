"""F6: from pane to pane, in the order in which a document is worked through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Pane:
    """One stop on the way.

    Attributes:
        widget: has the focus somewhere inside while the reviewer is in this pane.
        enter: gives the focus to what a reviewer most likely wants there.
    """

    widget: QWidget
    enter: Callable[[], object]


class PaneCycle:
    """Goes on from the pane that has the focus; panes that are hidden are passed over.

    Args:
        panes: in their order; one that lies inside another comes after it.
    """

    def __init__(self, panes: Sequence[Pane]) -> None:
        self._panes = tuple(panes)

    def go_on(self) -> None:
        """Give the focus to the next pane; outside of all panes, to the first."""
        here = self._here()
        count = len(self._panes)
        for step in range(1, count + 1):
            pane = self._panes[(here + step) % count]
            if pane.widget.isVisible():
                pane.enter()
                return

    def _here(self) -> int:
        focus = QApplication.focusWidget()
        for place in reversed(range(len(self._panes))):
            widget = self._panes[place].widget
            if focus is not None and (focus is widget or widget.isAncestorOf(focus)):
                return place
        return -1
