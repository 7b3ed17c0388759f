"""What is doubtful about a value by itself: how it was read, and whether it can be understood."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.amounts import parse_amount
from klearstack_desktop.model.dates import parse_date
from klearstack_desktop.model.fieldmap import FieldKind
from klearstack_desktop.model.finding import Finding, Origin, Severity
from klearstack_desktop.model.line_items.reading import is_as_read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from klearstack_desktop.model.document import Field, Row, Table

DEFAULT_THRESHOLD: Final = 0.85
"""From this confidence (0..1) on a value needs nobody, unless a policy says otherwise."""

BAD_BELOW: Final = 0.6
"""Below this confidence (0..1) a value was probably misread."""

CONFIDENCE: Final = "confidence"
REQUIRED: Final = "required"
UNREADABLE: Final = "unreadable"
UNLOOKED: Final = "unlooked"


def doubt_about(field: Field, threshold: float = DEFAULT_THRESHOLD) -> Finding | None:
    """Return why a value needs a person, whatever the rest of the document says; or None."""
    if not field.value.strip():
        if field.definition.required:
            return _doubt(field, Severity.ERROR, REQUIRED, f"{field.label} is required and empty")
        return None
    if sentence := unreadable_value(field):
        # What a person typed and nobody can read is not settled by accepting it.
        return _doubt(
            field, Severity.ERROR, UNREADABLE, sentence, is_acceptable=not field.is_changed
        )
    if not field.is_changed and field.confidence is not None and field.confidence < threshold:
        sentence = f"Read with {field.confidence:.0%} confidence: compare with the page"
        return _doubt(field, Severity.WARNING, CONFIDENCE, sentence)
    return None


class CellDoubts:
    """Finds cells that still say what was read with too little confidence.

    Rows that are the same objects as last time, and stand where they stood, are not looked at
    again: a table may have thousands.
    """

    def __init__(self) -> None:
        self._asked: tuple[str, tuple[float, ...]] | None = None
        self._rows: tuple[Row, ...] = ()
        self._found: list[tuple[Finding, ...]] = []

    def found_in(self, table: Table, thresholds: Sequence[float]) -> Iterator[Finding]:
        """Return the doubtful cells of a table, row by row.

        Args:
            table: with the draft laid over.
            thresholds: for each column from which confidence (0..1) on a value needs nobody.
        """
        asked = (table.name, tuple(thresholds))
        before, known = (self._rows, self._found) if asked == self._asked else ((), [])
        self._asked, self._rows = asked, table.rows
        self._found = [
            known[number]
            if number < len(before) and before[number] is row
            else tuple(_doubts_of(table.name, number, row, thresholds))
            for number, row in enumerate(table.rows)
        ]
        return chain.from_iterable(self._found)


def _doubts_of(table: str, number: int, row: Row, thresholds: Sequence[float]) -> Iterator[Finding]:
    for column, (cell, threshold) in enumerate(zip(row.cells, thresholds, strict=False)):
        sure = cell.confidence
        if sure is not None and sure < threshold and cell.value.strip() and is_as_read(cell):
            yield Finding(
                None,
                table,
                number,
                Severity.WARNING,
                CONFIDENCE,
                f"Row {number + 1}: read with {sure:.0%} confidence, compare with the page",
                origin=Origin.READING,
                is_acceptable=True,
                column=column,
            )


def unreadable_value(field: Field) -> str:
    """Say in words that a value cannot be read as what its kind says; empty where it can.

    An empty value is not unreadable.
    """
    value = field.value.strip()
    if not value:
        return ""
    match field.kind:
        case FieldKind.DATE if parse_date(value) is None:
            return "This cannot be read as a date"
        case FieldKind.AMOUNT if parse_amount(value) is None:
            return "This cannot be read as an amount"
        case FieldKind.QUANTITY if parse_amount(value) is None:
            return "This cannot be read as a number"
        case _:
            return ""


def _doubt(
    field: Field, severity: Severity, code: str, sentence: str, *, is_acceptable: bool = True
) -> Finding:
    return Finding(
        field.key,
        None,
        None,
        severity,
        code,
        sentence,
        origin=Origin.READING,
        is_acceptable=is_acceptable,
    )
