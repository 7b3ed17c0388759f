"""A warning that comes from comparing a document with others, and what each kind is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.finding import Finding, Origin, Severity

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.fieldmap import FieldRole

DUPLICATE: Final = "likely_duplicate"
RESUBMITTED: Final = "resubmitted"
LOOKS_RESUBMITTED: Final = "looks_resubmitted"
ORIGINAL: Final = "original_invoice"
CREDITED: Final = "credited_too_much"
BANK_ACCOUNT: Final = "bank_account_differs"
TAX_ID: Final = "tax_id_differs"
FIRST_INVOICE: Final = "first_invoice"
NEAR_NAME: Final = "near_name"
AMOUNT: Final = "unusual_amount"


def warning(
    document: Document,
    role: FieldRole,
    code: str,
    sentence: str,
    *,
    is_acceptable: bool = False,
    severity: Severity = Severity.WARNING,
) -> Finding:
    """Return what is said below a field of a document; about all of it where it has none such."""
    field = document.by_role(role)
    return Finding(
        field.key if field else None,
        None,
        None,
        severity,
        code,
        sentence,
        can_override=True,
        origin=Origin.HISTORY,
        is_acceptable=is_acceptable,
    )
