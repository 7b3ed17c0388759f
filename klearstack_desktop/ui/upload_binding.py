"""Joins uploads to the notice bar: progress, and the way to the document that came of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.ui.notice_bar import NoticeAction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.review.uploads import UploadProgress
    from klearstack_desktop.ui.presenter import Presenter


class UploadBinding(QObject):
    """Starts uploads and says how they fare."""

    def __init__(self, desk: Desk, presenter: Presenter) -> None:
        super().__init__(presenter)
        self._desk = desk
        self._presenter = presenter
        self._ready: dict[str, str] = {}
        desk.uploads.progressed.connect(self._on_progressed)
        desk.session.opened.connect(self._on_opened)

    def upload(self, paths: Sequence[Path]) -> None:
        """Upload files, each on its own."""
        for path in paths:
            self._desk.uploads.upload(path)

    def _on_progressed(self, progress: UploadProgress) -> None:
        if progress.is_problem:
            self._presenter.end_progress(progress.file_name)
            self._presenter.show_problem(Problem(progress.text))
        elif progress.document_id is not None:
            self._ready[progress.document_id] = progress.file_name
            review = NoticeAction("Review it", partial(self._review, progress))
            self._presenter.show_progress(progress.file_name, progress.text, review)
        else:
            self._presenter.show_progress(progress.file_name, progress.text)

    def _on_opened(self, opened: OpenDocument) -> None:
        if (file_name := self._ready.pop(opened.id, None)) is not None:
            self._presenter.end_progress(file_name)

    def _review(self, progress: UploadProgress) -> None:
        if progress.document_id is not None:
            self._desk.session.open(progress.document_id)
