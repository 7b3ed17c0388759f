"""What of a document is remembered to compare others with, and how it is compared."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from klearstack_desktop.model.amounts import display_amount, parse_amount
from klearstack_desktop.model.dates import parse_date
from klearstack_desktop.model.fieldmap import FieldRole

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.slips.comparison import StatedValue


class Outcome(StrEnum):
    """What became of a document."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    GONE = "no longer listed"


@dataclass(frozen=True, slots=True)
class Facts:
    """One document, as others are compared with it.

    Attributes:
        supplier, number, tax_id, bank_account: as they stand in the document.
        amount: None where it cannot be read.
        currency: as it stands in the document, in capitals; may be empty.
        day: its date, or None.
        is_credit_note: money would come back.
        corrects: the number of the invoice that a credit note says it is about.
        outcome: what became of it, as far as this workstation knows.
        reason: why it was rejected here; empty where it was not.
        decided_at: when it was decided here, in UTC, or None.
        file_name, document_type, collection_name: what opening it needs.
        values: all that stood in a document that was rejected here, to say what has changed when it
            comes again; empty for every other one.
    """

    document_id: str
    supplier: str = ""
    number: str = ""
    amount: Decimal | None = None
    currency: str = ""
    day: date | None = None
    tax_id: str = ""
    bank_account: str = ""
    is_credit_note: bool = False
    corrects: str = ""
    outcome: Outcome = Outcome.OPEN
    reason: str = ""
    decided_at: datetime | None = None
    file_name: str = ""
    document_type: str = ""
    collection_name: str = ""
    values: tuple[StatedValue, ...] = field(default=(), repr=False)

    @property
    def title(self) -> str:
        """How sentences call the document."""
        name = self.number or self.file_name or "a document without a number"
        return f"{name} of {self.supplier}" if self.supplier else name


def facts_of(document: Document) -> Facts:
    """Return what is remembered of a document, its draft laid over."""
    outcome = Outcome.APPROVED if document.is_approved else Outcome.OPEN
    return Facts(
        document.id,
        supplier=document.value_of(FieldRole.SUPPLIER).strip(),
        number=document.value_of(FieldRole.NUMBER).strip(),
        amount=parse_amount(document.value_of(FieldRole.TOTAL)),
        currency=document.value_of(FieldRole.CURRENCY).strip().upper(),
        day=parse_date(document.value_of(FieldRole.DATE)),
        tax_id=document.value_of(FieldRole.TAX_ID).strip(),
        bank_account=document.value_of(FieldRole.BANK_ACCOUNT).strip(),
        is_credit_note=is_credit_note(document),
        corrects=document.value_of(FieldRole.CORRECTS).strip(),
        outcome=Outcome.REJECTED if document.is_rejected else outcome,
        file_name=document.file_name,
        document_type=document.document_type,
        collection_name=document.collection_name,
    )


def is_credit_note(document: Document) -> bool:
    """Whether money would come back: by what the document says it is, its type, or its total."""
    kind = document.value_of(FieldRole.DOCUMENT_KIND) or document.document_type
    total = parse_amount(document.value_of(FieldRole.TOTAL))
    return "credit" in kind.casefold() or (total is not None and total < 0)


def signed_total(document: Document) -> Decimal | None:
    """Return the total of a document, below zero where money would come back; None for none.

    Some credit notes write their amounts with a minus sign and some without.
    """
    total = parse_amount(document.value_of(FieldRole.TOTAL))
    return -abs(total) if total is not None and is_credit_note(document) else total


def amount_shown(document: Document) -> str:
    """Return the total of a document for rows and cards, with a minus sign on a credit note."""
    written = document.value_of(FieldRole.TOTAL)
    total, plain = signed_total(document), parse_amount(written)
    if total is not None and total != plain:
        written = f"{total:f}"
    return display_amount(written, document.value_of(FieldRole.CURRENCY))


@lru_cache(maxsize=8192)
def comparable(text: str) -> str:
    """Return a name, number or account as it is compared: letters and digits only.

    Letter case, accents, blanks and marks do not count: ``RE-2026/017`` is ``re 2026 017``.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(filter(str.isalnum, decomposed))


def comparable_account(text: str) -> str:
    """Return a bank account as it is compared; an IBAN may be called so or not."""
    return comparable(text).removeprefix("iban")
