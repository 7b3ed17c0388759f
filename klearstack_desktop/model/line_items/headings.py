"""Which column of a spreadsheet is meant for which column of a table, by what it is called."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from klearstack_desktop import resources
from klearstack_desktop.model.amounts import parse_amount
from klearstack_desktop.model.fieldmap import default_column_map

if TYPE_CHECKING:
    from collections.abc import Sequence

_ALIKE: Final = 0.84
"""From this likeness (0..1) on two headings mean the same: ``Quantitiy`` is a slip."""
_SHORTEST: Final = 4
"""Shorter headings must be the same: ``Pos`` is no slip for ``Pcs``."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a row of headings means.

    Attributes:
        targets: for each pasted column the column of the table, or None where it is left out.
        words: what was mapped and what was left out, for people.
    """

    targets: tuple[int | None, ...]
    words: str


def mapping_of(first_row: Sequence[str], columns: Sequence[str]) -> Mapping | None:
    """Return what a first row means as headings, or None where it is a row like the others.

    Headings hold no number, and two of them at least name columns of the table; where there is
    only one, it must name one.

    Args:
        first_row: the texts of the row.
        columns: the names of the table's columns.
    """
    filled = [text for text in first_row if text.strip()]
    if not filled or any(parse_amount(text) is not None for text in filled):
        return None
    pairs = [
        (likeness, source, target)
        for source, heading in enumerate(first_row)
        for target, column in enumerate(columns)
        if (likeness := _likeness(heading, column)) >= _ALIKE
    ]
    targets: dict[int, int] = {}
    for _, source, target in sorted(pairs, key=lambda pair: -pair[0]):
        if source not in targets and target not in targets.values():
            targets[source] = target
    if len(targets) < min(2, len(filled)):
        return None
    mapped = tuple(targets.get(source) for source in range(len(first_row)))
    return Mapping(mapped, _in_words(first_row, columns, mapped))


def _in_words(
    first_row: Sequence[str], columns: Sequence[str], targets: Sequence[int | None]
) -> str:
    pairs, left_out = [], []
    for heading, target in zip(first_row, targets, strict=True):
        shown = " ".join(heading.split())
        if target is not None:
            label = default_column_map().describe(columns[target]).label
            pairs.append(shown if shown == label else f"{shown} → {label}")
        elif shown:
            left_out.append(shown)
    words = f"By its headings: {', '.join(pairs)}"
    return f"{words}. Left out: {', '.join(left_out)}" if left_out else words


def _likeness(heading: str, column: str) -> float:
    said = _folded(heading)
    if not said:
        return 0.0
    from difflib import SequenceMatcher  # loaded late: only who pastes a table needs it

    best = 0.0
    for name in _names_of(column):
        if said == name:
            return 1.0
        if min(len(said), len(name)) >= _SHORTEST:
            best = max(best, SequenceMatcher(None, said, name).ratio())
    # Never as sure as the very name.
    return min(best, 0.99)


@cache
def _names_of(column: str) -> tuple[str, ...]:
    definition = default_column_map().describe(column)
    others = resources.toml("fields/headings.toml")["headings"].get(definition.name, ())
    names = (column, definition.name, definition.label, *definition.result_labels, *others)
    return tuple(dict.fromkeys(filter(None, map(_folded, names))))


def _folded(heading: str) -> str:
    """Return a heading without case, accents, brackets, units and marks."""
    without_brackets = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", heading)
    apart = unicodedata.normalize("NFKD", without_brackets.casefold())
    letters = "".join(c for c in apart if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+|%", letters))
