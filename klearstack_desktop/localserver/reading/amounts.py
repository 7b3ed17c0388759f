"""Amounts of money as invoices write them, and their currencies."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_CODES = """
AED AUD BGN BRL CAD CHF CNY CZK DKK EGP EUR GBP HKD HUF ILS INR JPY KES KRW MXN MYR NOK NZD PHP PLN
RON RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR
""".split()  # noqa: SIM905 -- forty quoted strings are harder to read
_SIGNS = {
    "US$": "USD",
    "A$": "AUD",
    "C$": "CAD",
    "HK$": "HKD",
    "S$": "SGD",
    "R$": "BRL",
    "$": "USD",
    "€": "EUR",
    "Euros": "EUR",
    "Euro": "EUR",
    "£": "GBP",
    "₹": "INR",
    "Rs.": "INR",
    "Rs": "INR",
    "¥": "JPY",
    "zł": "PLN",
    "Kč": "CZK",
    "₽": "RUB",
    "₴": "UAH",
    "₪": "ILS",
    "₺": "TRY",
    "₩": "KRW",
    "US Dollars": "USD",
}
_SIGN = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_CURRENCY = re.compile(
    rf"(?<![^\W\d])(?:(?P<code>{'|'.join(_CODES)})|(?P<sign>{_SIGN}))(?![^\W\d])"
)
_AMOUNT = re.compile(
    r"""(?<![\w.,/-])(?P<minus>[-−(]\s?)?
    (?P<whole>\d{1,3}(?:[.,'’\s]\d{2,3})*(?:[.,'’\s]\d{3})|\d+)
    [.,](?P<cents>\d{2})
    (?![\d%/-]|[.,]\d|\s?%)""",
    re.VERBOSE,
)
_ATTACHED_SIGN = re.compile(rf"(?:{_SIGN}|{'|'.join(_CODES)})(?=[\d-])")


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """An amount, as it is written and as a number, and where it stands in the text."""

    start: int
    end: int
    written: str
    value: Decimal


def find_amounts(text: str) -> list[FoundAmount]:
    """Return all numbers with two decimals in a text, in order; percentages and dates are none."""
    # A sign glued to its amount is blanked, so that every offset stays what it is.
    text = _ATTACHED_SIGN.sub(lambda match: " " * len(match[0]), text)
    return [
        FoundAmount(
            start=match.start("minus") if match["minus"] else match.start("whole"),
            end=match.end(),
            written=(match["minus"] or "").strip("( ") + text[match.start("whole") : match.end()],
            value=_value(match),
        )
        for match in _AMOUNT.finditer(text)
    ]


def _value(match: re.Match[str]) -> Decimal:
    whole = re.sub(r"\D", "", match["whole"])
    amount = Decimal(f"{whole}.{match['cents']}")
    return -amount if match["minus"] else amount


@dataclass(frozen=True, slots=True)
class FoundCurrency:
    """A currency by its ISO code, and where its sign or code stands in the text."""

    start: int
    end: int
    code: str


def find_currencies(text: str) -> list[FoundCurrency]:
    """Return all currency signs and codes in a text, in order."""
    return [
        FoundCurrency(match.start(), match.end(), match["code"] or _SIGNS[match["sign"]])
        for match in _CURRENCY.finditer(text)
    ]


def commonest_currency(texts: Iterable[str]) -> str | None:
    """Return the currency that is named most often, the first one where several are."""
    counted = Counter(found.code for text in texts for found in find_currencies(text))
    return counted.most_common(1)[0][0] if counted else None
