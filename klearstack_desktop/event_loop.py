"""The event loop: asyncio on Qt. The only module that knows qasync."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any, TypeVar

# qasync takes the first Qt binding it finds; a foreign QT_API in the environment would break it.
os.environ["QT_API"] = "pyside6"

from qasync import QEventLoop

from klearstack_desktop.turn_taking import let_the_window_go_first

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from PySide6.QtWidgets import QApplication

T = TypeVar("T")


def run(
    app: QApplication,
    main: Coroutine[Any, Any, T],
    on_failure: Callable[[BaseException | None, str], None],
) -> T:
    """Run one coroutine on Qt's event loop and return its result; the program ends when it returns.

    Args:
        app: the application; it must not quit by itself when the last window closes.
        main: the program.
        on_failure: takes what no task's owner caught: the exception, or None, and a message.
    """
    app.setQuitOnLastWindowClosed(False)
    let_the_window_go_first()

    def handle(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        on_failure(context.get("exception"), str(context.get("message", "")))

    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        runner.get_loop().set_exception_handler(handle)
        return runner.run(main)
