"""Which documents were edited since what changed in them was journalled last."""

from __future__ import annotations


class Visits:
    """A visit begins with an edit and ends when the reviewer goes on to another place."""

    def __init__(self) -> None:
        self._under_way: set[str] = set()
        self._ended: set[str] = set()

    @property
    def is_waiting(self) -> bool:
        """Whether a visit has ended that is not journalled yet."""
        return bool(self._ended)

    def note_edit(self, document_id: str) -> None:
        """Take an edit of a document: there will be something to journal."""
        self._under_way.add(document_id)

    def end(self) -> None:
        """End the visit; where nothing was edited there was none."""
        self._ended |= self._under_way
        self._under_way = set()

    def take(self) -> frozenset[str]:
        """Return the documents in which visits have ended; they are journalled now."""
        taken, self._ended = frozenset(self._ended), set()
        return taken

    def take_of(self, document_id: str) -> frozenset[str]:
        """Return the document if a visit in it has ended; it is journalled now."""
        taken = frozenset(self._ended & {document_id})
        self._ended -= taken
        return taken

    def give_back(self, visited: frozenset[str]) -> None:
        """Take back what could not be journalled."""
        self._ended |= visited
