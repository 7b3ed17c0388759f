"""Programs that can be killed: forks of a process that has imported everything already."""

from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING

from tests.crash import clerk

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext
    from pathlib import Path

    from klearstack_desktop.app import Options
    from tests.crash.messages import End, Message, Work

_PATIENCE_SECONDS = 60.0


def _forks() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([clerk.__name__])
    return context


class Program:
    """The program in a process of its own."""

    def __init__(self, options: Options, profile: Path) -> None:
        self._ear, far = multiprocessing.Pipe()
        self._process = _forks().Process(target=clerk.work, args=(far, options, profile))
        self._process.start()
        far.close()

    def hear(self, within: float = _PATIENCE_SECONDS) -> Message | None:
        """Return the next thing it tells, or None if it tells nothing in so many seconds.

        Raises:
            EOFError: it has ended, and all that it told was heard.
        """
        if not self._ear.poll(max(within, 0)):
            return None
        message: Message = self._ear.recv()
        return message

    def tell(self, order: Work | End) -> None:
        """Tell a settled program what to do."""
        self._ear.send(order)

    def kill(self) -> list[Message]:
        """End it as a power cut would, and return what it told that was not heard yet."""
        self._process.kill()
        self._process.join()
        rest: list[Message] = []
        try:
            while True:
                rest.append(self._ear.recv())
        except (EOFError, ConnectionResetError):
            return rest

    def wait(self) -> int | None:
        """Wait until it has ended by itself and return its exit code."""
        self._process.join(_PATIENCE_SECONDS)
        return self._process.exitcode
