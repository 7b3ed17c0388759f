"""A decision is one press, on what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

GUARD_SECONDS = 0.3


class DecisionGuard:
    """Decides whether a press of approve or reject may count.

    The guard is armed when a document opens, and admits one decision for it, once the document has
    been painted in full, the guard time has passed since, and the key of the decision before was
    released. Auto-repeat of a held key never counts.

    Args:
        clock: seconds that never go back.
        guard_seconds: how long a painted document must have been on screen before a key counts.
        double_click_seconds: the system's double-click time; the mouse waits for the longer.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        guard_seconds: float = GUARD_SECONDS,
        double_click_seconds: float = 0.4,
    ) -> None:
        self._clock = clock
        self._key_wait = guard_seconds
        self._mouse_wait = max(guard_seconds, double_click_seconds)
        self._document_id: str | None = None
        self._painted_at: float | None = None
        self._is_used = False
        self._is_key_down = False

    def arm(self, document_id: str | None) -> None:
        """Note that a document opened (or opened again, or that none is open): nothing is painted.

        A document that comes back, because its decision was taken back or refused, is armed anew.
        """
        self._document_id = document_id
        self._painted_at = None
        self._is_used = False

    def painted(self, document_id: str) -> None:
        """Note that the document is on screen in full; only the first time starts the clock."""
        if document_id == self._document_id and self._painted_at is None:
            self._painted_at = self._clock()

    def key_released(self) -> None:
        """Note that a key went up, or that the window can no longer see whether one is down."""
        self._is_key_down = False

    def key_held(self) -> None:
        """Note that the release before was none: the key is still held and only repeats."""
        self._is_key_down = True

    def admits(self, document_id: str, *, is_auto_repeat: bool = False, by_mouse: bool) -> bool:
        """Whether a press on that document counts now; asking changes nothing that was granted.

        Args:
            document_id: the document that was on screen when the press began.
            is_auto_repeat: the key event says that it repeats one that is still down.
            by_mouse: the press came from a pointer, not from a key.
        """
        if is_auto_repeat:
            self._is_key_down = True
            return False
        if self._is_used or document_id != self._document_id or self._painted_at is None:
            return False
        if by_mouse:
            return self._clock() - self._painted_at >= self._mouse_wait
        return not self._is_key_down and self._clock() - self._painted_at >= self._key_wait

    def used(self, *, by_mouse: bool = False) -> None:
        """Note that the admitted press became a decision; the next document needs another press."""
        self._is_used = True
        if not by_mouse:
            self._is_key_down = True
