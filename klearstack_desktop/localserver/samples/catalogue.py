"""The suppliers, their goods and their stationery, as told in ``resources/samples``."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from klearstack_desktop import resources
from klearstack_desktop.localserver.samples.formats import NumberStyle
from klearstack_desktop.localserver.samples.identifiers import iban


@dataclass(frozen=True, slots=True)
class Party:
    """A name and the lines of its address."""

    name: str
    address: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Goods:
    """Something a supplier sells.

    Attributes:
        text: description, maybe with ``{variant}``.
        price: net price of one, in the supplier's currency.
        rate: tax in per cent.
        most: the largest quantity on one line.
        step: quantities are multiples of this.
        variants: what may stand for ``{variant}``.
    """

    text: str
    price: Decimal
    rate: Decimal
    most: int
    step: Decimal
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bank:
    """Where to pay: a bank, its code and an account, an IBAN where the country has them."""

    name: str
    bic: str
    account: str
    is_iban: bool


@dataclass(frozen=True, slots=True)
class Look:
    """A supplier's stationery; the names are those of the drawing functions in ``layout``.

    Attributes:
        columns: of the table, in reading order.
        size: of the body type in points.
        accent: colour of logo, title and rules, ``#rrggbb``.
    """

    paper: str
    face: str
    title_face: str
    size: float
    accent: str
    logo: str
    letterhead: str
    details: str
    table: str
    totals: str
    footer: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Supplier:
    """One supplier with all that its invoices show.

    Attributes:
        key: name of its file.
        wording: the words of its language, from ``wording.toml``.
        serials: pattern of its invoice numbers.
        order_numbers: pattern of the customer's purchase orders, empty where it prints none.
        date_pattern: see ``formats.write_date``.
        mark: currency sign as printed (``€``); ``mark_first`` tells on which side of the amount.
        tax: ``vat``, ``split`` (CGST and SGST) or ``none``.
        amounts_read: ``printed``, ``plain`` or ``float``: how amounts come out of the reading.
        reads: internal names of the fields that the machine reads from its invoices.
        facts: choices for further labelled values, by internal name (``awb_number_value``).
    """

    key: str
    name: str
    address: tuple[str, ...]
    contact: tuple[str, ...]
    tax_id_label: str
    tax_id: str
    registration: str
    language: str
    wording: dict[str, str]
    months: tuple[str, ...]
    serials: str
    first_serial: int
    order_numbers: str
    date_pattern: str
    terms_days: int
    numbers: NumberStyle
    currency: str
    decimals: int
    mark: str
    mark_first: bool
    tax: str
    credit_is_negative: bool
    amounts_read: str
    reads: tuple[str, ...]
    facts: dict[str, tuple[str, ...]]
    bank: Bank
    look: Look
    buyers: tuple[Party, ...]
    goods: tuple[Goods, ...]

    @property
    def is_right_to_left(self) -> bool:
        """Whether its pages run from right to left."""
        return self.language == "he"


@cache
def suppliers() -> tuple[Supplier, ...]:
    """Return all suppliers in the order in which the samples go round them."""
    return tuple(_supplier(key) for key in sample_set()["suppliers"])


@cache
def sample_set() -> dict[str, Any]:
    """Return what ``samples.toml`` says of the set: suppliers, finishes, told invoices."""
    return resources.toml("samples/samples.toml")


@cache
def _wording() -> dict[str, Any]:
    return resources.toml("samples/wording.toml")


def _supplier(key: str) -> Supplier:
    told = resources.toml(f"samples/suppliers/{key}.toml")
    words = dict(_wording()[told["language"]])
    months = tuple(words.pop("months", ()))
    number = told.get("numbers", {})
    return Supplier(
        key=key,
        name=told["name"],
        address=tuple(told["address"]),
        contact=tuple(told["contact"]),
        tax_id_label=told["tax_id_label"],
        tax_id=told["tax_id"],
        registration=told.get("registration", ""),
        language=told["language"],
        wording=words | told.get("wording", {}),
        months=months,
        serials=told["serials"],
        first_serial=told["first_serial"],
        order_numbers=told.get("order_numbers", ""),
        date_pattern=told["date_pattern"],
        terms_days=told["terms_days"],
        numbers=NumberStyle(**number),
        currency=told["currency"],
        decimals=told.get("decimals", 2),
        mark=told.get("mark", told["currency"]),
        mark_first=told.get("mark_first", True),
        tax=told["tax"],
        credit_is_negative=told.get("credit_is_negative", False),
        amounts_read=told.get("amounts_read", "printed"),
        reads=tuple(told["reads"]),
        facts={name: tuple(choices) for name, choices in told.get("facts", {}).items()},
        bank=_bank(told["bank"]),
        look=_look(told["look"]),
        buyers=tuple(Party(b["name"], tuple(b["address"])) for b in told["buyer"]),
        goods=tuple(_goods(entry, told.get("variants", [""])) for entry in told["goods"]),
    )


def _bank(told: dict[str, str]) -> Bank:
    is_iban = "bban" in told
    account = iban(told["country"], told["bban"]) if is_iban else told["account"]
    return Bank(told["name"], told.get("bic", ""), account, is_iban)


def _look(told: dict[str, Any]) -> Look:
    return Look(
        paper=told.get("paper", "A4"),
        face=told["face"],
        title_face=told.get("title_face", told["face"]),
        size=float(told.get("size", 9)),
        accent=told["accent"],
        logo=told.get("logo", ""),
        letterhead=told["letterhead"],
        details=told["details"],
        table=told["table"],
        totals=told["totals"],
        footer=told["footer"],
        columns=tuple(told["columns"]),
    )


def _goods(told: dict[str, Any], variants: list[str]) -> Goods:
    return Goods(
        text=told["text"],
        price=Decimal(told["price"]),
        rate=Decimal(told.get("rate", "0")),
        most=told.get("most", 20),
        step=Decimal(told.get("step", "1")),
        variants=tuple(told.get("variants", variants)),
    )
