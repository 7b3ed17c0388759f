"""What the reviewer sees of rows on their way and at their end: states, news, what came back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.outbox import ConflictKind, OutboxKind, OutboxState
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.review.day_tally import DayTally
from klearstack_desktop.review.outbox_entries import DEED_NOT_DONE, NotApplied, name_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from klearstack_desktop.model.outbox import GivenBack, OutboxRow
    from klearstack_desktop.review.departures import Departure
    from klearstack_desktop.review.outcome import SendOutcome
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.session import ReviewSession

STATE_OF_DECISION: Final = {
    OutboxKind.APPROVE: ReviewState.APPROVED,
    OutboxKind.REJECT: ReviewState.REJECTED,
}
_ON_THE_WAY: Final = {
    OutboxState.WAITING: ReviewState.WAITING,
    OutboxState.SENDING: ReviewState.SENDING,
    OutboxState.UNKNOWN: ReviewState.OUTCOME_UNKNOWN,
}
_CAME_BACK: Final = {ReviewState.NOT_SENT, ReviewState.CONFLICT}


class Aftermath(QObject):
    """Shows where the documents of the outbox stand, and tells what the reviewer must know.

    Signals:
        saved: corrections reached the service; carries the document's id.
        not_applied: carries a `NotApplied`.
        merged: a save went out over what others changed; carries the document's id and a tuple of
            `Taken`.
        clashed: others changed the same; carries the document's id and a tuple of `Clash`.
        changed_since: a document is not any more what was approved, and was not approved; carries
            the document's id and a tuple of `Difference`.
        alarmed: a document changed at the very moment of its approval; carries the document's id
            and a sentence.
        done_changed: carries `DoneToday`.
    """

    saved = Signal(str)
    not_applied = Signal(object)
    merged = Signal(str, object)
    clashed = Signal(str, object)
    changed_since = Signal(str, object)
    alarmed = Signal(str, str)
    done_changed = Signal(object)

    def __init__(self, session: ReviewSession, queue: DocumentQueue) -> None:
        super().__init__()
        self._session = session
        self._queue = queue
        self._came_back: dict[str, OutboxRow] = {}
        self._reasons: dict[str, str] = {}
        self.tally = DayTally()

    @property
    def came_back(self) -> tuple[OutboxRow, ...]:
        """The refused and conflicting rows that nobody has dealt with, oldest first."""
        return tuple(self._came_back.values())

    def reason(self, document_id: str) -> str:
        """Return the reason of a rejection that came back, as it was typed; else empty."""
        return self._reasons.get(document_id, "")

    def recall(
        self, on_the_way: Iterable[OutboxRow], came_back: Iterable[OutboxRow], done: int
    ) -> None:
        """Show what earlier runs left.

        Args:
            on_the_way: the rows that are not settled.
            came_back: the rows that nobody has dealt with.
            done: how many documents were decided earlier today.
        """
        for row in came_back:
            self._keep(row)
        for row in on_the_way:
            self.show(row)
        self.tally.begin(done)
        self.done_changed.emit(self.tally.done)

    def show(self, row: OutboxRow) -> None:
        """Show where the document of a row stands that is not settled; a save leaves it open."""
        if row.kind.is_decision:
            self._queue.set_state(row.document_id, _ON_THE_WAY[row.state], row.note)
            self._session.refresh_state()

    def left(self, document_id: str, kind: OutboxKind) -> None:
        """Show that a draft is on its way into the outbox."""
        if kind.is_decision:
            self._queue.set_state(document_id, ReviewState.WAITING)
        elif self._queue.state(document_id) in _CAME_BACK:
            self._queue.set_state(document_id, None)
        self._session.refresh_state()

    def dealt_with(self, document_id: str) -> None:
        """Note that somebody dealt with what came back of a document."""
        self._reasons.pop(document_id, None)
        for row in self.came_back:
            if row.document_id == document_id:
                del self._came_back[row.id]

    def withdrawn(self, rows: Iterable[OutboxRow]) -> None:
        """Show that rows were taken back before they were sent."""
        for row in rows:
            self._keep_reason(row)
            self.tally.came_back(row.document_id)
            self._queue.set_state(row.document_id, None)
        self._session.refresh_state()

    def not_queued(self, departure: Departure, why: Problem) -> None:
        """Tell that a draft did not get into the outbox; it is kept."""
        document_id, kind = departure.current.id, departure.kind
        self.tally.came_back(document_id)
        if kind is OutboxKind.REJECT:
            self._reasons[document_id] = departure.comment
        self._tell(document_id, kind, why, ReviewState.NOT_SENT)

    def end(self, outcome: SendOutcome, given: GivenBack | None) -> None:
        """Show what became of a row."""
        row = outcome.row
        if outcome.is_applied:
            self._applied(outcome)
        else:
            for back in given.rows if given else ():
                self._keep(back)
            problem = outcome.problem or Problem(outcome.note)
            self._tell(row.document_id, row.kind, problem, self._queue.state(row.document_id))
        if outcome.clashes:
            self.clashed.emit(row.document_id, outcome.clashes)
        if outcome.differences and not outcome.is_applied:
            self.changed_since.emit(row.document_id, outcome.differences)

    def _applied(self, outcome: SendOutcome) -> None:
        document_id, state = outcome.row.document_id, STATE_OF_DECISION.get(outcome.row.kind)
        if state is None:
            self.saved.emit(document_id)
            current = self._session.current
            if current is not None and current.id == document_id:
                self._session.read_details_again()
        else:
            self._reasons.pop(document_id, None)
            self._queue.set_state(document_id, state)
            self.tally.applied(document_id)
            self.done_changed.emit(self.tally.done)
            self._session.refresh_state()
        if outcome.taken:
            self.merged.emit(document_id, outcome.taken)
        if outcome.alarm:
            self.alarmed.emit(document_id, outcome.alarm)

    def _keep(self, row: OutboxRow) -> None:
        """Keep a row for a person to look at; one that was withdrawn with it needs nobody."""
        self._keep_reason(row)
        self.tally.came_back(row.document_id)
        if row.state is OutboxState.WITHDRAWN:
            return
        state = ReviewState.CONFLICT if row.state is OutboxState.CONFLICT else ReviewState.NOT_SENT
        if row.conflict is ConflictKind.DECIDED:
            state = ReviewState.DECIDED_ELSEWHERE
        else:
            self._came_back[row.id] = row
        self._queue.set_state(row.document_id, state, _sentence(row.kind, state, row.note))

    def _keep_reason(self, row: OutboxRow) -> None:
        if row.kind is OutboxKind.REJECT:
            self._reasons[row.document_id] = row.comment

    def _tell(self, document_id: str, kind: OutboxKind, why: Problem, state: ReviewState) -> None:
        sentence = _sentence(kind, state, why.sentence)
        self._queue.set_state(document_id, state, sentence)
        self._session.refresh_state()
        told = f"{name_in(self._queue, document_id)}: {sentence}"
        self.not_applied.emit(NotApplied(document_id, Problem(told, why.details)))


def _sentence(kind: OutboxKind, state: ReviewState, why: str) -> str:
    """Return why something came back; where the state does not say it, also what did."""
    return f"{DEED_NOT_DONE[kind]}: {why}" if state is ReviewState.NOT_SENT else why
