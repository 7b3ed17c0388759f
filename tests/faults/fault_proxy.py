"""The faulty proxy, seen from a test.

with FaultProxy(server.url) as proxy:
    client = KlearStackClient(ServerProfile(proxy.url), ...)
    proxy.arm("update_document", Fault.CUT_BEFORE)
    ...
    assert proxy.passed_on("update_document") == 1
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tests.faults.faults import Fault

if TYPE_CHECKING:
    from types import TracebackType

_CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class SeenCall:
    """One call that came to the proxy.

    Attributes:
        name: its name in the endpoint table.
        document: the document that it names; may be empty.
        fault: what was done to it, or None.
    """

    name: str
    document: str
    fault: Fault | None

    @property
    def was_heard(self) -> bool:
        """Whether the service got it."""
        return self.fault is None or self.fault.is_heard


class FaultProxy:
    """The process; it is ready when construction returns.

    Attributes:
        url: what a client is given instead of the server's address.
    """

    def __init__(self, server_url: str) -> None:
        port = server_url.rsplit(":", 1)[1]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.proxy", "--target", port],
            cwd=_CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.url = f"http://127.0.0.1:{self._read()}"

    def arm(
        self,
        call: str,
        fault: Fault,
        *,
        document: str = "",
        times: int = 1,
        seconds: float = 0.4,
        retry_after: int = 1,
    ) -> None:
        """Let the next calls of a name go wrong; it takes the place of what was armed before.

        Args:
            call: name in the endpoint table.
            fault: what is done to it.
            document: only calls about this document; empty for any.
            times: how many calls it strikes.
            seconds: how long a slow answer takes in all.
            retry_after: what a 429 asks for, in seconds.
        """
        self._tell(
            "arm",
            call=call,
            document=document,
            fault=fault,
            times=times,
            seconds=seconds,
            retry_after=retry_after,
        )

    def wait(self) -> None:
        """Wait until what was armed has struck as often as it was armed to."""
        self._tell("wait")

    def disarm(self) -> None:
        """Let every call through again."""
        self._tell("disarm")

    def log(self) -> list[SeenCall]:
        """Return every call that came, oldest first."""
        calls = self._tell("log")
        assert isinstance(calls, list)
        return [SeenCall(name, document, fault and Fault(fault)) for name, document, fault in calls]

    def passed_on(self, call: str, document: str | None = None) -> int:
        """Count the calls of a name, and about a document where one is given, that were heard."""
        return sum(
            seen.was_heard and seen.name == call and document in {None, seen.document}
            for seen in self.log()
        )

    def _tell(self, do: str, **more: object) -> object:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> object:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the proxy ended with {self._process.wait(10)}")
        return json.loads(line)

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=20)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
