"""Documents for the tests of rules, and what one rule finds in them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from klearstack_desktop.model.document import Cell, Document, Row, Table
from klearstack_desktop.model.known import Known
from klearstack_desktop.model.rules.rule import rule_from
from klearstack_desktop.model.rules.subject import Subject
from tests.model.builders import field

if TYPE_CHECKING:
    from klearstack_desktop.model.finding import Finding

TODAY = date(2026, 11, 22)
LINES = ("description", "quantity", "unit_price", "total")


def bill(*lines: tuple[str, str, str, str], **values: str) -> Document:
    """A document of fields by role or internal name, with line items where lines are given."""
    fields = tuple(field(_WIRE.get(name, name), value) for name, value in values.items())
    rows = tuple(Row(tuple(Cell(value) for value in line)) for line in lines)
    tables = (Table("line_items", LINES, rows),) if lines else ()
    return Document("d", document_type="Invoices", fields=fields, tables=tables)


_WIRE = {
    "date": "Inv_Date",
    "due": "Due_Date",
    "currency": "Inv_Currency",
    "net": "Sub-Total",
    "tax": "Total_VAT",
    "total": "Inv_Total",
    "number": "Inv_Number",
    "bank": "Supplier_IBAN",
    "tax_id": "Supplier_Tax_Id",
}


def found(document: Document, check: str, **keys: object) -> list[Finding]:
    """What a rule of that check and these keys finds in a document."""
    rule = rule_from({"id": "rule", "check": check, **keys})
    return list(rule.findings(Subject(document, Known(TODAY))))


def said(document: Document, check: str, **keys: object) -> list[str]:
    """The sentences of what a rule finds."""
    return [finding.sentence for finding in found(document, check, **keys)]
