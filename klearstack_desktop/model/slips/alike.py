"""The documents that one is worth comparing with side by side, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.dates import display_date
from klearstack_desktop.model.slips.duplicates import has_same_number
from klearstack_desktop.model.slips.facts import Outcome, facts_of
from klearstack_desktop.model.slips.originals import original_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.known import Known
    from klearstack_desktop.model.slips.duplicates import SeenDocuments
    from klearstack_desktop.model.slips.facts import Facts


class Why(Enum):
    """What one document has to do with another one."""

    ORIGINAL = "original"
    SAME_NUMBER = "same number"
    SAME_SUM = "same amount and date"
    REJECTED = "rejected before"
    LOOKS_REJECTED = "looks like one rejected before"
    LOOKS_SAME = "nearly the same number"
    CREDIT_NOTE = "credit note"

    @property
    def is_duplicate(self) -> bool:
        """Whether the two are likely the same."""
        return self in {Why.SAME_NUMBER, Why.SAME_SUM, Why.LOOKS_SAME}


_SEEN_FROM_THERE: Final = {
    Why.ORIGINAL: Why.CREDIT_NOTE,
    Why.CREDIT_NOTE: Why.ORIGINAL,
    Why.REJECTED: Why.SAME_NUMBER,
    Why.LOOKS_REJECTED: Why.LOOKS_SAME,
}


@dataclass(frozen=True, slots=True)
class Alike:
    """A document to compare with, and why."""

    facts: Facts
    why: Why


def alike_to(document: Document, known: Known) -> tuple[Alike, ...]:
    """Return the documents to compare one with, the one that matters most first.

    Args:
        document: with the draft laid over.
        known: what it is compared with.
    """
    found = {alike.facts.document_id: alike for alike in reversed([*_alike(document, known)])}
    return tuple(reversed(found.values()))


def _alike(document: Document, known: Known) -> Iterator[Alike]:
    facts, seen = facts_of(document), known.seen
    original = original_of(document, facts, seen)
    if original is not None and original.facts is not None:
        yield Alike(original.facts, Why.ORIGINAL)
    variants = {each.document_id: each for each in seen.rejected_variants(facts)}
    for each in seen.likely_same(facts):
        if each.document_id in variants:
            continue
        if not has_same_number(facts, each):
            yield Alike(each, Why.SAME_SUM)
        elif each.outcome is Outcome.REJECTED:
            yield Alike(each, Why.REJECTED)
        else:
            yield Alike(each, Why.SAME_NUMBER)
    for each in variants.values():
        yield Alike(each, Why.LOOKS_REJECTED)
    if not facts.is_credit_note:
        for each in seen.credit_notes_to(facts.supplier, facts.number):
            yield Alike(each, Why.CREDIT_NOTE)


def seen_from_there(document: Document, alike: Alike) -> Alike:
    """Return what a document is for the one that it was compared with."""
    return Alike(facts_of(document), _SEEN_FROM_THERE.get(alike.why, alike.why))


def why_in_words(alike: Alike) -> str:
    """Say why a document is compared with another one: one or two sentences."""
    facts = alike.facts
    match alike.why:
        case Why.SAME_NUMBER:
            return f"Likely a duplicate: same supplier and number. {_became(facts)}"
        case Why.SAME_SUM:
            return f"Likely a duplicate: same amount, currency and date. {_became(facts)}"
        case Why.REJECTED:
            return f"Same supplier and number as one that was {rejection_in_words(facts)}."
        case Why.LOOKS_SAME:
            return f"Same supplier and nearly the same number. {_became(facts)}"
        case Why.LOOKS_REJECTED:
            return (
                f"Same supplier and nearly the number of one that was {rejection_in_words(facts)}."
            )
        case Why.ORIGINAL:
            return f"The invoice that this credit note is about. {_became(facts)}"
        case Why.CREDIT_NOTE:
            return f"A credit note about this invoice. {_became(facts)}"


def rejection_in_words(facts: Facts) -> str:
    """Say when and why a document was rejected: ``rejected here on 3 Mar 2026: “not ours”``."""
    when = f" on {_day(facts)}" if facts.decided_at else ""
    why = f": “{facts.reason}”" if facts.reason else ""
    return f"rejected here{when}{why}"


def compared_with(seen: SeenDocuments) -> str:
    """Say what a document was compared with, and with what it was not."""
    things = "1 document" if seen.count == 1 else f"{seen.count:,} documents"
    since = f" since {_plain_day(seen.since)}" if seen.since else ""
    return (
        f"Compared with {things} that this workstation has seen{since};"
        " what only other desks have seen is not among them."
    )


def _became(facts: Facts) -> str:
    match facts.outcome:
        case Outcome.APPROVED:
            when = f" here on {_day(facts)}" if facts.decided_at else ""
            return f"The other one was approved{when}."
        case Outcome.REJECTED:
            return f"The other one was {rejection_in_words(facts)}."
        case Outcome.GONE:
            return "The other one is no longer listed: nobody here knows what became of it."
        case Outcome.OPEN:
            return "The other one is open."


def _day(facts: Facts) -> str:
    return _plain_day(facts.decided_at.astimezone().date()) if facts.decided_at else ""


def _plain_day(day: date) -> str:
    return display_date(day.isoformat())


def reason_to_reject(alike: Alike) -> str:
    """Return what a rejection because of another document could say."""
    facts = alike.facts
    match alike.why:
        case Why.SAME_NUMBER | Why.SAME_SUM | Why.LOOKS_SAME:
            return f"Duplicate of an invoice already received: {facts.title}"
        case Why.REJECTED | Why.LOOKS_REJECTED:
            again = f" ({facts.reason})" if facts.reason else ""
            return f"Rejected before{again}: {facts.title}"
        case Why.ORIGINAL:
            return f"Does not agree with the invoice that it is about: {facts.title}"
        case Why.CREDIT_NOTE:
            return f"Taken back by a credit note: {facts.title}"
