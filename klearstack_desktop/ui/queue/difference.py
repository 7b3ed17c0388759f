"""Rows that lie together, as a list model announces them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Run(NamedTuple):
    """Rows that lie together, both ends included, counted from 0."""

    first: int
    last: int


def runs_of(rows: Iterable[int]) -> list[Run]:
    """Return the runs that rows make up which are given in ascending order."""
    runs: list[Run] = []
    for row in rows:
        if runs and runs[-1].last == row - 1:
            runs[-1] = Run(runs[-1].first, row)
        else:
            runs.append(Run(row, row))
    return runs
