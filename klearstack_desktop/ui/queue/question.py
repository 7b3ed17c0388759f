"""What the reviewer asks of the queue: which segment, which documents, which words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from klearstack_desktop.model.narrowing import Narrowing
from klearstack_desktop.model.queue import QueueEntry, QueueFilter, ReviewState

if TYPE_CHECKING:
    from klearstack_desktop.model.share import Share


def haystack_of(entry: QueueEntry) -> str:
    """Return all that the words of a question are looked for in, case folded."""
    shown = (entry.supplier, entry.number, entry.amount, entry.date_text)
    plain_total = "" if entry.total is None else f"{entry.total:f}"
    return "\n".join((*shown, plain_total)).casefold() + "\n" + entry.search_text


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
    def states(self) -> frozenset[ReviewState]:
        """The states that the segment shows."""
        return frozenset(state for state in ReviewState if self.segment.admits(state))

    @property
    def words(self) -> list[str]:
        """The words of the text, the longest and so the rarest first."""
        return sorted(self.text.split(), key=len, reverse=True)

    def admits(self, entry: QueueEntry) -> bool:
        """Whether a document is to be shown, whatever is searched for."""
        return (
            self.segment.admits(entry.state)
            and self.narrowing.admits(entry)
            and (self.share is None or self.share.has(entry.document_id))
        )

    def has_words(self, haystack: str) -> bool:
        """Whether all words occur in what the list tells of a document."""
        return all(word in haystack for word in self.words)

    def continues(self, text: str) -> bool:
        """Whether a case folded text goes on from the words, or goes back in them."""
        return bool(text) and (text.startswith(self.text) or self.text.startswith(text))
