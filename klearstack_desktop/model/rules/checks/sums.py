"""Checks that amounts add up: fields with fields, lines with fields, the cells of one line."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Self

from klearstack_desktop.model.finding import CellFix
from klearstack_desktop.model.rules.breach import Breach
from klearstack_desktop.model.rules.checks.values import field_fix
from klearstack_desktop.model.rules.entry import BadRule
from klearstack_desktop.model.rules.subject import column_of, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from klearstack_desktop.model.document import Field, Row, Table
    from klearstack_desktop.model.rules.entry import Entry
    from klearstack_desktop.model.rules.subject import Subject

_MOST_TOLERANCE = 100_000


@dataclass(frozen=True, slots=True)
class Sum:
    """Fields that add up to another one.

    Attributes:
        parts: what is added; where one of them is missing or empty nothing is demanded.
        optional: what is added besides, where it is there.
        equals: the field that holds the sum.
        tolerance: how far the sum may be off, in the smallest amounts of the currency.
        ignores_sign: minus signs count for nothing, as on credit notes.
    """

    placeholders: ClassVar = frozenset({"field", "value", "expected", "parts", "difference"})
    parts: tuple[str, ...]
    optional: tuple[str, ...]
    equals: str
    tolerance: int
    ignores_sign: bool

    @classmethod
    def declared(cls, entry: Entry) -> Self:
        """Take ``parts``, ``optional``, ``equals``, ``tolerance`` and ``ignore_sign``.

        Raises:
            BadRule: there is nothing to add.
        """
        parts, optional = entry.names("parts"), entry.names("optional")
        if not parts and not optional:
            raise BadRule('"parts" must be a list of texts')
        tolerance = entry.whole("tolerance", 1, 0, _MOST_TOLERANCE)
        ignores_sign = entry.flag("ignore_sign", default=False)
        return cls(parts, optional, entry.text("equals"), tolerance, ignores_sign)

    def breaches(self, subject: Subject) -> Iterator[Breach]:
        """Yield the field of the sum where the sum is another one; the unreadable is no sum."""
        field, found = subject.field(self.equals), subject.number(self.equals)
        names = (*self.parts, *(name for name in self.optional if subject.value(name)))
        numbers = [subject.number(name) for name in names]
        if field is None or found is None or not numbers:
            return
        read = [number for number in numbers if number is not None]
        if len(read) < len(numbers):
            return
        expected = _unsigned_sum(read) if self.ignores_sign else sum(read, Decimal(0))
        shown = abs(found) if self.ignores_sign else found
        if _is_near(expected, shown, subject, self.tolerance):
            return
        if self.ignores_sign and found < 0:
            expected = -expected
        labels = [part.label for name in names if (part := subject.field(name)) is not None]
        parts = listed([labels[0], *(label.lower() for label in labels[1:])])
        verb = "make" if len(labels) > 1 else "makes"
        sentence = f"{parts} {verb} {subject.shown(expected)}"
        yield _wrong_sum(subject, field, found, sentence, expected, parts=parts)


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that add up to a field.

    Attributes:
        column: the column that is added; empty cells count as nothing.
        equals: the fields of which one must hold the sum: some bills state lines with tax, some
            without. What is wrong is said under the first of them that is filled.
        tolerance: how far the sum may be off, in the smallest amounts of the currency.
        ignores_sign: minus signs of the sum count for nothing, as on credit notes.
    """

    placeholders: ClassVar = frozenset({"field", "value", "expected", "difference"})
    column: str
    equals: tuple[str, ...]
    tolerance: int
    ignores_sign: bool

    @classmethod
    def declared(cls, entry: Entry) -> Self:
        """Take ``column``, ``equals``, ``tolerance`` and ``ignore_sign``."""
        return cls(
            entry.text("column", "total"),
            entry.names("equals", is_needed=True),
            entry.whole("tolerance", 1, 0, _MOST_TOLERANCE),
            entry.flag("ignore_sign", default=False),
        )

    def breaches(self, subject: Subject) -> Iterator[Breach]:
        """Yield a field where the lines add up to something else; unreadable lines do not add."""
        table = subject.lines
        column = column_of(table, self.column) if table else None
        names = [name for name in self.equals if subject.value(name)]
        if table is None or column is None or not names:
            return
        cells = [row[column].value.strip() for row in table.rows]
        filled = [cell for cell in cells if cell]
        amounts = [subject.read(cell) for cell in filled]
        wanted = [subject.number(name) for name in names]
        if not filled or None in amounts or None in wanted:
            return
        total = sum((amount for amount in amounts if amount is not None), Decimal(0))
        if any(self._holds(subject, total, sought) for sought in wanted if sought is not None):
            return
        field, stated = subject.field(names[0]), wanted[0]
        if field is None or stated is None:
            return
        if self.ignores_sign and stated * total < 0:
            total = -total
        sentence = f"Lines add up to {subject.shown(total)}"
        yield _wrong_sum(subject, field, stated, sentence, total)

    def _holds(self, subject: Subject, total: Decimal, stated: Decimal) -> bool:
        if self.ignores_sign:
            total, stated = abs(total), abs(stated)
        return _is_near(total, stated, subject, self.tolerance)


