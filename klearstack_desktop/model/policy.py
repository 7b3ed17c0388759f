"""What this desk asks of a document before it is decided."""

from __future__ import annotations

import string
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from klearstack_desktop.model.doubts import DEFAULT_THRESHOLD
from klearstack_desktop.model.rules.book import RuleBook, shipped_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from klearstack_desktop.model.document import Field
    from klearstack_desktop.model.fieldmap import FieldDefinition

APPROVAL_TEMPLATE: Final = "Approved: {checked} checked, {corrected} corrected"
_PLACEHOLDERS: Final = frozenset({"checked", "corrected"})


class WalkOrder(StrEnum):
    """In which order Enter goes through the fields that need a person."""

    PANEL = "panel"
    PAGE = "page"


class MustLookAt(StrEnum):
    """Which fields a person must accept or change, however sure the reading is."""

    NONE = "none"
    LISTED = "listed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Policy:
    """What needs a person, and by which rules.

    Fields are named as people see them or as the field map or the service calls them; letter case
    does not count.

    Attributes:
        threshold: from this confidence (0..1) on a value needs nobody.
        thresholds_by_type: another threshold, by document type.
        thresholds_by_field: another threshold, by field or column of the line items; it goes before
            that of the type.
        walk: in which order Enter goes through the fields.
        must_look_at: which fields a person must look at in any case.
        listed: the fields that are meant by ``listed``.
        block_unlooked: no approval before everything that needs a person was looked at.
        block_errors: no approval while an error is open.
        confirm_above: the amount, by currency, above which an approval is confirmed.
        approval_template: the comment of an approval where nobody typed one.
        rules: the rules of each document type.
    """

    threshold: float = DEFAULT_THRESHOLD
    thresholds_by_type: Mapping[str, float] = field(default_factory=dict)
    thresholds_by_field: Mapping[str, float] = field(default_factory=dict)
    walk: WalkOrder = WalkOrder.PANEL
    must_look_at: MustLookAt = MustLookAt.NONE
    listed: tuple[str, ...] = ()
    block_unlooked: bool = False
    block_errors: bool = False
    confirm_above: Mapping[str, Decimal] = field(default_factory=dict)
    approval_template: str = APPROVAL_TEMPLATE
    rules: RuleBook = field(default_factory=shipped_rules, repr=False)

    def threshold_for(self, document_type: str, definition: FieldDefinition) -> float:
        """Return the confidence (0..1) from which on a value of such a document needs nobody.

        Args:
            document_type: as the service calls it.
            definition: of the field, or of the column that the cell stands in.
        """
        if self.thresholds_by_field:
            by_name = {name.casefold(): value for name, value in self.thresholds_by_field.items()}
            for name in _names_of(definition):
                if name in by_name:
                    return by_name[name]
        for name, value in self.thresholds_by_type.items():
            if name.casefold() == document_type.casefold():
                return value
        return self.threshold

    def wants_a_look_at(self, field: Field) -> bool:
        """Whether a person must accept or change a field, however sure the reading is."""
        if self.must_look_at is MustLookAt.ALL:
            return True
        if self.must_look_at is MustLookAt.NONE:
            return False
        return bool(_names_of(field.definition) & {name.casefold() for name in self.listed})

    def overruled(self, values: Mapping[str, Any]) -> Policy:
        """Return the policy with what a ``[policy]`` table states, as far as it makes sense."""
        stated = {
            name: convert(values[name])
            for name, (convert, _words) in _SETTINGS.items()
            if name in values and _is_sound(name, values[name])
        }
        return replace(self, **stated)

    @property
    def values(self) -> dict[str, Any]:
        """What differs from what is usual, as a ``[policy]`` table states it."""
        usual = Policy()
        return {
            name: _plain(getattr(self, name))
            for name in _SETTINGS
            if getattr(self, name) != getattr(usual, name)
        }


def wrong_with(values: Mapping[str, Any]) -> str:
    """Say in a sentence what is wrong with a ``[policy]`` table; empty where nothing is."""
    for name, value in values.items():
        if name not in _SETTINGS:
            return f"There is no policy named {name}."
        if not _is_sound(name, value):
            return f"{name} must be {_SETTINGS[name][1]}."
    return ""


def sound(values: object) -> dict[str, Any]:
    """Return of a ``[policy]`` table what makes sense."""
    if not isinstance(values, dict):
        return {}
    return {n: value for n, value in values.items() if n in _SETTINGS and _is_sound(n, value)}


def _names_of(definition: FieldDefinition) -> set[str]:
    return {definition.label.casefold(), definition.name.casefold()}


def _is_sound(name: str, value: object) -> bool:
    try:
        _SETTINGS[name][0](value)
    except (TypeError, ValueError, InvalidOperation):
        return False
    return True


def _share(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise ValueError(value)
    return float(value)


def _shares(value: object) -> Mapping[str, float]:
    return {name: _share(share) for name, share in _table(value)}


def _amounts(value: object) -> Mapping[str, Decimal]:
    amounts = {name.upper(): Decimal(str(amount)) for name, amount in _table(value)}
    if not all(amount.is_finite() and amount >= 0 for amount in amounts.values()):
        raise ValueError(value)
    return amounts


def _table(value: object) -> Iterable[tuple[str, object]]:
    if not isinstance(value, dict):
        raise TypeError(value)
    return value.items()


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(name, str) for name in value):
        raise TypeError(value)
    return tuple(value)


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _template(value: object) -> str:
    """Take a template only if it can be filled and says something."""
    if not isinstance(value, str) or not value.strip():
        raise TypeError(value)
    for _, name, spec, conversion in string.Formatter().parse(value):
        if name is not None and (name not in _PLACEHOLDERS or spec or conversion):
            raise ValueError(value)
    return value


def _plain(value: object) -> object:
    """Return a value in the plain types that TOML is written from."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, dict):
        return {n: str(v) if isinstance(v, Decimal) else v for n, v in value.items()}
    return value


_SETTINGS: Final[Mapping[str, tuple[Callable[[Any], Any], str]]] = {
    "threshold": (_share, "a number from 0 to 1"),
    "thresholds_by_type": (_shares, "a table of document types and numbers from 0 to 1"),
    "thresholds_by_field": (_shares, "a table of fields and numbers from 0 to 1"),
    "walk": (WalkOrder, 'one of "panel" and "page"'),
    "must_look_at": (MustLookAt, 'one of "none", "listed" and "all"'),
    "listed": (_names, "a list of fields"),
    "block_unlooked": (_switch, "true or false"),
    "block_errors": (_switch, "true or false"),
    "confirm_above": (_amounts, "a table of currencies and amounts"),
    "approval_template": (_template, "a text with {checked} and {corrected} at most"),
}
