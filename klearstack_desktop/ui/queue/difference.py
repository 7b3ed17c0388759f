"""What distinguishes two orders of rows, as runs that a list model can announce."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

T = TypeVar("T")


class Run(NamedTuple):
    """Rows that lie together, both ends included, counted from 0."""

    first: int
    last: int


def runs_outside(rows: Sequence[T], kept: Container[T]) -> list[Run]:
    """Return the runs of rows that are not among the kept ones, in ascending order."""
    runs: list[Run] = []
    start: int | None = None
    for index, row in enumerate(rows):
        if row in kept:
            if start is not None:
                runs.append(Run(start, index - 1))
                start = None
        elif start is None:
            start = index
    if start is not None:
        runs.append(Run(start, len(rows) - 1))
    return runs
