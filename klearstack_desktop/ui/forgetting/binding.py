"""Joins the sheet that forgets an account to what does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.ui.file_dialog import ask_where_to_save

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.forgetting import Forgetting
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.ui.forgetting.sheet import ForgetSheet
    from klearstack_desktop.ui.main_window import MainWindow

_FILES = "Sealed journal (*.json);;Table for a spreadsheet (*.csv)"


class ForgettingBinding(QObject):
    """Opens the sheet, saves the journal, and lets the account be forgotten.

    Args:
        window: the main window.
        forgetting: does it.
        tasks: owns what is done in the background.
        take_desk: gives the open desk away, so that nobody else closes it; None where none is.
        desk: returns the open desk, or None.

    Signals:
        over: the account is gone, and the program should close.
    """

    over = Signal()

    def __init__(
        self,
        *,
        window: MainWindow,
        forgetting: Forgetting,
        tasks: TaskRegister,
        desk: Callable[[], Desk | None],
        take_desk: Callable[[], Desk | None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._forgetting = forgetting
        self._tasks = tasks
        self._desk = desk
        self._take_desk = take_desk
        self._sheet: ForgetSheet | None = None

    def open(self) -> None:
        """Ask."""
        desk = self._desk()
        if desk is None:
            return
        details = desk.details
        # Loaded late: no start needs it.
        from klearstack_desktop.ui.forgetting.sheet import ForgetSheet

        self._sheet = sheet = ForgetSheet(
            details.user,
            details.company,
            unsent=desk.submissions.unsent(),
            parent=self._window,
        )
        desk.journal.exported.connect(self._on_exported)
        desk.journal.failed.connect(self._on_not_exported)
        sheet.export_requested.connect(self._choose_file)
        sheet.forget_requested.connect(self._forget)
        sheet.leave_requested.connect(self.over)
        sheet.finished.connect(lambda: self._on_closed(desk))
        sheet.open()

    def _on_closed(self, desk: Desk) -> None:
        if self._sheet is not None:
            desk.journal.exported.disconnect(self._on_exported)
            desk.journal.failed.disconnect(self._on_not_exported)
            self._sheet.deleteLater()
            self._sheet = None

    def _choose_file(self) -> None:
        ask_where_to_save(
            self._sheet,
            "saveJournalDialog",
            "Save the journal",
            _FILES,
            "journal.json",
            self.export,
        )

    def export(self, path: Path) -> None:
        """Save the journal into a file; the sheet says what came of it."""
        desk = self._desk()
        if desk is not None:
            desk.journal.export(path)

    def _on_exported(self, path: Path, _anchor: object) -> None:
        if self._sheet is not None:
            self._sheet.show_exported(path.name)

    def _on_not_exported(self, problem: Problem) -> None:
        if self._sheet is not None:
            self._sheet.show_problem(problem.sentence)

    def _forget(self) -> None:
        sheet, desk = self._sheet, self._take_desk()
        if desk is None or sheet is None:
            return
        sheet.set_busy()

        async def forget() -> None:
            try:
                sentence = (await self._forgetting.forget(desk)).sentence
            except Problem as problem:
                sentence = problem.sentence
            # What has just been forgotten must not stand on the screen behind the sheet.
            self._window.clear_desk()
            sheet.show_over(sentence)

        self._tasks.spawn(forget(), "forget this workstation")
