"""Checks of one value by itself: there at all, of a format, one of a list, of a pattern."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Self

from klearstack_desktop.model.amounts import parse_amount
from klearstack_desktop.model.dates import parse_date
from klearstack_desktop.model.finding import FieldFix
from klearstack_desktop.model.rules.breach import Breach
from klearstack_desktop.model.rules.entry import BadRule
from klearstack_desktop.model.rules.patterns import LONGEST_VALUE, safe_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klearstack_desktop.model.document import Field
    from klearstack_desktop.model.rules.entry import Entry
    from klearstack_desktop.model.rules.subject import Subject

_OF_A_FIELD: Final = frozenset({"field", "value"})
_INTEGER: Final = re.compile(r"[+-]?\d+")


@dataclass(frozen=True, slots=True)
class Required:
    """Fields that must not be empty where the document has them."""

    placeholders: ClassVar = _OF_A_FIELD
    fields: tuple[str, ...]

    @classmethod
    def declared(cls, entry: Entry) -> Self:
        """Take ``fields``."""
        return cls(entry.names("fields", is_needed=True))

    def breaches(self, subject: Subject) -> Iterator[Breach]:
        """Yield the empty ones; what the field map requires is said without a rule already."""
        for field in _fields(subject, self.fields):
            if not field.value.strip() and not field.definition.required:
                yield _breach(field, f"{field.label} is required and empty")


@dataclass(frozen=True, slots=True)
class Format:
    """Fields that must be readable as a date, an amount or a whole number where they are filled."""

    placeholders: ClassVar = _OF_A_FIELD
    fields: tuple[str, ...]
    form: str

    FORMS: ClassVar = {"date": "a date", "amount": "an amount", "integer": "a whole number"}

    @classmethod
    def declared(cls, entry: Entry) -> Self:
        """Take ``fields`` and ``format``.

        Raises:
            BadRule: there is no such format.
        """
        form = entry.text("format")
        if form not in cls.FORMS:
            raise BadRule(f'there is no format "{form}": it is one of {", ".join(cls.FORMS)}')
        return cls(entry.names("fields", is_needed=True), form)

    def breaches(self, subject: Subject) -> Iterator[Breach]:
        """Yield the values that are not of the format."""
        for field in _fields(subject, self.fields):
            value = field.value.strip()
            # What cannot be read as its own kind is said without a rule already.
            if value and field.kind.value != self.form and not self._fits(value):
                yield _breach(field, f"This cannot be read as {self.FORMS[self.form]}")

    def _fits(self, value: str) -> bool:
        match self.form:
            case "date":
                return parse_date(value) is not None
            case "amount":
                return parse_amount(value) is not None
            case _:
                return _INTEGER.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class OneOf:
    """A field that holds one of some values, letter case aside."""

    placeholders: ClassVar = _OF_A_FIELD | {"values"}
    field: str
    values: tuple[str, ...]

    @classmethod
    def declared(cls, entry: Entry) -> Self:
        """Take ``field`` and ``values``."""
        return cls(entry.text("field"), entry.names("values", is_needed=True))

    def breaches(self, subject: Subject) -> Iterator[Breach]:
        """Yield the field where it is filled with something else."""
        for field in _fields(subject, (self.field,)):
            value = field.value.strip()
            if not value or value in self.values:
                continue
            meant = next((v for v in self.values if v.casefold() == value.casefold()), None)
            if meant is not None:
                # The same word: a service that takes one of a list seldom minds letter case.
                continue
            named = ", ".join(self.values)
            yield _breach(field, f"{field.label} must be one of: {named}", values=named)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A field that is written in a certain way."""

    placeholders: ClassVar = _OF_A_FIELD | {"pattern"}
    field: str
    pattern: re.Pattern[str]

    @classmethod
    def declared(cls, entry: Entry) -> Self:
        """Take ``field`` and ``pattern``.

        Raises:
            BadRule: the pattern is none, or could take long.
        """
        return cls(entry.text("field"), safe_pattern(entry.text("pattern")))

    def breaches(self, subject: Subject) -> Iterator[Breach]:
        """Yield the field where it is filled and the whole value does not fit."""
        for field in _fields(subject, (self.field,)):
            value = field.value.strip()
            if not value:
                continue
            if len(value) > LONGEST_VALUE or not self.pattern.fullmatch(value):
                sentence = f"{field.label} is not written as usual"
                yield _breach(field, sentence, pattern=self.pattern.pattern)


def field_fix(field: Field, value: str, shown: str = "") -> FieldFix:
    """Return the fix that puts a value into a field, called by how the value is shown."""
    return FieldFix(f"Use {shown or value}", field.key, value)


def _fields(subject: Subject, names: tuple[str, ...]) -> Iterator[Field]:
    for name in names:
        if (field := subject.field(name)) is not None:
            yield field


def _breach(field: Field, sentence: str, **values: str) -> Breach:
    said = {"field": field.label, "value": field.value.strip(), **values}
    return Breach(sentence, field.key, values=said)