@dataclass(frozen=True, slots=True)
class Product:
    """Cells of each line that multiply to another cell of it.

    Attributes:
        factors: the columns that are multiplied.
        equals: the column of the product.
        unless: columns that change the product in ways of their own, such as a discount; a line
            where one of them is filled keeps to the rule.
        tolerance: how far the product may be off, in the smallest amounts of the currency.
        ignores_sign: minus signs count for nothing, as on credit notes.
    """

    placeholders: ClassVar = frozenset({"row", "value", "expected", "factors"})
    factors: tuple[str, ...]
    equals: str
    unless: tuple[str, ...]
    tolerance: int
    ignores_sign: bool

    @classmethod
    def declared(cls, entry: Entry) -> Self:
        """Take ``factors``, ``equals``, ``unless``, ``tolerance`` and ``ignore_sign``."""
        return cls(
            entry.names("factors") or ("quantity", "unit_price"),
            entry.text("equals", "total"),
            entry.names("unless"),
            entry.whole("tolerance", 1, 0, _MOST_TOLERANCE),
            entry.flag("ignore_sign", default=False),
        )

    def breaches(self, subject: Subject) -> Iterator[Breach]:
        """Yield the cells of wrong products; lines with an empty or unreadable cell have none."""
        table = subject.lines
        if table is None:
            return
        factors = [column_of(table, name) for name in self.factors]
        product = column_of(table, self.equals)
        known = [column for column in factors if column is not None]
        if product is None or len(known) < len(factors):
            return
        others = [c for name in self.unless if (c := column_of(table, name)) is not None]
        for number, row in enumerate(table.rows):
            if not any(row[column].value.strip() for column in others):
                yield from self._of_row(subject, table, number, row, known, product)

    def _of_row(
        self,
        subject: Subject,
        table: Table,
        number: int,
        row: Row,
        factors: list[int],
        product: int,
    ) -> Iterator[Breach]:
        texts = [row[column].value.strip() for column in factors]
        stated = subject.read(row[product].value.strip())
        expected = Decimal(1)
        for text in texts:
            factor = subject.read(text)
            if factor is None:
                return
            expected *= factor
        if stated is None:
            return
        if self.ignores_sign:
            expected = abs(expected) if stated >= 0 else -abs(expected)
        if _is_near(expected, stated, subject, self.tolerance):
            return
        value = row[product].value.strip()
        expected = round(expected, subject.digits)
        written, shown = subject.written(expected, value), subject.shown(expected)
        yield Breach(
            f"Row {number + 1}: {' × '.join(texts)} is {shown}",
            table=table.name,
            row=number,
            column=product,
            fix=CellFix(f"Use {shown}", table.name, number, product, written),
            values={
                "row": str(number + 1),
                "value": value,
                "expected": shown,
                "factors": " × ".join(texts),
            },
        )


def _is_near(one: Decimal, other: Decimal, subject: Subject, tolerance: int) -> bool:
    return abs(one - other) <= subject.unit * tolerance


def _unsigned_sum(numbers: Iterable[Decimal]) -> Decimal:
    return sum((abs(number) for number in numbers), Decimal(0))


def _wrong_sum(
    subject: Subject,
    field: Field,
    stated: Decimal,
    sentence: str,
    expected: Decimal,
    **values: str,
) -> Breach:
    written = subject.written(expected, field.original_value)
    return Breach(
        sentence,
        field.key,
        fix=field_fix(field, written, subject.shown(expected)),
        values={
            "field": field.label,
            "value": field.value.strip(),
            "expected": subject.shown(expected),
            "difference": subject.shown(abs(expected - stated)),
            **values,
        },
    )
