"""What the panel says about a field: the chip beside it and the sentence below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from klearstack_desktop.model.doubts import BAD_BELOW, CONFIDENCE, UNREADABLE
from klearstack_desktop.model.finding import Severity
from klearstack_desktop.ui.chips import Chip, Tone

if TYPE_CHECKING:
    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.model.document import Field
    from klearstack_desktop.model.finding import Finding, Fix
    from klearstack_desktop.model.findings import Findings


@dataclass(frozen=True, slots=True)
class Verdict:
    """The chip of a field, and what there is to know beyond its word."""

    chip: Chip
    explanation: str


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence about a field, empty where there is nothing to say, and what would settle it."""

    text: str = ""
    tone: Tone = Tone.NEUTRAL
    fix: Fix | None = None


def verdict_on(field: Field, draft: Draft, findings: Findings) -> Verdict:
    """Return what the chip beside a field says: changed, accepted, or how sure the reading is.

    What needs a person counts more than what a person accepted, and that more than the reading.
    """
    if field.is_changed:
        was = field.original_value or "(empty)"
        return Verdict(Chip("changed", Tone.ACCENT), f"Was read as: {was}")
    if field.confidence is None:
        return Verdict(Chip(""), "The service gave no confidence")
    percent, key = f"{field.confidence:.0%}", field.key
    worst = next(filter(findings.is_open, findings.of(key)), None)
    if worst is not None:
        tone = _tone_of(worst, field)
        chip = Chip(percent, tone, "warning" if tone is Tone.BAD else "unknown")
        is_said = worst.code == CONFIDENCE
        read = worst.sentence if is_said else f"Read with {percent} confidence. {worst.sentence}"
        return Verdict(chip, read)
    if draft.accepts(field):
        return Verdict(
            Chip(percent, Tone.GOOD, "check"), f"Accepted by you; read with {percent} confidence"
        )
    return Verdict(Chip(percent, Tone.GOOD), f"Read with {percent} confidence")


def note_on(field: Field, draft: Draft, findings: Findings, *, was: str | None = None) -> Note:
    """Return the sentence below a field: the worst that is found about it.

    Args:
        field: the field with the draft laid over.
        draft: knows which fields were accepted.
        findings: what is found in the document.
        was: what the field said before another person changed it; None where nobody did.
    """
    if was is not None and not draft.accepts(field) and field.key not in draft.fields:
        return Note(f"Changed by somebody else: was {was or 'empty'}", Tone.CHECK)
    finding = finding_to_say(field, findings)
    if finding is None:
        return Note()
    if finding.is_overridden:
        return Note(f"{finding.sentence}. Overridden: {finding.reason}")
    return Note(finding.sentence, _tone_of(finding, field), finding.fix)


def finding_to_say(field: Field, findings: Findings) -> Finding | None:
    """Return which finding about a field is said below it, or None.

    What is open comes before what is settled. What cannot be read is said even when it was accepted
    as it is; other doubts about the reading are gone then.
    """
    found = findings.of(field.key)
    if not found:
        return None
    ranked = (
        [finding for finding in found if findings.is_open(finding)],
        [finding for finding in found if finding.code == UNREADABLE],
        [finding for finding in found if finding.is_overridden],
        [finding for finding in found if finding.severity is Severity.NOTE],
    )
    return next((some[0] for some in ranked if some), None)


def _tone_of(finding: Finding, field: Field) -> Tone:
    if finding.severity is Severity.NOTE:
        return Tone.NEUTRAL
    if finding.code == CONFIDENCE:
        return Tone.CHECK if (field.confidence or 0) >= BAD_BELOW else Tone.BAD
    return Tone.CHECK if finding.severity is Severity.WARNING else Tone.BAD
