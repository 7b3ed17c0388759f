"""Processes that can be killed: forks of one that has imported everything already.

with_a_desk = Forked(work, account, profile)    # work(connection, account, profile) runs there
message = with_a_desk.hear()
with_a_desk.kill()
"""

from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.context import ForkServerContext

_PATIENCE_SECONDS = 60.0
_PRELOADED = ["__main__", "tests.crash.clerk", "tests.faults.reviewer", "tests.served"]


def _forks() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context


class Forked:
    """A function in a process of its own; its first argument is the way back."""

    def __init__(self, work: Callable[..., None], *arguments: object) -> None:
        self._ear, far = multiprocessing.Pipe()
        self._process = _forks().Process(target=work, args=(far, *arguments), daemon=True)
        self._process.start()
        far.close()

    def hear(self, within: float = _PATIENCE_SECONDS) -> Any:  # noqa: ANN401 - any picklable thing
        """Return the next thing it tells, or None if it tells nothing in so many seconds.

        Raises:
            EOFError: it has ended, and all that it told was heard.
        """
        return self._ear.recv() if self._ear.poll(max(within, 0)) else None

    def tell(self, order: object) -> None:
        """Tell it something."""
        self._ear.send(order)

    @property
    def exit_code(self) -> int | None:
        """How it ended, or None while it runs."""
        return self._process.exitcode

    def hang_up(self) -> None:
        """Close the way between the two: who listens there hears the end."""
        self._ear.close()

    def kill(self) -> list[Any]:
        """End it as a power cut would, and return what it told that was not heard yet."""
        self._process.kill()
        self._process.join()
        rest: list[Any] = []
        try:
            while True:
                rest.append(self._ear.recv())
        except (EOFError, ConnectionResetError):
            return rest

    def wait(self, within: float = _PATIENCE_SECONDS) -> int | None:
        """Wait until it has ended by itself; return its exit code, or None if it still runs."""
        self._process.join(within)
        return self._process.exitcode
