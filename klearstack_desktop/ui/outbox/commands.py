"""What the outbox offers to the palette: to send now, to let go, and to take back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.outbox import OutboxKind
from klearstack_desktop.ui.palette.offering import Offer
from klearstack_desktop.ui.palette.ranking import Command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from klearstack_desktop.review.outbox_entries import OutboxEntry
    from klearstack_desktop.review.submission import Submissions

_MENU: Final = "Outbox"
_NOTHING_WAITS: Final = "Nothing waits for another try."
_MOST_ROWS: Final = 20
_DEEDS: Final = {
    OutboxKind.SAVE: "corrections of",
    OutboxKind.APPROVE: "approval of",
    OutboxKind.REJECT: "rejection of",
}


class OutboxCommands:
    """Asks of the outbox what the buttons of its panel ask."""

    def __init__(self, submissions: Submissions) -> None:
        self._submissions = submissions

    def offers(self) -> Iterator[Offer]:
        """Return what can be asked of the outbox now; of many rows only the first few by name."""
        entries = self._submissions.entries()
        again = [entry for entry in entries if entry.can_retry]
        why_not = "" if again else _NOTHING_WAITS
        yield _offer("send now", "Send now what waits for another try", self._retry, why_not)
        yield from self._by_name("Send now", again, self._submissions.retry)
        old = [entry for entry in entries if entry.asks]
        yield from self._by_name("Let go out", old, self._submissions.confirm_old)
        waiting = [entry for entry in entries if entry.can_withdraw]
        yield from self._by_name("Take back", waiting, self._submissions.withdraw)

    def _by_name(
        self, deed: str, entries: Sequence[OutboxEntry], do: Callable[[str], object]
    ) -> Iterator[Offer]:
        for entry in entries[:_MOST_ROWS]:
            text = f"{deed}: {_DEEDS[entry.kind]} {entry.label}"
            yield _offer(f"{deed} {entry.row_id}", text, partial(do, entry.row_id))

    def _retry(self) -> None:
        for entry in self._submissions.entries():
            if entry.can_retry:
                self._submissions.retry(entry.row_id)


def _offer(name: str, text: str, do: Callable[[], object], why_not: str = "") -> Offer:
    return Offer(Command(f"outbox: {name}", text, _MENU, why_not=why_not), do)
