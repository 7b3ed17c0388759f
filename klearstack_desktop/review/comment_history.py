"""The comments that were written at this desk, for whoever comments on the open document."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from klearstack_desktop.model.comments import comment_offers
from klearstack_desktop.model.problems import Problem

if TYPE_CHECKING:
    from klearstack_desktop.model.comments import CommentOffer, WrittenComment
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.review.ports import Clock
    from klearstack_desktop.review.session import ReviewSession
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.review.work_store import WorkStore

log = logging.getLogger(__name__)

LOOKED_THROUGH: Final = 200


class CommentHistory(QObject):
    """Reads them when a document opens, so that they are there when they are asked for."""

    def __init__(
        self, *, session: ReviewSession, work: WorkStore, tasks: TaskRegister, clock: Clock
    ) -> None:
        super().__init__()
        self._session = session
        self._work = work
        self._tasks = tasks
        self._clock = clock
        self._written: tuple[str, tuple[WrittenComment, ...]] = ("", ())
        session.opened.connect(self._read)

    def offers(self) -> tuple[CommentOffer, ...]:
        """Return what can go into the comment of the open document."""
        current = self._session.current
        if current is None:
            return ()
        document_id, written = self._written
        today = self._clock.now().astimezone().date()
        known = written if document_id == current.id else ()
        return comment_offers(known, current.comment_template, today)

    def look_again(self) -> None:
        """Read anew: a comment was written."""
        if (current := self._session.current) is not None:
            self._read(current)

    def _read(self, opened: OpenDocument) -> None:
        self._tasks.spawn(self._recall(opened.id), "recall comments")

    async def _recall(self, document_id: str) -> None:
        comments = self._work.history.comments
        try:
            written = await self._work.run(comments, document_id, LOOKED_THROUGH)
        except Problem as problem:
            log.warning("earlier comments cannot be read: %s", problem.details)
            return
        current = self._session.current
        if current is not None and current.id == document_id:
            self._written = document_id, written
