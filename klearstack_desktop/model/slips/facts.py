"""What of a document is remembered to compare others with, and how it is compared."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from klearstack_desktop.model.amounts import display_amount, parse_amount
from klearstack_desktop.model.dates import parse_date
from klearstack_desktop.model.document_kinds import names_credit_note
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
        # A queue of a hundred thousand documents says these few again and again.
        supplier=intern(document.value_of(FieldRole.SUPPLIER).strip()),
        number=document.value_of(FieldRole.NUMBER).strip(),
        amount=parse_amount(document.value_of(FieldRole.TOTAL)),
        currency=intern(document.value_of(FieldRole.CURRENCY).strip().upper()),
        day=parse_date(document.value_of(FieldRole.DATE)),
        tax_id=document.value_of(FieldRole.TAX_ID).strip(),
        bank_account=document.value_of(FieldRole.BANK_ACCOUNT).strip(),
        is_credit_note=is_credit_note(document),
        corrects=document.value_of(FieldRole.CORRECTS).strip(),
        outcome=Outcome.REJECTED if document.is_rejected else outcome,
        file_name=document.file_name,
        document_type=intern(document.document_type),
        collection_name=intern(document.collection_name),
    )


def is_credit_note(document: Document) -> bool:
    """Whether money would come back: by what the document says it is, its type, or its total."""
    return total_of(document).is_credit_note


class Total(NamedTuple):
    """The total of a document, for rows and cards.

    Attributes:
        amount: below zero where money would come back; None where there is none or it cannot be
            read. Some credit notes write their amounts with a minus sign and some without.
        shown: ready to be shown, with a minus sign on a credit note; may be empty.
        is_credit_note: money would come back.
    """

    amount: Decimal | None
    shown: str
    is_credit_note: bool


def total_of(document: Document) -> Total:
    """Return the total of a document."""
    written = document.value_of(FieldRole.TOTAL)
    plain = parse_amount(written)
    kind = document.value_of(FieldRole.DOCUMENT_KIND) or document.document_type
    is_credit = names_credit_note(kind) or (plain is not None and plain < 0)
    amount = -abs(plain) if plain is not None and is_credit else plain
    if amount is not None and amount != plain:
        written = f"{amount:f}"
    currency = document.value_of(FieldRole.CURRENCY)
    return Total(amount, display_amount(written, currency) if written else "", is_credit)


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
