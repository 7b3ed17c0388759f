"""The queue: which documents there are and where each of them stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.queue import Mark, QueueEntry, ReviewState
from klearstack_desktop.model.queue_rows import entry_for
from klearstack_desktop.model.shelf import DocumentShelf
from klearstack_desktop.review.filling import Filling
from klearstack_desktop.review.judging import Judging
from klearstack_desktop.review.lacking import Lacking
from klearstack_desktop.review.server_order import ServerOrder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from klearstack_desktop.model.document import Document, FieldKey
    from klearstack_desktop.model.hold import Hold
    from klearstack_desktop.model.queue import Judgement
    from klearstack_desktop.review.standards import Standards

REJECTED_HERE = "Rejected from this workstation, or the server said so."

DECIDED_ELSEWHERE = "Somebody else decided this document."

_LACKING = {
    Mark.SUMMARY_ONLY: ReviewState.SUMMARY_ONLY,
    Mark.PAGE_MISSING: ReviewState.PAGE_MISSING,
}

_SETTLED = {ReviewState.NOT_SENT, ReviewState.CONFLICT, ReviewState.DECIDED_ELSEWHERE}


class DocumentQueue(QObject):
    """Knows every document of the list and its state; the window shows the entries it makes.

    What is judged of a document costs more than all the rest of its entry. So an entry shows at
    once what was read, and what was found in the document as soon as `judging` has come to it.

    Attributes:
        judging: what was found in each document.
        lacking: what could not be had of documents.

    Args:
        standards: by what documents are judged.

    Signals:
        arrived: some documents came or changed; carries a tuple of `QueueEntry`.
        judged: of some documents something else was found than before; carries the same.
        departed: documents left the list; carries the frozen set of their ids.
        replaced: a list was read to its end, or all is judged by something else from now on.
        entry_changed: one document changed; carries its `QueueEntry`.
    """

    arrived = Signal(object)
    judged = Signal(object)
    departed = Signal(object)
    replaced = Signal()
    entry_changed = Signal(object)

    def __init__(self, standards: Standards) -> None:
        super().__init__()
        self._documents = DocumentShelf()
        self._order = ServerOrder()
        self._drafts: dict[str, Draft] = {}
        self._queued: dict[str, Draft] = {}
        self._corrected: dict[str, frozenset[FieldKey]] = {}
        self._states: dict[str, tuple[ReviewState, str]] = {}
        self._holds: dict[str, Hold] = {}
        self._earlier: dict[str, Document] = {}
        self._filling: Filling | None = None
        self.judging = Judging(standards, self._to_judge)
        self.judging.judged.connect(self._tell_judged)
        self.lacking = Lacking()
        self.lacking.changed.connect(self._tell_changed)
        standards.changed.connect(self._judge_anew)
        standards.known_changed.connect(self._compare_anew)

    def __len__(self) -> int:
        return len(self._documents)

    @property
    def is_filling(self) -> bool:
        """Whether the end of a fresh list is still to come, as far as anybody knows."""
        return self._filling is not None

    def filling(self) -> Filling:
        """Begin to take a fresh list that arrives piece by piece; older fillings end here."""
        self._filling = Filling(self)
        return self._filling

    def fill(self, documents: Iterable[Document]) -> None:
        """Take a fresh list from the server or from the workstation's memory, all at once."""
        filling = self.filling()
        filling.take(documents)
        filling.finish()

    def take_some(self, filling: Filling, documents: Sequence[Document]) -> None:
        """Take some documents of a fresh list; used by its filling."""
        if filling is not self._filling:
            return
        fresh = {document.id: document for document in documents}
        ids = [document_id for document_id in fresh if document_id not in filling.came]
        changed = self._order.follow(ids, filling.last)
        other = {each.id: each for each in fresh.values() if self._documents.put(each)}
        for document in other.values():
            self._settle(document)
        self.judging.want(other)
        changed |= other.keys()
        filling.came.update(ids)
        filling.last = ids[-1] if ids else filling.last
        if changed:
            known = self.judging.known
            self.arrived.emit(
                tuple(
                    self._entry(each, known(each), fresh.get(each))
                    for each in sorted(changed, key=self._order.place_of)
                )
            )

    def take_end(self, filling: Filling) -> None:
        """Take the end of a fresh list; used by its filling."""
        if filling is not self._filling:
            return
        self._filling = None
        gone = [
            document_id
            for document_id in self._documents.keys() - filling.came
            if self.state(document_id) is not ReviewState.BEING_READ
        ]
        for document_id in gone:
            self._drop(document_id)
        if gone:
            self.departed.emit(frozenset(gone))
        self.judging.look_at_the_day(self._order)
        self.replaced.emit()

    def _drop(self, document_id: str) -> None:
        self._documents.remove(document_id)
        self._order.remove(document_id)
        self.judging.forget(document_id)
        self.lacking.forget(document_id)

    def _settle(self, document: Document) -> None:
        """Forget what did not succeed here of a document that is decided by now."""
        state, _note = self._states.get(document.id, (None, ""))
        if state in _SETTLED and (document.is_approved or document.is_rejected):
            del self._states[document.id]

    def take_drafts(self, drafts: Mapping[str, Draft]) -> None:
        """Take the drafts that the workstation remembers."""
        self._drafts = dict(drafts)

    def add(self, document: Document) -> None:
        """Add a document that was uploaded here, or replace what is known of it."""
        if document.id not in self._documents:
            self._order.append(document.id)
        self._documents.put(document)
        if self._filling is not None:
            # The list that arrives was made before.
            self._filling.came.add(document.id)
        self._changed(document.id)

    def remove(self, document_id: str) -> None:
        """Take a document out of the list."""
        self._states.pop(document_id, None)
        if document_id in self._documents:
            self._drop(document_id)
            self.departed.emit(frozenset((document_id,)))

    def update(self, document: Document) -> None:
        """Take what was read of a document that is in the list."""
        if document.id in self._earlier:
            self._earlier[document.id] = document
        known = self._documents.get(document.id)
        if known is not None:
            read = replace(
                document,
                is_approved=document.is_approved or known.is_approved,
                # What the list does not tell must not move a row when its document is opened.
                uploaded_at=known.uploaded_at,
                overall_confidence=document.overall_confidence or known.overall_confidence,
                file_name=document.file_name or known.file_name,
            )
            if self._documents.put(read):
                self._changed(document.id)

    def set_draft(self, document_id: str, draft: Draft) -> None:
        """Take the draft of a document as it is now."""
        before = self._drafts.get(document_id, Draft())
        if before == draft:
            return
        self._drafts[document_id] = draft
        self._changed(document_id)

    def set_queued(self, document_id: str, queued: Draft) -> None:
        """Take the corrections of a document that are on their way to the service."""
        if queued.has_corrections:
            self._queued[document_id] = queued
        else:
            self._queued.pop(document_id, None)
        self._changed(document_id)

    def take_arrived(self, document_id: str, arrived: Draft) -> None:
        """Note that the service has some corrections by now, before it says so itself."""
        known = self._documents.get(document_id)
        if known is not None:
            self._documents.put(arrived.laid_over(known))
            self.judging.want((document_id,), first=True)
        corrected = self._corrected.get(document_id, frozenset())
        self._corrected[document_id] = corrected | arrived.fields.keys()

    def take_corrected(self, corrected: Mapping[str, frozenset[FieldKey]]) -> None:
        """Take which fields of which documents were corrected in earlier runs."""
        self._corrected = dict(corrected)

    def corrected(self, document_id: str) -> frozenset[FieldKey]:
        """Return the fields whose corrections are with the service or on their way to it."""
        arrived = self._corrected.get(document_id, frozenset())
        return arrived | self.queued(document_id).fields.keys()

    def queued(self, document_id: str) -> Draft:
        """Return the corrections of a document that are on their way to the service."""
        return self._queued.get(document_id, Draft())

    def set_state(self, document_id: str, state: ReviewState | None, note: str = "") -> None:
        """Note where a document stands; None leaves it to what the server and the draft say."""
        if state is None:
            self._states.pop(document_id, None)
        else:
            self._states[document_id] = (state, note)
        self._changed(document_id)

    def take_holds(self, holds: Iterable[Hold]) -> None:
        """Take the documents that the workstation remembers to be on hold."""
        self._holds = {hold.document_id: hold for hold in holds}

    def set_hold(self, document_id: str, hold: Hold | None) -> None:
        """Put a document aside, or back among the others."""
        if hold is None:
            self._holds.pop(document_id, None)
        else:
            self._holds[document_id] = hold
        self._changed(document_id)

    def hold_of(self, document_id: str) -> Hold | None:
        """Return until when a document is put aside, or None."""
        return self._holds.get(document_id)

    def recall_earlier(self, document: Document) -> None:
        """Let a document be opened that was in the list once; it does not come back into it."""
        if document.id not in self._documents:
            self._earlier.setdefault(document.id, document)

    def document(self, document_id: str) -> Document | None:
        """Return what is known of a document, with what is queued for sending; or None."""
        known = self._documents.get(document_id) or self._earlier.get(document_id)
        return None if known is None else self.with_queued(known)

    def documents(self) -> tuple[Document, ...]:
        """Return all documents in the server's order, with what is queued for sending."""
        return tuple(found for each in self._order if (found := self.document(each)))

    def with_queued(self, document: Document) -> Document:
        """Return a document as the service says it is, with what is queued for sending laid over.

        Until that has arrived, an older answer must not hide what the reviewer made of it.
        """
        queued = self._queued.get(document.id)
        return document if queued is None else queued.laid_over(document)

    def draft(self, document_id: str) -> Draft:
        """Return the remembered draft of a document; an empty one where there is none."""
        return self._drafts.get(document_id, Draft())

    def state(self, document_id: str) -> ReviewState:
        """Return where a document stands."""
        return self._state(document_id)[0]

    def decided_here(self) -> dict[str, ReviewState]:
        """Return what this workstation approved or rejected, by document id."""
        decided = {ReviewState.APPROVED, ReviewState.REJECTED}
        return {key: state for key, (state, _note) in self._states.items() if state in decided}

    def ids(self) -> tuple[str, ...]:
        """Return the documents of the list in the server's order."""
        return tuple(self._order)

    def entries(self, ids: Iterable[str] | None = None) -> tuple[QueueEntry, ...]:
        """Return rows of the list in the server's order, as far as they are judged by now.

        Args:
            ids: which; None means all.
        """
        return self._entries(self._order if ids is None else ids)

    def entry(self, document_id: str) -> QueueEntry:
        """Return the row of one document, judged.

        Raises:
            KeyError: no such document is known.
        """
        return self._entry(document_id, self.judging.at_once(document_id))

    def _entries(self, ids: Iterable[str]) -> tuple[QueueEntry, ...]:
        known = self.judging.known
        return tuple(self._entry(each, known(each)) for each in ids if each in self._documents)

    def _entry(
        self, document_id: str, judgement: Judgement | None, read: Document | None = None
    ) -> QueueEntry:
        known = read or self._documents.get(document_id)
        state, note = self._state(document_id, known)
        place = 0 if known is None else self._order.place_of(document_id)
        document = self.with_queued(known or self._earlier[document_id])
        draft = self._drafts.get(document_id)
        lack = self.lacking.of(document_id)
        return entry_for(
            document,
            state,
            draft,
            note,
            judgement=judgement,
            lack=lack[0] if lack else None,
            place=place,
        )

    def _changed(self, document_id: str) -> None:
        if document_id in self._documents:
            self.judging.want((document_id,), first=True)
            self._tell_changed(document_id)

    def _tell_changed(self, document_id: str) -> None:
        if document_id in self._documents:
            self.entry_changed.emit(self._entry(document_id, self.judging.known(document_id)))

    def _to_judge(self, document_id: str) -> tuple[Document, Draft]:
        known = self._documents.get(document_id) or self._earlier[document_id]
        return self.with_queued(known), self.draft(document_id)

    def _tell_judged(self, ids: Sequence[str]) -> None:
        self.judged.emit(self._entries(ids))

    def _judge_anew(self) -> None:
        self.judging.want(self._order)
        self.replaced.emit()

    def _compare_anew(self, changed: frozenset[str]) -> None:
        """Judge what something else is said of; a draft may change that, too."""
        concerned: Iterator[str] = (
            each for each in (*changed, *self._drafts) if each in self._documents
        )
        self.judging.want(concerned)

    def _state(self, document_id: str, document: Document | None = None) -> tuple[ReviewState, str]:
        noted = self._states.get(document_id)
        if noted is not None:
            return noted
        document = document or self._documents.get(document_id)
        if document is None:
            is_earlier = document_id in self._earlier
            return (ReviewState.NOT_LISTED if is_earlier else ReviewState.OPEN), ""
        if document.is_approved:
            return ReviewState.APPROVED, ""
        if document.is_rejected:
            return ReviewState.REJECTED, REJECTED_HERE
        if (hold := self._holds.get(document_id)) is not None:
            return ReviewState.ON_HOLD, hold.sentence
        draft = self._drafts.get(document_id)
        if draft is not None and (draft.has_corrections or draft.comment):
            return ReviewState.DRAFT, ""
        if (lack := self.lacking.of(document_id)) is not None:
            return _LACKING[lack[0]], lack[1]
        if not any(field.value for field in document.fields):
            return ReviewState.NO_READING, "The service read no values from this document."
        return ReviewState.OPEN, ""
