"""Judges the documents of the queue a few at a time, those on screen first."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.queue_rows import judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.queue import Judgement
    from klearstack_desktop.review.standards import Standards

TURN_SECONDS: Final = 0.003
"""No further document is begun in a turn after that time."""

PAUSE_SECONDS: Final = 0.006
"""Between two turns the window does what it is asked for."""

_TOLD_AT_ONCE: Final = 64
"""So many are told together; those on screen do not wait for others."""


class Judging(QObject):
    """Knows what was found in each document, and works off those that changed.

    What was found before stays until the document is judged anew.

    Args:
        standards: by what documents are judged.
        to_judge: returns a document, with what is queued for sending, and its draft.

    Signals:
        judged: carries a tuple of the ids of documents of which something else is said now.
        progressed: how many documents are still to be judged.
    """

    judged = Signal(object)
    progressed = Signal(int)

    def __init__(
        self, standards: Standards, to_judge: Callable[[str], tuple[Document, Draft]]
    ) -> None:
        super().__init__()
        self._standards = standards
        self._to_judge = to_judge
        self._known: dict[str, Judgement] = {}
        self._first: dict[str, None] = {}
        self._due: dict[str, None] = {}
        self._told: list[str] = []
        self._day: date | None = None
        self._has_work = asyncio.Event()

    @property
    def due(self) -> int:
        """How many documents are still to be judged."""
        return len(self._due.keys() | self._first.keys()) if self._first else len(self._due)

    def known(self, document_id: str) -> Judgement | None:
        """Return what was found in a document; None where it was not judged yet."""
        return self._known.get(document_id)

    def want(self, ids: Iterable[str], *, first: bool = False) -> None:
        """Let documents be judged anew, before all others where they are on screen."""
        (self._first if first else self._due).update(dict.fromkeys(ids))
        if self._first or self._due:
            self._has_work.set()
            self.progressed.emit(self.due)

    def prefer(self, ids: Iterable[str]) -> None:
        """Let documents that are on screen now be judged before others, if they are due."""
        self._first.update(dict.fromkeys(each for each in ids if each in self._due))

    def look_at_the_day(self, ids: Iterable[str]) -> None:
        """Let all be judged anew if another day has begun."""
        today = self._standards.known.today
        if self._day not in {None, today}:
            self.want(ids)
        self._day = today

    def forget(self, document_id: str) -> None:
        """Let go of what was found in a document that has left the list."""
        for held in (self._known, self._first, self._due):
            held.pop(document_id, None)

    def at_once(self, document_id: str) -> Judgement:
        """Return what is found in a document as it is now."""
        known = self._known.get(document_id)
        if known is None or document_id in self._first or document_id in self._due:
            known, _is_news = self._judge(document_id)
        return known

    async def keep_judging(self) -> None:
        """Judge whatever is due, in short turns, until cancelled."""
        while True:
            await self._has_work.wait()
            # The window shows first what has happened.
            await asyncio.sleep(PAUSE_SECONDS)
            if not self.take_turn():
                self._has_work.clear()

    def take_turn(self, seconds: float = TURN_SECONDS) -> bool:
        """Judge some documents, at least one if any is due; say whether more are."""
        end = time.perf_counter() + seconds
        while due := self._first or self._due:
            document_id = next(iter(due))
            if self._judge(document_id)[1]:
                self._told.append(document_id)
            if time.perf_counter() >= end:
                break
        is_more = bool(self._first or self._due)
        if self._told and (not is_more or self._first or len(self._told) >= _TOLD_AT_ONCE):
            told, self._told = tuple(self._told), []
            self.judged.emit(told)
        self.progressed.emit(self.due)
        return is_more

    def _judge(self, document_id: str) -> tuple[Judgement, bool]:
        """Return what is found in a document, and whether something else was said before."""
        is_due = document_id in self._first or document_id in self._due
        self._first.pop(document_id, None)
        self._due.pop(document_id, None)
        document, draft = self._to_judge(document_id)
        standards = self._standards
        found = judge(document, draft, standards.policy, standards.known)
        is_news = self._known.get(document_id) != found
        if is_due or document_id in self._known:
            self._known[document_id] = found
        return found, is_news
