"""What is said about the cells of the line items: their colour, their mark, the sentence below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from klearstack_desktop.model.doubts import BAD_BELOW, DEFAULT_THRESHOLD
from klearstack_desktop.model.finding import CellFix, Severity
from klearstack_desktop.model.line_items.reading import is_as_read
from klearstack_desktop.ui.chips import Tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from klearstack_desktop.model.document import Table
    from klearstack_desktop.model.finding import Finding


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

_TONES = {
    Severity.ERROR: Tone.BAD,
    Severity.WARNING: Tone.CHECK,
    Severity.NOTE: Tone.NEUTRAL,
}


def remarks_on(
    table: Table, found: Iterable[Finding], threshold: float = DEFAULT_THRESHOLD
) -> dict[tuple[int, int], Remark]:
    """Return what there is to say about the cells of a table; of one cell the worst.

    Args:
        table: with the draft laid over.
        found: what was found about the table, worst first; a finding about a whole row is said at
            its first cell.
        threshold: from this confidence (0..1) on a reading needs nobody.
    """
    remarks: dict[tuple[int, int], Remark] = {}
    for finding in found:
        if finding.row is not None and finding.row < len(table.rows):
            remarks.setdefault((finding.row, finding.column or 0), _remark(finding))
    for number, row in enumerate(table.rows):
        for column, cell in enumerate(row):
            sure = cell.confidence
            if sure is None or sure >= threshold or (number, column) in remarks:
                continue
            if cell.value.strip() and is_as_read(cell):
                tone = Tone.CHECK if sure >= BAD_BELOW else Tone.BAD
                text = f"Row {number + 1}: read with {sure:.0%} confidence, compare with the page"
                remarks[number, column] = Remark(text, tone)
    return remarks


def _remark(finding: Finding) -> Remark:
    fix = finding.fix if isinstance(finding.fix, CellFix) else None
    if finding.is_overridden:
        text = f"{finding.sentence}. Overridden: {finding.reason}"
        return Remark(text, Tone.NEUTRAL, needs_person=False)
    needs_person = finding.severity is not Severity.NOTE
    return Remark(finding.sentence, _TONES[finding.severity], fix, needs_person)
