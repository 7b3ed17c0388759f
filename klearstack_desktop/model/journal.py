"""The record of what happened on this workstation: its entries, and how one of them is written.

Wire format. An entry is canonical JSON: ASCII, keys sorted, no spaces::

    {"at": "2026-11-22T19:53:01.204511Z", "by": {...}, "document": ID, "facts": {...},
     "format": 1, "kind": KIND, "seal": SEAL}

``by`` says who and where (`Witness`), ``document`` is empty where an entry is about the account as
a whole, ``seal`` names what makes the row's MAC: ``hmac-sha256:<key id>``, or ``sha256`` for a
chain without a key. What ``facts`` holds for each kind is in `journal_facts`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""What JSON knows: mappings with text keys, lists, tuples, str, int, bool and None, nested."""

FORMAT = 1

_SHORT = 32
_SHORT_ANCHOR = re.compile(r"\bjournal (\d{1,18}):([0-9a-f]{32,64})\b")


class JournalKind(StrEnum):
    """What an entry is about."""

    SIGN_IN = "sign-in"
    CHANGE = "change"
    SAVE = "save"
    DECISION = "decision"
    SENDING = "sending"
    PUT_BACK = "put back"
    ANSWER = "answer"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    CONFLICT = "conflict"
    ALARM = "alarm"
    RECOVERED = "recovered"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Witness:
    """Who acts, on which workstation, with which program; the same for every row of a session.

    Attributes:
        user: the login name at KlearStack.
        company: the tenant's name.
        server: the tenant's address.
        system_user: the user of the operating system.
        workstation: the computer's name.
        version: the version of this program.
    """

    user: str
    company: str
    server: str
    system_user: str
    workstation: str
    version: str


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One thing that happened.

    Attributes:
        kind: what it is about.
        document_id: the document, or an empty string where it is about the account.
        at: when, by this workstation's clock; written in UTC.
        facts: what happened, see `klearstack_desktop.model.journal_facts`; made of what JSON knows.
    """

    kind: JournalKind
    document_id: str
    at: datetime
    facts: Mapping[str, Json] = field(default_factory=dict)

    def canonical(self, witness: Witness, seal: str) -> str:
        """Return the text that is stored and sealed.

        Raises:
            TypeError: the facts hold something that JSON does not know.
            ValueError: `at` has no zone, or a number is infinite.
        """
        if self.at.tzinfo is None:
            raise ValueError("the time of a journal entry needs a zone")
        return canonical(
            {
                "at": utc_text(self.at),
                "by": asdict(witness),
                "document": self.document_id,
                "facts": self.facts,
                "format": FORMAT,
                "kind": self.kind.value,
                "seal": seal,
            }
        )


@dataclass(frozen=True, slots=True)
class SealedRow:
    """One row of the journal as it is stored; nothing in it has been checked.

    Attributes:
        sequence: 1 for the first row, then without a gap.
        entry: canonical JSON.
        chain: SHA-256 over the chain before, the sequence number and the entry; hexadecimal.
        mac: HMAC over the MAC before and this row's chain; hexadecimal, empty where there is no
            key.
    """

    sequence: int
    entry: str
    chain: str
    mac: str


@dataclass(frozen=True, slots=True)
class RecordedEntry:
    """One row of the journal as people read it.

    Attributes:
        sequence: its place in the journal, from 1.
        kind: as it is written; a newer program may know more kinds than `JournalKind`.
        document_id: the document, or an empty string.
        at: when, in UTC, or None where the row was made unreadable.
        facts: what happened.
        by: who and where, by the names of `Witness`.
        seal: what makes the row's MAC.
    """

    sequence: int
    kind: str
    document_id: str
    at: datetime | None
    facts: Mapping[str, Json]
    by: Mapping[str, Json]
    seal: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """How long the journal was at some moment, and how its chain ended there.

    Kept where the journal is not, it shows later that nothing before it was changed or cut off.

    Attributes:
        rows: how many rows the journal had.
        chain: the chain of the last of them, or its beginning (at least 32 digits); hexadecimal.
    """

    rows: int
    chain: str

    @property
    def short(self) -> str:
        """The anchor as it stands in a comment or on paper: ``journal 1204:<32 digits>``."""
        return f"journal {self.rows}:{self.chain[:_SHORT]}"

    @property
    def long(self) -> str:
        """The anchor with all that is known of the chain, in the same form."""
        return f"journal {self.rows}:{self.chain}"

    def matches(self, chain: str) -> bool:
        """Whether a row's chain is the one that this anchor names."""
        return len(self.chain) >= _SHORT and chain.startswith(self.chain)


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """Which rows are wanted; what is left empty does not restrict.

    Attributes:
        begin: the first moment.
        end: the first moment that is too late.
        document_id: exactly this document.
        kinds: any of these.
        text: occurs, in any letter case, in the document's id or in a fact.
    """

    begin: datetime | None = None
    end: datetime | None = None
    document_id: str = ""
    kinds: frozenset[str] = frozenset()
    text: str = ""


def canonical(value: Json) -> str:
    """Return the one JSON text of a value: ASCII, keys sorted, no spaces.

    Raises:
        TypeError: the value holds something that JSON does not know.
        ValueError: a number is infinite or none.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_as_object
    )


def _as_object(value: object) -> dict[object, object]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be journalled")


def utc_text(moment: datetime) -> str:
    """Return a moment with microseconds and ``Z``: such texts sort as the moments do."""
    text = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return text.removesuffix("+00:00") + "Z"


def moment_of(text: object) -> datetime | None:
    """Return the moment that `utc_text` wrote, or None where the text is something else."""
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def anchors_in(text: str) -> tuple[Anchor, ...]:
    """Return every anchor in the short form that occurs in a text, for example in comments."""
    return tuple(Anchor(int(rows), chain) for rows, chain in _SHORT_ANCHOR.findall(text))


def recorded(row: SealedRow) -> RecordedEntry:
    """Return a row as people read it; where it was made unreadable it has no facts."""
    try:
        entry = json.loads(row.entry)
    except (ValueError, RecursionError):
        entry = None
    known = entry if isinstance(entry, dict) else {}
    return RecordedEntry(
        sequence=row.sequence,
        kind=_text(known.get("kind")),
        document_id=_text(known.get("document")),
        at=moment_of(known.get("at")),
        facts=_mapping(known.get("facts")),
        by=_mapping(known.get("by")),
        seal=_text(known.get("seal")),
    )


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}
