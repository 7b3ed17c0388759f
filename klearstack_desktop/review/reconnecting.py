"""Notices by itself that a server which could not be reached answers again."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from klearstack_desktop.review.service import Connection

if TYPE_CHECKING:
    from klearstack_desktop.review.service import Service
    from klearstack_desktop.review.tasks import TaskRegister

SHORTEST_PAUSE_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 15.0


class Reconnecting(QObject):
    """Asks a server that is out of reach again and again, ever more rarely, whether it answers."""

    def __init__(self, service: Service, tasks: TaskRegister) -> None:
        super().__init__()
        self._service = service
        self._tasks = tasks
        self._is_asking = False
        self._pause = SHORTEST_PAUSE_SECONDS
        self._back_at = 0.0
        self._hinted = asyncio.Event()
        service.connection_changed.connect(self._on_connection_changed)
        service.missed.connect(self.hint)

    def hint(self) -> None:
        """Ask at once: something says that the network may be back."""
        self._hinted.set()

    def _on_connection_changed(self, connection: Connection, _sentence: str) -> None:
        if connection is Connection.OFFLINE and not self._is_asking:
            self._is_asking = True
            self._tasks.spawn(self._ask_until_back(), "wait for the server")

    async def _ask_until_back(self) -> None:
        loop = asyncio.get_running_loop()
        # A server that answers this and nothing else must not be asked every second.
        if loop.time() - self._back_at > LONGEST_PAUSE_SECONDS:
            self._pause = SHORTEST_PAUSE_SECONDS
        self._hinted.clear()
        try:
            while self._service.is_offline:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._hinted.wait(), self._pause)
                self._hinted.clear()
                self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)
                await self._service.probe()
        finally:
            self._is_asking = False
            self._back_at = loop.time()
