"""The one place that turns a problem into what the reviewer sees."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from klearstack_desktop.ui.chips import Tone
from klearstack_desktop.ui.notice_bar import Notice, NoticeAction

if TYPE_CHECKING:
    from klearstack_desktop.model.problems import Problem
    from klearstack_desktop.ui.notice_bar import NoticeBar

log = logging.getLogger(__name__)


class Presenter(QObject):
    """Shows problems and news in the notice bar, never in a box that must be clicked away."""

    def __init__(self, notice_bar: NoticeBar) -> None:
        super().__init__(notice_bar)
        self._notice_bar = notice_bar
        self._progress: dict[str, str] = {}

    def show_problem(self, problem: Problem, *actions: NoticeAction) -> None:
        """Say what happened and offer the ways on; the details go into the log."""
        log.warning("told the reviewer: %s", problem.details or type(problem).__name__)
        self._notice_bar.show_notice(
            Notice(problem.sentence, Tone.BAD, problem.details, tuple(actions))
        )

    def show_alarm(self, sentence: str, *actions: NoticeAction) -> None:
        """Say something that somebody must look into."""
        self._notice_bar.show_notice(Notice(sentence, Tone.BAD, "", tuple(actions)))

    def show_unexpected(self, sentence: str, details: str) -> None:
        """Say that something went wrong that nobody foresaw; it is in the log already."""
        self._notice_bar.show_notice(Notice(sentence, Tone.BAD, details))

    def show_news(self, sentence: str, *actions: NoticeAction) -> None:
        """Say something that is no problem."""
        self._notice_bar.show_notice(Notice(sentence, Tone.NEUTRAL, "", tuple(actions)))

    def show_progress(self, what: str, sentence: str, *actions: NoticeAction) -> None:
        """Say how far something is; what was said of it before is taken back."""
        self.end_progress(what)
        self._progress[what] = sentence
        self.show_news(sentence, *actions)

    def end_progress(self, what: str) -> None:
        """Take back what was said of something that is over."""
        if (before := self._progress.pop(what, None)) is not None:
            self._notice_bar.withdraw(before)
