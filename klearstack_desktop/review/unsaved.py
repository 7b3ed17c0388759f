"""Which edits are not in the store yet: the book that the draft sign is read from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.model.undo import UndoStack


@dataclass(frozen=True, slots=True)
class Edited:
    """What a document has become by its edits.

    Attributes:
        draft: the whole draft.
        undo: the steps that led to it, or None where they are as they were.
        is_whole: the steps are all there are; else they stand on those that the store remembers.
    """

    draft: Draft
    undo: UndoStack | None = None
    is_whole: bool = True

    def after(self, earlier: Edited) -> Edited:
        """Return the newer of two states of one document; what it does not speak of stays."""
        if self.undo is None:
            return replace(earlier, draft=self.draft)
        return self


@dataclass(frozen=True, slots=True)
class _Unsaved:
    """An edited document, and the number of its oldest edit that is not stored."""

    edited: Edited
    since: int

    def after(self, earlier: _Unsaved | None) -> _Unsaved:
        if earlier is None:
            return self
        return _Unsaved(self.edited.after(earlier.edited), min(self.since, earlier.since))


class UnsavedEdits:
    """Counts edits and knows which of them are stored.

    An edited document waits, then it is in flight (being written), then it is stored, or it waits
    again because the write failed. While its draft is handed over to the outbox it is held: what is
    edited meanwhile waits until that has ended, and may be handed over behind it.
    """

    def __init__(self) -> None:
        self._revision = 0
        self._waiting: dict[str, _Unsaved] = {}
        self._in_flight: dict[str, _Unsaved] = {}
        self._held: dict[str, list[_Unsaved | None]] = {}

    @property
    def revision(self) -> int:
        """The number of the newest edit, stored or not."""
        return self._revision

    @property
    def saved_revision(self) -> int:
        """The number up to which every edit is stored."""
        return min((each.since - 1 for _, each in self._all()), default=self._revision)

    @property
    def is_waiting(self) -> bool:
        """Whether there is anything that could be written now."""
        return bool(self._waiting.keys() - self._held.keys())

    def of(self, document_id: str) -> Edited | None:
        """Return what a document has become if that is not stored yet, else None."""
        unsaved = self._in_flight.get(document_id)
        for newer in (*self._held.get(document_id, ()), self._waiting.get(document_id)):
            unsaved = newer.after(unsaved) if newer else unsaved
        return unsaved.edited if unsaved else None

    def without_whole_steps(self) -> frozenset[str]:
        """Return the documents whose unsaved steps stand on those that the store remembers."""
        return frozenset(key for key, unsaved in self._all() if not unsaved.edited.is_whole)

    def note(self, document_id: str, edited: Edited) -> None:
        """Take the state of a document after one more edit."""
        self._revision += 1
        newer = _Unsaved(edited, self._revision)
        self._waiting[document_id] = newer.after(self._waiting.get(document_id))

    def take(self) -> dict[str, Edited]:
        """Put in flight what can be written, and return it by document."""
        for document_id in self._waiting.keys() - self._held.keys():
            self._in_flight[document_id] = self._waiting.pop(document_id)
        return {document_id: unsaved.edited for document_id, unsaved in self._in_flight.items()}

    def stored(self) -> None:
        """What was in flight is in the store."""
        self._in_flight = {}

    def failed(self) -> None:
        """What was in flight is not in the store: it waits again, under what is newer."""
        for document_id, unsaved in self._in_flight.items():
            held = self._held.get(document_id)
            newer = held[0] if held else self._waiting.get(document_id)
            both = newer.after(unsaved) if newer else unsaved
            if held:
                held[0] = both
            else:
                self._waiting[document_id] = both
        self._in_flight = {}

    def hold(self, document_id: str) -> None:
        """Keep a document's edits apart from the next ones, which stand on top of them."""
        held = self._held.setdefault(document_id, [])
        held.append(self._waiting.pop(document_id, None))

    def held(self, document_id: str) -> Edited | None:
        """Return what a document had become when it was held first, or None if that is stored."""
        unsaved = self._held[document_id][0]
        return unsaved.edited if unsaved else None

    def release(self, document_id: str) -> None:
        """What was held first is stored; what was edited since waits to be written."""
        self._pop_held(document_id, 0)

    def came_back(self, document_id: str, draft: Draft | None) -> None:
        """What was held last is not stored: it waits again, under what was edited since.

        Args:
            document_id: the document.
            draft: what should have been taken away, so that it is no part of the next edits; None
                where they are a whole draft.
        """
        older = self._pop_held(document_id, -1)
        newer = self._waiting.pop(document_id, None)
        if newer is not None:
            if draft is not None:
                both = newer.edited.draft.over(draft)
                newer = replace(newer, edited=replace(newer.edited, draft=both))
            self._waiting[document_id] = newer.after(older)
        elif older is not None:
            self._waiting[document_id] = older

    def _pop_held(self, document_id: str, place: int) -> _Unsaved | None:
        held = self._held[document_id]
        popped = held.pop(place)
        if not held:
            del self._held[document_id]
        return popped

    def _all(self) -> Iterator[tuple[str, _Unsaved]]:
        yield from self._in_flight.items()
        yield from self._waiting.items()
        for document_id, held in self._held.items():
            yield from ((document_id, unsaved) for unsaved in held if unsaved is not None)
