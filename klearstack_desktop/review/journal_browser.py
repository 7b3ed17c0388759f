"""The journal for a viewer: asked for by calls, answered by signals, the newest question wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.problems import Problem

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from klearstack_desktop.model.journal import JournalFilter
    from klearstack_desktop.review.journal_review import JournalReview
    from klearstack_desktop.review.tasks import TaskRegister


class JournalBrowser(QObject):
    """Reads the journal in the background.

    Signals:
        found: carries the numbers of the rows that were asked for, newest first.
        fetched: carries `RecordedEntry` by number.
        checked: carries a `JournalCheck`.
        exported: carries the file's path and the anchor at the end of it.
        failed: carries the `Problem` that kept one of them from being done.

    Args:
        review: the journal.
        tasks: owns what is done in the background.
    """

    found = Signal(object)
    fetched = Signal(object)
    checked = Signal(object)
    exported = Signal(object, object)
    failed = Signal(object)

    def __init__(self, review: JournalReview, tasks: TaskRegister) -> None:
        super().__init__()
        self._review = review
        self._tasks = tasks
        self._finding: asyncio.Task[object] | None = None

    def find(self, wanted: JournalFilter) -> None:
        """Find rows; a search that is under way is given up."""
        if self._finding is not None:
            self._finding.cancel()

        async def find() -> None:
            self.found.emit(await self._review.find(wanted))

        self._finding = self._do(find, "find in the journal")

    def fetch(self, numbers: Sequence[int]) -> None:
        """Read rows."""

        async def fetch() -> None:
            self.fetched.emit(await self._review.entries(numbers))

        self._do(fetch, "read the journal")

    def check(self, anchor_file: Path | None = None) -> None:
        """Check the whole journal, against the keychain's anchor and those in a file."""

        async def check() -> None:
            self.checked.emit(await self._review.check(anchor_file))

        self._do(check, "check the journal")

    def export(self, path: Path) -> None:
        """Write the whole journal into a file."""

        async def export() -> None:
            self.exported.emit(path, await self._review.export(path))

        self._do(export, "export the journal")

    async def close(self) -> None:
        """Close the connection to the journal."""
        await self._review.close()

    def _do(self, work: Callable[[], Awaitable[None]], name: str) -> asyncio.Task[object] | None:
        async def do() -> None:
            try:
                await work()
            except Problem as problem:
                self.failed.emit(problem)

        return self._tasks.spawn(do(), name)
