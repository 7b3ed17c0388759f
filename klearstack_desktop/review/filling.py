"""One reading of the list of documents, as it arrives piece by piece."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from klearstack_desktop.model.document import Document


class FillingTarget(Protocol):
    """Who a filling is for: the queue."""

    def take_some(self, filling: Filling, documents: Iterable[Document]) -> None:
        """Show some documents, if no newer filling has begun."""

    def take_end(self, filling: Filling) -> None:
        """Let what did not come leave the list, if no newer filling has begun."""


class Filling:
    """Takes the list in the server's order, as many documents at a time as are there.

    What has come is in the list at once. Dropped without `finish` it removes nothing, and as soon
    as a newer filling has begun, nothing of this one counts any more.
    """

    def __init__(self, target: FillingTarget) -> None:
        self._target = target
        self._came: dict[str, None] = {}

    @property
    def came(self) -> Mapping[str, None]:
        """The ids that came, in the order of the server; of repeated ones the first place."""
        return self._came

    def spare(self, document_id: str) -> None:
        """Let a document stay at the end of the list although the server does not name it yet."""
        self._came.setdefault(document_id)

    def take(self, documents: Iterable[Document]) -> None:
        """Take the next documents of the server's order; known ones change by difference."""
        some = tuple(documents)
        self._target.take_some(self, some)
        self._came.update(dict.fromkeys(document.id for document in some))

    def finish(self) -> None:
        """Say that nothing more comes: the rest leaves the list, the order becomes the server's."""
        self._target.take_end(self)
