"""What a field name means: its label, its kind, its group, and its part in a review.

KlearStack has two vocabularies for one field, internal names (``doc_number_value``) and result
labels (``Inv_Number``). The field map joins them. See ``resources/fields/fields.toml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from klearstack_desktop import resources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


_MOST_NAMES = 10_000
"""A hostile answer may hold endless names."""


class FieldKind(StrEnum):
    """What sort of value a field holds; it decides the editor."""

    TEXT = "text"
    DATE = "date"
    AMOUNT = "amount"
    QUANTITY = "quantity"
    CURRENCY = "currency"
    CHOICE = "choice"


class FieldGroup(StrEnum):
    """Where the field panel shows a field, in this order."""

    HEADER = "header"
    PARTIES = "parties"
    AMOUNTS = "amounts"
    TAXES = "taxes"
    OTHER = "other"


class FieldRole(StrEnum):
    """The part a field plays for the queue row and the decision card."""

    NUMBER = "number"
    DATE = "date"
    DUE_DATE = "due_date"
    PURCHASE_ORDER = "purchase_order"
    CORRECTS = "corrects"
    SUPPLIER = "supplier"
    TAX_ID = "tax_id"
    BANK_ACCOUNT = "bank_account"
    CURRENCY = "currency"
    NET = "net"
    TAX = "tax"
    TOTAL = "total"
    DOCUMENT_KIND = "document_kind"


@dataclass(frozen=True, slots=True)
class DatasourceUse:
    """Where the values of a field come from.

    Attributes:
        name: the datasource.
        send: the column whose cell is the value.
        show: the column that people know the value by; the one of ``send`` where nothing is said.
    """

    name: str
    send: str
    show: str


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """One line of the field map.

    Attributes:
        unit: what stands beside a quantity, such as ``%``.
        datasource: where the values of a choice come from, or None.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    group: FieldGroup = FieldGroup.OTHER
    role: FieldRole | None = None
    result_labels: tuple[str, ...] = ()
    required: bool = False
    multiline: bool = False
    choices: tuple[str, ...] = ()
    known: bool = True
    unit: str = ""
    datasource: DatasourceUse | None = None


class FieldMap:
    """Looks up definitions by internal name or by result label, letter case aside."""

    def __init__(self, definitions: Iterable[FieldDefinition]) -> None:
        self._definitions: dict[str, FieldDefinition] = {}
        self._by_any_name: dict[str, FieldDefinition] = {}
        for definition in definitions:
            self._definitions[definition.name] = definition
            for name in (definition.name, *definition.result_labels):
                self._by_any_name[name.casefold()] = definition
        self._met: dict[str, tuple[str, FieldDefinition]] = {}

    def named(self, name: str) -> tuple[str, FieldDefinition]:
        """Return a wire name with its definition, both the same objects each time.

        A long list has the same names a thousand times over.
        """
        met = self._met.get(name)
        if met is None:
            met = name, self.describe(name)
            if len(self._met) < _MOST_NAMES:
                self._met[name] = met
        return met

    def describe(self, name: str) -> FieldDefinition:
        """Return the definition for a wire name; an unknown name gets a readable label."""
        found = self._by_any_name.get(name.casefold())
        return found or FieldDefinition(name=name, label=readable_label(name), known=False)

    def definitions(self) -> tuple[FieldDefinition, ...]:
        """Return all definitions in panel order."""
        return tuple(self._definitions.values())

    def extended(self, additions: Mapping[str, Mapping[str, Any]]) -> FieldMap:
        """Return a map with a profile's additions: internal name to the keys of ``fields.toml``.

        Raises:
            ValueError: an addition names a kind, group or role that does not exist.
        """
        if not additions:
            return self
        known = dict(self._definitions)
        for name, entry in additions.items():
            known[name] = definition_from({"name": name, **entry})
        return FieldMap(known.values())


def definition_from(entry: Mapping[str, Any]) -> FieldDefinition:
    """Turn one entry of ``fields.toml`` into a definition.

    Raises:
        ValueError: the entry names a kind, group or role that does not exist.
    """
    role = entry.get("role")
    name = str(entry["name"])
    return FieldDefinition(
        name=name,
        label=str(entry.get("label") or readable_label(name)),
        kind=FieldKind(entry.get("kind", FieldKind.TEXT)),
        group=FieldGroup(entry.get("group", FieldGroup.OTHER)),
        role=FieldRole(role) if role else None,
        result_labels=tuple(entry.get("result_labels", ())),
        required=bool(entry.get("required", False)),
        multiline=bool(entry.get("multiline", False)),
        choices=tuple(entry.get("choices", ())),
        unit=str(entry.get("unit", "")),
        datasource=_datasource_use(entry.get("datasource")),
    )


def _datasource_use(entry: object) -> DatasourceUse | None:
    match entry:
        case None:
            return None
        case {"name": str(name), "send": str(send), **rest} if name and send:
            return DatasourceUse(name, send, str(rest.get("show") or send))
        case _:
            raise ValueError("a datasource is a table with name, send and, as you like, show")


def readable_label(name: str) -> str:
    """Turn a wire name into words: ``shipto_party_name_value`` gives ``Shipto party name``."""
    words = re.sub(r"[\s_\-]+", " ", re.sub(r"_value$", "", name)).strip()
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words)
    return (words[:1].upper() + words[1:]) or name or "(no name)"


@cache
def default_field_map() -> FieldMap:
    """Return the map that ships with the program."""
    return FieldMap(
        definition_from(entry) for entry in resources.toml("fields/fields.toml")["field"]
    )


@cache
def default_column_map() -> FieldMap:
    """Return the map of line item columns that ships with the program."""
    return FieldMap(
        definition_from(entry) for entry in resources.toml("fields/fields.toml")["column"]
    )
