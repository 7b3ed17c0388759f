"""A decision and everything a reviewer should see before it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from klearstack_desktop.model.amounts import display_amount
from klearstack_desktop.model.dates import display_date
from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.doubts import CONFIDENCE, UNLOOKED
from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.line_items.reading import is_as_read
from klearstack_desktop.model.policy import APPROVAL_TEMPLATE
from klearstack_desktop.model.slips.facts import total_of
from klearstack_desktop.model.spots import cell_at, label_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.finding import Finding
    from klearstack_desktop.model.findings import Findings
    from klearstack_desktop.model.line_items.place import Spot
    from klearstack_desktop.model.policy import Policy

_MOST_NAMED = 3
_COUNTED = frozenset({CONFIDENCE, UNLOOKED})
"""What only wants a look is counted with what is to check, and not said once more."""

REJECT_REASONS = (
    "Duplicate of an invoice already received",
    "Not addressed to us",
    "Purchase order missing or wrong",
    "Amounts do not add up",
    "Goods or service not received",
    "Bank details differ from our records",
    "Tax details missing or wrong",
    "Not readable: please send again",
    "Not an invoice",
)

OVERRIDE_REASONS = (
    "Compared with the page: it stands there so",
    "Asked the supplier",
    "Agreed with this supplier",
    "Rounded by the supplier",
)

WAIVE_REASONS = (
    "Seen on paper",
    "The page is empty",
    "The other pages hold everything that matters",
)


class Decision(StrEnum):
    """What ``approve_reject_doc`` takes."""

    APPROVE = "approve"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a document may be approved, and if not, why not (a sentence for the button)."""

    is_ready: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """The facts shown above the buttons; every text is ready to be shown.

    Attributes:
        errors, warnings: what is open, a sentence each; what only wants a look is in `to_check`.
        overridden: what a person let stand, with the reason.
    """

    supplier: str
    amount: str
    net: str
    tax: str
    due_date: str
    purchase_order: str
    bank_account: str
    changed: tuple[str, ...]
    to_check: int
    unseen_pages: tuple[int, ...]
    is_credit_note: bool = False
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    overridden: tuple[str, ...] = ()

    @property
    def as_decided(self) -> DecisionCard:
        """The card of a document that needs nobody any more."""
        return replace(self, to_check=0, errors=(), warnings=())


def card_for(
    document: Document, draft: Draft, findings: Findings, unseen_pages: tuple[int, ...]
) -> DecisionCard:
    """Gather what is being decided from a document with its draft laid over."""
    changed = tuple(f.label for f in document.fields if f.key in draft.fields)
    tables = tuple(t.name.replace("_", " ") for t in document.tables if t.name in draft.tables)
    total = total_of(document)
    return DecisionCard(
        supplier=document.value_of(FieldRole.SUPPLIER) or document.file_name,
        amount=total.shown,
        net=display_amount(document.value_of(FieldRole.NET)),
        tax=display_amount(document.value_of(FieldRole.TAX)),
        due_date=display_date(document.value_of(FieldRole.DUE_DATE)),
        purchase_order=document.value_of(FieldRole.PURCHASE_ORDER),
        bank_account=document.value_of(FieldRole.BANK_ACCOUNT),
        changed=changed + tables,
        to_check=findings.waiting,
        unseen_pages=unseen_pages,
        is_credit_note=total.is_credit_note,
        errors=_said_of(document, findings.errors),
        warnings=_said_of(document, (f for f in findings.warnings if f.code not in _COUNTED)),
        overridden=tuple(
            f"{said}, overridden: {finding.reason}"
            for finding in findings.overridden
            for said in _said_of(document, (finding,))
        ),
    )


def _said_of(document: Document, found: Iterable[Finding]) -> tuple[str, ...]:
    """Return what was found as it is understood away from its field: with the field's name."""
    sentences = []
    for finding in found:
        field = document.by_key(finding.key) if finding.key else None
        label, sentence = field.label if field else "", finding.sentence
        sentences.append(sentence if sentence.startswith(label) else f"{label}: {sentence}")
    return tuple(sentences)


def comment_with_reasons(comment: str, waived: Mapping[int, str], findings: Findings) -> str:
    """Return what is sent with an approval: the comment, and why anything was let stand.

    Args:
        comment: as it was typed, or as the template has it.
        waived: pages approved without being seen, with the reason given.
        findings: what is found in the document.
    """
    pages = [f"without page {page}: {why}" for page, why in sorted(waived.items())]
    stood = [f"{f.sentence}, overridden: {f.reason}" for f in findings.overridden]
    return "; ".join([comment, *pages, *stood])


def approval_comment(
    document: Document,
    draft: Draft,
    findings: Findings,
    template: str = APPROVAL_TEMPLATE,
    *,
    corrected_earlier: int = 0,
) -> str:
    """Fill the comment that is sent when the reviewer leaves the box empty.

    Args:
        document: with the draft laid over.
        draft: what was changed and not sent yet.
        findings: what is found in the document.
        template: with ``{checked}`` and ``{corrected}``.
        corrected_earlier: number of fields whose corrections were saved before.
    """
    corrected = len(draft.fields) + len(draft.tables) + corrected_earlier
    unchecked = sum(isinstance(place, FieldKey) for place in findings.to_check)
    checked = max(len(document.fields) - corrected - unchecked, 0)
    return template.format(checked=checked, corrected=corrected)


def forbidden_by(
    policy: Policy,
    document: Document,
    draft: Draft,
    findings: Findings,
    unseen_pages: Sequence[int],
) -> str:
    """Return why policy forbids to approve a document as it is, in a sentence; or nothing.

    Args:
        policy: what this desk asks for.
        document: with the draft laid over.
        draft: knows what was accepted and what was changed.
        findings: what is found in the document.
        unseen_pages: pages that were never painted, from 1, without those that were waived.
    """
    if policy.block_unlooked:
        accepted = draft.accepted_in(document)
        unlooked = (
            at
            for at in findings.to_check
            if at not in accepted and not _is_changed(at, document, draft)
        )
        if labels := [label_at(document, at) for at in unlooked]:
            return f"Nobody has looked at {_listed(labels)}."
        if unseen_pages:
            return f"Nobody has looked at page {_listed([str(page) for page in unseen_pages])}."
    if policy.block_errors and (errors := findings.errors):
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        return f"{errors[0].sentence}{more}."
    return ""


def _is_changed(at: Spot, document: Document, draft: Draft) -> bool:
    """Whether a person changed what stands somewhere."""
    if isinstance(at, FieldKey):
        return at in draft.fields
    cell = cell_at(document, at)
    if cell is None:
        return True
    # What did not come was typed here.
    return cell.came_as == "" or not is_as_read(cell)


def _listed(names: Sequence[str]) -> str:
    """Return some names in words, the first few of many."""
    if len(names) > _MOST_NAMED:
        return f"{', '.join(names[:_MOST_NAMED])} and {len(names) - _MOST_NAMED} more"
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
