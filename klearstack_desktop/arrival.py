"""From the sign-in sheet to a desk: joins what is typed there to the way in."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.review.desk import SignInDetails
from klearstack_desktop.review.lanes import Lane

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.entrance import Entrance
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.ports import KeySource
    from klearstack_desktop.review.profiles import Profiles
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.ui.signin.request import SignInRequest
    from klearstack_desktop.ui.signin.sheet import SignInSheet

log = logging.getLogger(__name__)

# A keychain answers sooner than a sheet could be read; one that asks a person first does not.
SHEET_AFTER_SECONDS: Final = 0.5


class Arrival(QObject):
    """Signs in, works without the server, and signs in again over the open work.

    One of them at a time; "Cancel" on the sheet stops it. Where the password is known to be the one
    of the last sign-in here the desk is there at once, and the server is signed in to behind it.

    Args:
        sheet: the sign-in sheet.
        entrance: the way in.
        profiles: remembers where somebody signed in.
        keys: remembers the password of who asks for it.
        lanes: where the keychain is asked.
        tasks: owns what is under way.
        desk: returns the open desk, or None.
        prepare: gets a desk before it starts.
        rows_painted: waits until the list shows what is on this workstation.

    Signals:
        turned_away: nobody is let in yet; whoever is must sign in, or the server must be asked.
        arrived: carries a `Desk` that has started; the sheet closes afterwards.
        renewed: carries the password that the server accepted for the open desk.
    """

    turned_away = Signal()
    arrived = Signal(object)
    renewed = Signal(str)

    def __init__(
        self,
        *,
        sheet: SignInSheet,
        entrance: Entrance,
        profiles: Profiles,
        keys: KeySource,
        lanes: Lanes,
        tasks: TaskRegister,
        desk: Callable[[], Desk | None],
        prepare: Callable[[Desk], None],
        rows_painted: Callable[[], Awaitable[object]],
    ) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._entrance = entrance
        self._profiles = profiles
        self._keys = keys
        self._lanes = lanes
        self._tasks = tasks
        self._desk = desk
        self._prepare = prepare
        self._rows_painted = rows_painted
        self._under_way: asyncio.Task[object] | None = None
        self._sheet_is_due: asyncio.TimerHandle | None = None
        self._unreached: tuple[SignInDetails, Problem] | None = None
        sheet.sign_in_requested.connect(self._on_sign_in_requested)
        sheet.offline_requested.connect(self._on_offline_requested)
        sheet.cancel_requested.connect(self._on_cancel_requested)

    def begin(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Start what "Cancel" stops."""
        self._under_way = self._tasks.spawn(work, name)

    def begin_if_known(self, details: SignInDetails) -> None:
        """Start to sign in if the password is given or in the keychain; else the sheet asks.

        The sheet stays away as long as nothing is to be said on it.
        """
        self._sheet.set_busy("Signing in…")
        loop = asyncio.get_running_loop()
        self._sheet_is_due = loop.call_later(SHEET_AFTER_SECONDS, self._show_sheet)
        self.begin(self._sign_in_if_known(details), "sign in")

    async def sign_in(self, details: SignInDetails, *, remember: bool = False) -> None:
        """Sign in, and say on the sheet what stands in the way.

        Args:
            details: who, where and with which password.
            remember: keep the password in the keychain if it is right.
        """
        self._sheet.set_busy("Signing in…")
        try:
            desk = await self._entrance.open_at_once(details)
            if desk is None:
                self._turn_away()
                self._show_sheet()
                desk = await self._entrance.sign_in(details)
            await self._start(desk)
        except Problem as problem:
            log.warning("sign-in failed: %s", problem.details)
            self._turn_away()
            self._show_sheet()
            self._sheet.show_problem(problem.sentence)
            if self._entrance.offers_offline(details, problem):
                self._unreached = (details, problem)
                self._sheet.offer_offline()
            return
        self._arrive(desk)
        if desk.is_signed_in_at_start:
            await self._accepted(desk.details, remember=remember)
        else:
            self._tasks.spawn(self._connect(desk, remember=remember), "sign in behind the work")

    async def _connect(self, desk: Desk, *, remember: bool) -> None:
        # What speaks HTTP takes a tenth of a second to load.
        await self._rows_painted()
        details = await self._entrance.sign_in_behind(desk)
        # Whoever had the account forgotten meanwhile wants it remembered by nobody.
        if details is not None and self._desk() is desk:
            await self._accepted(details, remember=remember)

    async def _accepted(self, details: SignInDetails, *, remember: bool) -> None:
        """Remember a sign-in that the server accepted."""
        if details.is_demo:
            return
        await self._profiles.use(details)
        if remember:
            who = details.server, details.company, details.user
            # A keychain may ask a person first, and the desk is open meanwhile.
            await self._lanes.run(Lane.NET_INTERACTIVE, self._keys.remember, *who, details.password)

    async def _sign_in_if_known(self, details: SignInDetails) -> None:
        if details.password or await self._is_remembered(details):
            await self.sign_in(details)
        else:
            self._turn_away()
            self._sheet.set_busy(None)
            self._show_sheet()

    async def _is_remembered(self, details: SignInDetails) -> bool:
        who = details.server, details.company, details.user
        # The window answers while the keychain asks a person.
        return bool(await self._lanes.run(Lane.NET_INTERACTIVE, self._keys.password, *who))

    async def _work_offline(self, details: SignInDetails, why: Problem) -> None:
        self._sheet.set_busy("Opening what is on this workstation…")
        try:
            desk = await self._entrance.work_offline(details, why)
            await self._start(desk)
        except Problem as problem:
            self._sheet.show_problem(problem.sentence)
            self._sheet.offer_offline()
            return
        self._arrive(desk)
        await self._profiles.use(desk.details)

    async def _sign_in_again(self, desk: Desk, password: str) -> None:
        self._sheet.set_busy("Signing in…")
        try:
            details = await self._entrance.sign_in_again(desk, password)
        except Problem as problem:
            self._sheet.show_problem(problem.sentence)
            return
        self.renewed.emit(password)
        self._close_sheet()
        desk.refresh()
        if not details.is_demo:
            await self._profiles.use(details)

    async def _start(self, desk: Desk) -> None:
        self._prepare(desk)
        try:
            await desk.start()
        except BaseException:
            await desk.close()
            raise

    def _arrive(self, desk: Desk) -> None:
        self.arrived.emit(desk)
        self._close_sheet()

    def _turn_away(self) -> None:
        """Say that somebody must sign in before anything may be seen, unless somebody has."""
        if self._desk() is None:
            self.turned_away.emit()

    def _show_sheet(self) -> None:
        self._expect_no_sheet()
        if not self._sheet.isVisible():
            self._sheet.open()

    def _expect_no_sheet(self) -> None:
        if self._sheet_is_due is not None:
            self._sheet_is_due.cancel()
            self._sheet_is_due = None

    def _close_sheet(self) -> None:
        self._expect_no_sheet()
        self._sheet.set_busy(None)
        self._sheet.accept()

    def _on_cancel_requested(self) -> None:
        self._expect_no_sheet()
        if self._under_way is not None:
            self._under_way.cancel()
        self._turn_away()
        self._sheet.set_busy(None)

    def _on_sign_in_requested(self, request: SignInRequest) -> None:
        desk = self._desk()
        if desk is not None:
            self.begin(self._sign_in_again(desk, request.password), "sign in again")
            return
        details = SignInDetails(
            request.server,
            request.company,
            request.user,
            request.password,
            request.trust,
            profile=request.profile,
        )
        self.begin(self.sign_in(details, remember=request.remember), "sign in")

    def _on_offline_requested(self, password: str) -> None:
        if self._unreached is not None:
            details, why = self._unreached
            typed = replace(details, password=password or details.password)
            self.begin(self._work_offline(typed, why), "work offline")
