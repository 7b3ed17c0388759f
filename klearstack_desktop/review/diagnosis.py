"""Examining a server from the window, with a profile that need not be saved yet."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.api import Credentials
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.review.profile_checks import server_profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.model.diagnosis import Diagnosis
    from klearstack_desktop.model.document import PageImage
    from klearstack_desktop.model.profile import Profile
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.obstacles import ProxyLogins
    from klearstack_desktop.review.ports import KeySource
    from klearstack_desktop.review.tasks import TaskRegister


class Examinations(QObject):
    """Runs one examination at a time; it signs in by itself and changes nothing on the server.

    Signals:
        progressed: calls of the endpoint table that are done, and how many there are.
        finished: carries the `Diagnosis`.
        failed: carries the `Problem`: the profile or the password stands in the way.

    Args:
        version: of the program, for the report.
        lanes: where the calls are made.
        tasks: owns the examination under way.
        keys: where a password may be remembered.
        logins: who signs in to a proxy on the way.
    """

    progressed = Signal(int, int)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        *,
        version: Callable[[], str],
        lanes: Lanes,
        tasks: TaskRegister,
        keys: KeySource,
        logins: ProxyLogins,
    ) -> None:
        super().__init__()
        self._version = version
        self._lanes = lanes
        self._tasks = tasks
        self._keys = keys
        self._logins = logins
        self._running: asyncio.Task[None] | None = None

    def start(self, profile: Profile, password: str = "") -> None:
        """Examine a profile's server; an empty password is looked up in the keychain."""
        self.cancel()
        self._running = self._tasks.spawn(self._run(profile, password), "examine the server")

    def cancel(self) -> None:
        """Stop the examination under way; nothing more is said of it."""
        if self._running is not None:
            self._running.cancel()
            self._running = None

    async def _run(self, profile: Profile, password: str) -> None:
        try:
            self.finished.emit(await self._examined(profile, password))
        except Problem as problem:
            self.failed.emit(problem)

    async def _examined(self, profile: Profile, password: str) -> Diagnosis:
        known = password or await self._remembered(profile)
        if not (known and profile.user and profile.company):
            raise Problem("To examine the server, say the company, the user and the password.")
        reached = await self._lanes.run(
            Lane.NET_INTERACTIVE, self._logins.known_to, server_profile(profile)
        )
        from klearstack_desktop.api.doctor import Doctor  # loaded late: no start needs it
        from klearstack_desktop.api.images import pdf_page_count

        doctor = Doctor(
            reached,
            Credentials(profile.company, profile.user, known),
            version=self._version(),
            pages_of_pdf=lambda data: self._lanes.run_blocking(Lane.PDF, pdf_page_count, data),
            measure=self._measured,
        )
        loop = asyncio.get_running_loop()

        def progress(done: int, total: int) -> None:
            loop.call_soon_threadsafe(self.progressed.emit, done, total)

        try:
            return await self._lanes.run(Lane.NET_BACKGROUND, doctor.examine, progress)
        finally:
            doctor.close()

    async def _remembered(self, profile: Profile) -> str | None:
        # The window answers while the keychain asks a person.
        return await self._lanes.run(
            Lane.NET_INTERACTIVE,
            self._keys.password,
            profile.server,
            profile.company,
            profile.user,
        )

    def _measured(self, page: PageImage) -> tuple[int, int]:
        # pdfium is not thread-safe: whoever measures waits for the one thread that may call it.
        from klearstack_desktop.api.pagesize import page_size

        return self._lanes.run_blocking(Lane.PDF, page_size, page)
