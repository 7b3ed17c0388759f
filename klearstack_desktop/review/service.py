"""The way to KlearStack: runs the client's calls in worker threads and watches how they fare."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.api import errors
from klearstack_desktop.review.lanes import Lane, Lanes

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.api import KlearStackClient
    from klearstack_desktop.model.problems import Problem

T = TypeVar("T")


class Connection(StrEnum):
    """What the last call said about the way to the server."""

    CONNECTED = "Connected"
    OFFLINE = "Offline"
    SIGNED_OUT = "Signed out"


class Service(QObject):
    """Runs calls of one client; the connection sign follows what really happened.

    Signals:
        connection_changed: carries a `Connection` and a sentence (may be empty).
        reconnected: the service can be worked with again, after it could not.
        missed: something is wanted that only the server has, and nobody asks it, because it was out
            of reach a moment ago.
        sign_in_needed: the server no longer accepts the login, or the way to it is closed until the
            reviewer has compared its certificate or signed in to the proxy; carries the `Problem`.
    """

    connection_changed = Signal(object, str)
    reconnected = Signal()
    missed = Signal()
    sign_in_needed = Signal(object)

    def __init__(self, client: KlearStackClient, lanes: Lanes) -> None:
        super().__init__()
        self.client = client
        self._lanes = lanes
        self._connection: Connection | None = None
        self._obstacle = ""

    @property
    def obstacle(self) -> str:
        """What stands in the way to the server, in a sentence; empty where nothing does."""
        return self._obstacle

    @property
    def connection(self) -> Connection | None:
        """What the last call said about the way to the server; None before the first one ended."""
        return self._connection

    @property
    def is_offline(self) -> bool:
        """Whether the server could not be reached the last time that it was called."""
        return self._connection is Connection.OFFLINE

    def begin_offline(self, problem: Problem) -> None:
        """Start with the knowledge that the server cannot be reached."""
        self._became(Connection.OFFLINE, problem)

    async def interactive(self, call: Callable[..., T], *arguments: object) -> T:
        """Run a call that a reviewer is waiting for.

        Raises:
            Problem: whatever the call raises.
        """
        return await self._watched(Lane.NET_INTERACTIVE, call, arguments)

    async def background(self, call: Callable[..., T], *arguments: object) -> T:
        """Run a call that nobody is waiting for.

        Raises:
            Problem: whatever the call raises.
        """
        return await self._watched(Lane.NET_BACKGROUND, call, arguments)

    def out_of_reach(self) -> Problem | None:
        """Return at once why the server cannot be asked; None where nothing is known against it.

        Who shows what is there anyway need not wait for the time-out of a call that fails again.
        """
        if not self.is_offline:
            return None
        self.missed.emit()
        return errors.NotReachable(self._obstacle, "offline: not tried")

    async def ahead(self, call: Callable[..., T], *arguments: object) -> T:
        """Run a call for what may be wanted later; while the server is out of reach, none is made.

        Raises:
            Problem: whatever the call raises.
        """
        if self.is_offline:
            raise errors.NotReachable(self._obstacle, "offline: not tried")
        return await self._watched(Lane.NET_AHEAD, call, arguments)

    async def probe(self) -> bool:
        """Find out whether the server answers; a sign-in may still be needed then."""
        try:
            await self._lanes.run(Lane.NET_PROBE, self.client.reach)
        except errors.KlearStackError:
            return False
        if self.is_offline:
            self._became(Connection.CONNECTED)
        return True

    async def _watched(
        self, lane: Lane, call: Callable[..., T], arguments: tuple[object, ...]
    ) -> T:
        try:
            result = await self._lanes.run(lane, call, *arguments)
        except errors.SignInNeeded as problem:
            self._became(Connection.SIGNED_OUT, problem)
            self.sign_in_needed.emit(problem)
            raise
        except (errors.NotTrusted, errors.ProxySignInNeeded) as problem:
            # What happens in the background may happen every minute: it asks once.
            is_asked = lane is Lane.NET_INTERACTIVE or self._connection is not Connection.OFFLINE
            self._became(Connection.OFFLINE, problem)
            if is_asked:
                self.sign_in_needed.emit(problem)
            raise
        except errors.NotReachable as problem:
            self._became(Connection.OFFLINE, problem)
            raise
        except errors.KlearStackError:
            self._became(Connection.CONNECTED)
            raise
        self._became(Connection.CONNECTED)
        return result

    def _became(self, connection: Connection, problem: Problem | None = None) -> None:
        before = self._connection
        if connection is before:
            return
        self._connection = connection
        self._obstacle = problem.sentence if problem else ""
        self.connection_changed.emit(connection, self._obstacle)
        if connection is Connection.CONNECTED and before is not None:
            self.reconnected.emit()
