"""What the machine makes of a page: values, confidences and positions, mostly right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from klearstack_desktop import resources
from klearstack_desktop.localserver.samples.contract import SampleCell, SampleReading
from klearstack_desktop.localserver.samples.formats import decimals_of, read_date
from klearstack_desktop.localserver.samples.layout.table import cell_mark
from klearstack_desktop.localserver.samples.slips import slip

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal
    from random import Random

    from klearstack_desktop.localserver.samples.canvas import Canvas
    from klearstack_desktop.localserver.samples.contract import PixelBox
    from klearstack_desktop.localserver.samples.invoice import Invoice
    from klearstack_desktop.localserver.samples.plan import Plan
    from klearstack_desktop.localserver.samples.scan import Turn

CELLS = ("description", "quantity", "unit_price", "tax_rate", "total")
"""The columns that are read, as far as the table has them."""

_KINDS = {"date": "date", "amount": "amount", "quantity": "amount"}
_CODES = frozenset(
    (
        "doc_number_value",
        "corrects_number_value",
        "po_number_value",
        "awb_number_value",
        "supplier_tax_id_value",
        "supplier_iban_value",
    )
)
_NEVER_MISREAD = frozenset(("currency_value", "doc_kind_value"))
_SLIP_RATES = {"none": 0.07, "scan": 0.1, "faint": 0.13, "fax": 0.14}
"""Share of values misread, by what happened to the page."""

_CELL_CARE = 0.4
"""Cells are misread so much more rarely: there are many of them."""

_CLEAN_RATES = {"none": 0.4, "scan": 0.25, "faint": 0.2, "fax": 0.15}
"""Share of documents read without a slip and without a doubt."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands: its words, the page from 1, its box on the encoded page."""

    words: str
    page_index: int
    box: PixelBox


