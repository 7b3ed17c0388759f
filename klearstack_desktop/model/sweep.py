"""One field across many documents: what it is in each of them, and how far a reviewer has come."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from klearstack_desktop.model.document import Document, FieldKey
    from klearstack_desktop.model.findings import Findings


class Mark(StrEnum):
    """How a document of a sweep stands."""

    TO_CHECK = "to check"
    FINE = "nothing to check"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class SweptField:
    """A field that can be swept.

    Attributes:
        key: the field.
        label: what a reviewer reads beside it.
        documents: how many documents have it.
        to_check: in how many of them it needs a person who can do something about it.
    """

    key: FieldKey
    label: str
    documents: int
    to_check: int


@dataclass(frozen=True, slots=True)
class SweepTally:
    """How far a sweep has come; a corrected value that still needs a person is left as well.

    Attributes:
        confirmed: values that were accepted as they stand.
        corrected: values that are not any more what they were when the sweep began.
        skipped: documents that cannot be changed.
        left: documents in which the field still needs a person.
    """

    confirmed: int = 0
    corrected: int = 0
    skipped: int = 0
    left: int = 0

    @property
    def in_words(self) -> str:
        """The whole line that a reviewer reads."""
        counts = (
            (self.confirmed, "confirmed"),
            (self.corrected, "corrected"),
            (self.skipped, "skipped"),
            (self.left, "left to check"),
        )
        return " · ".join(f"{count:,} {words}" for count, words in counts)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one document of a sweep stands, and whether its field still needs a person."""

    mark: Mark
    is_left: bool = False


class TallyCount:
    """The tally of a sweep, kept by what changes: each key changes one document of very many."""

    def __init__(self, standings: Collection[Standing] = ()) -> None:
        self._marks = Counter(standing.mark for standing in standings)
        self._left = sum(standing.is_left for standing in standings)

    def change(self, before: Standing, after: Standing) -> None:
        """Take that a document stands otherwise now."""
        self._marks[before.mark] -= 1
        self._marks[after.mark] += 1
        self._left += after.is_left - before.is_left

    @property
    def tally(self) -> SweepTally:
        """How far the reviewer has come."""
        marks = self._marks
        return SweepTally(
            marks[Mark.CONFIRMED], marks[Mark.CORRECTED], marks[Mark.SKIPPED], self._left
        )


class FieldCensus:
    """Counts the fields of one document after the other, in the order in which they are met."""

    def __init__(self) -> None:
        self._labels: dict[FieldKey, str] = {}
        self._having: dict[FieldKey, list[str]] = {}
        self._needing: dict[FieldKey, set[str]] = {}
        self._fixed: set[str] = set()

    def count(self, document: Document, findings: Findings, *, is_fixed: bool) -> None:
        """Take a document.

        Args:
            document: with the draft laid over.
            findings: what is found in it.
            is_fixed: nothing can be changed in it, so nobody needs to look.
        """
        if is_fixed:
            self._fixed.add(document.id)
        for field in document.fields:
            self._labels.setdefault(field.key, field.label)
            self._having.setdefault(field.key, []).append(document.id)
            if not is_fixed and findings.needs_person(field.key):
                self._needing.setdefault(field.key, set()).add(document.id)

    @property
    def fields(self) -> tuple[SweptField, ...]:
        """All fields that were met."""
        return tuple(
            SweptField(key, label, len(self._having[key]), len(self._needing.get(key, ())))
            for key, label in self._labels.items()
        )

    def standings(self, key: FieldKey) -> dict[str, Standing]:
        """Return how the documents stand that have a field, in the order in which they were met."""
        standings = dict.fromkeys(self._having.get(key, ()), Standing(Mark.FINE))
        skipped, left = Standing(Mark.SKIPPED), Standing(Mark.TO_CHECK, is_left=True)
        standings |= dict.fromkeys(self._needing.get(key, ()), left)
        standings |= dict.fromkeys(standings.keys() & self._fixed, skipped)
        return standings


def field_to_begin_with(fields: Iterable[SweptField], wanted: FieldKey | None) -> FieldKey | None:
    """Return the field that is wanted if it is there, else the one that needs a person most."""
    offered = tuple(fields)
    if any(one.key == wanted for one in offered):
        return wanted
    most = max(offered, key=lambda one: one.to_check, default=None)
    return most.key if most else None
