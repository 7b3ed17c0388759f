"""Joins the queue to its panel and to the keys that walk through it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klearstack_desktop.model.queue import QueueEntry
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.presenter import Presenter
    from klearstack_desktop.ui.queue.panel import QueuePanel


MOST_AHEAD: Final = 20
"""More documents are never made ready."""

PREPARE_AFTER_MS: Final = 80
"""So long after a document was opened the next one is examined: the window has shown this one."""

ROWS_A_TURN: Final = 100
"""So many rows of a queue that is known already are shown between two events."""


class QueueBinding(QObject):
    """Shows the queue and opens what is chosen; the first document opens by itself."""

    def __init__(
        self, desk: Desk, panel: QueuePanel, actions: Actions, presenter: Presenter
    ) -> None:
        super().__init__(panel)
        self._desk = desk
        self._panel = panel
        self._presenter = presenter
        self._has_opened_first = False
        self._chosen: str | None = None
        self._prepared_beside: str | None = None
        self._preparing = QTimer(self, singleShot=True, interval=PREPARE_AFTER_MS)
        self._preparing.timeout.connect(self._prepare)
        self._looking_ahead = QTimer(self, singleShot=True, interval=0)
        self._looking_ahead.timeout.connect(self._tell_what_comes_next)
        desk.prefetch.ready_changed.connect(self._on_ready_changed)
        self._feeding: Iterator[None] | None = None
        self._turns = QTimer(self, singleShot=True, interval=0)
        self._turns.timeout.connect(self._feed)
        desk.queue.arrived.connect(self._on_arrived)
        desk.queue.judged.connect(panel.take_entries)
        desk.queue.departed.connect(panel.drop_entries)
        desk.queue.replaced.connect(self._open_what_is_to_be_open)
        desk.queue.entry_changed.connect(self._on_entry_changed)
        desk.queue.judging.progressed.connect(self._on_judged)
        desk.refreshing.busy_changed.connect(self._on_busy_changed)
        desk.refreshing.problem_met.connect(presenter.show_problem)
        desk.session.opened.connect(self._on_opened)
        desk.session.closed.connect(self._on_closed)
        panel.setEnabled(True)
        panel.rows_changed.connect(self._tell_what_comes_next)
        panel.document_chosen.connect(desk.session.open)
        actions["next_document"].triggered.connect(self.open_next)
        actions["previous_document"].triggered.connect(self.open_previous)
        actions["refresh"].triggered.connect(desk.refresh)
        panel.searched.connect(desk.searching.ask)
        panel.earlier_chosen.connect(desk.searching.open_earlier)
        desk.searching.found.connect(panel.take_hits)
        panel.set_share(desk.sharing.share)
        panel.taken_over_changed.connect(desk.sharing.take_over)

    def show_queue(self, chosen: str | None = None) -> None:
        """Show what is known already and open a document of it, the first rows at once.

        Args:
            chosen: the document that the reviewer chose in the list before the desk was there.
        """
        self._chosen = chosen
        if text := self._panel.search_text:
            self._desk.searching.ask(text)
        self._feeding = self._all_entries()
        self._feed()

    def _all_entries(self) -> Iterator[None]:
        queue = self._desk.queue
        ids, is_first = queue.ids(), True
        for start in range(0, len(ids), ROWS_A_TURN):
            self._panel.take_entries(queue.entries(ids[start : start + ROWS_A_TURN]))
            if is_first:
                self._open_what_is_to_be_open()
                is_first = False
            yield

    def _feed(self) -> None:
        if self._feeding is not None and next(self._feeding, self) is not self:
            self._turns.start()

    def open_next(self) -> None:
        """Open the next open document in the order of the list; stay where there is none."""
        self._open(self._panel.next_open(self._current_id()))

    def open_previous(self) -> None:
        """Open the document before this one in the order of the list."""
        self._open(self._panel.previous(self._current_id()))

    def open_after_decision(self, decided_id: str) -> None:
        """Open what comes after a decided document, or say that nothing is left."""
        next_id = self._panel.next_open(decided_id)
        if next_id is None or next_id == decided_id:
            self._desk.session.close()
        else:
            self._desk.session.open(next_id)

    def _open(self, document_id: str | None) -> None:
        if document_id is not None:
            self._desk.session.open(document_id)

    def _current_id(self) -> str | None:
        current = self._desk.session.current
        return current.id if current else None

    def _on_arrived(self, entries: tuple[QueueEntry, ...]) -> None:
        self._panel.take_entries(entries)
        last = self._desk.last_open
        if self._has_opened_first or last is None or self._desk.queue.document(last) is not None:
            self._open_what_is_to_be_open()

    def _on_entry_changed(self, entry: QueueEntry) -> None:
        self._panel.take_entries((entry,))

    def _on_ready_changed(self, _count: int) -> None:
        self._preparing.start()

    def _on_judged(self, still_due: int) -> None:
        self._panel.set_unjudged(still_due)
        if still_due:
            self._desk.queue.judging.prefer(self._panel.ids_on_screen())

    def _open_what_is_to_be_open(self) -> None:
        if self._desk.session.current is None:
            self._open_first()
        else:
            self._panel.select(self._current_id())
            self._desk.session.refresh_state()

    def _open_first(self) -> None:
        if not self._has_opened_first:
            self._open_again()
        if self._desk.session.current is None:
            self._open(self._panel.next_open(None))
        self._has_opened_first = self._desk.session.current is not None

    def _open_again(self) -> None:
        """Open what the reviewer has chosen already, else what was open last, if it is there."""
        if self._chosen is not None and self._desk.queue.document(self._chosen) is not None:
            self._open(self._chosen)
            return
        last = self._desk.last_open
        if last and not self._desk.queue.state(last).is_decided:
            self._open(last)

    def _on_opened(self, opened: OpenDocument) -> None:
        self._panel.select(opened.id)
        # What comes next can wait until the window has shown what is open now.
        self._looking_ahead.start()

    def _tell_what_comes_next(self) -> None:
        current = self._current_id()
        around = self._panel.around(current, MOST_AHEAD)
        self._desk.prefetch.set_order(around, current)
        if current != self._prepared_beside:
            self._prepared_beside = current
            self._preparing.start()

    def _prepare(self) -> None:
        """Examine the documents that the next key is likely to open, while nothing else happens."""
        current = self._current_id()
        likely = (self._panel.previous(current), self._panel.next_open(current))
        ids = tuple(each for each in likely if each is not None)
        self._desk.session.prepare(ids)
        self._panel.foresee(ids)

    def _on_closed(self) -> None:
        # Where no document is open the next thing a reviewer does is to look for one.
        self._panel.focus_list()

    def _on_busy_changed(self, is_busy: bool) -> None:
        self._panel.set_loading(is_busy)
