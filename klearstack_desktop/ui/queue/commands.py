"""What the queue offers to the palette: segments, order, filter, and whose share is shown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.queue import QueueFilter
from klearstack_desktop.ui.palette.offering import Offer
from klearstack_desktop.ui.palette.ranking import Command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QComboBox, QLineEdit, QToolButton

    from klearstack_desktop.ui.queue.filter_bar import StateFilter
    from klearstack_desktop.ui.queue.filter_panel import FilterPanel
    from klearstack_desktop.ui.queue.share_button import ShareButton

_MENU: Final = "Queue"
_SHOWN: Final = "It is shown like that already."
_NOTHING_NARROWS: Final = "Nothing narrows the list."
_SEGMENTS: Final = {
    QueueFilter.OPEN: "Show open documents",
    QueueFilter.APPROVED: "Show approved documents",
    QueueFilter.REJECTED: "Show rejected documents",
    QueueFilter.ALL: "Show all documents",
}


class QueueCommands:
    """Presses the same buttons and boxes as the reviewer would.

    Args:
        search: the box for words.
        segments: the joined buttons.
        order: the choice of what the rows are ordered by.
        direction: the button that turns the order round.
        filters: what narrows the list.
        share: whose documents are shown.
    """

    def __init__(
        self,
        *,
        search: QLineEdit,
        segments: StateFilter,
        order: QComboBox,
        direction: QToolButton,
        filters: FilterPanel,
        share: ShareButton,
    ) -> None:
        self._search = search
        self._segments = segments
        self._order = order
        self._direction = direction
        self._filters = filters
        self._share = share

    def offers(self) -> Iterator[Offer]:
        """Return what can be asked of the queue now."""
        chosen = self._segments.chosen_segment
        for segment, text in _SEGMENTS.items():
            do = partial(self._segments.set_chosen, segment)
            yield _offer(f"segment {segment}", text, do, _SHOWN if segment is chosen else "")
        for row in range(self._order.count()):
            text = f"Order by: {self._order.itemText(row)}"
            is_chosen = row == self._order.currentIndex()
            do = partial(self._order.setCurrentIndex, row)
            yield _offer(text, text, do, _SHOWN if is_chosen else "")
        yield _offer("direction", "Order the other way round", self._direction.toggle)
        is_narrowed = self._filters.is_narrowing or bool(self._search.text())
        yield _offer(
            "clear",
            "Clear filter and search",
            self._clear,
            "" if is_narrowed else _NOTHING_NARROWS,
        )
        for box in self._filters.boxes:
            yield from _choices_of(box)
        for member, action in self._share.take_overs.items():
            text = f"Give back {member}’s share" if action.isChecked() else action.text()
            yield _offer(f"share {member}", text, action.toggle)

    def _clear(self) -> None:
        self._search.clear()
        self._filters.clear()


def _choices_of(box: QComboBox) -> Iterator[Offer]:
    """Return what a box of the filter offers, without what restricts nothing."""
    for row in range(1, box.count()):
        text = f"Filter by {box.accessibleName().lower()}: {box.itemText(row)}"
        is_chosen = row == box.currentIndex()
        yield _offer(text, text, partial(box.setCurrentIndex, row), _SHOWN if is_chosen else "")


def _offer(name: str, text: str, do: Callable[[], object], why_not: str = "") -> Offer:
    return Offer(Command(f"queue: {name}", text, _MENU, why_not=why_not), do)
