"""Queue rows for tests."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from klearstack_desktop.model.queue import QueueEntry, ReviewState


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
) -> QueueEntry:
    amount = Decimal(total) if total is not None else None
    return QueueEntry(
        document_id=document_id,
        supplier=supplier,
        amount=f"EUR {amount:,.2f}" if amount is not None else "",
        number=number,
        date_text=f"{day:%d %b %Y}" if day else "",
        state=state,
        to_check=to_check,
        confidence=confidence,
        search_text=captured.casefold(),
        day=day,
        total=amount,
        note=note,
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
