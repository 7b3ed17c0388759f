"""The real program on a real local server, as the benchmarks that work in the window need it."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QApplication

from benchmarks.invoices import SCAN_DPI, fill
from klearstack_desktop.model.settings import LIMITS, Settings
from klearstack_desktop.store import settings_file
from klearstack_desktop.ui import theme
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import Driver, run_program, sign_in_options
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from typing import Any

WINDOW: Final = (1600, 1000)
"""Size of the window in logical pixels."""

_LIMIT_SECONDS: Final = 3600.0


def application() -> QApplication:
    """Return the application of this process, dressed as the program dresses it."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([])
        theme.dress(app, theme.LIGHT)
    return app


@contextmanager
def served(documents: int, dpi: int = SCAN_DPI, *, kinds: int = 6) -> Iterator[ServerProcess]:
    """Give a server with so many invoices on pages of one size (see ``invoices.fill``)."""
    with tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True) as name:
        fill(Path(name) / "data", documents, dpi, kinds=kinds)
        with ServerProcess(Path(name), documents=documents) as server:
            yield server


def work(
    server: ServerProcess,
    scenario: Callable[[Driver], Awaitable[Any]],
    *,
    settings: Settings | None = None,
    size: tuple[int, int] = WINDOW,
) -> None:
    """Run a scenario in the program, signed in on a server, with nothing remembered.

    Args:
        server: where the documents are.
        scenario: what is done in the window.
        settings: the settings of the workstation; nothing is sent late by default.
        size: of the window in logical pixels.
    """

    async def in_a_window_of_that_size(driver: Driver) -> None:
        await driver.signed_in()
        driver.window.resize(*size)
        await scenario(driver)

    with tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True) as name:
        profile = Path(name)
        # Keys that are sent to widgets are no sign of a person to the lock, which looks at the
        # native window: it would hide the desk in the middle of a long run.
        most = LIMITS["lock_after_minutes"][1]
        settings_file.save(
            profile, replace(settings or Settings(), undo_seconds=0, lock_after_minutes=most)
        )
        run_program(
            application(),
            sign_in_options(server),
            profile,
            in_a_window_of_that_size,
            _LIMIT_SECONDS,
        )


async def made_ready(driver: Driver, documents: int) -> None:
    """Wait until so many of the next documents open without waiting, and no page gets sharper."""
    prefetch, sharpening = driver.desk.prefetch, driver.desk.sharpening
    await until(
        prefetch.ready_changed,
        lambda: prefetch.count >= documents,
        f"{documents} documents to be ready",
    )
    await until(sharpening.rested, lambda: sharpening.is_at_rest, "pages to be sharp")
