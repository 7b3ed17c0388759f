"""The composition root: builds every part once, runs the event loop, shuts down in order."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING

from klearstack_desktop import event_loop
from klearstack_desktop.arrival import Arrival
from klearstack_desktop.clock import SystemClock
from klearstack_desktop.closing import Closing
from klearstack_desktop.demo_server import DemoAccess, DemoServer, demo_profile
from klearstack_desktop.first_screen import FirstScreen
from klearstack_desktop.guard import Guard
from klearstack_desktop.gui_garbage import GuiGarbage
from klearstack_desktop.keychain import Keychain
from klearstack_desktop.late_pages import LatePageDecoder, inspect_upload
from klearstack_desktop.late_tables import load_formats, load_tables
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.profile import Profile
from klearstack_desktop.review.chosen_keys import ChosenKeys
from klearstack_desktop.review.desk import Desk, Equipment, SignInDetails
from klearstack_desktop.review.diagnosis import Examinations
from klearstack_desktop.review.entrance import Entrance
from klearstack_desktop.review.forgetting import Forgetting
from klearstack_desktop.review.lanes import Lane, Lanes
from klearstack_desktop.review.profiles import Profiles
from klearstack_desktop.review.tasks import TaskRegister
from klearstack_desktop.review.working import WorkingSettings
from klearstack_desktop.store.profiles import ProfileFolder
from klearstack_desktop.summons import Summons
from klearstack_desktop.termination import Termination
from klearstack_desktop.ui.desk_joint import DeskJoint
from klearstack_desktop.ui.forgetting.binding import ForgettingBinding
from klearstack_desktop.ui.furnishing import furnish
from klearstack_desktop.ui.keys.binding import KeysBinding
from klearstack_desktop.ui.region import Region
from klearstack_desktop.ui.settings.places import Page
from klearstack_desktop.ui.settings_binding import SettingsBinding
from klearstack_desktop.ui.trust.asking import SheetReviewer
from klearstack_desktop.version import version

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication, QWidget

    from klearstack_desktop.model.settings import Settings
    from klearstack_desktop.options import Options
    from klearstack_desktop.stall_watch import Stall
    from klearstack_desktop.ui.main_window import MainWindow
    from klearstack_desktop.unexpected import Unexpected

log = logging.getLogger(__name__)


def work(app: QApplication, program: Program) -> int:
    """Run the program on Qt's event loop; return its exit code."""
    return event_loop.run(app, program.main(), program.unexpected.report)


