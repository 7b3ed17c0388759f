"""Joins putting aside to its key and its sheet, and says what came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from klearstack_desktop.ui.notice_bar import NoticeAction

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.hold.sheet import HoldSheet
    from klearstack_desktop.ui.presenter import Presenter


class HoldBinding(QObject):
    """Puts the open document aside and goes on to the next."""

    def __init__(
        self,
        *,
        desk: Desk,
        actions: Actions,
        presenter: Presenter,
        window: QWidget,
        open_after: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._presenter = presenter
        self._open_after = open_after
        self._window = window
        self._made: HoldSheet | None = None
        self._asked_of = ""
        actions["hold"].triggered.connect(self._ask)
        desk.holding.held.connect(self._on_held)
        desk.holding.came_back.connect(self._say_what_came_back)
        desk.holding.problem_met.connect(presenter.show_problem)

    @property
    def _sheet(self) -> HoldSheet:
        """The sheet; it is made when it is first wanted."""
        if self._made is None:
            # Loaded late: no start needs it.
            from klearstack_desktop.ui.hold.sheet import HoldSheet

            self._made = sheet = HoldSheet(self._window)
            # The key that was pressed last must not be the last that is heard.
            sheet.finished.connect(self._window.activateWindow)
            sheet.chosen.connect(self._hold)
            sheet.taken_off.connect(lambda: self._desk.holding.take_off(self._asked_of))
        return self._made

    def _ask(self) -> None:
        current = self._desk.session.editable
        if current is None:
            return
        self._asked_of = current.id
        hold = self._desk.queue.hold_of(current.id)
        reason = hold.reason if hold else ""
        self._sheet.open_for(self._desk.holding.today(), reason, is_on_hold=hold is not None)

    def _hold(self, day: date, reason: str) -> None:
        self._desk.holding.hold(self._asked_of, day, reason)

    def _on_held(self, document_id: str) -> None:
        hold = self._desk.queue.hold_of(document_id)
        if hold is not None:
            self._presenter.show_news(
                hold.sentence,
                NoticeAction("Undo", lambda: self._desk.holding.take_off(document_id)),
            )
        current = self._desk.session.current
        if current is not None and current.id == document_id:
            self._open_after(document_id)

    def _say_what_came_back(self, ids: tuple[str, ...]) -> None:
        documents = "1 document is" if len(ids) == 1 else f"{len(ids)} documents are"
        self._presenter.show_news(
            f"{documents} no longer on hold: the day has come.",
            NoticeAction("Open", lambda: self._desk.session.open(ids[0])),
        )
