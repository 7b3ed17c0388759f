"""The first rows of the queue as a reviewer saw them last, to be seen again at the next start.

Wire format, an array a row, in the order of the list::

    [ID, SUPPLIER, AMOUNT, NUMBER, DATE, STATE, NOTE, SEARCH TEXT, PLACE, DOCUMENT TYPE,
     CONFIDENCE or null, DAY as YYYY-MM-DD or null, UPLOADED or null, TOTAL as text or null,
     IS CREDIT NOTE, LACK or null,
     null or [TO CHECK, BROKEN RULES, SLIPS, IS DUPLICATE, IS RESUBMITTED]]

Nothing is loaded for it that a document is made of.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from klearstack_desktop.model.queue import Judgement, Mark, QueueEntry, ReviewState

if TYPE_CHECKING:
    from collections.abc import Iterable

ROWS_SHOWN_LAST: Final = "rows shown last"
"""The name under which they are kept, beside the sizes of panes and the like."""

LAST_OPEN: Final = "last open document"
"""The name under which its id is kept."""

MOST_ROWS: Final = 100
"""More are not kept: a screen shows some twenty, and the list follows at once."""


def rows_of(entries: Iterable[QueueEntry]) -> list[list[Any]]:
    """Return rows as JSON knows them."""
    return [_row_of(entry) for entry in entries]


def entries_of(rows: object) -> tuple[QueueEntry, ...]:
    """Return the rows that `rows_of` wrote.

    Raises:
        ValueError: it is something else.
    """
    if not isinstance(rows, list):
        raise ValueError("no list of rows")  # noqa: TRY004 - whatever is wrong with them
    try:
        return tuple(_entry_of(*row) for row in rows)
    except (TypeError, InvalidOperation) as error:
        raise ValueError(f"no row: {type(error).__name__}") from None


def _row_of(entry: QueueEntry) -> list[Any]:
    found = entry.judgement
    return [
        entry.document_id,
        entry.supplier,
        entry.amount,
        entry.number,
        entry.date_text,
        entry.state.value,
        entry.state_note,
        entry.search_text,
        entry.place,
        entry.document_type,
        entry.confidence,
        None if entry.day is None else entry.day.isoformat(),
        entry.uploaded,
        None if entry.total is None else str(entry.total),
        entry.is_credit_note,
        None if entry.lack is None else entry.lack.value,
        None
        if found is None
        else [
            found.to_check,
            list(found.broken_rules),
            list(found.slips),
            found.is_duplicate,
            found.is_resubmitted,
        ],
    ]


def _entry_of(
    document_id: str,
    supplier: str,
    amount: str,
    number: str,
    date_text: str,
    state: str,
    note: str,
    search_text: str,
    place: int,
    document_type: str,
    confidence: float | None,
    day: str | None,
    uploaded: float | None,
    total: str | None,
    is_credit_note: bool,
    lack: str | None,
    judgement: list[Any] | None,
) -> QueueEntry:
    texts = (document_id, supplier, amount, number, date_text, note, search_text, document_type)
    numbers = (place, confidence or 0.0, uploaded or 0.0)
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("no text where one must be")
    if not all(isinstance(value, int | float) for value in numbers):
        raise ValueError("no number where one must be")
    return QueueEntry(
        document_id=document_id,
        supplier=supplier,
        amount=amount,
        number=number,
        date_text=date_text,
        state=ReviewState(state),
        judgement=None if judgement is None else _judgement_of(*judgement),
        confidence=confidence,
        search_text=search_text,
        day=None if day is None else date.fromisoformat(day),
        uploaded=uploaded,
        total=None if total is None else Decimal(total),
        state_note=note,
        document_type=document_type,
        is_credit_note=bool(is_credit_note),
        lack=None if lack is None else Mark(lack),
        place=place,
    )


def _judgement_of(
    to_check: int,
    broken_rules: list[str],
    slips: list[str],
    is_duplicate: bool,
    is_resubmitted: bool,
) -> Judgement:
    if not all(isinstance(sentence, str) for sentence in (*broken_rules, *slips)):
        raise ValueError("no sentence where one must be")
    return Judgement(
        int(to_check), tuple(broken_rules), tuple(slips), bool(is_duplicate), bool(is_resubmitted)
    )
