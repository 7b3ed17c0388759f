"""Joins the settings to the profiles of this workstation and to the doctor."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.profile import Profile
from klearstack_desktop.ui.file_dialog import ask_for_file, ask_where_to_save
from klearstack_desktop.ui.settings.places import NEW_SERVER, Page

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

    from klearstack_desktop.model.settings import Settings
    from klearstack_desktop.review.desk import SignInDetails
    from klearstack_desktop.review.diagnosis import Examinations
    from klearstack_desktop.review.profiles import Profiles
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.review.working import WorkingSettings
    from klearstack_desktop.ui.keys.binding import KeysBinding
    from klearstack_desktop.ui.main_window import MainWindow
    from klearstack_desktop.ui.settings.dialog import SettingsDialog

PROFILE_FILES = "Server profiles (*.toml)"


class SettingsBinding(QObject):
    """Opens the settings and does what is asked for in them.

    Attributes:
        keeps_pages: whether there is a keychain, without which no page is kept.

    Args:
        window: the main window.
        profiles: what is known of servers.
        examinations: the doctor.
        working: how this workstation works.
        keys: lets the page about keys change them.
        tasks: owns what is done in the background.
        signed_in: returns who is signed in, or None.
    """

    def __init__(
        self,
        *,
        window: MainWindow,
        profiles: Profiles,
        examinations: Examinations,
        working: WorkingSettings,
        keys: KeysBinding,
        tasks: TaskRegister,
        signed_in: Callable[[], SignInDetails | None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._profiles = profiles
        self._examinations = examinations
        self._working = working
        self._keys = keys
        self.keeps_pages = True
        self._tasks = tasks
        self._signed_in = signed_in
        self._dialog: SettingsDialog | None = None

    def open(self, profile: Profile | None = None, *, page: Page = Page.SERVER) -> None:
        """Show the settings of a profile, by default the one in use.

        Args:
            profile: what to show; it need not be saved yet.
            page: which page to turn to.
        """
        if self._dialog is None:
            self._dialog = self._made()
            self._dialog.set_known([known.name for known in self._profiles.known])
            self._show(profile or self._in_use())
        self._dialog.turn_to(page)
        self._dialog.open()

    def _made(self) -> SettingsDialog:
        # Loaded when they are first opened: the first screen does not need them.
        from klearstack_desktop.ui.settings.dialog import SettingsDialog

        # Over the sign-in sheet where that is open: a wrong path may be why nobody gets in.
        sheet = self._window.sign_in_sheet
        dialog = SettingsDialog(sheet if sheet.isVisible() else self._window)
        dialog.profile_chosen.connect(lambda name: self._show(self._profiles.named(name)))
        dialog.save_requested.connect(self._save)
        dialog.export_requested.connect(self._choose_export)
        dialog.import_requested.connect(self._choose_import)
        dialog.examine_requested.connect(self._examine)
        dialog.cancel_requested.connect(self._examinations.cancel)
        dialog.finished.connect(self._forget)
        dialog.working_page.set_keeps_pages(is_possible=self.keeps_pages)
        dialog.working_page.show_settings(self._working.current)
        dialog.working_page.changed.connect(self._change_working)
        self._working.not_kept.connect(self._on_not_kept)
        self._keys.join(dialog.keys_page)
        details = self._signed_in()
        by_administrator = details.profile.policy if details and details.profile else {}
        dialog.review_page.show_policy(self._working.current.policy, by_administrator)
        dialog.review_page.changed.connect(self._change_policy)
        self._examinations.progressed.connect(dialog.doctor_page.set_progress)
        self._examinations.finished.connect(dialog.doctor_page.show_diagnosis)
        self._examinations.failed.connect(self._on_not_examined)
        if self._signed_in() is not None:
            dialog.doctor_page.set_password_known("Password (left empty: as signed in)")
        return dialog

    def _change_working(self, settings: Settings) -> None:
        # The page knows nothing of what was set on the other one meanwhile.
        self._working.change(replace(settings, policy=self._working.current.policy))

    def _change_policy(self, values: Mapping[str, Any]) -> None:
        self._working.change(replace(self._working.current, policy=values))

    def _forget(self) -> None:
        if self._dialog is not None:
            self._working.not_kept.disconnect(self._on_not_kept)
            self._examinations.progressed.disconnect(self._dialog.doctor_page.set_progress)
            self._examinations.finished.disconnect(self._dialog.doctor_page.show_diagnosis)
            self._examinations.failed.disconnect(self._on_not_examined)
            # Not every window manager brings back the window below, and its focus with it.
            (self._dialog.parentWidget() or self._window).activateWindow()
            self._dialog.deleteLater()
            self._dialog = None

    def _in_use(self) -> Profile | None:
        details = self._signed_in()
        if details is None:
            return self._profiles.last_used
        known = (p for p in self._profiles.known if p.is_for(details.server, details.company))
        return next(known, None) or Profile(
            NEW_SERVER, details.server, details.company, details.user, details.trust
        )

    def _show(self, profile: Profile | None) -> None:
        if self._dialog is not None:
            shown = profile or Profile(NEW_SERVER)
            is_new = self._profiles.named(shown.name) is None
            self._dialog.show_profile(shown, is_new=is_new)

    def _save(self, profile: Profile, former_name: str) -> None:
        async def save() -> None:
            await self._profiles.save(profile, instead_of=former_name)
            self._show_known(profile)
            details = self._signed_in()
            is_in_use = details is not None and profile.is_for(details.server, details.company)
            self._say("Saved. It counts from the next sign-in on." if is_in_use else "Saved.")

        self._do(save())

    def _choose_export(self, profile: Profile) -> None:
        ask_where_to_save(
            self._dialog,
            "exportDialog",
            "Export the profile",
            PROFILE_FILES,
            f"{profile.name}.toml",
            lambda path: self.export(profile, path),
        )

    def export(self, profile: Profile, path: Path) -> None:
        """Write a profile for the next reviewer."""

        async def export() -> None:
            await self._profiles.export(profile, path)
            self._say(f"Exported without user and password: {path.name}")

        self._do(export())

    def _choose_import(self) -> None:
        ask_for_file(self._dialog, "importDialog", "Import a profile", PROFILE_FILES, self.take_in)

    def take_in(self, path: Path) -> None:
        """Add a profile that somebody exported, and show it."""

        async def take_in() -> None:
            profile = await self._profiles.take_in(path)
            self._show_known(profile)
            self._say(f"Imported as {profile.name}.")

        self._do(take_in())

    def _examine(self, profile: Profile, password: str) -> None:
        details = self._signed_in()
        is_same = (
            details is not None
            and profile.is_for(details.server, details.company)
            and details.user == profile.user
        )
        known = details.password if details is not None and is_same else ""
        self._examinations.start(profile, password or known)

    def _on_not_examined(self, problem: Problem) -> None:
        if self._dialog is not None:
            self._dialog.doctor_page.show_problem(problem.sentence)

    def _on_not_kept(self, sentence: str) -> None:
        self._say(sentence, is_problem=True)

    def _show_known(self, profile: Profile) -> None:
        if self._dialog is not None:
            self._dialog.set_known([known.name for known in self._profiles.known])
            self._dialog.show_profile(profile)

    def _say(self, sentence: str, *, is_problem: bool = False) -> None:
        if self._dialog is not None:
            self._dialog.say(sentence, is_problem=is_problem)

    def _do(self, work: Awaitable[None]) -> None:
        async def do() -> None:
            try:
                await work
            except Problem as problem:
                self._say(problem.sentence, is_problem=True)

        self._tasks.spawn(do(), "change the profiles")
