"""Names near each other but not equal: a slip of a machine, or somebody with a purpose."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.slips.facts import comparable
from klearstack_desktop.model.slips.skeletons import digits_of, skeleton_of, whole_skeleton_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHORTEST: Final = 3
"""Names that look alike are near each other from so many letters on."""

_SLIPS: Final = ((25, 3), (9, 2), (5, 1))
"""From so many letters on so many may be missing, too many, others or swapped."""

_MOST_KEPT: Final = 5000
"""So many answers are kept: while a name is typed it is another one with each key."""


class NearNames:
    """Known names, to be compared with; each question is answered once.

    Args:
        names: from how a name is compared to how it is written.
    """

    __slots__ = ("_bare", "_names", "_near", "_whole")

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        self._names = dict(names or {})
        self._bare = _Skeletons({skeleton_of(name): name for name in self._names.values()})
        self._whole = _Skeletons({whole_skeleton_of(name): name for name in self._names.values()})
        self._near: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._names)

    def near(self, name: str) -> str:
        """Return the known name that is near but not equal; empty where there is none.

        Near is what looks the same, legal form aside, and what differs by a slip or two: one from
        five letters on, two from nine, three from twenty-five.
        """
        key = comparable(name)
        if not key or key in self._names or not self._names:
            return ""
        if key not in self._near:
            if len(self._near) >= _MOST_KEPT:
                self._near.clear()
            bare, whole = skeleton_of(name), whole_skeleton_of(name)
            self._near[key] = (
                self._bare.alike(bare)
                or self._bare.with_slips(bare, name)
                # No legal form was known in it: the slip can be in that.
                or (self._whole.with_slips(whole, name) if bare == whole else "")
            )
        return self._near[key]


class _Skeletons:
    """Names by what the eye takes in of them, ready to be searched."""

    __slots__ = ("_by_length", "_names")

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for skeleton in names:
            self._by_length[len(skeleton)].append(skeleton)

    def alike(self, skeleton: str) -> str:
        return self._names.get(skeleton, "") if len(skeleton) >= _SHORTEST else ""

    def with_slips(self, skeleton: str, name: str) -> str:
        # Late, because the first screen does not need it.
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        best, fewest, digits = "", _slips(len(skeleton)) + 1, digits_of(name)
        for length, known in self._by_length.items():
            allowed = min(_slips(min(length, len(skeleton))), fewest - 1)
            if abs(length - len(skeleton)) > allowed or not allowed:
                continue
            found = process.extract(
                skeleton, known, scorer=OSA.distance, score_cutoff=allowed, limit=None
            )
            for other, slips, _place in found:
                others = digits_of(self._names[other])
                # Branch 12 is not a slip of branch 13.
                if not (digits and others and digits != others):
                    best, fewest = other, int(slips)
                    break
        return self._names[best] if best else ""


def _slips(letters: int) -> int:
    return next((slips for fewest, slips in _SLIPS if letters >= fewest), 0)
