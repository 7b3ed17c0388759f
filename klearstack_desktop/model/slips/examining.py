"""What is said of a document when it is compared with what this workstation has seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.amounts import display_amount
from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.slips.alike import rejection_in_words
from klearstack_desktop.model.slips.comparison import compare, values_of
from klearstack_desktop.model.slips.credit_warnings import about_original
from klearstack_desktop.model.slips.duplicates import MOST_ALIKE, has_same_number
from klearstack_desktop.model.slips.facts import Outcome, comparable, comparable_account, facts_of
from klearstack_desktop.model.slips.supplier_warnings import about_supplier
from klearstack_desktop.model.slips.warning import (
    DUPLICATE,
    LOOKS_RESUBMITTED,
    RESUBMITTED,
    warning,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.finding import Finding
    from klearstack_desktop.model.known import Known
    from klearstack_desktop.model.slips.facts import Facts

MOST_CHANGES: Final = 4
"""So many changes of a document that came again are named; the comparison shows them all."""

_LONGEST_VALUE: Final = 60


def slips_in(document: Document, known: Known) -> Iterator[Finding]:
    """Yield the warnings that come from comparing; a document that is decided gets none.

    Args:
        document: with the draft laid over.
        known: what it is compared with.
    """
    facts = facts_of(document)
    if facts.outcome is not Outcome.OPEN:
        return
    yield from _seen_before(document, facts, known)
    yield from about_original(document, facts, known)
    if facts.supplier:
        yield from about_supplier(document, facts, known)


def _seen_before(document: Document, facts: Facts, known: Known) -> Iterator[Finding]:
    rejected = [each for each in known.seen.same_number(facts) if each.outcome is Outcome.REJECTED]
    if rejected:
        last = max(rejected, key=_decided)
        sentence = _resubmitted(document, facts, last)
        yield warning(document, FieldRole.NUMBER, RESUBMITTED, sentence)
    variants = known.seen.rejected_variants(facts)
    if variants and not rejected:
        last = max(variants, key=_decided)
        sentence = (
            f"Looks like {last.number} that was {rejection_in_words(last)}."
            f" {_changed_since(document, facts, last)}"
        )
        yield warning(document, FieldRole.NUMBER, LOOKS_RESUBMITTED, sentence)
    told = {each.document_id for each in (*rejected, *variants)}
    same = known.seen.likely_same(facts)
    others = [each for each in same if each.document_id not in told]
    if others:
        first = others[0]
        why = (
            "same supplier and number" if has_same_number(facts, first) else "same amount and date"
        )
        counted = "at least " if len(same) == MOST_ALIKE else ""
        more = f", and {counted}{len(others) - 1} more" if len(others) > 1 else ""
        sentence = f"Likely a duplicate: {why} as {first.title} ({first.outcome}){more}"
        yield warning(document, FieldRole.NUMBER, DUPLICATE, sentence)


def _decided(facts: Facts) -> float:
    return facts.decided_at.timestamp() if facts.decided_at else 0.0


def _resubmitted(document: Document, facts: Facts, before: Facts) -> str:
    return f"Resubmitted: {rejection_in_words(before)}. {_changed_since(document, facts, before)}"


def _changed_since(document: Document, facts: Facts, before: Facts) -> str:
    """Say field by field what is other than in the document that was rejected."""
    if before.values:
        rows = compare(values_of(document), before.values)
        changed = [
            _change(row.label, row.there, row.here) for row in rows if row.relation.is_difference
        ]
        return _enumerated(changed) or "All values are the same"
    # Rejected by a program that remembered no more than this, or its memory was deleted since.
    changed = [
        _change(name, was, now)
        for name, was, now, differs in (
            (
                "number",
                before.number,
                facts.number,
                comparable(before.number) != comparable(facts.number),
            ),
            ("amount", _amount(before), _amount(facts), before.amount != facts.amount),
            (
                "date",
                _day(before),
                _day(facts),
                before.day != facts.day,
            ),
            (
                "bank account",
                before.bank_account,
                facts.bank_account,
                comparable_account(before.bank_account) != comparable_account(facts.bank_account),
            ),
        )
        if differs
    ]
    return _enumerated(changed) or "Amount, date and bank account are the same"


def _change(label: str, was: str, now: str) -> str:
    return f"{label} {_in_one_line(was)} → {_in_one_line(now)}"


def _in_one_line(value: str) -> str:
    line = " ".join(value.split()) or "none"
    return line if len(line) <= _LONGEST_VALUE else f"{line[:_LONGEST_VALUE]}…"


def _enumerated(changed: list[str]) -> str:
    if not changed:
        return ""
    more = len(changed) - MOST_CHANGES
    shown = changed[:MOST_CHANGES] + ([f"and {more} more"] if more > 0 else [])
    return f"Changed: {', '.join(shown)}"


def _day(facts: Facts) -> str:
    return str(facts.day) if facts.day else ""


def _amount(facts: Facts) -> str:
    return "" if facts.amount is None else display_amount(str(facts.amount), facts.currency)
