"""Which fields need a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.model.amounts import parse_amount
from klearstack_desktop.model.dates import parse_date
from klearstack_desktop.model.fieldmap import FieldKind

if TYPE_CHECKING:
    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.model.document import Document, Field

DEFAULT_THRESHOLD = 0.85

BAD_BELOW = 0.6
"""Below this confidence (0..1) a value was probably misread."""


def problem_of(field: Field, threshold: float = DEFAULT_THRESHOLD) -> str:
    """Say in words why a field needs a person; empty where it does not."""
    if not field.value.strip():
        return f"{field.label} is required and empty" if field.definition.required else ""
    if unreadable := unreadable_value(field):
        return unreadable
    if field.is_changed:
        return ""
    if field.confidence is not None and field.confidence < threshold:
        return f"Read with {field.confidence:.0%} confidence: compare with the page"
    return ""


def needs_person(field: Field, draft: Draft, threshold: float = DEFAULT_THRESHOLD) -> bool:
    """Whether a reviewer still has to look at the field."""
    if field.is_changed and unreadable_value(field):
        return True
    return bool(problem_of(field, threshold)) and field.key not in draft.checked


def fields_to_check(
    document: Document, draft: Draft, threshold: float = DEFAULT_THRESHOLD
) -> tuple[Field, ...]:
    """Return the fields of a document, draft laid over, that still need a person."""
    return tuple(f for f in document.fields if needs_person(f, draft, threshold))


def unreadable_value(field: Field) -> str:
    """Say in words that a value cannot be read as what its kind says; empty where it can.

    An empty value is not unreadable.
    """
    value = field.value.strip()
    if not value:
        return ""
    if field.kind is FieldKind.DATE and parse_date(value) is None:
        return "This cannot be read as a date"
    if field.kind is FieldKind.AMOUNT and parse_amount(value) is None:
        return "This cannot be read as an amount"
    if field.kind is FieldKind.QUANTITY and parse_amount(value) is None:
        return "This cannot be read as a number"
    return ""
