"""Joins the journal's window to the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.ui.file_dialog import ask_for_file, ask_where_to_save

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from klearstack_desktop.model.journal import Anchor, RecordedEntry
    from klearstack_desktop.model.journal_check import JournalCheck
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.journal.dialog import JournalDialog
    from klearstack_desktop.ui.presenter import Presenter

EXPORT_FILES = "Sealed, can be verified (*.json);;For spreadsheets (*.csv)"
ANCHOR_FILES = "Exports and texts with an anchor (*.json *.csv *.txt);;All files (*)"


class JournalBinding(QObject):
    """Opens the journal's window and does what is asked for in it.

    Args:
        desk: the signed-in account.
        window: the main window.
        actions: the window's actions.
        presenter: tells what the reviewer must know of the journal without having asked.
    """

    def __init__(self, desk: Desk, window: QWidget, actions: Actions, presenter: Presenter) -> None:
        super().__init__(window)
        self._desk = desk
        self._journal = desk.journal
        self._window = window
        self._dialog: JournalDialog | None = None
        actions["journal"].triggered.connect(self.open)
        self._journal.found.connect(self._on_found)
        self._journal.fetched.connect(self._on_fetched)
        self._journal.checked.connect(self._on_checked)
        self._journal.exported.connect(self._on_exported)
        self._journal.failed.connect(self._on_failed)
        if desk.journal_warning:
            presenter.show_problem(Problem(desk.journal_warning, "the journal lost its anchor"))

    def open(self) -> None:
        """Show the journal, or bring it to the front."""
        if self._dialog is None:
            self._dialog = self._made()
        self._dialog.show()
        self._dialog.activateWindow()
        self._find()

    def export(self, path: Path) -> None:
        """Write the journal into a file."""
        if self._dialog is not None:
            self._dialog.show_busy("Exporting…")
        self._journal.export(path)

    def verify(self, anchor_file: Path | None = None) -> None:
        """Check the journal, against the anchors in a file if one is named."""
        if self._dialog is not None:
            self._dialog.show_busy("Verifying…")
        self._journal.check(anchor_file)

    def _made(self) -> JournalDialog:
        # Loaded when it is first shown: the first screen does not need it.
        from klearstack_desktop.ui.journal.dialog import JournalDialog

        dialog = JournalDialog(self._window)
        dialog.filter_changed.connect(self._journal.find)
        dialog.rows_wanted.connect(self._journal.fetch)
        dialog.refresh_requested.connect(self._find)
        dialog.this_document_requested.connect(self._take_open_document)
        dialog.verify_requested.connect(self.verify)
        dialog.anchor_requested.connect(self._choose_anchor)
        dialog.export_requested.connect(self._choose_export)
        return dialog

    def _find(self) -> None:
        if self._dialog is not None:
            self._journal.find(self._dialog.filter_bar.wanted)

    def _take_open_document(self) -> None:
        current = self._desk.session.current
        if self._dialog is not None and current is not None:
            self._dialog.filter_bar.document.setText(current.id)

    def _choose_export(self) -> None:
        ask_where_to_save(
            self._dialog,
            "exportJournalDialog",
            "Export the journal",
            EXPORT_FILES,
            "journal.json",
            self.export,
        )

    def _choose_anchor(self) -> None:
        ask_for_file(self._dialog, "anchorDialog", "Verify against", ANCHOR_FILES, self.verify)

    def _on_found(self, numbers: Sequence[int]) -> None:
        if self._dialog is not None:
            self._dialog.show_numbers(numbers)

    def _on_fetched(self, entries: Mapping[int, RecordedEntry]) -> None:
        if self._dialog is not None:
            self._dialog.show_entries(entries)

    def _on_checked(self, check: JournalCheck) -> None:
        if self._dialog is not None:
            self._dialog.show_check(check)

    def _on_exported(self, path: Path, anchor: Anchor) -> None:
        if self._dialog is not None:
            self._dialog.show_news(f"{anchor.rows:,} rows are in {path}.\nAnchor: {anchor.long}")

    def _on_failed(self, problem: Problem) -> None:
        if self._dialog is not None:
            self._dialog.show_problem(problem.sentence)
