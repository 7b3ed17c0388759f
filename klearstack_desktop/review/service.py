"""The way to KlearStack: runs the client's calls in worker threads and watches how they fare."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.api import errors
from klearstack_desktop.review.lanes import Lane, Lanes

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.api import KlearStackClient
    from klearstack_desktop.model.problems import Problem

T = TypeVar("T")

CONNECTING: Final = "Connecting to KlearStack: what is not on this workstation comes then."
# What nobody can understand is the page of a hotel or an airport that stands in between.
OUT_OF_REACH: Final = (errors.NotReachable, errors.ServerFault, errors.NotUnderstood)


class Connection(StrEnum):
    """What the last call said about the way to the server."""

    CONNECTING = "Connecting…"
    CONNECTED = "Connected"
    OFFLINE = "Offline"
    SIGNED_OUT = "Signed out"


class Service(QObject):
    """Runs calls of one client; the connection sign follows what really happened.

    Work that began before anybody signed in asks the server nothing until `sign_in` has: a password
    that turns out to be refused is tried once and not by everybody who wants something.

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

    @property
    def may_be_asked(self) -> bool:
        """Whether there is use in asking the server: it is in reach, and no sign-in under way."""
        return self._connection not in {Connection.OFFLINE, Connection.CONNECTING}

    def begin_offline(self, problem: Problem) -> None:
        """Start with the knowledge that the server cannot be reached."""
        self._became(Connection.OFFLINE, problem)

    def begin_connecting(self) -> None:
        """Start with nobody signed in yet; `sign_in` follows."""
        self._became(Connection.CONNECTING)

    async def sign_in(self) -> None:
        """Sign in behind work that is open already.

        What goes wrong changes nothing yet, because it may be overcome; `give_up_connecting` does.

        Raises:
            Problem: the server or the login stands in the way.
        """
        await self._lanes.run(Lane.NET_INTERACTIVE, self.client.sign_in)
        self._became(Connection.CONNECTED)

    def give_up_connecting(self, problem: Problem) -> None:
        """Take what could not be overcome: the server is out of reach, or a person is asked."""
        is_out_of_reach = isinstance(problem, OUT_OF_REACH)
        is_about_the_way = is_out_of_reach or isinstance(problem, errors.NotTrusted)
        self._became(Connection.OFFLINE if is_about_the_way else Connection.SIGNED_OUT, problem)
        if not is_out_of_reach or isinstance(problem, errors.ProxySignInNeeded):
            self.sign_in_needed.emit(problem)

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
        if self.may_be_asked:
            return None
        if self.is_offline:
            self.missed.emit()
        return self._not_tried()

    async def ahead(self, call: Callable[..., T], *arguments: object) -> T:
        """Run a call for what may be wanted later; while the server is out of reach, none is made.

        Raises:
            Problem: whatever the call raises.
        """
        if not self.may_be_asked:
            raise self._not_tried()
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
        if self._connection is Connection.CONNECTING:
            raise self._not_tried()
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

    def _not_tried(self) -> errors.NotReachable:
        if self.is_offline:
            return errors.NotReachable(self._obstacle, "offline: not tried")
        return errors.NotReachable(CONNECTING, "not signed in yet: not tried")

    def _became(self, connection: Connection, problem: Problem | None = None) -> None:
        before = self._connection
        if connection is before:
            return
        self._connection = connection
        self._obstacle = problem.sentence if problem else ""
        self.connection_changed.emit(connection, self._obstacle)
        if connection is Connection.CONNECTED and before is not None:
            self.reconnected.emit()
