"""A document in somebody's hands: what edits of it go through, whoever holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.review.open_document import OpenDocument


class HeldDocument(QObject):
    """Holds one document at a time; each change of it makes a new `OpenDocument`.

    Signals:
        opened: another document is held; carries its `OpenDocument`.
        changed: something of the held document changed; carries its `OpenDocument`.
        closed: no document is held any more.
    """

    opened = Signal(object)
    changed = Signal(object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._current: OpenDocument | None = None

    @property
    def current(self) -> OpenDocument | None:
        """The document that is held, or None."""
        return self._current

    @property
    def editable(self) -> OpenDocument | None:
        """The document that is held if it may be edited, else None."""
        return self._current if self._current and not self._current.is_read_only else None

    def become(self, changed: OpenDocument) -> None:
        """Replace the document that is held by a changed version of itself."""
        current = self._current
        if current is not None and changed is not current and changed.id == current.id:
            self._current = changed
            self.changed.emit(changed)

    def take(self, document_id: str, change: Callable[[OpenDocument], OpenDocument]) -> bool:
        """Apply what arrived for a document if that is still the one; say whether it was."""
        current = self._current
        if current is None or current.id != document_id:
            return False
        self.become(change(current))
        return True
