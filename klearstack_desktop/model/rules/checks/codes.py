"""Checks of codes that others have given out: currencies, and numbers with check digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Final, Self

from klearstack_desktop.model.currencies import code_of_symbol, currency_codes
from klearstack_desktop.model.rules.breach import Breach
from klearstack_desktop.model.rules.checks.values import field_fix
from klearstack_desktop.model.rules.entry import BadRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from klearstack_desktop.model.rules.entry import Entry
    from klearstack_desktop.model.rules.subject import Subject


@dataclass(frozen=True, slots=True)
class Currency:
    """A field that holds the code of a currency that exists."""

    placeholders: ClassVar = frozenset({"field", "value"})
    field: str

    @classmethod
    def declared(cls, entry: Entry) -> Self:
        """Take ``field``."""
        return cls(entry.text("field", "currency"))

    def breaches(self, subject: Subject) -> Iterator[Breach]:
        """Yield the field where it holds something else; a sign that is clear comes with a fix."""
        field, value = subject.field(self.field), subject.value(self.field)
        if field is None or not value or value in currency_codes():
            return
        capitals = value.upper()
        code = capitals if capitals in currency_codes() else code_of_symbol(value)
        yield Breach(
            f"{value[:20]} is no currency code",
            field.key,
            fix=field_fix(field, code) if code else None,
            values={"field": field.label, "value": value},
        )


@dataclass(frozen=True, slots=True)
class CheckDigits:
    """A field that holds a number whose check digits are right.

    Attributes:
        field: the field of the number.
        kind: one of `KINDS`, or one of `LOOKS` for whichever of its kinds the number looks like;
            what looks like none of them is not checked.
    """

    placeholders: ClassVar = frozenset({"field", "value", "kind"})
    field: str
    kind: str

    @classmethod
    def declared(cls, entry: Entry) -> Self:
        """Take ``field`` and ``kind``.

        Raises:
            BadRule: there is no such kind.
        """
        kind = entry.text("kind")
        if kind not in KINDS and kind not in LOOKS:
            raise BadRule(f'there is no kind "{kind}": it is one of {", ".join((*LOOKS, *KINDS))}')
        return cls(entry.text("field"), kind)

    def breaches(self, subject: Subject) -> Iterator[Breach]:
        """Yield the field where it is filled with a wrong number."""
        field, value = subject.field(self.field), subject.value(self.field)
        if field is None or not value:
            return
        kind = self.kind if self.kind in KINDS else _kind_by_look(self.kind, value)
        if kind is None or is_valid(kind, value):
            return
        name = KINDS[kind].name
        values = {"field": field.label, "value": value, "kind": name}
        yield Breach(f"This is not a valid {name}: check each digit", field.key, values=values)


@dataclass(frozen=True, slots=True)
class NumberKind:
    """One kind of number: how people call it, and the module of python-stdnum that knows it."""

    name: str
    module: str


KINDS: Final[Mapping[str, NumberKind]] = {
    "iban": NumberKind("IBAN", "stdnum.iban"),
    "bic": NumberKind("BIC", "stdnum.bic"),
    "eu_vat": NumberKind("VAT number", "stdnum.eu.vat"),
    "gb_vat": NumberKind("VAT number", "stdnum.gb.vat"),
    "no_vat": NumberKind("VAT number", "stdnum.no.mva"),
    "ch_vat": NumberKind("VAT number", "stdnum.ch.vat"),
    "ch_uid": NumberKind("UID", "stdnum.ch.uid"),
    "gstin": NumberKind("GSTIN", "stdnum.in_.gstin"),
    "pan": NumberKind("PAN", "stdnum.in_.pan"),
    "nit_co": NumberKind("NIT", "stdnum.co.nit"),
    "rfc_mx": NumberKind("RFC", "stdnum.mx.rfc"),
    "rut_cl": NumberKind("RUT", "stdnum.cl.rut"),
    "ruc_pe": NumberKind("RUC", "stdnum.pe.ruc"),
    "ruc_ec": NumberKind("RUC", "stdnum.ec.ruc"),
    "cuit_ar": NumberKind("CUIT", "stdnum.ar.cuit"),
    "cnpj_br": NumberKind("CNPJ", "stdnum.br.cnpj"),
    "abn_au": NumberKind("ABN", "stdnum.au.abn"),
    "gtin": NumberKind("GTIN", "stdnum.ean"),
    "isbn": NumberKind("ISBN", "stdnum.isbn"),
    "lei": NumberKind("LEI", "stdnum.lei"),
    "creditor_reference": NumberKind("creditor reference", "stdnum.iso11649"),
    "luhn": NumberKind("number", "stdnum.luhn"),
}

_MEMBER_STATES: Final = (
    "AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI"
)
LOOKS: Final[Mapping[str, Mapping[str, str]]] = {
    "bank_account": {"iban": r"[A-Z]{2}(?=(?:[A-Z]*[0-9]){8})[0-9A-Z]{13,32}"},
    "tax_id": {
        "eu_vat": rf"(?:{_MEMBER_STATES})(?=(?:[A-Z]*[0-9]){{5}})[0-9A-Z]{{8,12}}",
        "gb_vat": r"GB[0-9]{9}(?:[0-9]{3})?",
        "no_vat": r"NO[0-9]{9}MVA",
        "ch_vat": r"CHE[0-9]{9}(?:MWST|TVA|IVA|TPV)",
        "ch_uid": r"CHE[0-9]{9}",
        "gstin": r"[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][0-9A-Z]{3}",
        "pan": r"[A-Z]{5}[0-9]{4}[A-Z]",
        "rfc_mx": r"[A-Z&Ñ]{3,4}[0-9]{6}[0-9A-Z]{3}",
    },
}
"""For a field in which numbers of several kinds may stand what each looks like, marks aside."""


@lru_cache(maxsize=1024)
def is_valid(kind: str, value: str) -> bool:
    """Whether a number is a valid one of its kind, by its form and check digits alone."""
    # Loaded when the first number is met: the first screen does not need it.
    module = import_module(KINDS[kind].module)
    try:
        return bool(module.is_valid(value))
    except (ValueError, TypeError, LookupError, AttributeError):
        # Signs that no such number ever holds: some of its functions take them for digits.
        return False


def _kind_by_look(looks: str, value: str) -> str | None:
    plain = re.sub(r"[\s./-]", "", value).upper()
    return next((k for k, look in LOOKS[looks].items() if re.fullmatch(look, plain)), None)
