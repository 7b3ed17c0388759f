"""Finding documents that are likely the same as one that this workstation has seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from klearstack_desktop.model.slips.facts import Outcome, comparable

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from klearstack_desktop.model.slips.facts import Facts

_Index: TypeAlias = "dict[Hashable, tuple[Facts, ...]]"

_WORST_FIRST: Final = {
    outcome: rank
    for rank, outcome in enumerate((Outcome.APPROVED, Outcome.OPEN, Outcome.GONE, Outcome.REJECTED))
}


class SeenDocuments:
    """The documents to compare with, ready to be looked up; immutable.

    Args:
        facts: of each document once; the first of an id counts.
    """

    __slots__ = ("_by_number", "_by_sum")

    def __init__(self, facts: Iterable[Facts] = ()) -> None:
        self._by_number: _Index = {}
        self._by_sum: _Index = {}
        known: set[str] = set()
        for each in facts:
            if each.document_id not in known:
                known.add(each.document_id)
                self._put(each)

    def changed(self, gone: Iterable[Facts], come: Iterable[Facts]) -> SeenDocuments:
        """Return other documents to compare with: without some of these, and with others."""
        other = SeenDocuments()
        other._by_number, other._by_sum = dict(self._by_number), dict(self._by_sum)
        for each in gone:
            _take_from(other._by_number, _number_key(each), each)
            _take_from(other._by_sum, _sum_key(each), each)
        for each in come:
            other._put(each)
        return other

    def beside(self, facts: Facts) -> tuple[str, ...]:
        """Return the documents of which something else is said when one like that changes."""
        alike = (
            *(self._by_number.get(_number_key(facts)) or ()),
            *(self._by_sum.get(_sum_key(facts)) or ()),
        )
        return tuple(each.document_id for each in alike)

    def _put(self, facts: Facts) -> None:
        # Tuples, because a changed copy shares them; most have one document only.
        for index, key in ((self._by_number, _number_key(facts)), (self._by_sum, _sum_key(facts))):
            if key is not None:
                index[key] = (*index.get(key, ()), facts)

    def likely_same(self, facts: Facts) -> tuple[Facts, ...]:
        """Return the documents that are likely the same, the worst to miss first.

        That is: of the same supplier with the same number, or of the same amount and date.
        """
        same = [*self.same_number(facts), *_others(self._by_sum, _sum_key(facts), facts)]
        once = {each.document_id: each for each in same}.values()
        return tuple(sorted(once, key=lambda each: _WORST_FIRST[each.outcome]))

    def same_number(self, facts: Facts) -> tuple[Facts, ...]:
        """Return the other documents of the same supplier with the same number."""
        return tuple(_others(self._by_number, _number_key(facts), facts))


def has_same_number(one: Facts, other: Facts) -> bool:
    """Whether two documents are of the same supplier with the same number."""
    key = _number_key(one)
    return key is not None and key == _number_key(other)


def _take_from(index: _Index, key: Hashable | None, facts: Facts) -> None:
    left = tuple(e for e in index.get(key, ()) if e.document_id != facts.document_id)
    if left:
        index[key] = left
    else:
        index.pop(key, None)


def _others(index: _Index, key: Hashable | None, facts: Facts) -> Iterable[Facts]:
    # A credit note repeats the figures of what it takes back.
    return (
        each
        for each in (index.get(key, ()) if key is not None else ())
        if each.document_id != facts.document_id and each.is_credit_note == facts.is_credit_note
    )


def _number_key(facts: Facts) -> Hashable | None:
    supplier, number = comparable(facts.supplier), comparable(facts.number)
    return (supplier, number) if supplier and number else None


def _sum_key(facts: Facts) -> Hashable | None:
    if not facts.amount or facts.day is None:
        return None
    return (abs(facts.amount), facts.currency, facts.day)
