"""Warnings about who is to be paid: the name, the account, the tax number, the amount."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.amounts import display_amount
from klearstack_desktop.model.dates import display_date
from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.finding import Severity
from klearstack_desktop.model.slips.facts import comparable, comparable_account
from klearstack_desktop.model.slips.supplier_list import holds_account
from klearstack_desktop.model.slips.warning import (
    AMOUNT,
    BANK_ACCOUNT,
    FIRST_INVOICE,
    NEAR_NAME,
    TAX_ID,
    warning,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.finding import Finding
    from klearstack_desktop.model.known import Known
    from klearstack_desktop.model.slips.facts import Facts

LAST_ACCOUNTS: Final = 5
"""The bank account is compared with so many of the supplier's last approved invoices."""

FEWEST_AMOUNTS: Final = 5
"""So many approved invoices of a supplier make a range of amounts."""

FAR: Final = 3
"""An amount is far outside the range if it is so many times more, or less, than its ends."""

LEARNED_FROM: Final = 20
"""A workstation with fewer approvals knows too little for a warning of a new supplier."""

_FIRST: Final = "The first invoice from this supplier at this workstation"


def about_supplier(document: Document, facts: Facts, known: Known) -> Iterator[Finding]:
    """Yield what is unusual for a supplier, by what was approved here and by the supplier list.

    Args:
        document: with the draft laid over; it names a supplier.
        facts: of the document.
        known: what it is compared with.
    """
    listed, is_known = known.listed.named(facts), bool(known.suppliers.approved_of(facts))
    if not is_known:
        yield from _first_invoice(document, facts, known)
    yield from _bank_account(document, facts, known)
    if (
        listed is not None
        and facts.tax_id
        and listed.tax_ids
        and comparable(facts.tax_id) not in map(comparable, listed.tax_ids)
    ):
        sentence = (
            f"{facts.tax_id} differs from the supplier list, which has"
            f" {', '.join(listed.tax_ids)} for {listed.name}"
        )
        yield warning(document, FieldRole.TAX_ID, TAX_ID, sentence)
    if is_known:
        yield from _unusual_amount(document, facts, known)


def _first_invoice(document: Document, facts: Facts, known: Known) -> Iterator[Finding]:
    """Say that nothing of a supplier was approved here, and whether it is on record."""
    suppliers, listed = known.suppliers, known.listed
    if listed.named(facts) is not None:
        yield from _first_here(document, known, "; it is in the supplier list")
        return
    owner = listed.taxed_as(facts)
    if owner is not None:
        sentence = (
            f"Not the name in the supplier list: {facts.tax_id} belongs to {owner.name} there"
        )
        yield warning(document, FieldRole.SUPPLIER, NEAR_NAME, sentence)
    elif near := suppliers.near_name(facts.supplier):
        sentence = f"Near, but not equal to, the known supplier {near}"
        yield warning(document, FieldRole.SUPPLIER, NEAR_NAME, sentence)
    elif near := listed.near_name(facts.supplier):
        sentence = f"Near, but not equal to, {near} in the supplier list"
        yield warning(document, FieldRole.SUPPLIER, NEAR_NAME, sentence)
    elif len(listed):
        sentence = f"{_FIRST}; it is not in the supplier list"
        yield warning(document, FieldRole.SUPPLIER, FIRST_INVOICE, sentence, is_acceptable=True)
    else:
        yield from _first_here(document, known)


def _first_here(document: Document, known: Known, more: str = "") -> Iterator[Finding]:
    """Say that a supplier is new as loudly as this workstation can know; at first it knows none."""
    approved = known.suppliers.approved
    if approved >= LEARNED_FROM:
        sentence = f"{_FIRST}{more}"
        yield warning(document, FieldRole.SUPPLIER, FIRST_INVOICE, sentence, is_acceptable=True)
    elif approved:
        sentence = f"{_FIRST}, where few were approved yet{more}"
        severity = Severity.NOTE
        yield warning(document, FieldRole.SUPPLIER, FIRST_INVOICE, sentence, severity=severity)


def _bank_account(document: Document, facts: Facts, known: Known) -> Iterator[Finding]:
    """Compare where to pay with the supplier list, and with what was approved before."""
    own = facts.bank_account
    if not comparable_account(own):
        return
    listed = known.listed.named(facts) or known.listed.taxed_as(facts)
    on_record = listed.accounts if listed else ()
    before = known.suppliers.accounts_of(facts, LAST_ACCOUNTS)
    is_on_record = holds_account(on_record, own)
    differs = []
    if on_record and not is_on_record:
        differs.append(f"the supplier list: {', '.join(on_record)}")
    if before and not holds_account(before, own):
        differs.append(f"this supplier’s last approved invoices: {', '.join(before)}")
    if differs:
        sentence = f"{own} differs from {'; and from '.join(differs)}"
        if is_on_record:
            sentence = f"{sentence}. The supplier list has it"
        yield warning(
            document, FieldRole.BANK_ACCOUNT, BANK_ACCOUNT, sentence, is_acceptable=is_on_record
        )
    elif not is_on_record and (new := known.suppliers.new_account(facts)) is not None:
        since = f" since {display_date(new.since.isoformat())}" if new.since else ""
        sentence = (
            f"{own} is new{since}: approved once here. Before, it was {new.usual},"
            f" approved {new.usual_times} times"
        )
        yield warning(document, FieldRole.BANK_ACCOUNT, BANK_ACCOUNT, sentence, is_acceptable=True)


def _unusual_amount(document: Document, facts: Facts, known: Known) -> Iterator[Finding]:
    amounts = known.suppliers.amounts_of(facts)
    if facts.is_credit_note or not facts.amount or len(amounts) < FEWEST_AMOUNTS:
        return
    least, most = min(amounts), max(amounts)
    if not least / FAR <= facts.amount <= most * FAR:
        ends = " to ".join(display_amount(str(end), facts.currency) for end in (least, most))
        sentence = f"Far outside what was approved of this supplier: {ends}"
        yield warning(document, FieldRole.TOTAL, AMOUNT, sentence)
