"""Large amounts are approved by typing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.model.amounts import parse_amount
from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.formats.amounts import amount_in

if TYPE_CHECKING:
    from decimal import Decimal

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.policy import Policy


def amount_to_confirm(document: Document, policy: Policy) -> Decimal | None:
    """Return the amount that must be typed before a document is approved; None where none must.

    A document that names no currency is held to the lowest limit there is.

    Args:
        document: with the draft laid over.
        policy: says above which amounts, by currency.
    """
    total = parse_amount(document.value_of(FieldRole.TOTAL))
    limits, currency = policy.confirm_above, document.value_of(FieldRole.CURRENCY).strip().upper()
    limit = limits.get(currency) if currency else min(limits.values(), default=None)
    return abs(total) if total is not None and limit is not None and abs(total) > limit else None


def confirms(typed: str, amount: Decimal) -> bool:
    """Whether a typed text means an amount, in any spelling; the sign does not count."""
    reading = amount_in(typed)
    if reading is None:
        return False
    return amount in {
        abs(number) for number in (reading.number, reading.other) if number is not None
    }
