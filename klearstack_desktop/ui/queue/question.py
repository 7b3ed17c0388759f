"""What the reviewer asks of the queue: which segment, which documents, which words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.narrowing import Narrowing
from klearstack_desktop.model.queue import QueueFilter
from klearstack_desktop.ui.queue.rows import BIT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from klearstack_desktop.model.share import Share
    from klearstack_desktop.ui.queue.rows import Row

_ROWS_A_TURN: Final = 20_000
_NARROW_A_TURN: Final = 2_000


@dataclass(slots=True)
class Question:
    """Everything that decides whether a document is shown.

    Attributes:
        segment: the segment above the list.
        narrowing: what else a document must be.
        share: the part of a team's queue, or None for everybody's documents.
        text: the words that are looked for, case folded.
        hits: what the index found for the text, or for the beginning of it until it answers.
    """

    segment: QueueFilter = QueueFilter.OPEN
    narrowing: Narrowing = field(default_factory=Narrowing)
    share: Share | None = None
    text: str = ""
    hits: frozenset[str] = frozenset()

    @property
    def is_narrow(self) -> bool:
        """Whether more than segment and words decide."""
        return bool(self.narrowing) or self.share is not None

    @property
    def words(self) -> list[str]:
        """The words of the text, the longest and so the rarest first."""
        return sorted(self.text.split(), key=len, reverse=True)

    def picked(self, rows: Iterable[Row]) -> list[Row]:
        """Return the rows that are to be shown, in the order in which they come."""
        bit, hits = BIT[self.segment], self.hits
        rows = [row for row in rows if row.segments & bit]
        if self.is_narrow:
            admits, share = self.narrowing.admits, self.share
            rows = [row for row in rows if admits(row.entry)]
            if share is not None:
                rows = [row for row in rows if share.has(row.entry.document_id)]
        for word in self.words:
            if hits:
                rows = [r for r in rows if word in r.haystack or r.entry.document_id in hits]
            else:
                rows = [row for row in rows if word in row.haystack]
        return rows

    def admits(self, row: Row) -> bool:
        """Whether a row is to be shown."""
        return bool(self.picked((row,)))

    @property
    def rows_a_turn(self) -> int:
        """So many rows are looked at between two events."""
        return _NARROW_A_TURN if self.is_narrow else _ROWS_A_TURN

    def continues(self, text: str) -> bool:
        """Whether a case folded text goes on from the words, or goes back in them."""
        return bool(text) and (text.startswith(self.text) or self.text.startswith(text))
