"""Numbers that are another one with something added: ``INV-1-A``, ``INV-1/2``, ``INV-1 rev1``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from klearstack_desktop.model.slips.facts import comparable

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_WORDS: Final = (
    "revision|revised|rev|version|ver|korrektur|korrigiert|korr|corrected|correction|corr|corrigé"
    "|corrigée|corregida|correto|neu|new|nuevo|nouveau|copy|kopie|copie|copia|final|bis|dup"
    "|duplicate|resubmitted|resubmission|resent|again"
)
_WORD: Final = re.compile(
    rf"(?:[\W_]+|(?<=\d))(?:(?:{_WORDS})[\W_]*\d{{0,2}}|[rv][\W_]*\d{{1,2}})$", re.IGNORECASE
)
_MARK: Final = re.compile(r"(?:[\W_]+|(?<=\d))[a-z]$|[\W_]+\d{1,2}$", re.IGNORECASE)
_SHORTEST: Final = 2
_LONGEST: Final = 100


class Stems(NamedTuple):
    """What is left of a number as it is compared; empty where nothing was added to it.

    Attributes:
        word: without a word such as ``rev1`` or ``_korr`` at its end.
        mark: without a letter or a small number at its end, which may belong to it.
    """

    word: str
    mark: str


@lru_cache(maxsize=8192)
def stems_of(number: str) -> Stems:
    """Return what a number could have been before something was added to it."""
    plain = re.sub(r"[\W_]+$", "", number[:_LONGEST])
    return Stems(_without(_WORD, plain), _without(_MARK, plain))


def keys_of(number: str) -> AbstractSet[str]:
    """Return under which keys a number and its variants find each other."""
    return {comparable(number), *stems_of(number)} - {""}


def is_variant(one: str, other: str) -> bool:
    """Whether one of two numbers is the other with something added.

    Two that end in different words are variants of the same; not ``2026/17`` and ``2026/18``.
    """
    here, there = comparable(one), comparable(other)
    if not here or not there or here == there:
        return False
    mine, its = stems_of(one), stems_of(other)
    return here in its or there in mine or (bool(mine.word) and mine.word == its.word)


def _without(ending: re.Pattern[str], number: str) -> str:
    stem = comparable(ending.sub("", number))
    is_number = len(stem) >= _SHORTEST and any(map(str.isdigit, stem))
    return stem if is_number and stem != comparable(number) else ""
