"""What the panel says about a field: the chip beside it and the sentence below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from klearstack_desktop.model.attention import (
    BAD_BELOW,
    DEFAULT_THRESHOLD,
    problem_of,
    unreadable_value,
)
from klearstack_desktop.ui.chips import Chip, Tone

if TYPE_CHECKING:
    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.model.document import Field


@dataclass(frozen=True, slots=True)
class Verdict:
    """The chip of a field, and what there is to know beyond its word."""

    chip: Chip
    explanation: str


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence about a field, empty where there is nothing to say."""

    text: str = ""
    tone: Tone = Tone.NEUTRAL


def verdict_on(field: Field, draft: Draft, threshold: float = DEFAULT_THRESHOLD) -> Verdict:
    """Return what the chip beside a field says: changed, accepted, or how sure the reading is."""
    if field.is_changed:
        was = field.original_value or "(empty)"
        return Verdict(Chip("changed", Tone.ACCENT), f"Was read as: {was}")
    if field.confidence is None:
        return Verdict(Chip(""), "The service gave no confidence")
    percent = f"{field.confidence:.0%}"
    if field.key in draft.checked:
        return Verdict(
            Chip(percent, Tone.GOOD, "check"), f"Accepted by you; read with {percent} confidence"
        )
    if field.confidence >= threshold:
        return Verdict(Chip(percent, Tone.GOOD), f"Read with {percent} confidence")
    if field.confidence >= BAD_BELOW:
        return Verdict(
            Chip(percent, Tone.CHECK, "unknown"), f"Read with {percent} confidence: please check"
        )
    return Verdict(Chip(percent, Tone.BAD, "warning"), f"Read with only {percent} confidence")


def note_on(
    field: Field, draft: Draft, threshold: float = DEFAULT_THRESHOLD, *, was: str | None = None
) -> Note:
    """Return the sentence below a field.

    Args:
        field: the field with the draft laid over.
        draft: knows which fields were accepted.
        threshold: a confidence below it asks for a look.
        was: what the field said before another person changed it; None where nobody did.
    """
    if was is not None and field.key not in draft.checked and field.key not in draft.fields:
        return Note(f"Changed by somebody else: was {was or 'empty'}", Tone.CHECK)
    problem = problem_of(field, threshold)
    is_unreadable = bool(unreadable_value(field))
    if not problem or (field.key in draft.checked and not is_unreadable):
        return Note()
    is_doubtful = bool(field.value.strip()) and (field.confidence or 0) >= BAD_BELOW
    return Note(problem, Tone.CHECK if is_doubtful and not is_unreadable else Tone.BAD)
