"""What is said about the cells of the line items: their colour, their mark, the sentence below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from klearstack_desktop.model.doubts import BAD_BELOW, CONFIDENCE
from klearstack_desktop.model.finding import CellFix, Severity
from klearstack_desktop.ui.chips import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klearstack_desktop.model.document import Table
    from klearstack_desktop.model.finding import Finding
    from klearstack_desktop.model.findings import Findings


@dataclass(frozen=True, slots=True)
class Remark:
    """What there is to say about one cell.

    Attributes:
        text: a sentence, plain text.
        tone: how bad it is.
        fix: what would settle it, or None.
        needs_person: whether Enter stops here.
    """

    text: str
    tone: Tone
    fix: CellFix | None = None
    needs_person: bool = True


Remarks: TypeAlias = "Mapping[tuple[int, int], Remark]"
"""What there is to say, by row and column."""


def remarks_on(table: Table, findings: Findings) -> dict[tuple[int, int], Remark]:
    """Return what there is to say about the cells of a table; of one cell the worst that is open.

    Args:
        table: with the draft laid over.
        findings: what is found in the document; what is about a whole row is said at its first
            cell.
    """
    remarks: dict[tuple[int, int], Remark] = {}
    settled: dict[tuple[int, int], Remark] = {}
    for finding in findings.of_table(table.name):
        if finding.row is None or finding.row >= len(table.rows):
            continue
        place = (finding.row, finding.column or 0)
        if findings.is_open(finding):
            if place not in remarks:
                remarks[place] = _open_remark(finding, table)
        elif place not in settled:
            settled[place] = _settled_remark(finding, table)
    return settled | remarks


def _open_remark(finding: Finding, table: Table) -> Remark:
    fix = finding.fix if isinstance(finding.fix, CellFix) else None
    is_bad = finding.severity is Severity.ERROR
    if finding.code == CONFIDENCE:
        is_bad = _confidence(finding, table) < BAD_BELOW
    return Remark(finding.sentence, Tone.BAD if is_bad else Tone.CHECK, fix)


def _settled_remark(finding: Finding, table: Table) -> Remark:
    if finding.is_overridden:
        text = f"{finding.sentence}. Overridden: {finding.reason}"
        return Remark(text, Tone.NEUTRAL, needs_person=False)
    if finding.severity is Severity.NOTE:
        fix = finding.fix if isinstance(finding.fix, CellFix) else None
        return Remark(finding.sentence, Tone.NEUTRAL, fix, needs_person=False)
    sure = f"read with {_confidence(finding, table):.0%} confidence"
    text = f"Row {(finding.row or 0) + 1}: accepted by you, {sure}"
    return Remark(text, Tone.GOOD, needs_person=False)


def _confidence(finding: Finding, table: Table) -> float:
    return table.rows[finding.row or 0][finding.column or 0].confidence or 0
