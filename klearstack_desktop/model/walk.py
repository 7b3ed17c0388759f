"""The order in which a reviewer goes through a document."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from klearstack_desktop.model.line_items.place import CellPlace, in_reading_order

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from klearstack_desktop.model.document import Field, FieldKey
    from klearstack_desktop.model.geometry import Box
    from klearstack_desktop.model.line_items.place import Spot

_SAME_LINE = 0.5
"""Boxes whose middles are nearer than this share of the higher one's height stand on one line."""


def page_order(fields: Iterable[Field]) -> tuple[FieldKey, ...]:
    """Return fields by page, line by line, each line from left to right.

    Fields without a place on a page come last, in the order in which they were given.
    """
    given = tuple(fields)
    placed = [(f.page or 1, f.box, f.key) for f in given if f.box is not None]
    placed.sort(key=lambda entry: (entry[0], _middle(entry[1])))
    order: list[FieldKey] = []
    for _, on_page in groupby(placed, key=lambda entry: entry[0]):
        line: list[tuple[Box, FieldKey]] = []
        for _, box, key in on_page:
            if line and not _are_level(line[-1][0], box):
                order += _from_left(line)
                line = []
            line.append((box, key))
        order += _from_left(line)
    return (*order, *(f.key for f in given if f.box is None))


def next_to_check(
    order: Sequence[FieldKey], to_check: Collection[Spot], active: Spot | None, direction: int
) -> Spot | None:
    """Return what needs a person behind (1) or before (-1) a place, around the ends; or None.

    Args:
        order: the fields as Enter goes through them; cells come after them, row by row.
        to_check: what needs a person.
        active: where the reviewer is.
        direction: 1 or -1.
    """
    cells = {spot for spot in (*to_check, active) if isinstance(spot, CellPlace)}
    places: list[Spot] = [*order, *in_reading_order(cells)]
    start = places.index(active) if active in places else -1 if direction > 0 else 0
    around = (
        places[(start + direction * step) % len(places)] for step in range(1, len(places) + 1)
    )
    return next((place for place in around if place in to_check), None)


def _from_left(line: list[tuple[Box, FieldKey]]) -> list[FieldKey]:
    return [key for _, key in sorted(line, key=lambda entry: entry[0].left)]


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2


def _are_level(one: Box, other: Box) -> bool:
    height = max(one.height, other.height)
    return abs(_middle(one) - _middle(other)) < _SAME_LINE * height
