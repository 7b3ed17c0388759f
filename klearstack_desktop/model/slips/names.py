"""Names near each other but not equal: a slip of a machine, or somebody with a purpose."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.slips.facts import comparable

if TYPE_CHECKING:
    from collections.abc import Mapping

NEAR: Final = 88.0
"""From this likeness (0..100) on two names are near each other."""

_SHORTEST: Final = 5
_MOST_KEPT: Final = 5000
"""So many answers are kept: while a name is typed it is another one with each key."""


class NearNames:
    """Known names, to be compared with; each question is answered once.

    Args:
        names: from how a name is compared to how it is written.
    """

    __slots__ = ("_by_length", "_names", "_near")

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        self._names = dict(names or {})
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for key in self._names:
            self._by_length[len(key)].append(key)
        self._near: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._names)

    def near(self, name: str) -> str:
        """Return the known name that is near but not equal; empty where there is none."""
        key = comparable(name)
        if len(key) < _SHORTEST or key in self._names or not self._names:
            return ""
        if key not in self._near:
            if len(self._near) >= _MOST_KEPT:
                self._near.clear()
            self._near[key] = self._nearest(key)
        return self._near[key]

    def _nearest(self, key: str) -> str:
        # Late, because the first screen does not need it.
        from rapidfuzz import fuzz, process

        best, score = "", NEAR
        for length, keys in self._by_length.items():
            # What is much longer or shorter cannot be near: most of a long list is never looked at.
            if 200 * min(length, len(key)) / (length + len(key)) < score:
                continue
            found = process.extractOne(key, keys, scorer=fuzz.ratio, score_cutoff=score)
            if found is not None:
                best, score = found[0], found[1]
        return self._names[best] if best else ""
