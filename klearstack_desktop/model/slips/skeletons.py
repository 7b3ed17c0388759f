"""What is left of a company's name once legal form and look-alike letters count for nothing."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from klearstack_desktop import resources

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

_Words: TypeAlias = "tuple[str, ...]"

_GLUED: Final = re.compile(r"[./'’`´\"״]")
"""Marks inside what is one word: ``S.A.``, ``A/S``."""

_WORD: Final = re.compile(r"[^\W_]+")

_ALIKE: Final = str.maketrans({"0": "o", "1": "l", "i": "l"})


@lru_cache(maxsize=65_536)
def skeleton_of(name: str) -> str:
    """Return a company's name as the eye takes it in at a glance.

    Letters and digits only, without case, accents and legal form; what looks alike is the same:
    0 and o, 1, l and i, rn and m, vv and w, and Cyrillic and Greek letters that look like Latin
    ones. ``Siernens AG`` is ``SIEMENS GmbH``.
    """
    return _skeleton(_core_of(name))


@lru_cache(maxsize=65_536)
def whole_skeleton_of(name: str) -> str:
    """Return the same with the legal form in it."""
    return _skeleton("".join(_words_of(name)))


def digits_of(name: str) -> str:
    """Return the digits in a company's name, in their order."""
    return "".join(filter(str.isdecimal, _core_of(name)))


def _skeleton(letters: str) -> str:
    return letters.replace("rn", "m").replace("vv", "w").translate(_ALIKE)


def _core_of(name: str) -> str:
    words = _words_of(name)
    trailing, leading = _forms("legal_forms"), _forms("leading_forms")
    start, end = 0, len(words)
    while (taken := _form_at_end(words[start:end], trailing)) > 0:
        end -= taken
    if end - start > 1 and (words[start],) in leading:
        start += 1
    return "".join(words[start:end])


def _form_at_end(words: _Words, forms: AbstractSet[_Words]) -> int:
    """Return how many words at the end are a legal form; one word is always left."""
    for count in range(min(len(words) - 1, _longest_form()), 0, -1):
        if words[-count:] in forms or ("".join(words[-count:]),) in forms:
            return count
    return 0


def _words_of(name: str) -> _Words:
    if not name.isascii():
        apart = unicodedata.normalize("NFKD", name)
        name = "".join(sign for sign in apart if not unicodedata.combining(sign))
    latin = _GLUED.sub("", name).translate(_look_alikes()).casefold()
    return tuple(_WORD.findall(latin))


@cache
def _look_alikes() -> Mapping[int, str]:
    table = _data()["look_alikes"]
    return {ord(sign): latin for latin, signs in table.items() for sign in signs}


@cache
def _forms(key: str) -> frozenset[_Words]:
    return frozenset(_words_of(form) for form in _data()[key])


@cache
def _longest_form() -> int:
    return max(len(form) for form in _forms("legal_forms"))


@cache
def _data() -> Mapping[str, Any]:
    return resources.toml("fields/company_names.toml")
