"""How fast a document is examined by the rules that ship.

What one edit costs: from the change of a cell to all findings of a document with 300 fields and
1,000 line items. The note also tells the first examination of such a document, with what is loaded
for it, and what a row of the queue costs, ten fields, when something of it changed.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from benchmarks.figure import FRAME_MS, measured, milliseconds, p99, spread
from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import Cell, Document, Field, Row, Table
from klearstack_desktop.model.fieldmap import default_field_map
from klearstack_desktop.model.findings import examine
from klearstack_desktop.model.known import Known
from klearstack_desktop.model.policy import Policy
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.model.queue_rows import entry_for, judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.figure import Figure

FIELDS: Final = 300
LINES: Final = 1_000
EDITS: Final = 200
ROWS: Final = 2_000
_KNOWN: Final = Known(date(2026, 11, 22))
_VALUES: Final = {
    "Inv_Number": "INV-20931",
    "Inv_Date": "14-Nov-2026",
    "Due_Date": "14-Dec-2026",
    "Inv_Supplier": "Northwind Traders GmbH",
    "Supplier_Tax_Id": "DE136695976",
    "Supplier_IBAN": "DE89370400440532013000",
    "Inv_Currency": "EUR",
    "Total_VAT": "19.00",
    "Sub-Total": "100.00",
    "Inv_Total": "119.00",
}


def bill(fields: int, lines: int) -> Document:
    """Return an invoice of so many fields and line items; the lines do not add up."""
    values = _VALUES | {f"Custom {number}": str(number) for number in range(fields - len(_VALUES))}
    rows = []
    for number in range(lines):
        price = Decimal(number * 37 % 10_000 + 1) / 100
        total = f"{price * (number % 9 + 1):,.2f}"
        rows.append(
            Row(tuple(map(Cell, (f"Item {number}", f"{number % 9 + 1}", f"{price}", total))))
        )
    return Document(
        "d",
        document_type="Invoices",
        fields=tuple(_field(name, value) for name, value in values.items()),
        tables=(
            Table("line_items", ("description", "quantity", "unit_price", "total"), tuple(rows)),
        ),
    )


def _field(name: str, value: str) -> Field:
    return Field(name, default_field_map().describe(name), value, value, confidence=0.9)


def _milliseconds(base: Document, draft: Draft, policy: Policy) -> float:
    return milliseconds(lambda: examine(draft.laid_over(base), draft, policy, _KNOWN))


def figures(*, quick: bool) -> Iterator[Figure]:
    """Examine once, then after each of many edits, then rows of the queue."""
    policy, large = Policy(), bill(FIELDS, LINES)
    first = _milliseconds(large, Draft(), policy)
    table = large.tables[0]
    edits = []
    for number in range(EDITS // 5 if quick else EDITS):
        rows = (*table.rows[:-1], table.rows[-1].with_value(3, f"{number}.17"))
        edits.append(_milliseconds(large, Draft().with_table(table, rows), policy))
    small, draft = bill(len(_VALUES), 0), Draft()
    entries = ROWS // 10 if quick else ROWS
    spent = milliseconds(
        lambda: [
            entry_for(small, ReviewState.OPEN, judgement=judge(small, draft, policy, _KNOWN))
            for _ in range(entries)
        ]
    )
    yield measured(
        f"findings after an edit, {FIELDS} fields and {LINES:,} line items: p99 against one frame",
        p99(edits),
        "ms",
        against=FRAME_MS,
        most_ratio=1,
        note=f"{spread(edits, 'ms')}; the first examination {first:.3g} ms; a row of the queue "
        f"{spent / entries:.2g} ms",
    )
