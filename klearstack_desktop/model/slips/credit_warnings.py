"""Warnings about credit notes: whether the invoice is known, and not less than what is credited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.model.amounts import display_amount
from klearstack_desktop.model.dates import display_date
from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.finding import Severity
from klearstack_desktop.model.slips.alike import rejection_in_words
from klearstack_desktop.model.slips.facts import Outcome
from klearstack_desktop.model.slips.originals import original_of
from klearstack_desktop.model.slips.warning import CREDITED, ORIGINAL, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.finding import Finding
    from klearstack_desktop.model.known import Known
    from klearstack_desktop.model.slips.facts import Facts


def about_original(document: Document, facts: Facts, known: Known) -> Iterator[Finding]:
    """Yield what a credit note has against it, compared with the invoice that it is about.

    Args:
        document: with the draft laid over.
        facts: of the document; of an invoice nothing is said.
        known: what it is compared with.
    """
    if not facts.is_credit_note:
        return
    role = FieldRole.CORRECTS if document.by_role(FieldRole.CORRECTS) else FieldRole.NUMBER
    original = original_of(document, facts, known.seen)
    if original is None:
        sentence = "This credit note names no invoice that this workstation has seen"
        yield warning(document, role, ORIGINAL, sentence, severity=Severity.NOTE)
        return
    about = original.facts
    if about is None:
        sentence = (
            f"The invoice {original.number} of this supplier was never seen at this workstation"
        )
        yield warning(document, role, ORIGINAL, sentence, is_acceptable=True)
        return
    if about.outcome is Outcome.REJECTED:
        sentence = f"The invoice {original.number} was {rejection_in_words(about)}"
        yield warning(document, role, ORIGINAL, sentence)
    else:
        of = f" of {display_date(about.day.isoformat())}" if about.day else ""
        over = (
            f" over {display_amount(f'{about.amount:f}', about.currency)}" if about.amount else ""
        )
        sentence = f"About the invoice {original.number}{of}{over} ({about.outcome})"
        yield warning(document, role, ORIGINAL, sentence, severity=Severity.NOTE)
    yield from _credited_too_much(document, facts, about, known)


def _credited_too_much(
    document: Document, facts: Facts, about: Facts, known: Known
) -> Iterator[Finding]:
    if facts.amount is None or about.amount is None:
        return
    if facts.currency and about.currency and facts.currency != about.currency:
        sentence = (
            f"Credited in {facts.currency}; the invoice {about.number} is in {about.currency}"
        )
        yield warning(document, FieldRole.TOTAL, CREDITED, sentence)
        return
    earlier = [
        abs(each.amount)
        for each in known.seen.credit_notes_to(about.supplier, about.number)
        if each.amount
        and each.outcome is Outcome.APPROVED
        and each.document_id != facts.document_id
    ]
    credited, most = abs(facts.amount) + sum(earlier), abs(about.amount)
    if credited > most:
        shown, invoiced = (
            display_amount(f"{amount:f}", facts.currency) for amount in (credited, most)
        )
        with_others = " together with those approved before" if earlier else ""
        sentence = (
            f"{shown} is credited{with_others}: more than the {invoiced} of the invoice"
            f" {about.number}"
        )
        yield warning(document, FieldRole.TOTAL, CREDITED, sentence)
