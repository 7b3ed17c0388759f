"""What an invoice says, before it is drawn: the truth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from klearstack_desktop.localserver.samples.formats import rounded, write_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from klearstack_desktop.localserver.samples.catalogue import Party, Supplier


@dataclass(frozen=True, slots=True)
class Line:
    """One line: so many of something at a net price, taxed at so many per cent.

    Attributes:
        packs: how many packages the quantity fills.
    """

    text: str
    quantity: Decimal
    price: Decimal
    rate: Decimal
    amount: Decimal
    packs: Decimal


@dataclass(frozen=True, slots=True)
class TaxShare:
    """What falls on one rate of tax: the net amounts under it and the tax on them."""

    rate: Decimal
    net: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice or credit note.

    Attributes:
        corrects: the number of the invoice that a credit note is about.
        facts: further values by the internal name of their field.
    """

    supplier: Supplier
    buyer: Party
    number: str
    day: date
    order_number: str
    is_credit: bool
    lines: tuple[Line, ...]
    facts: Mapping[str, str]
    corrects: str = ""

    @property
    def due(self) -> date:
        """The day by which it is to be paid."""
        return self.day + timedelta(days=self.supplier.terms_days)

    @property
    def net(self) -> Decimal:
        """The sum of all lines."""
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def shares(self) -> tuple[TaxShare, ...]:
        """Net and tax for each rate, highest rate first."""
        rates = sorted({line.rate for line in self.lines}, reverse=True)
        return tuple(self._share(rate) for rate in rates)

    @property
    def tax(self) -> Decimal:
        """All tax."""
        return sum((share.tax for share in self.shares), Decimal(0))

    @property
    def half_tax(self) -> Decimal:
        """The central half of an Indian tax, as large as the state's."""
        return sum((self._half(share) for share in self.shares), Decimal(0))

    @property
    def total(self) -> Decimal:
        """What is to be paid."""
        return self.net + self.tax

    @property
    def only_rate(self) -> Decimal | None:
        """The rate of tax where there is just one."""
        rates = {line.rate for line in self.lines}
        return rates.pop() if len(rates) == 1 else None

    def printed_amount(self, amount: Decimal) -> str:
        """Write an amount as the supplier prints it."""
        return self.supplier.numbers.write(amount, self.supplier.decimals)

    def printed_price(self, price: Decimal) -> str:
        """Write the price of one as the supplier prints it."""
        return self.supplier.numbers.write_at_least(price, self.supplier.decimals)

    def printed_day(self, day: date) -> str:
        """Write a date as the supplier prints it."""
        return write_date(day, self.supplier.date_pattern, self.supplier.months)

    def _share(self, rate: Decimal) -> TaxShare:
        net = sum((line.amount for line in self.lines if line.rate == rate), Decimal(0))
        tax = rounded(net * rate / 100, self.supplier.decimals)
        if self.supplier.tax == "split":
            tax = 2 * rounded(net * rate / 200, self.supplier.decimals)
        return TaxShare(rate, net, tax)

    def _half(self, share: TaxShare) -> Decimal:
        return share.tax / 2


def line_of(
    text: str, quantity: Decimal, price: Decimal, rate: Decimal, decimals: int, *, packs: Decimal
) -> Line:
    """Return a line with its amount worked out."""
    return Line(text, quantity, price, rate, rounded(quantity * price, decimals), packs)
