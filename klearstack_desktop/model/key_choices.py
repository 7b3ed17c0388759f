"""The keys that a reviewer has chosen in the place of those that the program comes with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_KEY = 60


@dataclass(frozen=True, slots=True)
class KeyChoices:
    """Keys by the name of their action, as Qt writes them on every system: ``Ctrl+Shift+R``.

    An action that stands nowhere has the keys that it comes with; one with an empty tuple has none.

    Attributes:
        everywhere: keys that work wherever the focus is.
        page: keys that work while the page pane has the focus.
    """

    everywhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    page: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether every action has the keys that it comes with."""
        return not self.everywhere and not self.page


def key_choices_from(values: Mapping[str, Any]) -> KeyChoices:
    """Return the choices that a file states; what makes no sense is left out."""
    return KeyChoices(_keys_in(values.get("everywhere")), _keys_in(values.get("page")))


def _keys_in(table: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(table, dict):
        return {}
    return {
        name: tuple(keys)
        for name, keys in table.items()
        if isinstance(keys, list)
        and all(isinstance(key, str) and 0 < len(key) <= _LONGEST_KEY for key in keys)
    }
