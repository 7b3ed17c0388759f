"""Checks that a journal is what was written, row by row and against anchors."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from klearstack_desktop.model.journal import FORMAT, Anchor
from klearstack_desktop.model.journal_check import Damage, JournalCheck, Reserve, Stretch
from klearstack_desktop.store.seal import KEYED, PLAIN, START, Link, Seal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from klearstack_desktop.model.journal import SealedRow

_NO_KEY = Seal()


def check(
    rows: Iterable[SealedRow],
    seal: Seal,
    anchors: Collection[Anchor] = (),
    own: Anchor | None = None,
) -> JournalCheck:
    """Check a journal from its first row on.

    Every row is compared with what follows from it and the stored end of the row before, so that
    one changed row is one finding. After a gap that is not possible for one row.

    Args:
        rows: as they are stored, in their order.
        seal: with the key, if it is at hand.
        anchors: from elsewhere; the beginning of a chain in one of them is enough.
        own: an anchor that came with the rows: it must fit, but it proves nothing, because whoever
            changed the rows could change it with them.
    """
    compared = [*anchors, own] if own is not None else anchors
    walk = _Walk(seal, {anchor.rows for anchor in compared})
    for row in rows:
        walk.take(row)
    for anchor in compared:
        walk.compare(anchor)
    vouched = max((anchor.rows for anchor in anchors if walk.holds(anchor)), default=0)
    damage = sorted(walk.damage, key=lambda stretch: stretch.first)
    return JournalCheck(
        end=Anchor(walk.last, walk.link.chain),
        anchors=len(anchors),
        last_anchor=max((anchor.rows for anchor in anchors), default=0),
        damage=tuple(damage),
        # What an anchor names is as it was then, whatever it was sealed with.
        reserves=tuple(
            replace(stretch, first=max(stretch.first, vouched + 1))
            for stretch in walk.reserves
            if stretch.last > vouched
        ),
    )


@dataclass(slots=True)
class _Walk:
    """How far a check has come."""

    seal: Seal
    anchored: set[int]
    last: int = 0
    link: Link = START
    damage: list[Stretch] = field(default_factory=list)
    reserves: list[Stretch] = field(default_factory=list)
    chains: dict[int, str] = field(default_factory=lambda: {0: START.chain})

    def take(self, row: SealedRow) -> None:
        """Compare a row with what must stand in its place."""
        number, expected = row.sequence, self.last + 1
        if number > expected:
            _extend(self.damage, Damage.MISSING, expected, number - 1)
        elif number < expected:
            _extend(self.damage, Damage.MISPLACED, number, number)
        self._judge(row, follows=number == expected)
        if number in self.anchored:
            self.chains[number] = row.chain
        self.last = max(self.last, number)
        self.link = Link(row.chain, row.mac)

    def _judge(self, row: SealedRow, *, follows: bool) -> None:
        name = _seal_name(row.entry)
        is_keyed, is_ours = name.startswith(KEYED), name == self.seal.name
        is_sound = is_keyed or (name == PLAIN and not row.mac)
        if follows:
            link = (self.seal if is_keyed and is_ours else _NO_KEY).link(
                self.link, row.sequence, row.entry
            )
            is_sound = is_sound and link.chain == row.chain
            if is_keyed and is_ours:
                is_sound = is_sound and link.mac == row.mac
        if not is_sound:
            _extend(self.damage, Damage.EDITED, row.sequence, row.sequence)
        elif not is_keyed:
            _extend(self.reserves, Reserve.NO_KEY, row.sequence, row.sequence)
        elif not is_ours:
            _extend(self.reserves, Reserve.OTHER_KEY, row.sequence, row.sequence)

    def holds(self, anchor: Anchor) -> bool:
        """Whether the row at which an anchor was taken ends as it did then."""
        return anchor.rows in self.chains and anchor.matches(self.chains[anchor.rows])

    def compare(self, anchor: Anchor) -> None:
        """Compare the rows that were taken with an anchor."""
        if anchor.rows > self.last:
            _extend(self.damage, Damage.CUT, self.last + 1, anchor.rows)
        elif anchor.rows in self.chains and not self.holds(anchor):
            _extend(self.damage, Damage.REWRITTEN, anchor.rows, anchor.rows)


def _extend(stretches: list[Stretch], what: Damage | Reserve, first: int, last: int) -> None:
    """Add rows to the last stretch where they follow it and the same is to be said of them."""
    newest = stretches[-1] if stretches else None
    if newest is not None and newest.what is what and newest.last in (first - 1, last):
        stretches[-1] = replace(newest, last=last)
    else:
        stretches.append(Stretch(what, first, last))


def _seal_name(entry: str) -> str:
    """Return what an entry says of its seal; empty where it is none that the program writes."""
    try:
        known = json.loads(entry)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(known, dict) or not isinstance(known.get("seal"), str):
        return ""
    return str(known["seal"]) if known.get("format") == FORMAT else ""
