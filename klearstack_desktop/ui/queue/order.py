"""The orders in which the queue can be shown."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.model.queue import QueueEntry

SortKey: TypeAlias = tuple[Any, ...]
KeyFunction: TypeAlias = "Callable[[QueueEntry, int], SortKey]"


class QueueOrder(StrEnum):
    """An order of the rows; the value is what the reviewer reads."""

    SERVER = "Server order"
    OLDEST = "Oldest first"
    NEWEST = "Newest first"
    AMOUNT = "Highest amount"
    SUPPLIER = "Supplier A to Z"
    CONFIDENCE = "Least confident"

    @property
    def key(self) -> KeyFunction:
        """What to sort a row by, made from its entry and its place (from 0) in the server's list.

        Rows without the value come last; equal rows keep the server's order, because the place ends
        every key and so makes it unique.
        """
        return _KEYS[self]


def _by_place(_entry: QueueEntry, place: int) -> SortKey:
    return (place,)


def _by_day(entry: QueueEntry, place: int) -> SortKey:
    return (entry.day is None, entry.day, place)


def _by_day_descending(entry: QueueEntry, place: int) -> SortKey:
    return (entry.day is None, entry.day and -entry.day.toordinal(), place)


def _by_amount_descending(entry: QueueEntry, place: int) -> SortKey:
    return (entry.total is None, -(entry.total or 0), place)


def _by_supplier(entry: QueueEntry, place: int) -> SortKey:
    return (not entry.supplier, entry.supplier.casefold(), place)


def _by_confidence(entry: QueueEntry, place: int) -> SortKey:
    return (entry.confidence is None, entry.confidence, place)


_KEYS: Final[dict[QueueOrder, KeyFunction]] = {
    QueueOrder.SERVER: _by_place,
    QueueOrder.OLDEST: _by_day,
    QueueOrder.NEWEST: _by_day_descending,
    QueueOrder.AMOUNT: _by_amount_descending,
    QueueOrder.SUPPLIER: _by_supplier,
    QueueOrder.CONFIDENCE: _by_confidence,
}
