"""Which command a reviewer means by a few letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_LETTER: Final = 1
_IN_A_ROW: Final = 6
_BEGINS_WORD: Final = 8
_WIDEST_GAP: Final = 4


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be done.

    Attributes:
        name: how the table of actions, or what offers it, calls it.
        text: what the menu says.
        menu: the menu it stands in, or what it belongs to.
        keys: its keys as this system writes them, or empty.
        why_not: why it cannot be done at the moment; empty where it can.
    """

    name: str
    text: str
    menu: str
    keys: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A command that fits what was typed.

    Attributes:
        command: the command.
        letters: which letters of its text were meant, by place from 0.
    """

    command: Command
    letters: frozenset[int] = frozenset()


def ranked(commands: Sequence[Command], typed: str, recent: Sequence[str] = ()) -> tuple[Hit, ...]:
    """Return the commands that fit, the likeliest first.

    Each word that was typed must be found, its letters in their order but not necessarily side by
    side, in the command's text or at the beginning of its menu's name. Beginnings of words and
    letters in a row count most; among equals, what was used last comes first.

    Args:
        commands: in the order of the menus.
        typed: what stands in the box; nothing fits everything.
        recent: names of commands, the last used first.
    """
    words = typed.casefold().split()
    ages = {name: age for age, name in enumerate(recent)}
    found: list[tuple[int, int, int, Hit]] = []
    for place, command in enumerate(commands):
        fit = _fit(words, command)
        if fit is not None:
            score, letters = fit
            age = ages.get(command.name, len(ages))
            found.append((-score, age, place, Hit(command, letters)))
    found.sort(key=lambda entry: entry[:3])
    return tuple(hit for *_, hit in found)


def _fit(words: Sequence[str], command: Command) -> tuple[int, frozenset[int]] | None:
    score, letters = 0, frozenset[int]()
    text = _folded(command.text)
    for word in words:
        best = _best(word, text)
        if best is not None:
            score += best[0]
            letters |= best[1]
        elif command.menu.casefold().startswith(word):
            score += _LETTER
        else:
            return None
    return score, letters


def _folded(text: str) -> str:
    """Fold letter case without changing how many letters there are: their places are shown."""
    return "".join(folded if len(folded := letter.casefold()) == 1 else letter for letter in text)


def _best(word: str, text: str) -> tuple[int, frozenset[int]] | None:
    starts = (place for place, letter in enumerate(text) if letter == word[0])
    found = (_from(start, word, text) for start in starts)
    return max((fit for fit in found if fit), key=lambda fit: fit[0], default=None)


def _from(start: int, word: str, text: str) -> tuple[int, frozenset[int]] | None:
    """Follow a word through a text: the next letter, else the next beginning of a word."""
    places = [start]
    for letter in word[1:]:
        after = places[-1] + 1
        if text[after : after + 1] == letter:
            places.append(after)
            continue
        further = [p for p in range(after, len(text)) if text[p] == letter]
        if not further:
            return None
        places.append(next((p for p in further if _begins_word(text, p)), further[0]))
    score = 0
    for before, place in zip([-2, *places], places, strict=False):
        score += _LETTER
        score += _IN_A_ROW if place == before + 1 else 0
        score += _BEGINS_WORD if _begins_word(text, place) else 0
        if before >= 0:
            score -= min(place - before - 1, _WIDEST_GAP)
    return score, frozenset(places)


def _begins_word(text: str, place: int) -> bool:
    return place == 0 or not text[place - 1].isalnum()
