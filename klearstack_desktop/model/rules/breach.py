"""What a check says where a document does not keep to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from klearstack_desktop.model.document import FieldKey
    from klearstack_desktop.model.finding import Fix
    from klearstack_desktop.model.rules.subject import Subject


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a document does not keep to a check.

    Attributes:
        sentence: what is wrong, for people, unless the rule has words of its own.
        key: the field it is about, or None.
        table: the table it is about, or None.
        row: the row of that table, from 0, or None.
        column: the column of the cell, from 0, or None.
        fix: what one key would put right, or None.
        values: what the placeholders of a rule's own words stand for.
    """

    sentence: str
    key: FieldKey | None = None
    table: str | None = None
    row: int | None = None
    column: int | None = None
    fix: Fix | None = None
    values: Mapping[str, str] = field(default_factory=dict)


class Check(Protocol):
    """What a rule demands; made from the keys that stand in the rule."""

    placeholders: ClassVar[frozenset[str]]
    """What a rule's own words may name in braces."""

    def breaches(self, subject: Subject) -> Iterator[Breach]:
        """Yield where a document does not keep to it; a document without the values does."""
