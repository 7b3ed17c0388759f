"""How amounts, quantities and dates are printed by suppliers of many countries."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a supplier writes numbers.

    Attributes:
        decimal_mark: between whole and fraction.
        group_mark: between groups of digits; may be a no-break space or empty.
        indian_groups: whether groups above the thousands have two digits (``1,23,456.00``).
        negative: ``lead`` (-5), ``trail`` (5-) or ``brackets`` ((5)).
    """

    decimal_mark: str = "."
    group_mark: str = ","
    indian_groups: bool = False
    negative: str = "lead"

    def write(self, number: Decimal, decimals: int) -> str:
        """Print a number with exactly so many decimals."""
        whole, _, fraction = f"{abs(number):.{decimals}f}".partition(".")
        written = self._grouped(whole) + (self.decimal_mark + fraction if fraction else "")
        if number >= 0:
            return written
        return {"trail": f"{written}-", "brackets": f"({written})"}.get(
            self.negative, f"-{written}"
        )

    def write_at_least(self, number: Decimal, decimals: int) -> str:
        """Print a number with so many decimals, or more where it has more: unit prices."""
        return self.write(number, max(decimals, decimals_of(number)))

    def write_quantity(self, number: Decimal) -> str:
        """Print a quantity with no more decimals than it needs."""
        return self.write(number, decimals_of(number))

    def _grouped(self, whole: str) -> str:
        head, groups = whole[:-3], [whole[-3:]]
        step = 2 if self.indian_groups else 3
        while head:
            groups.insert(0, head[-step:])
            head = head[:-step]
        return self.group_mark.join(groups)


def decimals_of(number: Decimal) -> int:
    """Return how many decimals a number needs."""
    exponent = number.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def rounded(number: Decimal, decimals: int) -> Decimal:
    """Round half up, as invoices do."""
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def write_date(day: date, pattern: str, months: tuple[str, ...] = ()) -> str:
    """Print a date.

    Args:
        day: the date.
        pattern: with ``{d}``, ``{m}``, ``{y}``, ``{yy}``, ``{mon}`` and ``{month}``.
        months: twelve names in the supplier's language; English where empty.
    """
    name = (months or _MONTHS)[day.month - 1]
    return pattern.format(
        d=day.day, m=day.month, y=day.year, yy=day.year % 100, mon=name[:3], month=name
    )


def read_date(day: date) -> str:
    """Write a date as the machine reads it into a field: ``26-Jul-2026`` (section 12)."""
    return write_date(day, "{d:02d}-{mon}-{y}")
