"""The orders in which the queue can be shown."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from klearstack_desktop.model.queue import Mark, ReviewState

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.model.queue import QueueEntry

SortKey: TypeAlias = tuple[Any, ...]
KeyFunction: TypeAlias = "Callable[[QueueEntry], SortKey]"

_HIGHEST: Final = 0x10FFFF
_LONGEST: Final = 40
"""Characters of a text that are compared; texts that are alike so far keep the server's order."""


class QueueOrder(StrEnum):
    """What the rows are ordered by; the value is what the reviewer reads.

    The first is the one that the queue opens in: who has waited longest comes first.
    """

    UPLOADED = "Upload date"
    SERVER = "Server order"
    DATE = "Date"
    AMOUNT = "Amount"
    SUPPLIER = "Supplier"
    NUMBER = "Number"
    TYPE = "Document type"
    STATE = "State"
    TO_CHECK = "Fields to check"
    CONFIDENCE = "Confidence"

    @property
    def begins_descending(self) -> bool:
        """Whether people who choose it mean the highest first."""
        return self in {QueueOrder.AMOUNT, QueueOrder.TO_CHECK}

    @property
    def depends_on_judging(self) -> bool:
        """Whether a document may move once it is examined."""
        return self in {QueueOrder.TO_CHECK, QueueOrder.STATE}

    def key(self, *, is_descending: bool) -> KeyFunction:
        """Return what to sort a row by, made from its entry.

        Rows without the value come last in both directions; equal rows keep the server's order,
        because the place ends every key and so makes it unique.
        """
        value_of = _VALUES[self]
        turned = _turned if is_descending else _as_it_is

        def key(entry: QueueEntry) -> SortKey:
            value = value_of(entry)
            place = entry.place
            return (True, place) if value is None else (False, turned(value), place)

        return key


def _as_it_is(value: Any) -> Any:  # noqa: ANN401 - whatever can be compared
    return value


def _turned(value: Any) -> Any:  # noqa: ANN401 - whatever can be compared
    """Return something that is the lower the higher a value is."""
    if not isinstance(value, str):
        return -value
    # A text that is the beginning of another one comes after it, so something higher ends it.
    return "".join(chr(_HIGHEST - ord(letter)) for letter in value) + chr(_HIGHEST)


def _text(value: str) -> str | None:
    return value[:_LONGEST].casefold() or None


_MARKS: Final = (*Mark, None)


def _rank(entry: QueueEntry) -> int:
    """Return a number that keeps apart, within one state, documents of which else is said."""
    return next(place for place, mark in enumerate(_MARKS) if mark is None or entry.has(mark))


_STATES: Final = {state: place for place, state in enumerate(ReviewState)}

_VALUES: Final[dict[QueueOrder, Callable[[QueueEntry], Any]]] = {
    QueueOrder.UPLOADED: lambda entry: entry.uploaded,
    QueueOrder.SERVER: lambda entry: entry.place,
    QueueOrder.DATE: lambda entry: entry.day and entry.day.toordinal(),
    QueueOrder.AMOUNT: lambda entry: entry.total,
    QueueOrder.SUPPLIER: lambda entry: _text(entry.supplier),
    QueueOrder.NUMBER: lambda entry: _text(entry.number),
    QueueOrder.TYPE: lambda entry: _text(entry.document_type),
    QueueOrder.STATE: lambda entry: _STATES[entry.state] * len(_MARKS) + _rank(entry),
    QueueOrder.TO_CHECK: lambda entry: entry.to_check,
    QueueOrder.CONFIDENCE: lambda entry: entry.confidence,
}
