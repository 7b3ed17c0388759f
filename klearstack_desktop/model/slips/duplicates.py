"""Finding documents that are likely the same as one that this workstation has seen."""

from __future__ import annotations

from bisect import bisect_right
from heapq import merge
from typing import TYPE_CHECKING, Final, TypeAlias

from klearstack_desktop.model.slips.facts import Outcome, comparable
from klearstack_desktop.model.slips.number_variants import is_variant, keys_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator
    from collections.abc import Set as AbstractSet
    from datetime import date

    from klearstack_desktop.model.slips.facts import Facts

MOST_ALIKE: Final = 100
"""Of more documents that are likely the same nobody is told; nobody looks at so many."""

_Index: TypeAlias = "dict[Hashable, tuple[Facts, ...]]"
"""Documents by what they have in common, the worst to miss first."""

_WORST_FIRST: Final = {
    outcome: rank
    for rank, outcome in enumerate((Outcome.APPROVED, Outcome.OPEN, Outcome.GONE, Outcome.REJECTED))
}


def _rank(facts: Facts) -> int:
    return _WORST_FIRST[facts.outcome]


class SeenDocuments:
    """The documents to compare with, ready to be looked up; immutable.

    Attributes:
        count: how many they are.
        since: the day from which on all that was seen here is among them; None where nobody knows.

    Args:
        facts: of each document once; the first of an id counts.
    """

    __slots__ = (
        "_by_number",
        "_by_sum",
        "_credit_notes",
        "_credits",
        "_numbers",
        "_rejected",
        "count",
        "since",
    )

    def __init__(self, facts: Iterable[Facts] = (), since: date | None = None) -> None:
        self._by_number: _Index = {}
        self._by_sum: _Index = {}
        self._credits: _Index = {}
        self._credit_notes: _Index = {}
        self._rejected: _Index = {}
        self._numbers: dict[str, frozenset[str]] = {}
        self.since = since
        self.count = 0
        known: set[str] = set()
        for each in facts:
            if each.document_id not in known:
                known.add(each.document_id)
                self._put(each)

    def changed(self, gone: Iterable[Facts], come: Iterable[Facts]) -> SeenDocuments:
        """Return other documents to compare with: without some of these, and with others."""
        other = SeenDocuments(since=self.since)
        other.count = self.count
        for name in set(self.__slots__) - {"count", "since"}:
            setattr(other, name, dict(getattr(self, name)))
        for each in gone:
            other._take_out(each)
        for each in come:
            other._put(each)
        return other

    def beside(self, some: Iterable[Facts]) -> set[str]:
        """Return the documents of which something else may be said when these change."""
        # By places, because many of them may be in one: a thousand invoices of one day and amount.
        places = {(id(index), key): index for facts in some for index, key in self._around(facts)}
        return {
            each.document_id
            for (_index, key), index in places.items()
            for each in index.get(key, ())
        }

    def _around(self, facts: Facts) -> Iterator[tuple[_Index, Hashable]]:
        """Yield where those stand of which something else may be said when one changes."""
        name = comparable(facts.supplier)
        yield self._by_number, _number_key(facts)
        yield self._by_sum, _sum_key(facts)
        yield self._by_number, _key(facts.supplier, facts.corrects)
        yield self._credit_notes, name
        if facts.outcome is Outcome.REJECTED and (keys := tuple(keys_of(facts.number))):
            for number in self._numbers.get(name, ()):
                if number.startswith(keys):
                    yield self._by_number, (name, number)

    def _put(self, facts: Facts) -> None:
        self.count += 1
        for index, key in self._places(facts):
            # Tuples, because a changed copy shares them; most have one document only.
            known = index.get(key, ())
            place = bisect_right(known, _rank(facts), key=_rank)
            index[key] = (*known[:place], facts, *known[place:])
        if (key := _number_key(facts)) is not None:
            numbers = self._numbers.get(key[0], frozenset())
            if key[1] not in numbers:
                self._numbers[key[0]] = numbers | {key[1]}

    def _take_out(self, facts: Facts) -> None:
        self.count -= 1
        for index, key in self._places(facts):
            left = tuple(e for e in index.get(key, ()) if e.document_id != facts.document_id)
            if left:
                index[key] = left
            else:
                index.pop(key, None)
        if (key := _number_key(facts)) is not None and key not in self._by_number:
            self._numbers[key[0]] = self._numbers.get(key[0], frozenset()) - {key[1]}

    def _places(self, facts: Facts) -> Iterator[tuple[_Index, Hashable]]:
        """Yield where a document is found, and under which key."""
        if (number := _number_key(facts)) is not None:
            yield self._by_number, number
            if facts.outcome is Outcome.REJECTED:
                for written in keys_of(facts.number):
                    yield self._rejected, (number[0], written)
        if (sums := _sum_key(facts)) is not None:
            yield self._by_sum, sums
        if facts.is_credit_note:
            if (about := _key(facts.supplier, facts.corrects)) is not None:
                yield self._credits, about
            if name := comparable(facts.supplier):
                yield self._credit_notes, name

    def likely_same(self, facts: Facts) -> tuple[Facts, ...]:
        """Return the documents that are likely the same, the worst to miss first.

        That is: of the same supplier with the same number, or of the same amount and date. Of very
        many only `MOST_ALIKE`: a thousand invoices of one amount may come on one day, and each of
        them would be compared with all others.
        """
        numbered = _others(self._by_number, _number_key(facts), facts)
        summed = _others(self._by_sum, _sum_key(facts), facts)
        found: dict[str, Facts] = {}
        for each in merge(numbered, summed, key=_rank):
            found.setdefault(each.document_id, each)
            if len(found) == MOST_ALIKE:
                break
        return tuple(found.values())

    def same_number(self, facts: Facts) -> tuple[Facts, ...]:
        """Return the other documents of the same supplier with the same number."""
        return tuple(_others(self._by_number, _number_key(facts), facts))

    def rejected_variants(self, facts: Facts) -> tuple[Facts, ...]:
        """Return what was rejected of the same supplier and looks like a document.

        Its number is the same with something added or left out, and the amount or the supplier's
        tax number is the same.
        """
        name = comparable(facts.supplier)
        if not name:
            return ()
        found = (
            each
            for key in keys_of(facts.number)
            for each in _others(self._rejected, (name, key), facts)
            if is_variant(facts.number, each.number) and _agrees(facts, each)
        )
        return tuple({each.document_id: each for each in found}.values())

    def numbers_of(self, supplier: str) -> AbstractSet[str]:
        """Return the numbers that were seen of a supplier, as they are compared."""
        return self._numbers.get(comparable(supplier), frozenset())

    def invoices(self, supplier: str, number: str) -> tuple[Facts, ...]:
        """Return the invoices of a supplier with a number, the worst to miss first."""
        key = _key(supplier, number)
        known = self._by_number.get(key, ()) if key is not None else ()
        return tuple(each for each in known if not each.is_credit_note)

    def credit_notes_to(self, supplier: str, number: str) -> tuple[Facts, ...]:
        """Return the credit notes that say they are about an invoice of a supplier."""
        key = _key(supplier, number)
        return tuple(self._credits.get(key, ())) if key is not None else ()


def has_same_number(one: Facts, other: Facts) -> bool:
    """Whether two documents are of the same supplier with the same number."""
    key = _number_key(one)
    return key is not None and key == _number_key(other)


def _others(index: _Index, key: Hashable | None, facts: Facts) -> Iterable[Facts]:
    # A credit note repeats the figures of what it takes back.
    return (
        each
        for each in (index.get(key, ()) if key is not None else ())
        if each.document_id != facts.document_id and each.is_credit_note == facts.is_credit_note
    )


def _agrees(one: Facts, other: Facts) -> bool:
    has_same_amount = (one.amount, one.currency) == (other.amount, other.currency)
    tax_id = comparable(one.tax_id)
    return bool(one.amount and has_same_amount) or bool(
        tax_id and tax_id == comparable(other.tax_id)
    )


def _number_key(facts: Facts) -> tuple[str, str] | None:
    return _key(facts.supplier, facts.number)


def _key(supplier: str, number: str) -> tuple[str, str] | None:
    name, digits = comparable(supplier), comparable(number)
    return (name, digits) if name and digits else None


def _sum_key(facts: Facts) -> Hashable | None:
    if not facts.amount or facts.day is None:
        return None
    return (abs(facts.amount), facts.currency, facts.day)
