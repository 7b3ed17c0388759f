"""What is said of a document when it is compared with what this workstation has seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.amounts import display_amount
from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.finding import Finding, Origin, Severity
from klearstack_desktop.model.slips.duplicates import has_same_number
from klearstack_desktop.model.slips.facts import Outcome, comparable, facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.known import Known
    from klearstack_desktop.model.slips.facts import Facts

DUPLICATE: Final = "likely_duplicate"
RESUBMITTED: Final = "resubmitted"
BANK_ACCOUNT: Final = "bank_account_differs"
FIRST_INVOICE: Final = "first_invoice"
NEAR_NAME: Final = "near_name"
AMOUNT: Final = "unusual_amount"

LAST_ACCOUNTS: Final = 5
"""The bank account is compared with so many of the supplier's last approved invoices."""

FEWEST_AMOUNTS: Final = 5
"""So many approved invoices of a supplier make a range of amounts."""

FAR: Final = 3
"""An amount is far outside the range if it is so many times more, or less, than its ends."""

LEARNED_FROM: Final = 20
"""A workstation that has seen fewer approvals knows too little to call a supplier new."""


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
    if facts.supplier:
        yield from _about_supplier(document, facts, known)


def likely_duplicates(document: Document, known: Known) -> tuple[Facts, ...]:
    """Return the documents that one is likely the same as, what it was rejected as included."""
    return known.seen.likely_same(facts_of(document))


def _seen_before(document: Document, facts: Facts, known: Known) -> Iterator[Finding]:
    rejected = [each for each in known.seen.same_number(facts) if each.outcome is Outcome.REJECTED]
    if rejected:
        last = max(rejected, key=_decided)
        yield _warning(document, FieldRole.NUMBER, RESUBMITTED, _resubmitted(facts, last))
    others = [each for each in known.seen.likely_same(facts) if each not in rejected]
    if others:
        first = others[0]
        why = (
            "same supplier and number" if has_same_number(facts, first) else "same amount and date"
        )
        more = f", and {len(others) - 1} more" if len(others) > 1 else ""
        sentence = f"Likely a duplicate: {why} as {first.title} ({first.outcome}){more}"
        yield _warning(document, FieldRole.NUMBER, DUPLICATE, sentence)


def _decided(facts: Facts) -> float:
    return facts.decided_at.timestamp() if facts.decided_at else 0.0


def _resubmitted(facts: Facts, before: Facts) -> str:
    when = f" on {before.decided_at.astimezone():%d %b %Y}" if before.decided_at else ""
    why = f": “{before.reason}”" if before.reason else ""
    return f"Resubmitted: rejected here{when}{why}. {_changed_since(facts, before)}"


def _changed_since(facts: Facts, before: Facts) -> str:
    pairs = (
        ("amount", _amount(before), _amount(facts), before.amount != facts.amount),
        ("date", str(before.day), str(facts.day), before.day != facts.day),
        (
            "bank account",
            before.bank_account,
            facts.bank_account,
            comparable(before.bank_account) != comparable(facts.bank_account),
        ),
    )
    changed = [
        f"{name} {was or 'none'} → {now or 'none'}" for name, was, now, differs in pairs if differs
    ]
    return (
        f"Changed: {', '.join(changed)}"
        if changed
        else "Amount, date and bank account are the same"
    )


def _amount(facts: Facts) -> str:
    return "" if facts.amount is None else display_amount(str(facts.amount), facts.currency)


def _about_supplier(document: Document, facts: Facts, known: Known) -> Iterator[Finding]:
    suppliers = known.suppliers
    if not suppliers.approved_of(facts):
        if near := suppliers.near_name(facts.supplier):
            sentence = f"Near, but not equal to, the known supplier {near}"
            yield _warning(document, FieldRole.SUPPLIER, NEAR_NAME, sentence)
        elif suppliers.approved >= LEARNED_FROM:
            sentence = "The first invoice from this supplier at this workstation"
            yield _warning(
                document, FieldRole.SUPPLIER, FIRST_INVOICE, sentence, is_acceptable=True
            )
        return
    accounts = suppliers.accounts_of(facts, LAST_ACCOUNTS)
    if facts.bank_account and accounts:
        own = comparable(facts.bank_account)
        if all(own != comparable(account) for account in accounts):
            sentence = f"Differs from this supplier’s last approved invoices: {', '.join(accounts)}"
            yield _warning(document, FieldRole.BANK_ACCOUNT, BANK_ACCOUNT, sentence)
    yield from _unusual_amount(document, facts, known)


def _unusual_amount(document: Document, facts: Facts, known: Known) -> Iterator[Finding]:
    amounts = known.suppliers.amounts_of(facts)
    if facts.is_credit_note or not facts.amount or len(amounts) < FEWEST_AMOUNTS:
        return
    least, most = min(amounts), max(amounts)
    if not least / FAR <= facts.amount <= most * FAR:
        ends = " to ".join(display_amount(str(end), facts.currency) for end in (least, most))
        sentence = f"Far outside what was approved of this supplier: {ends}"
        yield _warning(document, FieldRole.TOTAL, AMOUNT, sentence)


def _warning(
    document: Document, role: FieldRole, code: str, sentence: str, *, is_acceptable: bool = False
) -> Finding:
    field = document.by_role(role)
    return Finding(
        field.key if field else None,
        None,
        None,
        Severity.WARNING,
        code,
        sentence,
        can_override=True,
        origin=Origin.HISTORY,
        is_acceptable=is_acceptable,
    )
