"""What document number n of a set is: whose, how long, when, and how its paper came in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

from klearstack_desktop.localserver.samples import catalogue
from klearstack_desktop.localserver.samples.identifiers import iban
from klearstack_desktop.localserver.samples.invoice import Invoice, line_of
from klearstack_desktop.localserver.samples.layout.table import row_height

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from klearstack_desktop.localserver.samples.catalogue import Goods, Supplier
    from klearstack_desktop.localserver.samples.invoice import Line

_FIRST_DAY = date(2026, 7, 6)
_LAST_DAY = date(2026, 11, 18)
_FIRST_UPLOAD = date(2026, 10, 19)
_LAST_UPLOAD = date(2026, 11, 21)

_DENSE_ROW = 17.5
"""Points."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Finish:
    """How a page came to the machine.

    Attributes:
        effect: ``none`` (a digital original), ``scan``, ``faint`` or ``fax``.
        media: ``jpeg``, ``png`` or ``tiff``.
        dpi: pixels per inch.
    """

    effect: str
    media: str
    dpi: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One document, before it is drawn.

    Attributes:
        annex: see ``layout.annex``.
        told: what the reading is told to be, word for word; None where chance decides.
    """

    invoice: Invoice
    finish: Finish
    uploaded_at: datetime
    annex: tuple[str, ...] = ()
    told: Mapping[str, Any] | None = None


def plan_document(seed: int, index: int) -> Plan:
    """Return what document ``index`` (from 0) is in the set of that seed."""
    rng = chance(seed, "document", index)
    suppliers = catalogue.suppliers()
    supplier = suppliers[index % len(suppliers)]
    whole = catalogue.sample_set()
    told = next((entry for entry in whole["invoice"] if entry["index"] == index), None)
    finish = Finish(**in_block(whole["finishes"], seed, index, "finishes"))
    if told is not None:
        finish = Finish(**told["finish"]) if "finish" in told else finish
        invoice = _told_invoice(supplier, told)
        annex = tuple(told.get("annex", ()))
        return Plan(invoice, finish, _upload(rng, invoice.day), annex, told)
    lengths = whole["lengths" if index < len(whole["lengths"]) else "later_lengths"]
    # Lengths are meant for dense tables: airy ones fill as many pages with fewer lines.
    density = min(1.0, _DENSE_ROW / row_height(supplier.look))
    fewest, most = (
        max(1, round(length * density)) for length in in_block(lengths, seed, index, "lengths")
    )
    is_credit = in_block(whole["credit_notes"], seed, index, "credit notes")
    day = _FIRST_DAY + timedelta(days=rng.randint(0, (_LAST_DAY - _FIRST_DAY).days))
    count = min(rng.randint(fewest, most), 4) if is_credit else rng.randint(fewest, most)
    invoice = Invoice(
        supplier=supplier,
        buyer=rng.choice(supplier.buyers),
        number=_serial(supplier, index // len(suppliers), rng),
        day=day,
        order_number=_order_number(supplier, rng),
        is_credit=is_credit,
        lines=_lines(supplier, count, rng, is_negative=is_credit and supplier.credit_is_negative),
        facts={name: rng.choice(choices) for name, choices in supplier.facts.items()},
        corrects=_serial(supplier, -1, rng) if is_credit else "",
    )
    return Plan(invoice, finish, _upload(rng, day))


def chance(seed: int, subject: str, index: int) -> Random:
    """Return the source of chance for one subject of one document, the same on every machine."""
    return Random(f"{seed} {subject} {index}")  # noqa: S311 - samples, not secrets


def in_block(choices: Sequence[Item], seed: int, index: int, subject: str) -> Item:
    """Return the choice that falls to a document.

    The first block of documents takes the choices in their order, every further block in an order
    of its own, so that each block has all of them and no document depends on another.
    """
    block, place = divmod(index, len(choices))
    order = list(choices)
    if block:
        chance(seed, subject, block).shuffle(order)
    return order[place]


def _told_invoice(supplier: Supplier, told: Mapping[str, Any]) -> Invoice:
    is_credit = "corrects" in told
    sign = -1 if is_credit and supplier.credit_is_negative else 1
    if "bban" in told:
        account = iban(supplier.bank.account[:2], told["bban"])
        supplier = replace(supplier, bank=replace(supplier.bank, account=account))
    return Invoice(
        supplier=supplier,
        buyer=supplier.buyers[0],
        number=told["number"],
        day=told["day"],
        order_number=told.get("order_number", ""),
        is_credit=is_credit,
        lines=tuple(
            line_of(
                line["text"],
                sign * Decimal(line["quantity"]),
                Decimal(line["price"]),
                Decimal(line.get("rate", "0")),
                supplier.decimals,
                packs=Decimal(line.get("packs", line["quantity"])),
            )
            for line in told["lines"]
        ),
        facts=told.get("facts", {}),
        corrects=told.get("corrects", ""),
    )


def _lines(supplier: Supplier, count: int, rng: Random, *, is_negative: bool) -> tuple[Line, ...]:
    """Return lines of goods; none comes twice before all have come once."""
    lines: list[Line] = []
    left: list[Goods] = []
    for _ in range(count):
        if not left:
            left = rng.sample(supplier.goods, len(supplier.goods))
        goods = left.pop()
        packs = Decimal(rng.randint(1, max(1, int(goods.most / goods.step))))
        quantity = packs * goods.step * (-1 if is_negative else 1)
        text = goods.text.format(variant=rng.choice(goods.variants))
        price = goods.price
        if rng.random() < 0.3:
            price = (price * Decimal(rng.choice(("0.9", "0.95", "1.1")))).quantize(price)
        lines.append(line_of(text, quantity, price, goods.rate, supplier.decimals, packs=packs))
    return tuple(lines)


def _serial(supplier: Supplier, round_: int, rng: Random) -> str:
    """Return an invoice number; rounds are far enough apart that none comes twice."""
    return supplier.serials.format(serial=supplier.first_serial + round_ * 41 + rng.randint(0, 40))


def _order_number(supplier: Supplier, rng: Random) -> str:
    if not supplier.order_numbers or rng.random() < 0.15:
        return ""
    return supplier.order_numbers.format(serial=rng.randint(1200, 9899))


def _upload(rng: Random, day: date) -> datetime:
    """Return a moment of a working day after the invoice was written, within the last weeks."""
    upload = max(day + timedelta(days=rng.randint(1, 6)), _FIRST_UPLOAD)
    upload = min(upload + timedelta(days=rng.randint(0, 9)), _LAST_UPLOAD)
    moment = datetime(upload.year, upload.month, upload.day)  # noqa: DTZ001 - see SampleDocument
    return moment + timedelta(
        hours=rng.randint(7, 17), minutes=rng.randint(0, 59), milliseconds=rng.randint(0, 59_999)
    )