class Program:
    """One run of the program, from the first window to the last write.

    Args:
        options: what the command line asks for.
        folder: the folder for every file.
        unexpected: takes what nobody caught.
        first: what is on the screen already; None where nothing is.

    Attributes:
        unexpected: as it was given.
        working: how this workstation works.
        keys: the keys that were chosen.
        shown: the window is there, and all that is joined to it.
        arrival: the way from the sheet to a desk; there once `shown` is set.
        guard: what hides the desk and holds back what waits; there once `shown` is set.
        forgetting: what forgets the account on request; there once `shown` is set.
    """

    def __init__(
        self,
        options: Options,
        folder: Path,
        unexpected: Unexpected,
        first: FirstScreen | None = None,
    ) -> None:
        self._options = options
        self._folder = folder
        self._lanes = Lanes()
        self._tasks = TaskRegister(unexpected.report)
        self._keys = Keychain()
        self._equipment = Equipment(
            lanes=self._lanes,
            tasks=self._tasks,
            decoder=LatePageDecoder(),
            clock=SystemClock(),
            inspect_upload=inspect_upload,
            keys=self._keys,
        )
        self.unexpected = unexpected
        self._first_given = first
        self._profiles = Profiles(ProfileFolder(folder / "profiles"), self._lanes)
        self.working = WorkingSettings(folder, self._lanes, self._tasks)
        self.keys = ChosenKeys(folder, self._lanes, self._tasks)
        reviewer = SheetReviewer(self._topmost)
        self._entrance = Entrance(folder, self._equipment, self._keys, reviewer)
        self._demo: DemoServer | None = None
        self.shown = asyncio.Event()
        self._rows_painted = asyncio.Event()
        self._desk: Desk | None = None
        self._joint: DeskJoint | None = None
        self._exit_code = 0

    @property
    def window(self) -> MainWindow:
        """The window; there once `shown` is set."""
        return self._window

    @property
    def desk(self) -> Desk | None:
        """The signed-in account, or None."""
        return self._desk

    async def main(self) -> int:
        """Show the window, work until it is closed, end in order; return the exit code."""
        ended = asyncio.Event()
        garbage = GuiGarbage()
        watch = _WatchedStalls() if self._options.watches_stalls else None
        termination = Termination()
        termination.requested.connect(ended.set)
        details = await self._find_details()
        if isinstance(details, SignInDetails):
            self._entrance.begin_opening(details)
        self._first = self._first_given or FirstScreen(self._options, self._folder)
        self._window = window = self._first.window
        if self._first.rows.is_painted:
            formats = self._lanes.run(Lane.DECODE, load_formats)
            self._tasks.spawn(formats, "load what the first document needs")
        for _part in furnish(window, self._equipment.clock.monotonic):
            # The list is on the screen already, and answers.
            await asyncio.sleep(0)
        self._first.rows.over.connect(self._begin_what_can_wait)
        self._summons = Summons(window)
        self.guard = Guard(self._equipment.clock, window)
        self.guard.session.logging_off.connect(ended.set)
        self.guard.session.released.connect(self._look_for_the_server)
        self.working.changed.connect(self._apply)
        self._region = Region(self.working, self._lanes, self._tasks)
        self._region.known.connect(window.field_panel.outfitter.set_locale)
        self._region.known.connect(window.line_items.set_locale)
        self.arrival = Arrival(
            sheet=window.sign_in_sheet,
            entrance=self._entrance,
            profiles=self._profiles,
            keys=self._keys,
            lanes=self._lanes,
            tasks=self._tasks,
            desk=lambda: self._desk,
            prepare=self._prepare,
            rows_painted=self._rows_painted.wait,
        )
        self.arrival.turned_away.connect(self._first.drop_rows)
        self.arrival.arrived.connect(self._take_seat)
        self.arrival.renewed.connect(self.guard.lock.arm)
        self._closing = Closing(window, self._tasks, lambda: self._desk)
        self._closing.agreed.connect(ended.set)
        window.close_requested.connect(lambda: self._on_close_requested(ended))
        window.lock_sheet.leave_requested.connect(ended.set)
        self.unexpected.happened.connect(window.presenter.show_unexpected)
        self._join_settings(window)
        self._join_forgetting(window, ended)
        window.sign_in_sheet.demo_requested.connect(self._on_demo_requested)
        window.sign_in_sheet.rejected.connect(self._on_sheet_closed)
        window.sign_in_sheet.accepted.connect(window.activateWindow)
        window.show()
        garbage.spare_what_is_there()
        self._first.wishes.give_to_window()
        self.shown.set()
        try:
            self._apply(self.working.current)
            if not self._first.wishes.wants_to_leave:
                await self._begin(ended, details)
                await ended.wait()
        finally:
            self.guard.close()
            await self._end(window)
            if watch is not None:
                watch.stop()
            termination.restore()
            garbage.close()
        return self._exit_code

    def _begin_what_can_wait(self) -> None:
        """Begin with what the first screen does not need and would have had to share time with."""
        self._rows_painted.set()
        self._region.follow(self.working.current)
        self._tasks.spawn(self._lanes.run(Lane.DECODE, load_tables), "load what fields need")

    def _topmost(self) -> QWidget:
        sheet = self._window.sign_in_sheet
        return sheet if sheet.isVisible() else self._window

    def _on_close_requested(self, ended: asyncio.Event) -> None:
        # Who cannot open the desk is asked nothing about what waits in it, and sends none of it.
        if self.guard.lock.is_locked:
            ended.set()
        else:
            self._closing.begin()

    def _join_settings(self, window: MainWindow) -> None:
        sheet = window.sign_in_sheet
        examinations = Examinations(
            version=version,
            lanes=self._lanes,
            tasks=self._tasks,
            keys=self._keys,
            logins=self._entrance.logins,
        )
        self._settings = SettingsBinding(
            window=window,
            profiles=self._profiles,
            examinations=examinations,
            working=self.working,
            keys=KeysBinding(window, self.keys, self._tasks),
            tasks=self._tasks,
            signed_in=lambda: self._desk.details if self._desk else None,
        )
        self._show_profiles()
        self._profiles.changed.connect(self._show_profiles)
        sheet.settings_requested.connect(lambda: self._settings.open(sheet.shown_profile))
        for name, page in (("settings", Page.WORKING), ("doctor", Page.DOCTOR)):
            window.action_table[name].triggered.connect(
                lambda _is_checked, page=page: self._settings.open(page=page)
            )

    def _show_profiles(self) -> None:
        self._window.sign_in_sheet.set_profiles(self._profiles.known)

    def _join_forgetting(self, window: MainWindow, ended: asyncio.Event) -> None:
        self.forgetting = ForgettingBinding(
            window=window,
            forgetting=Forgetting(self._keys, self._profiles, self._lanes),
            tasks=self._tasks,
            desk=lambda: self._desk,
            take_desk=self._give_up_desk,
        )
        self.forgetting.over.connect(ended.set)
        window.action_table["forget"].triggered.connect(self.forgetting.open)

    def _give_up_desk(self) -> Desk | None:
        """Return the desk to whoever closes it from now on."""
        self.guard.leave()
        self._summons.ignore()
        desk, self._desk = self._desk, None
        return desk

    async def _find_details(self) -> Profile | SignInDetails | Problem:
        """Read what this workstation knows; return who signs in where, as far as it is said.

        Returns:
            The details where a person need not be asked; else the profile to fill the sheet with,
            or why there is none.
        """
        await asyncio.gather(self.working.load(), self.keys.load(), self._profiles.load())
        options = self._options
        try:
            profile = await self._first_profile()
        except Problem as problem:
            return problem
        where = profile.server, profile.company, profile.user
        is_chosen = bool(options.profile or (options.server and options.company and options.user))
        if options.is_demo or not (is_chosen and all(where)):
            return profile
        return SignInDetails(*where, options.password or "", profile.trust, profile=profile)

    async def _begin(self, ended: asyncio.Event, found: Profile | SignInDetails | Problem) -> None:
        sheet = self._window.sign_in_sheet
        if isinstance(found, SignInDetails):
            if found.profile is not None:
                sheet.show_profile(found.profile)
            self.arrival.begin_if_known(found)
            self._tasks.spawn(self._look_for_keychain(), "look for a keychain")
            return
        await self._look_for_keychain()
        if isinstance(found, Profile):
            sheet.show_profile(found)
        sheet.open()
        if isinstance(found, Problem):
            sheet.show_problem(found.sentence)
        elif self._options.is_demo:
            self.arrival.begin(self._demonstrate(ended), "demonstrate")

    async def _look_for_keychain(self) -> None:
        # Finding out loads all that speaks to keychains, and some answer when they please.
        if not await self._lanes.run(Lane.NET_INTERACTIVE, self._keys.is_available):
            self._window.sign_in_sheet.set_no_keychain()
            self._settings.keeps_pages = False

    async def _first_profile(self) -> Profile:
        """Return what the command line names, or what was used last, with what is stated besides.

        Raises:
            Problem: there is no such profile.
        """
        options = self._options
        if options.profile is not None:
            profile = await self._profiles.open(options.profile)
        else:
            profile = self._profiles.like(options.server, options.company)
        return profile.overruled(options.server, options.company, options.user, options.trust)

    def _on_demo_requested(self) -> None:
        self.arrival.begin(self._start_demo(), "start the demo")

    def _look_for_the_server(self) -> None:
        # After a sleep or a locked screen the network may be another one.
        if self._desk is not None:
            self._desk.reconnecting.hint()

    def _on_sheet_closed(self) -> None:
        # Without an account there is nothing to do here.
        if self._desk is None:
            self._window.close()

    async def _demonstrate(self, ended: asyncio.Event) -> None:
        if self._options.tour is None:
            await self._start_demo()
            return
        from klearstack_desktop.tour import Tour

        tour = Tour(self._window, self._options.tour)
        try:
            await tour.sign_in(await self._served())
            if self._desk is not None:
                await tour.walk(self._desk)
        except Problem as problem:
            self._exit_code = 1
            print(problem.sentence, file=sys.stderr)  # noqa: T201 - the tour has a terminal
        finally:
            tour.write_report()
            ended.set()

    async def _served(self) -> DemoAccess:
        self._demo = self._demo or DemoServer(self._folder / "demo")
        return await self._demo.start()

    async def _start_demo(self) -> None:
        sheet = self._window.sign_in_sheet
        sheet.set_busy("Preparing the sample invoices…")
        try:
            access = await self._served()
        except Problem as problem:
            sheet.show_problem(problem.sentence)
            return
        await self.arrival.sign_in(
            SignInDetails(
                *(access.url, access.company, access.username, access.password),
                is_demo=True,
                profile=demo_profile(access),
            )
        )

    def _take_seat(self, desk: Desk) -> None:
        """Show a desk that has started; the reviewer works at it from now on."""
        details = desk.details
        self._desk = desk
        wishes, chosen = self._first.wishes, self._first.wishes.chosen
        joint = DeskJoint(self._window, desk, self.working.current, self._equipment.clock.monotonic)
        self._joint = joint
        focus = wishes.focus_to_keep()
        wishes.end()
        joint.show_queue(chosen)
        if focus is not None:
            focus.setFocus()
        wishes.give_to_desk()
        self._first.follow(desk.queue)
        if trouble := self.working.rules.trouble:
            self._window.presenter.show_news(trouble)
        self._first.rows.expect_soon()
        self._summons.heed(desk.summons)
        # Nobody knows the password of the sample invoices, and anybody may see them.
        self.guard.watch_over(None if details.is_demo else details.password, desk.dispatcher)

    def _prepare(self, desk: Desk) -> None:
        desk.work_by(self.working.current)
        desk.standards.judge_by_rules(self.working.rules)

    def _apply(self, settings: Settings) -> None:
        self.guard.lock.set_minutes(settings.lock_after_minutes)
        self._window.field_strip.setVisible(settings.shows_field_strip)
        if self._joint is not None:
            self._joint.work_by(settings)
        if self._desk is not None:
            self._desk.work_by(settings)

    async def _end(self, window: MainWindow) -> None:
        window.begin_closing()
        if self._desk is not None and (trouble := await self._desk.close()):
            log.error("edits were not written: %s", trouble)
            self._exit_code = 1
        await self._entrance.abandon()
        await self.working.written()
        await self.keys.written()
        await self._tasks.close()
        self._lanes.close()
        if self._demo is not None:
            self._demo.stop()
        window.finish_closing()


class _WatchedStalls:
    """Writes into the log who keeps the window from answering: places in the program, no values."""

    def __init__(self) -> None:
        from klearstack_desktop.stall_watch import StallTally, StallWatch

        self._tally = StallTally()
        self._watch = StallWatch()
        self._watch.stalled.connect(self._tell)
        self._watch.start()

    def _tell(self, stall: Stall) -> None:
        self._tally.add(stall)
        log.warning("no answer for %.0f ms: %s", 1000 * stall.seconds, stall.culprit)

    def stop(self) -> None:
        """Watch no more, and sum up."""
        self._watch.stop()
        for line in self._tally.report().splitlines():
            log.warning("stalls: %s", line)
