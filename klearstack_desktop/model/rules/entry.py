"""One entry of a rule file, read key by key so that whatever is wrong with it can be named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class BadRule(ValueError):
    """A rule cannot be used.

    Attributes:
        sentence: why, for the person who wrote it; goes on after the rule's name.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Entry:
    """Hands out the keys of a TOML table once each; what nobody asked for is a mistake.

    Args:
        values: the table as ``tomllib`` parsed it.
        path: what stands before a key's name in a sentence, such as ``applies_when.``.
    """

    def __init__(self, values: Mapping[str, Any], path: str = "") -> None:
        self._values = dict(values)
        self._path = path

    def text(self, name: str, default: str | None = None) -> str:
        """Return a string that is not empty.

        Raises:
            BadRule: it is missing without a default, empty, or no string.
        """
        value = self._taken(name, default)
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise BadRule(f'"{self._path}{name}" must be a text')
        return value

    def names(self, name: str, *, is_needed: bool = False) -> tuple[str, ...]:
        """Return a list of strings; one string counts as a list of one.

        Raises:
            BadRule: it is something else, or missing or empty although it is needed.
        """
        value = self._taken(name, None if is_needed else [])
        listed = [value] if isinstance(value, str) else value
        is_list = isinstance(listed, list) and all(isinstance(one, str) for one in listed)
        if not is_list or (is_needed and not listed):
            raise BadRule(f'"{self._path}{name}" must be a list of texts')
        return tuple(listed)

    def whole(self, name: str, default: int, least: int, most: int) -> int:
        """Return a whole number.

        Raises:
            BadRule: it is something else, or outside its limits.
        """
        value = self._taken(name, default)
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if not is_whole or not least <= value <= most:
            raise BadRule(f'"{self._path}{name}" must be a whole number from {least} to {most}')
        return int(value)

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a truth value.

        Raises:
            BadRule: it is something else.
        """
        value = self._taken(name, default)
        if not isinstance(value, bool):
            raise BadRule(f'"{self._path}{name}" must be true or false')
        return value

    def table(self, name: str) -> Entry:
        """Return the entry below a key; an empty one where it is missing.

        Raises:
            BadRule: it is something else.
        """
        value = self._taken(name, {})
        if not isinstance(value, dict):
            raise BadRule(f'"{self._path}{name}" must be a table')
        return Entry(value, f"{self._path}{name}.")

    def keys(self) -> tuple[str, ...]:
        """Return the keys that were not asked for yet."""
        return tuple(self._values)

    def close(self) -> None:
        """Say that nothing else is expected.

        Raises:
            BadRule: there is something else.
        """
        if self._values:
            raise BadRule(f'there is no key "{self._path}{next(iter(self._values))}"')

    def _taken(self, name: str, default: object) -> Any:  # noqa: ANN401 - whatever TOML holds
        value = self._values.pop(name, default)
        if value is None:
            raise BadRule(f'"{self._path}{name}" is missing')
        return value
