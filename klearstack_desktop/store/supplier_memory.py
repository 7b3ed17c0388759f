"""What was decided at this workstation, and what it has seen, for comparing other documents with.

Nothing of it is precious: it lies in ``cache.db`` and grows again with the next decisions.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from klearstack_desktop.model.amounts import parse_amount
from klearstack_desktop.model.dates import parse_date
from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.document_kinds import names_credit_note
from klearstack_desktop.model.slips.comparison import StatedValue
from klearstack_desktop.model.slips.facts import Facts, Outcome
from klearstack_desktop.store import codec
from klearstack_desktop.store.database import transaction, translated
from klearstack_desktop.store.problems import DamagedRecord

if TYPE_CHECKING:
    import sqlite3

    from klearstack_desktop.model.merge import Place

log = logging.getLogger(__name__)

MOST_DECIDED: Final = 20_000
"""So many decisions are kept: the last ones."""

MOST_SEEN: Final = 50_000
"""So many documents are compared with: those seen last."""

_TABLE: Final = -1


@dataclass(frozen=True, slots=True)
class Seen:
    """The documents that were seen here.

    Attributes:
        facts: of each, the one that was seen last first.
        since: the day on which the first of them was seen; None where nobody noted it.
    """

    facts: tuple[Facts, ...] = ()
    since: date | None = None


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

    def seen(self) -> Seen:
        """Return what was seen here, as far as the search shows it of a document.

        Nobody knows what became of those that the list does not hold any more.

        Raises:
            StoreProblem: the database cannot be read.
        """
        with translated():
            rows = self._connection.execute(
                "SELECT document_id, shown, first_seen FROM search_document"
                " ORDER BY number DESC LIMIT ?",
                (MOST_SEEN,),
            ).fetchall()
        known = (_shown(key, text) for key, text, _day in rows)
        first = min((day for _key, _text, day in rows), default="")
        return Seen(tuple(facts for facts in known if facts is not None), _day_of(first))


def _form(facts: Facts) -> dict[str, Any]:
    written: dict[str, Any] = {
        name: value if isinstance(value, bool) else str(value)
        for name, value in asdict(facts).items()
        if value not in (None, "")
    }
    if facts.decided_at is not None:
        written["decided_at"] = facts.decided_at.isoformat()
    written.pop("document_id", None)
    written.pop("values", None)
    if facts.values:
        written["values"] = [
            [*_written_place(stated.place), stated.label, stated.value] for stated in facts.values
        ]
    return written


def _written_place(place: Place) -> tuple[str, int]:
    """Return a name and which of that name; a table is no field, whichever number it has."""
    return (place, _TABLE) if isinstance(place, str) else (place.name, place.occurrence)


def _values(written: object) -> tuple[StatedValue, ...]:
    if not isinstance(written, list):
        return ()
    return tuple(
        StatedValue(
            str(name) if number == _TABLE else FieldKey(str(name), int(number)),
            str(label),
            str(value),
        )
        for name, number, label, value in written
    )


def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


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
            tax_id=texts.get("tax_id", ""),
            bank_account=texts.get("bank_account", ""),
            is_credit_note=values.get("is_credit_note") is True,
            corrects=texts.get("corrects", ""),
            outcome=Outcome(texts.get("outcome", Outcome.OPEN)),
            reason=texts.get("reason", ""),
            decided_at=(
                datetime.fromisoformat(texts["decided_at"]) if "decided_at" in texts else None
            ),
            file_name=texts.get("file_name", ""),
            document_type=texts.get("document_type", ""),
            collection_name=texts.get("collection_name", ""),
            values=_values(values.get("values")),
        )
    except (DamagedRecord, AttributeError, TypeError, ValueError, InvalidOperation) as damage:
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
    is_credit = names_credit_note(document_type) or (number is not None and number < 0)
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
