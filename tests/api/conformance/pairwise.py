"""Rows in which every choice meets every choice of every other switch at least once.

Most faults need one switch or two of them together, so a few dozen rows find nearly what all the
hundred thousand combinations find.
"""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

T = TypeVar("T")
Spot: TypeAlias = tuple[str, int]
"""A switch, and which of its choices."""


def pairwise(choices: Mapping[str, Sequence[T]]) -> list[dict[str, T]]:
    """Return rows that cover every pair of choices; the same rows every time.

    Greedy: each row starts with the first pair that no row has yet, and every other switch takes
    the choice that brings the most new pairs.

    Args:
        choices: at least two switches, each with at least one choice.
    """
    missing = dict.fromkeys(_pairs(choices))
    rows: list[dict[str, T]] = []
    while missing:
        taken = dict(next(iter(missing)))
        for name, values in choices.items():
            if name not in taken:
                spots = [(name, at) for at in range(len(values))]
                taken[name] = max(spots, key=lambda spot: _gain(spot, taken, missing))[1]
        for pair in combinations(((name, taken[name]) for name in choices), 2):
            missing.pop(pair, None)
        rows.append({name: choices[name][taken[name]] for name in choices})
    return rows


def _pairs(choices: Mapping[str, Sequence[object]]) -> list[tuple[Spot, Spot]]:
    spots = [[(name, at) for at in range(len(values))] for name, values in choices.items()]
    return [pair for one, other in combinations(spots, 2) for pair in product(one, other)]


def _gain(spot: Spot, taken: Mapping[str, int], missing: Mapping[tuple[Spot, Spot], None]) -> int:
    """Return how many missing pairs a choice makes with what the row has already."""
    return sum((other, spot) in missing or (spot, other) in missing for other in taken.items())
