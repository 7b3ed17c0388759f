"""What a document calls itself, in many languages: whether that means a credit note."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from klearstack_desktop import resources
from klearstack_desktop.model.choices import searchable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BETWEEN: Final = re.compile(r"[/&+,;|\n]")
_LONGEST: Final = 200
"""Characters that are looked at: a kind is no essay."""


@lru_cache(maxsize=1024)
def names_credit_note(kind: str) -> bool:
    """Whether a document kind, or a document type, means credit notes and nothing else.

    Whole words count, in the languages of the locales that ship; neither ``Credit card statement``
    nor ``Invoices and credit notes`` is one.
    """
    kind = kind[:_LONGEST]
    said = _words(kind)
    if " ".join(said) in _named("credit_notes_alone"):
        return True
    if not any(each in _named("credit_notes") for each in _runs(said)):
        return False
    parts = (part for marked in _BETWEEN.split(kind) for part in _parted(_words(marked)))
    return not any(part in _named("invoices") for part in parts)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", searchable(text))


def _runs(words: list[str]) -> Iterator[str]:
    """Yield all words that stand next to each other, one and more of them."""
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            yield " ".join(words[start:end])


def _parted(words: list[str]) -> Iterator[str]:
    """Yield what stands between words such as "and"."""
    part: list[str] = []
    for word in words:
        if word in _named("joints"):
            yield " ".join(part)
            part = []
        else:
            part.append(word)
    yield " ".join(part)


@cache
def _named(key: str) -> frozenset[str]:
    return frozenset(" ".join(_words(name)) for name in _data()[key])


@cache
def _data() -> Mapping[str, list[str]]:
    return resources.toml("fields/document_kinds.toml")
