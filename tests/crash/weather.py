"""A bad way to a bad server: calls go wrong, tokens end, the server is killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.fault_proxy import FaultProxy
from tests.faults.faults import Fault, Kind

if TYPE_CHECKING:
    import random

    from tests.server_process import ServerProcess

# The window waits a minute for an answer: the fault matrix has the time-outs.
_FAULTS = [fault for fault in Fault if fault not in {Fault.TIMEOUT, Fault.TIMEOUT_UNHEARD}]
_MOST_STRIKES = 3


class Weather:
    """Troubles between the program and its server, by chance.

    Attributes:
        url: what the program is given instead of the server's address.
    """

    def __init__(self, server: ServerProcess, chance: random.Random) -> None:
        self._server = server
        self._chance = chance
        self._proxy = FaultProxy(server.url)
        self.url = self._proxy.url

    def turn(self) -> str:
        """Let something happen, or nothing; return what, in a word or two."""
        what: str = self._chance.choices(
            ["nothing", "faults", "ended tokens", "killed servers"], [5, 10, 1, 1]
        )[0]
        match what:
            case "faults":
                call = self._chance.choice(list(Kind)).endpoint
                times = self._chance.randint(1, _MOST_STRIKES)
                self._proxy.arm(call, self._chance.choice(_FAULTS), times=times)
            case "ended tokens":
                self._server.expire_tokens()
            case "killed servers":
                self._server.kill()
                self._server.start_again()
        return what

    def calm_down(self) -> None:
        """Let every call through again."""
        self._proxy.disarm()

    def close(self) -> None:
        """End the proxy."""
        self._proxy.close()
