"""One reading of the list of documents, as it arrives piece by piece."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from klearstack_desktop.model.document import Document


class FillingTarget(Protocol):
    """Who a filling is for: the queue."""

    def take_some(self, filling: Filling, documents: Sequence[Document]) -> None:
        """Show some documents, if no newer filling has begun."""

    def take_end(self, filling: Filling) -> None:
        """Let what did not come leave the list, if no newer filling has begun."""


class Filling:
    """Takes the list in the server's order, as many documents at a time as are there.

    What has come is in the list at once. Dropped without `finish` it removes nothing, and as soon
    as a newer filling has begun, nothing of this one counts any more. A hundred documents at a time
    keep the window answering.
    """

    def __init__(self, target: FillingTarget) -> None:
        self._target = target
        self.came: set[str] = set()
        """The documents that came, and others that stay."""
        self.last: str | None = None
        """The document that came last."""

    def take(self, documents: Iterable[Document]) -> None:
        """Take the next documents of the server's order; known ones change by difference.

        Where an id comes twice, it keeps its first place, and the later document counts.
        """
        self._target.take_some(self, tuple(documents))

    def finish(self) -> None:
        """Say that nothing more comes: the rest leaves the list, the order becomes the server's."""
        self._target.take_end(self)
