"""The orders in which the queue can be shown."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from klearstack_desktop.model.queue import QueueEntry

SortKey: TypeAlias = tuple[Any, ...]


class QueueOrder(StrEnum):
    """An order of the rows; the value is what the reviewer reads."""

    SERVER = "Server order"
    OLDEST = "Oldest first"
    NEWEST = "Newest first"
    AMOUNT = "Highest amount"
    SUPPLIER = "Supplier A to Z"
    CONFIDENCE = "Least confident"

    def key(self, entry: QueueEntry, position: int) -> SortKey:
        """Return what to sort a row by.

        Rows without the value come last; equal rows keep the server's order, because ``position``
        (their place in the server's list, from 0) ends every key and so makes it unique.
        """
        match self:
            case QueueOrder.OLDEST:
                return (entry.day is None, entry.day and entry.day.toordinal(), position)
            case QueueOrder.NEWEST:
                return (entry.day is None, entry.day and -entry.day.toordinal(), position)
            case QueueOrder.AMOUNT:
                return (
                    entry.total is None,
                    None if entry.total is None else -entry.total,
                    position,
                )
            case QueueOrder.SUPPLIER:
                return (not entry.supplier, entry.supplier.casefold(), position)
            case QueueOrder.CONFIDENCE:
                return (entry.confidence is None, entry.confidence, position)
            case QueueOrder.SERVER:
                return (position,)
