"""The line of rows before the service: which may leave, in which order, and when.

No clock and no I/O: whoever asks says what time it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.outbox import OutboxState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from klearstack_desktop.model.outbox import OutboxRow

ASKS_AFTER: Final = timedelta(hours=24)
"""A decision that is older than this goes out only when somebody says so."""


@dataclass(frozen=True, slots=True)
class Pause:
    """How long something waits after a try in vain; all in seconds.

    Attributes:
        seconds: the whole pause.
        at_least: what stays of it although the connection is back.
        asked_for: what stays of it in any case, because the service asked for it.
    """

    seconds: float
    at_least: float = 0.0
    asked_for: float = 0.0


@dataclass(slots=True)
class Place:
    """One row in the line.

    Attributes:
        row: as it is in the store.
        due: monotonic seconds before which it does not leave.
        is_in_window: it waits because it can still be taken back, not because a try failed.
        hurries_from: monotonic seconds before which news of the connection do not hurry it.
        asked_until: monotonic seconds until which the service asked to wait; nothing hurries that.
        tries: how often it was tried in vain.
        is_under_way: it is being sent.
        is_confirmed: it is old and somebody said that it shall go out all the same.
        is_leaving: it is being taken back, and must not be sent meanwhile.
    """

    row: OutboxRow
    due: float
    is_in_window: bool = False
    hurries_from: float = 0.0
    asked_until: float = 0.0
    tries: int = 0
    is_under_way: bool = False
    is_confirmed: bool = False
    is_leaving: bool = False

    def asks(self, wall: datetime) -> bool:
        """Whether it is so old that somebody must say whether it shall still go out."""
        row = self.row
        is_old = row.kind.is_decision and wall - row.created_at > ASKS_AFTER
        return is_old and row.state is OutboxState.WAITING and not self.is_confirmed


class Line:
    """All rows that are not settled, in the order in which they were made.

    A document's rows leave one after the other; several documents go in parallel. After a failure
    of the way to the service one row goes first, and the others follow when it has got through.

    Args:
        parallel: how many rows may be under way at once.
    """

    def __init__(self, parallel: int = 3) -> None:
        self._parallel = parallel
        self._places: dict[str, Place] = {}
        self._holds: dict[str, float] = {}
        self._asked_until = 0.0
        self._closed_until = 0.0
        self._failures = 0

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places.values())

    def __len__(self) -> int:
        return len(self._places)

    def place(self, row_id: str) -> Place | None:
        """Return the place of a row, or None."""
        return self._places.get(row_id)

    def rows_of(self, document_id: str) -> tuple[OutboxRow, ...]:
        """Return the rows of a document, oldest first."""
        return tuple(place.row for place in self if place.row.document_id == document_id)

    def add(self, row: OutboxRow, due: float, *, is_in_window: bool = False) -> None:
        """Put a row at the end."""
        self._places[row.id] = Place(row, due, is_in_window)

    def remove(self, row_ids: Iterable[str]) -> None:
        """Take rows out, because they came to their end."""
        for row_id in row_ids:
            self._places.pop(row_id, None)

    def take(self, now: float, wall: datetime) -> Place | None:
        """Return the first row that may leave, as under way, or None.

        Args:
            now: monotonic seconds.
            wall: the time of day, with its zone.
        """
        place = self._next(now, wall)
        if place is not None:
            place.is_under_way, place.is_in_window = True, False
        return place

    def may_leave(self, now: float, wall: datetime) -> bool:
        """Whether some row may leave now."""
        return self._next(now, wall) is not None

    def wakes_at(self, now: float, wall: datetime) -> float | None:
        """Return when a row may leave next (monotonic seconds), or None if none does by itself."""
        if self._holds or self._under_way() >= self._at_once():
            return None
        due = [place.due for place in self._candidates(wall)]
        return max(min(due), self._opens_at, now) if due else None

    def put_back(self, row: OutboxRow, now: float, pause: Pause) -> None:
        """Let a row wait again after a try in vain."""
        place = self._places[row.id]
        place.row, place.is_under_way = row, False
        place.tries += 1
        place.due = now + pause.seconds
        place.hurries_from = now + pause.at_least
        place.asked_until = now + pause.asked_for

    def failed_on_the_way(self) -> int:
        """Note that the service was not reached or wants fewer calls; return how often by now."""
        self._failures += 1
        return self._failures

    def got_through(self) -> None:
        """Note that the service was reached: the line moves at full speed again."""
        self._failures = 0
        self._closed_until = 0.0

    def close_for(self, pause: Pause, now: float) -> None:
        """Let nothing leave for a while, because the way to the service is to blame."""
        self._closed_until = max(self._closed_until, now + pause.seconds)
        self._asked_until = max(self._asked_until, now + pause.asked_for)

    def hurry(self, now: float) -> None:
        """Let what was tried in vain leave again, because the service is there."""
        self._closed_until = 0.0
        for place in self:
            if place.tries and not place.is_in_window:
                place.due = min(place.due, max(now, place.hurries_from, place.asked_until))

    def hurry_one(self, row_id: str, now: float) -> None:
        """Let one row leave as soon as possible, because somebody asks for it."""
        if place := self._places.get(row_id):
            place.due, place.is_in_window = max(now, place.asked_until), False
            self._closed_until = 0.0

    def end_windows(self, now: float) -> None:
        """Give nobody any more time to take something back."""
        for place in self:
            if place.is_in_window:
                place.due, place.is_in_window = now, False

    @property
    def is_held(self) -> bool:
        """Whether something holds the whole line."""
        return bool(self._holds)

    @property
    def holds(self) -> tuple[str, ...]:
        """Why the line is held."""
        return tuple(self._holds)

    def hold(self, reason: str, now: float) -> None:
        """Let nothing leave until the same reason is released."""
        self._holds.setdefault(reason, now)

    def release(self, reason: str, now: float, window: float | None = None) -> tuple[str, ...]:
        """End a hold.

        Args:
            reason: as it was given to `hold`.
            now: monotonic seconds.
            window: seconds of a fresh time to take back for what had that time when the hold
                began; None leaves it as it is.

        Returns:
            The rows that got a fresh time.
        """
        since = self._holds.pop(reason, None)
        if since is None or window is None:
            return ()
        fresh = [place for place in self if place.is_in_window and place.due > since]
        for place in fresh:
            place.due = now + window
        return tuple(place.row.id for place in fresh)

    def _next(self, now: float, wall: datetime) -> Place | None:
        if self._holds or now < self._opens_at or self._under_way() >= self._at_once():
            return None
        return next((place for place in self._candidates(wall) if place.due <= now), None)

    @property
    def _opens_at(self) -> float:
        return max(self._asked_until, self._closed_until)

    def _at_once(self) -> int:
        return 1 if self._failures else self._parallel

    def _under_way(self) -> int:
        return sum(place.is_under_way for place in self)

    def _candidates(self, wall: datetime) -> Iterator[Place]:
        """Yield the rows that only time keeps from leaving."""
        held_up: set[str] = set()
        for place in self:
            document_id = place.row.document_id
            is_first = document_id not in held_up
            held_up.add(document_id)
            is_free = not (place.is_under_way or place.is_leaving or place.asks(wall))
            if is_first and is_free:
                yield place
