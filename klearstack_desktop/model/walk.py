"""The order in which a page is read."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from klearstack_desktop.model.document import Field, FieldKey
    from klearstack_desktop.model.geometry import Box

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


def _from_left(line: list[tuple[Box, FieldKey]]) -> list[FieldKey]:
    return [key for _, key in sorted(line, key=lambda entry: entry[0].left)]


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2


def _are_level(one: Box, other: Box) -> bool:
    height = max(one.height, other.height)
    return abs(_middle(one) - _middle(other)) < _SAME_LINE * height
