"""Two documents value by value: what is the same, what is only written otherwise, what differs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.amounts import parse_amount
from klearstack_desktop.model.dates import parse_date
from klearstack_desktop.model.fieldmap import FieldKind
from klearstack_desktop.model.merge import table_label
from klearstack_desktop.model.slips.facts import comparable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from klearstack_desktop.model.document import Document, Table
    from klearstack_desktop.model.merge import Place

LONGEST: Final = 2000
"""Characters of a value that are remembered; of a longer one how long it is, and its digest."""

MOST_ROWS: Final = 50
"""Rows of a table that are compared one by one; more than that nobody looks through."""

_AMOUNTS: Final = frozenset({FieldKind.AMOUNT, FieldKind.QUANTITY})


class Relation(StrEnum):
    """How a value of one document stands to the same value of the other, in words."""

    DIFFERS = "differs"
    ONLY_HERE = "only here"
    ONLY_THERE = "only there"
    WRITTEN_OTHERWISE = "written otherwise"
    SAME = "same"

    @property
    def is_difference(self) -> bool:
        """Whether the two say different things."""
        return self not in {Relation.SAME, Relation.WRITTEN_OTHERWISE}


@dataclass(frozen=True, slots=True)
class StatedValue:
    """One thing that a document says.

    Attributes:
        place: the field; of a row the name of its table and which one it is.
        label: how a reviewer knows it.
        value: as it stands there; the cells of a row one after the other.
        kind: what sort of value it is.
    """

    place: Place
    label: str
    value: str
    kind: FieldKind = FieldKind.TEXT


@dataclass(frozen=True, slots=True)
class ComparedValue:
    """One place of two documents; an empty text where one of them says nothing there."""

    place: Place
    label: str
    here: str
    there: str
    relation: Relation


def values_of(document: Document) -> tuple[StatedValue, ...]:
    """Return what a document says, its draft laid over, in its order; empty places are left out."""
    fields = (
        StatedValue(field.key, field.label, _short(field.value), field.kind)
        for field in document.fields
        if field.value.strip()
    )
    lines = (stated for table in document.tables for stated in _lines(table))
    return (*fields, *lines)


def compare(here: Sequence[StatedValue], there: Sequence[StatedValue]) -> tuple[ComparedValue, ...]:
    """Compare two documents place by place: those of the first in its order, then the others."""
    others = {stated.place: stated for stated in there}
    rows = [_compared(stated, others.pop(stated.place, None)) for stated in here]
    rows += [
        ComparedValue(stated.place, stated.label, "", stated.value, Relation.ONLY_THERE)
        for stated in others.values()
    ]
    return tuple(rows)


def _compared(stated: StatedValue, other: StatedValue | None) -> ComparedValue:
    if other is None:
        return ComparedValue(stated.place, stated.label, stated.value, "", Relation.ONLY_HERE)
    if stated.value == other.value:
        relation = Relation.SAME
    # Of rows side by side nobody could tell what was written otherwise.
    elif not isinstance(stated.place, str) and _mean_the_same(stated, other.value):
        relation = Relation.WRITTEN_OTHERWISE
    else:
        relation = Relation.DIFFERS
    return ComparedValue(stated.place, stated.label, stated.value, other.value, relation)


def _mean_the_same(stated: StatedValue, other: str) -> bool:
    if stated.kind is FieldKind.DATE:
        day = parse_date(stated.value)
        return day is not None and day == parse_date(other)
    number, other_number = parse_amount(stated.value), parse_amount(other)
    if stated.kind in _AMOUNTS:
        return number is not None and number == other_number
    # Without its marks 1.00 would be 100.
    is_other_number = None not in (number, other_number) and number != other_number
    key = comparable(stated.value)
    return bool(key) and key == comparable(other) and not is_other_number


def _lines(table: Table) -> Iterator[StatedValue]:
    """Yield the first rows of a table one by one, and the others together."""
    label = table_label(table.name)
    rows = [" | ".join(cell.value for cell in row) for row in table.rows]
    for number, row in enumerate(rows[:MOST_ROWS], start=1):
        yield StatedValue(f"{table.name}#{number}", f"{label}, row {number}", _short(row))
    if rest := rows[MOST_ROWS:]:
        place = f"{table.name}#{MOST_ROWS + 1}"
        yield StatedValue(place, f"{label}, rows after {MOST_ROWS}", _short("\n".join(rest)))


def _short(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{len(text):,} characters ({digest[:12]})"