class Pages:
    """Looks up what was drawn under a mark, in pixels of the pages as they were encoded."""

    def __init__(self, pages: Sequence[Canvas], turns: Sequence[Turn]) -> None:
        self._pages = list(zip(pages, turns, strict=True))

    def find(self, mark: str) -> Spot | None:
        """Return the first place of a mark, or None where nothing was drawn under it."""
        for page_index, (page, turn) in enumerate(self._pages, start=1):
            box = page.box_of(mark)
            if box is not None:
                return Spot(page.text_of(mark), page_index, turn.box(box))
        return None


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine that reads one document: how often it slips, and how sure it says it is."""

    rng: Random
    slip_rate: float
    is_certain: bool

    @classmethod
    def for_plan(cls, plan: Plan, rng: Random) -> Machine:
        """Return the machine for a document: told ones and clean ones are read without a slip."""
        effect = plan.finish.effect
        is_certain = plan.told is not None or rng.random() < _CLEAN_RATES[effect]
        return cls(rng, 0.0 if is_certain else _SLIP_RATES[effect], is_certain)

    def read(self, truth: str, kind: str, *, care: float = 1.0) -> tuple[str, float]:
        """Return a value as read and the confidence in it, 0..1.

        Args:
            truth: what the page says.
            kind: see ``slips.slip``.
            care: factor on the share of slips and doubts.
        """
        rng = self.rng
        if truth and rng.random() < self.slip_rate * care:
            sure = rng.random() < 0.15
            confidence = rng.uniform(0.9, 0.97) if sure else rng.uniform(0.38, 0.83)
            return slip(truth, kind, rng), confidence
        if not self.is_certain and rng.random() < 0.08 * care:
            return truth, rng.uniform(0.52, 0.84)
        return truth, rng.triangular(0.91, 0.998, 0.985)

    def loses_position(self) -> bool:
        """Whether the machine gives no position this time."""
        return not self.is_certain and self.rng.random() < 0.04


def read_fields(plan: Plan, pages: Pages, machine: Machine) -> tuple[SampleReading, ...]:
    """Return what was read from the pages, in the order of the field map."""
    told = {entry["name"]: entry for entry in (plan.told or {}).get("readings", ())}
    truths = _truths(plan.invoice)
    readings: list[SampleReading] = []
    for name, (label, kind) in _field_map().items():
        spot = pages.find(name) if name in plan.invoice.supplier.reads else None
        if spot is not None:
            readings.append(
                _reading(name, label, kind, truths.get(name, spot.words), spot, machine, told)
            )
        flags = (plan.told or {}).get("flags", {}).get(name, ())
        readings += [
            SampleReading(name, label, value, value, 0.9, page_index, None)
            for page_index, value in enumerate(flags, start=1)
        ]
    return tuple(readings)


def read_lines(plan: Plan, pages: Pages, machine: Machine) -> tuple[dict[str, SampleCell], ...]:
    """Return the line items as read, one mapping a row, without columns that the table lacks."""
    told = {(e["row"], e["column"]): e for e in (plan.told or {}).get("cells", ())}
    rows: list[dict[str, SampleCell]] = []
    for place, line in enumerate(plan.invoice.lines):
        numbers = {"quantity": line.quantity, "unit_price": line.price, "total": line.amount}
        row: dict[str, SampleCell] = {}
        for column in CELLS:
            spot = pages.find(cell_mark(place, column))
            if spot is None:
                continue
            truth = spot.words
            if column in numbers:
                truth = _amount(plan.invoice, numbers[column], spot.words)
            slips = "text" if column == "description" else "amount"
            value, confidence = machine.read(truth, slips, care=_CELL_CARE)
            entry = told.get((place, column))
            if entry is not None:
                value, confidence = entry["value"], entry["confidence"]
            row[column] = SampleCell(value, truth, spot.box, round(confidence, 4), spot.page_index)
        rows.append(row)
    return tuple(rows)


def _reading(
    name: str,
    label: str,
    kind: str,
    truth: str,
    spot: Spot,
    machine: Machine,
    told: Mapping[str, Any],
) -> SampleReading:
    value, confidence = machine.read(truth, kind)
    if name in _NEVER_MISREAD:
        value, confidence = truth, max(confidence, 0.86)
    box = None if machine.loses_position() else spot.box
    if name in told:
        value = told[name].get("value", truth)
        confidence = told[name]["confidence"]
    return SampleReading(name, label, value, truth, round(confidence, 4), spot.page_index, box)


def _truths(invoice: Invoice) -> dict[str, str]:
    """Return the values that are not written into fields as they stand on the page."""
    supplier = invoice.supplier
    numbers = invoice.printed_amount
    amounts = {
        "sub_total_value": invoice.net,
        "total_value": invoice.total,
        "tax_total_value": invoice.tax,
        "cgst_value": invoice.half_tax,
        "sgst_value": invoice.half_tax,
    }
    truths = {
        "doc_date_value": read_date(invoice.day),
        "due_date_value": read_date(invoice.due),
        "doc_kind_value": "Credit note" if invoice.is_credit else "Invoice",
        "currency_value": supplier.currency,
    }
    if invoice.only_rate is not None:
        truths["tax_rate_value"] = f"{invoice.only_rate:f}"
    for name, amount in amounts.items():
        truths[name] = _amount(invoice, amount, " ".join(numbers(amount).split()))
    return truths


def _amount(invoice: Invoice, amount: Decimal, printed: str) -> str:
    """Write an amount in the way that comes out of the reading of a supplier's invoices."""
    supplier = invoice.supplier
    if supplier.amounts_read == "plain":
        return f"{amount:.{max(supplier.decimals, decimals_of(amount))}f}"
    return str(float(amount)) if supplier.amounts_read == "float" else printed


def _field_map() -> dict[str, tuple[str, str]]:
    """Return result label and kind of slip by internal name, in panel order."""
    fields = resources.toml("fields/fields.toml")["field"]
    return {
        field["name"]: (
            field["result_labels"][0],
            "code" if field["name"] in _CODES else _KINDS.get(field.get("kind", ""), "text"),
        )
        for field in fields
    }
