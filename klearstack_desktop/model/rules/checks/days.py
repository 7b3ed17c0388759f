"""Checks of days: one not before the other, none in the future."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from klearstack_desktop.model.rules.breach import Breach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klearstack_desktop.model.rules.entry import Entry
    from klearstack_desktop.model.rules.subject import Subject


@dataclass(frozen=True, slots=True)
class NotBefore:
    """A day that is not before another one."""

    placeholders: ClassVar = frozenset({"field", "value", "earlier", "earlier_value"})
    field: str
    earlier: str

    @classmethod
    def declared(cls, entry: Entry) -> Self:
        """Take ``field`` and ``earlier``."""
        return cls(entry.text("field"), entry.text("earlier"))

    def breaches(self, subject: Subject) -> Iterator[Breach]:
        """Yield the field whose day is too early."""
        later, earlier = subject.field(self.field), subject.field(self.earlier)
        day, first = subject.day(self.field), subject.day(self.earlier)
        if later and earlier and day and first and day < first:
            sentence = f"{later.label} is before the {earlier.label.lower()}"
            values = {
                "field": later.label,
                "value": later.value.strip(),
                "earlier": earlier.label,
                "earlier_value": earlier.value.strip(),
            }
            yield Breach(sentence, later.key, values=values)


@dataclass(frozen=True, slots=True)
class NotFuture:
    """A day that has come.

    Attributes:
        field: the field of the day.
        days: how many days ahead it may be: elsewhere it is tomorrow already.
    """

    placeholders: ClassVar = frozenset({"field", "value", "today"})
    field: str
    days: int

    @classmethod
    def declared(cls, entry: Entry) -> Self:
        """Take ``field`` and ``days``."""
        return cls(entry.text("field"), entry.whole("days", 1, 0, 3650))

    def breaches(self, subject: Subject) -> Iterator[Breach]:
        """Yield the field whose day has not come; none where nobody knows what day it is."""
        field, day, today = subject.field(self.field), subject.day(self.field), subject.today
        if field is None or day is None or today is None:
            return
        if day - today > timedelta(self.days):
            values = {"field": field.label, "value": field.value.strip(), "today": str(today)}
            yield Breach(f"{field.label} is in the future", field.key, values=values)
