"""The rows of the outbox panel."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from klearstack_desktop.model.outbox import OutboxKind, OutboxState
from klearstack_desktop.ui.fields.text import plain_tooltip
from klearstack_desktop.ui.settings.rows import SHOWN, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from klearstack_desktop.review.outbox_entries import OutboxEntry

DEEDS: Final = {
    OutboxKind.SAVE: "Save",
    OutboxKind.APPROVE: "Approve",
    OutboxKind.REJECT: "Reject",
}
_STATES: Final = {
    OutboxState.WAITING: "waits",
    OutboxState.SENDING: "sending",
    OutboxState.UNKNOWN: "outcome unknown: is being settled",
    OutboxState.REFUSED: "refused",
    OutboxState.CONFLICT: "conflict",
    OutboxState.APPLIED: "done",
    OutboxState.WITHDRAWN: "withdrawn",
}


class EntriesModel(Rows):
    """What the service has not settled yet, and what came back; newest last.

    Args:
        monotonic: the clock that the entries' due times are told by, in seconds.
    """

    headings: ClassVar[tuple[str, ...]] = ("Document", "What", "Where it stands")

    def __init__(self, monotonic: Callable[[], float]) -> None:
        super().__init__()
        self._monotonic = monotonic
        self._entries: tuple[OutboxEntry, ...] = ()

    @property
    def entries(self) -> tuple[OutboxEntry, ...]:
        """What is shown."""
        return self._entries

    @property
    def is_counting_down(self) -> bool:
        """Whether some row changes by itself as time goes by."""
        return any(entry.due is not None for entry in self._entries)

    def entry(self, row: int) -> OutboxEntry | None:
        """Return the entry of a row, or None."""
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def row_of(self, row_id: str) -> int:
        """Return where an entry is shown; -1 where it is not."""
        found = (at for at, entry in enumerate(self._entries) if entry.row_id == row_id)
        return next(found, -1)

    def show(self, entries: Sequence[OutboxEntry]) -> None:
        """Show other entries; where they are the same in number and order, only repaint."""
        shown, wanted = self._entries, tuple(entries)
        if [entry.row_id for entry in shown] == [entry.row_id for entry in wanted]:
            self._entries = wanted
            self.repaint()
            return
        self.beginResetModel()
        self._entries = wanted
        self.endResetModel()

    def count(self) -> int:
        """Return the number of rows."""
        return len(self._entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = SHOWN) -> object:
        """Return what a cell shows, or says in full in its tooltip."""
        entry = self.entry(index.row())
        if entry is None or role not in (SHOWN, Qt.ItemDataRole.ToolTipRole):
            return None
        text = (entry.label, DEEDS[entry.kind], self.standing(entry))[index.column()]
        return text if role == SHOWN else plain_tooltip(text)

    def standing(self, entry: OutboxEntry) -> str:
        """Return where an entry stands, in words."""
        if entry.asks:
            return entry.note
        state = _STATES[entry.state]
        if entry.state is OutboxState.WAITING and entry.due is not None:
            seconds = max(math.ceil(entry.due - self._monotonic()), 0)
            state = f"leaves in {seconds} s"
        return f"{state}: {entry.note}" if entry.note else state
