"""The order of a document's hand-overs, where one of them fails."""

from __future__ import annotations

import asyncio


class HandOvers:
    """Lets those fail that stand on a hand-over that failed, the last of them first.

    A decision that is made on top of a save must not go out without it. And each draft comes back
    under what is newer than it, so the newest must be there first.
    """

    def __init__(self) -> None:
        self._lines: dict[str, list[asyncio.Event]] = {}
        self._failures: dict[str, Exception] = {}

    def begin(self, document_id: str) -> asyncio.Event:
        """Put a hand-over behind those of the same document; return what names it."""
        own = asyncio.Event()
        self._lines.setdefault(document_id, []).append(own)
        return own

    def check(self, document_id: str) -> None:
        """Raise what one of those before met, if it failed."""
        failure = self._failures.get(document_id)
        if failure is not None:
            raise failure

    async def fail(self, document_id: str, own: asyncio.Event, failure: Exception) -> None:
        """Note that a hand-over failed, and wait until all behind it have failed with it."""
        self._failures[document_id] = failure
        line = self._lines[document_id]
        while line[-1] is not own:
            await line[-1].wait()

    def end(self, document_id: str, own: asyncio.Event) -> None:
        """Take a hand-over out of the line."""
        line = self._lines[document_id]
        line.remove(own)
        own.set()
        if not line:
            del self._lines[document_id]
            self._failures.pop(document_id, None)
