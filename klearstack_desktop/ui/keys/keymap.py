"""Which keys each action has: those that it comes with, or those that were chosen for it."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QKeySequence

from klearstack_desktop.model.key_choices import KeyChoices
from klearstack_desktop.ui.action_specs import ACTIONS, ActionSpec, Scope, default_keys, native
from klearstack_desktop.ui.keys.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import TypeAlias

    from PySide6.QtCore import QKeyCombination

    TitleOf: TypeAlias = Callable[[ActionSpec], str]

_PORTABLE: Final = QKeySequence.SequenceFormat.PortableText
CHANGEABLE: Final = (Scope.WINDOW, Scope.PAGE)
"""The scopes whose keys can be chosen; what turns the page in a field is the field's own."""


def table_title(spec: ActionSpec) -> str:
    """Return what an action does, as the table says and a sentence needs it."""
    return spec.text.rstrip("…")


class KeyMap:
    """Answers which keys an action has, and which it may be given; immutable.

    Choices that came from a file may be anything: what may not be is left out and said.

    Args:
        choices: what was chosen.
        platform: as ``sys.platform`` names it.
        title_of: what an action is called in a sentence; a role may call it otherwise.

    Attributes:
        left_out: a sentence for each choice that cannot count.
    """

    def __init__(
        self,
        choices: KeyChoices | None = None,
        platform: str = sys.platform,
        title_of: TitleOf = table_title,
    ) -> None:
        self._platform = platform
        self._title = title_of
        self._left_out: list[str] = []
        self._chosen: dict[tuple[str, Scope], tuple[str, ...]] = {}
        choices = choices or KeyChoices()
        for scope, table in ((Scope.WINDOW, choices.everywhere), (Scope.PAGE, choices.page)):
            self._take(scope, table)
        self.left_out = tuple(self._left_out)

    def _take(self, scope: Scope, table: Mapping[str, tuple[str, ...]]) -> None:
        known = {spec.name: spec for spec in ACTIONS}
        taken = {key: name for (name, _), keys in self._chosen.items() for key in keys}
        for name, keys in table.items():
            spec = known.get(name)
            if spec is None:
                self._left_out.append(f"There is nothing called {name}.")
                continue
            kept: list[str] = []
            for text in keys:
                key = normal(text)
                why_not = self._refused(spec, scope, key) if key else "It is no key."
                if key in taken:
                    why_not = f"It is chosen twice, for “{self._title(known[taken[key]])}” too."
                if why_not:
                    self._left_out.append(f"{text} for “{self._title(spec)}”: {why_not}")
                elif key not in kept:
                    kept.append(key)
                    taken[key] = name
            self._chosen[name, scope] = tuple(kept)

    @property
    def choices(self) -> KeyChoices:
        """What was chosen, without what cannot count."""
        tables: dict[Scope, dict[str, tuple[str, ...]]] = {scope: {} for scope in CHANGEABLE}
        for (name, scope), keys in self._chosen.items():
            tables[scope][name] = keys
        return KeyChoices(tables[Scope.WINDOW], tables[Scope.PAGE])

    def keys(self, spec: ActionSpec, scope: Scope) -> tuple[str, ...]:
        """Return the keys of an action, as Qt writes them on every system."""
        chosen = self._chosen.get((spec.name, scope))
        if chosen is not None:
            return tuple(way for key in chosen for way in _both_enters(key))
        # A newer version may come with a key that was chosen for something else before.
        taken = {key for keys in self._chosen.values() for key in keys}
        return tuple(key for key in default_keys(spec, scope) if normal(key) not in taken)

    def is_changed(self, spec: ActionSpec) -> bool:
        """Whether any keys of an action were chosen."""
        return any((spec.name, scope) in self._chosen for scope in CHANGEABLE)

    def missing(self, spec: ActionSpec) -> str:
        """Return why an action lacks a key that it comes with, in a sentence; empty if it has all.

        What was chosen for the action itself is no lack.
        """
        for scope in CHANGEABLE:
            if (spec.name, scope) not in self._chosen:
                had = set(map(normal, self.keys(spec, scope)))
                for key in map(normal, default_keys(spec, scope)):
                    if key not in had:
                        return self.why_not(spec, scope, key)
        return ""

    def why_not(self, spec: ActionSpec, scope: Scope, key: str) -> str:
        """Return why an action may not be given a key, in a sentence; empty where it may."""
        reason = self._refused(spec, scope, key)
        if reason:
            return f"{native(key)}: {reason}"
        for holder, where in self._holders(key):
            # Page pane and fields never have the focus both.
            is_apart = {scope, where} == {Scope.PAGE, Scope.FIELD}
            if (holder, where) != (spec, scope) and not is_apart:
                return f"{native(key)} is taken: “{self._title(holder)}” has it {where.value}."
        return ""

    def with_keys(self, spec: ActionSpec, scope: Scope, keys: tuple[str, ...]) -> KeyMap:
        """Return the map with other keys for an action; they are taken as they are."""
        choices = self.choices
        if tuple(dict.fromkeys(map(normal, default_keys(spec, scope)))) == keys:
            return self._with(_without(choices, scope, spec.name))
        table = {**_table(choices, scope), spec.name: keys}
        return self._with(_replaced(choices, scope, table))

    def without_choice(self, spec: ActionSpec) -> KeyMap:
        """Return the map with the keys that an action comes with.

        One that something else has by now stays there.
        """
        choices = self.choices
        for scope in CHANGEABLE:
            choices = _without(choices, scope, spec.name)
        return self._with(choices)

    def _with(self, choices: KeyChoices) -> KeyMap:
        return KeyMap(choices, self._platform, self._title)

    def _refused(self, spec: ActionSpec, scope: Scope, key: str) -> str:
        if key in map(normal, default_keys(spec, scope)):
            return ""
        return refusal(combination_of(key), scope, self._platform)

    def _holders(self, key: str) -> Iterator[tuple[ActionSpec, Scope]]:
        for spec in ACTIONS:
            for scope in Scope:
                if normal(key) in map(normal, self.keys(spec, scope)):
                    yield spec, scope


def normal(key: str) -> str:
    """Return a key as Qt writes it, both Enter keys alike; empty where it is not exactly one."""
    sequence = QKeySequence(key, _PORTABLE)
    if sequence.count() != 1 or "Unknown" in sequence.toString(_PORTABLE):
        return ""
    text = sequence.toString(_PORTABLE)
    return f"{text.removesuffix('Enter')}Return" if text.endswith("Enter") else text


def combination_of(key: str) -> QKeyCombination:
    """Return a key that is exactly one with its modifiers."""
    combination: QKeyCombination = QKeySequence(key, _PORTABLE)[0]  # type: ignore[index]
    return combination


def _both_enters(key: str) -> tuple[str, ...]:
    return (key, f"{key.removesuffix('Return')}Enter") if key.endswith("Return") else (key,)


def _table(choices: KeyChoices, scope: Scope) -> Mapping[str, tuple[str, ...]]:
    return choices.everywhere if scope is Scope.WINDOW else choices.page


def _replaced(
    choices: KeyChoices, scope: Scope, table: Mapping[str, tuple[str, ...]]
) -> KeyChoices:
    if scope is Scope.WINDOW:
        return replace(choices, everywhere=table)
    return replace(choices, page=table)


def _without(choices: KeyChoices, scope: Scope, name: str) -> KeyChoices:
    table = {n: keys for n, keys in _table(choices, scope).items() if n != name}
    return _replaced(choices, scope, table)
