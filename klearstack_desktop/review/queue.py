"""The queue: which documents there are and where each of them stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.queue import QueueEntry, ReviewState, entry_for
from klearstack_desktop.review.filling import Filling

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from klearstack_desktop.model.document import Document, FieldKey
    from klearstack_desktop.model.hold import Hold
    from klearstack_desktop.review.standards import Standards

REJECTED_HERE = "Rejected from this workstation, or the server said so."
_MANY = 50
"""If more rows than that change at once, the list is shown anew."""

DECIDED_ELSEWHERE = "Somebody else decided this document."


class DocumentQueue(QObject):
    """Knows every document of the list and its state; the window shows the entries it makes.

    Args:
        standards: by what documents are judged.

    Signals:
        arrived: some documents came or changed while a list arrives; carries a tuple of
            `QueueEntry`.
        replaced: the whole list is new; carries a tuple of `QueueEntry`.
        entry_changed: one document changed; carries its `QueueEntry`.
    """

    arrived = Signal(object)
    replaced = Signal(object)
    entry_changed = Signal(object)

    def __init__(self, standards: Standards) -> None:
        super().__init__()
        self._standards = standards
        self._documents: dict[str, Document] = {}
        self._drafts: dict[str, Draft] = {}
        self._queued: dict[str, Draft] = {}
        self._corrected: dict[str, frozenset[FieldKey]] = {}
        self._states: dict[str, tuple[ReviewState, str]] = {}
        self._holds: dict[str, Hold] = {}
        self._earlier: dict[str, Document] = {}
        self._made: dict[str, tuple[tuple[object, ...], QueueEntry]] = {}
        self._filling: Filling | None = None
        standards.changed.connect(lambda: self.replaced.emit(self.entries()))
        standards.known_changed.connect(self._compare_anew)

    def filling(self) -> Filling:
        """Begin to take a fresh list that arrives piece by piece; older fillings end here."""
        self._filling = Filling(self)
        return self._filling

    def fill(self, documents: Iterable[Document]) -> None:
        """Take a fresh list from the server or from the workstation's memory."""
        filling = self.filling()
        filling.take(documents)
        filling.finish()

    def take_some(self, filling: Filling, documents: Iterable[Document]) -> None:
        """Take some documents of a fresh list; used by its filling."""
        if filling is not self._filling:
            return
        changed: dict[str, None] = {}
        for document in documents:
            if self._documents.get(document.id) != document:
                self._documents[document.id] = document
                self._settle(document)
                changed[document.id] = None
        if changed:
            self.arrived.emit(tuple(self.entry(document_id) for document_id in changed))

    def take_end(self, filling: Filling) -> None:
        """Take the end of a fresh list; used by its filling."""
        if filling is not self._filling:
            return
        self._filling = None
        for document_id in self._documents.keys() - filling.came.keys():
            if self.state(document_id) is ReviewState.BEING_READ:
                filling.spare(document_id)
        wanted = [document_id for document_id in filling.came if document_id in self._documents]
        if wanted != list(self._documents):
            self._documents = {each: self._documents[each] for each in wanted}
            self._made = {key: made for key, made in self._made.items() if key in self._documents}
        self.replaced.emit(self.entries())

    def _settle(self, document: Document) -> None:
        """Forget what did not succeed here of a document that is decided by now."""
        settled = {ReviewState.NOT_SENT, ReviewState.CONFLICT, ReviewState.DECIDED_ELSEWHERE}
        if document.is_approved or document.is_rejected:
            state, _note = self._states.get(document.id, (None, ""))
            if state in settled:
                del self._states[document.id]

    def take_drafts(self, drafts: Mapping[str, Draft]) -> None:
        """Take the drafts that the workstation remembers."""
        self._drafts = dict(drafts)

    def add(self, document: Document) -> None:
        """Add a document that was uploaded here, or replace what is known of it."""
        is_new = document.id not in self._documents
        self._documents[document.id] = document
        if self._filling is not None:
            # The list that arrives was made before.
            self._filling.spare(document.id)
        if is_new:
            self.replaced.emit(self.entries())
        else:
            self.entry_changed.emit(self.entry(document.id))

    def remove(self, document_id: str) -> None:
        """Take a document out of the list."""
        self._states.pop(document_id, None)
        if self._documents.pop(document_id, None) is not None:
            self.replaced.emit(self.entries())

    def update(self, document: Document) -> None:
        """Take what was read of a document that is in the list."""
        if document.id in self._earlier:
            self._earlier[document.id] = document
        if document.id in self._documents:
            known = self._documents[document.id]
            self._documents[document.id] = replace(
                document,
                is_approved=document.is_approved or known.is_approved,
                uploaded_at=document.uploaded_at or known.uploaded_at,
                overall_confidence=document.overall_confidence or known.overall_confidence,
                file_name=document.file_name or known.file_name,
            )
            self.entry_changed.emit(self.entry(document.id))

    def set_draft(self, document_id: str, draft: Draft) -> None:
        """Take the draft of a document as it is now."""
        before = self._drafts.get(document_id, Draft())
        if before == draft:
            return
        self._drafts[document_id] = draft
        if document_id in self._documents:
            self.entry_changed.emit(self.entry(document_id))

    def set_queued(self, document_id: str, queued: Draft) -> None:
        """Take the corrections of a document that are on their way to the service."""
        if queued.has_corrections:
            self._queued[document_id] = queued
        else:
            self._queued.pop(document_id, None)
        if document_id in self._documents:
            self.entry_changed.emit(self.entry(document_id))

    def take_arrived(self, document_id: str, arrived: Draft) -> None:
        """Note that the service has some corrections by now, before it says so itself."""
        known = self._documents.get(document_id)
        if known is not None:
            self._documents[document_id] = arrived.laid_over(known)
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
        if document_id in self._documents:
            self.entry_changed.emit(self.entry(document_id))

    def take_holds(self, holds: Iterable[Hold]) -> None:
        """Take the documents that the workstation remembers to be on hold."""
        self._holds = {hold.document_id: hold for hold in holds}

    def set_hold(self, document_id: str, hold: Hold | None) -> None:
        """Put a document aside, or back among the others."""
        if hold is None:
            self._holds.pop(document_id, None)
        else:
            self._holds[document_id] = hold
        if document_id in self._documents:
            self.entry_changed.emit(self.entry(document_id))

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
        return tuple(self.with_queued(document) for document in self._documents.values())

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

    def entries(self) -> tuple[QueueEntry, ...]:
        """Return the rows of the list in the server's order."""
        return tuple(self.entry(document_id) for document_id in self._documents)

    def entry(self, document_id: str) -> QueueEntry:
        """Return the row of one document.

        Raises:
            KeyError: no such document is known.
        """
        state, note = self._state(document_id)
        known = self._documents.get(document_id) or self._earlier[document_id]
        document = self.with_queued(known)
        standards = self._standards
        # Of what is known `_compare_anew` tells; few documents are concerned by a change of it.
        asked = (
            *(document, state, self._drafts.get(document_id), note),
            *(standards.policy, standards.known.today),
        )
        made = self._made.get(document_id)
        if made is None or made[0] != asked:
            row = entry_for(*asked[:4], policy=standards.policy, known=standards.known)
            made = self._made[document_id] = asked, row
        return made[1]

    def _judge_anew(self) -> None:
        self.replaced.emit(self.entries())

    def _compare_anew(self, changed: frozenset[str]) -> None:
        """Make the rows anew of which something else is said; a draft may change that, too."""
        concerned = (changed | self._drafts.keys()) & self._documents.keys()
        for document_id in concerned:
            self._made.pop(document_id, None)
        if len(concerned) > _MANY:
            self.replaced.emit(self.entries())
        else:
            for document_id in concerned:
                self.entry_changed.emit(self.entry(document_id))

    def _state(self, document_id: str) -> tuple[ReviewState, str]:
        noted = self._states.get(document_id)
        if noted is not None:
            return noted
        document = self._documents.get(document_id)
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
        if not any(field.value for field in document.fields):
            return ReviewState.NO_READING, "The service read no values from this document."
        return ReviewState.OPEN, ""
