"""What was decided at this workstation, and what it has seen, for comparing other documents with.

Nothing of it is precious: it lies in ``cache.db`` and grows again with the next decisions.
"""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from klearstack_desktop.model.amounts import parse_amount
from klearstack_desktop.model.dates import parse_date
from klearstack_desktop.model.slips.facts import Facts, Outcome
from klearstack_desktop.store import codec
from klearstack_desktop.store.database import transaction, translated
from klearstack_desktop.store.problems import DamagedRecord

if TYPE_CHECKING:
    import sqlite3

log = logging.getLogger(__name__)

MOST_DECIDED: Final = 20_000
"""So many decisions are kept: the last ones."""

MOST_SEEN: Final = 50_000
"""So many documents are compared with: those seen last."""


class SupplierMemory:
    """The memory of one account; lives in the thread that opened the connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def record(self, facts: Facts) -> None:
        """Remember a decision that was applied, in place of an earlier one on the same document.

        Args:
            facts: of the document as it was decided; with outcome, time and, of a rejection,
                reason.

        Raises:
            NotWritten: it is not remembered.
        """
        at = facts.decided_at.isoformat() if facts.decided_at else ""
        with transaction(self._connection):
            self._connection.execute(
                "INSERT INTO decided (document_id, decided_at, facts) VALUES (?, ?, ?)"
                " ON CONFLICT (document_id) DO UPDATE"
                " SET decided_at = excluded.decided_at, facts = excluded.facts",
                (codec.text_key(facts.document_id), at, codec.encode_value(_form(facts))),
            )
            self._connection.execute(
                "DELETE FROM decided WHERE document_id NOT IN"
                " (SELECT document_id FROM decided ORDER BY decided_at DESC LIMIT ?)",
                (MOST_DECIDED,),
            )

    def decided(self) -> tuple[Facts, ...]:
        """Return what was decided here, the last first; damaged records are left out.

        Raises:
            StoreProblem: the database cannot be read.
        """
        with translated():
            rows = self._connection.execute(
                "SELECT document_id, facts FROM decided ORDER BY decided_at DESC, document_id"
            ).fetchall()
        return tuple(facts for key, text in rows if (facts := _read(key, text)) is not None)

    def seen(self) -> tuple[Facts, ...]:
        """Return what was seen here, the last first, as far as the search shows it of a document.

        Nobody knows what became of those that the list does not hold any more.

        Raises:
            StoreProblem: the database cannot be read.
        """
        with translated():
            rows = self._connection.execute(
                "SELECT document_id, shown FROM search_document ORDER BY number DESC LIMIT ?",
                (MOST_SEEN,),
            ).fetchall()
        return tuple(facts for key, text in rows if (facts := _shown(key, text)) is not None)


def _form(facts: Facts) -> dict[str, Any]:
    written = {
        name: value if isinstance(value, bool) else str(value)
        for name, value in asdict(facts).items()
        if value not in (None, "")
    }
    if facts.decided_at is not None:
        written["decided_at"] = facts.decided_at.isoformat()
    written.pop("document_id", None)
    return written


def _read(key: str, text: str) -> Facts | None:
    try:
        values: Any = codec.decode_value(text)
        texts = {name: str(value) for name, value in values.items() if isinstance(value, str)}
        return Facts(
            codec.name_of(key),
            supplier=texts.get("supplier", ""),
            number=texts.get("number", ""),
            amount=Decimal(texts["amount"]) if "amount" in texts else None,
            currency=texts.get("currency", ""),
            day=date.fromisoformat(texts["day"]) if "day" in texts else None,
            bank_account=texts.get("bank_account", ""),
            is_credit_note=values.get("is_credit_note") is True,
            outcome=Outcome(texts.get("outcome", Outcome.OPEN)),
            reason=texts.get("reason", ""),
            decided_at=(
                datetime.fromisoformat(texts["decided_at"]) if "decided_at" in texts else None
            ),
            file_name=texts.get("file_name", ""),
            document_type=texts.get("document_type", ""),
            collection_name=texts.get("collection_name", ""),
        )
    except (DamagedRecord, AttributeError, ValueError, InvalidOperation) as damage:
        log.warning("left out a damaged record of a decision: %s", type(damage).__name__)
        return None


def _shown(key: str, text: str) -> Facts | None:
    """Read what the search shows: ``EUR 4,218.50`` and ``26 Jul 2026``."""
    try:
        values: Any = codec.decode_value(text)
        shown = {name: str(value) for name, value in values.items()}
    except (DamagedRecord, AttributeError) as damage:
        log.warning("left out what is remembered of a document: %s", type(damage).__name__)
        return None
    currency, _, amount = shown.get("amount", "").rpartition(" ")
    number = parse_amount(amount.replace(",", ""))
    document_type = shown.get("document_type", "")
    is_credit = "credit" in document_type.casefold() or (number is not None and number < 0)
    return Facts(
        codec.name_of(key),
        supplier=shown.get("supplier", "").strip(),
        number=shown.get("number", "").strip(),
        amount=number,
        currency=currency.strip().upper(),
        day=parse_date(shown.get("date_text", "")),
        is_credit_note=is_credit,
        outcome=Outcome.GONE,
        file_name=shown.get("file_name", ""),
        document_type=document_type,
        collection_name=shown.get("collection_name", ""),
    )
