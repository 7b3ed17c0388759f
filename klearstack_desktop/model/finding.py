"""One thing that a reviewer should know about a document before deciding it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from klearstack_desktop.model.line_items.place import CellPlace

if TYPE_CHECKING:
    from klearstack_desktop.model.document import FieldKey


class Severity(StrEnum):
    """How bad a finding is, worst first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Origin(StrEnum):
    """What a finding was found by."""

    READING = "reading"
    RULE = "rule"
    POLICY = "policy"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class FieldFix:
    """A value that would settle a finding, for one field.

    Attributes:
        words: what a button says, such as ``use 55,413.00``.
        key: the field.
        value: what to put there, in the document's own way of writing.
    """

    words: str
    key: FieldKey
    value: str


@dataclass(frozen=True, slots=True)
class CellFix:
    """A value that would settle a finding, for one cell; row and column count from 0."""

    words: str
    table: str
    row: int
    column: int
    value: str


Fix: TypeAlias = FieldFix | CellFix


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, where, and what can be done about it.

    A finding without key and row is about the document as a whole.

    Attributes:
        key: the field it is said under, or None.
        table: the table it is said under, or None.
        row: the row of that table, from 0, or None where it is about all of them.
        severity: an error or a warning needs a person, a note does not.
        code: what was found, the same in every document: the id of a rule, for example.
        sentence: for people; plain text, may quote values.
        fix: what one key would put right, or None.
        can_override: a person may let it stand for a reason.
        origin: what it was found by.
        is_acceptable: a person who accepts the field as it is has settled it.
        column: the column of the cell, from 0, or None where it is about the whole row.
        reason: why a person let it stand; empty where nobody did.
    """

    key: FieldKey | None
    table: str | None
    row: int | None
    severity: Severity
    code: str
    sentence: str
    fix: Fix | None = None
    can_override: bool = False
    origin: Origin = Origin.RULE
    is_acceptable: bool = False
    column: int | None = None
    reason: str = ""

    @property
    def place(self) -> FieldKey | CellPlace | None:
        """Where it is said: what is about a whole row at its first cell; None for the document."""
        if self.key is not None or self.table is None or self.row is None:
            return self.key
        return CellPlace(self.table, self.row, self.column or 0)

    @property
    def is_overridden(self) -> bool:
        """Whether a person gave a reason for letting it stand."""
        return bool(self.reason)

    @property
    def override_code(self) -> str:
        """Under which `Draft.overrides` keeps the reason for letting exactly this stand.

        It depends on the place and the sentence as well: once a value has changed, what is found
        is another thing, and nobody has given a reason for that.
        """
        place = f"{self.key}\n{self.table}\n{self.row}\n{self.sentence}"
        digest = hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()
        return f"{self.code}#{digest[:12]}"
