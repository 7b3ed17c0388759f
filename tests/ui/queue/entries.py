"""Queue rows for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from klearstack_desktop.model.queue import Judgement, QueueEntry, ReviewState, search_text
from klearstack_desktop.review.server_order import ServerOrder
from klearstack_desktop.ui.queue.model import QueueModel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from klearstack_desktop.ui.queue.panel import QueuePanel

_ORDERS: WeakKeyDictionary[QueueModel | QueuePanel, ServerOrder] = WeakKeyDictionary()


def entry(
    document_id: str,
    supplier: str = "Northwind Traders GmbH",
    *,
    total: str | None = "4218.50",
    number: str = "INV-20931",
    day: date | None = date(2026, 11, 14),
    state: ReviewState = ReviewState.OPEN,
    to_check: int = 0,
    confidence: float | None = 0.96,
    note: str = "",
    captured: str = "",
    uploaded: float | None = None,
) -> QueueEntry:
    amount = Decimal(total) if total is not None else None
    shown = f"EUR {amount:,.2f}" if amount is not None else ""
    date_text = f"{day:%d %b %Y}" if day else ""
    return QueueEntry(
        document_id=document_id,
        supplier=supplier,
        amount=shown,
        number=number,
        date_text=date_text,
        state=state,
        judgement=Judgement(to_check),
        confidence=confidence,
        search_text=search_text((supplier, number, shown, date_text, total or ""), (captured,)),
        day=day,
        uploaded=uploaded,
        total=amount,
        state_note=note,
    )


def entries(count: int, state: ReviewState = ReviewState.OPEN) -> list[QueueEntry]:
    """Rows d0, d1, ... from Supplier 0, Supplier 1, ..., a day and a euro apart."""
    return [
        entry(
            f"d{i}",
            f"Supplier {i}",
            total=str(i),
            number=f"N{i:06d}",
            day=date(2026, 1, 1) + timedelta(days=i % 300),
            state=state,
            confidence=(i % 100) / 100,
        )
        for i in range(count)
    ]


def take_list(target: QueueModel | QueuePanel, listed: Iterable[QueueEntry]) -> None:
    """Let these and no other documents be in the queue, in this order; the last of an id counts."""
    once = {row.document_id: row for row in listed}
    order = _ORDERS.setdefault(target, ServerOrder())
    gone = set(order) - once.keys()
    order.follow(list(once), None)
    _take(target, [replace(row, place=order.place_of(each)) for each, row in once.items()])
    for document_id in gone:
        order.remove(document_id)
    if isinstance(target, QueueModel):
        target.drop(gone)
    else:
        target.drop_entries(gone)


def take_one(target: QueueModel | QueuePanel, row: QueueEntry) -> None:
    """Let a document change, or come at the end of the queue."""
    order = _ORDERS.setdefault(target, ServerOrder())
    if row.document_id not in set(order):
        order.append(row.document_id)
    _take(target, [replace(row, place=order.place_of(row.document_id))])


def examined(row: QueueEntry, to_check: int) -> QueueEntry:
    """Return the row of a document in which so many fields are to be checked."""
    return replace(row, judgement=Judgement(to_check))


def work_off(model: QueueModel) -> None:
    """Let the model look through and sort whatever is left to do."""
    while model.has_work:
        model.take_turn()


def _take(target: QueueModel | QueuePanel, rows: list[QueueEntry]) -> None:
    if isinstance(target, QueueModel):
        target.take(rows)
    else:
        target.take_entries(rows)
