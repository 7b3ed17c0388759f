"""How each document of a sweep stands: whether it can be changed, what was done, what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.findings import examine
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.model.sweep import Mark, Standing

if TYPE_CHECKING:
    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.model.document import Document, FieldKey
    from klearstack_desktop.model.findings import Findings
    from klearstack_desktop.review.beside import Beside
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.session import ReviewSession
    from klearstack_desktop.review.standards import Standards

CLASH: Final = "Another person changed this value too: open the document and choose."
NO_FIELD: Final = "This document has no such field any more."
BEING_READ: Final = "The service is still reading this document."


class Standings:
    """Judges the field that is swept, and remembers what a person did to it in this sweep."""

    def __init__(
        self,
        *,
        beside: Beside,
        session: ReviewSession,
        queue: DocumentQueue,
        standards: Standards,
    ) -> None:
        self._beside = beside
        self._session = session
        self._queue = queue
        self._standards = standards
        self._key: FieldKey | None = None
        self._before: dict[str, str | None] = {}
        self._confirmed: set[str] = set()

    def begin(self, key: FieldKey | None) -> None:
        """Judge another field from now on; nothing was done to it yet."""
        self._key = key
        self._before.clear()
        self._confirmed.clear()

    def will_change(self, opened: OpenDocument) -> None:
        """Take note of the correction as it was before a person did anything to it."""
        self._before.setdefault(opened.id, self._correction_in(opened.draft))

    def was_confirmed(self, document_id: str) -> None:
        """Take note that a person accepted the value."""
        self._confirmed.add(document_id)

    def why_not(self, opened: OpenDocument) -> str:
        """Return why nothing can be changed in a document, as a sentence; empty where it can."""
        if self._key is None or opened.shown.by_key(self._key) is None:
            return NO_FIELD
        if any(clash.place == self._key for clash in opened.open_clashes):
            return CLASH
        return opened.read_only_reason or self.why_not_by_state(opened.id)

    def why_not_by_state(self, document_id: str) -> str:
        """Return why nothing can be changed where a document stands; empty where it can."""
        state = self._queue.state(document_id)
        if state is ReviewState.BEING_READ:
            return BEING_READ
        if state is ReviewState.ON_HOLD and (hold := self._queue.hold_of(document_id)):
            return hold.sentence
        return self._session.read_only_reason(document_id)

    def examined(self, document: Document) -> tuple[Document, Findings]:
        """Return a document with its draft laid over, and what is found in it."""
        draft, standards = self._queue.draft(document.id), self._standards
        shown = draft.laid_over(document)
        return shown, examine(shown, draft, standards.policy, standards.known)

    def of(self, document_id: str) -> Standing:
        """Return how a document stands."""
        opened, key = self._beside.get(document_id), self._key
        if opened is not None:
            shown, findings = opened.shown, opened.findings
            why_not, draft = self.why_not(opened), opened.draft
        else:
            document = self._queue.document(document_id)
            if document is None:
                return Standing(Mark.SKIPPED)
            shown, findings = self.examined(document)
            why_not = self.why_not_by_state(document_id)
            draft = self._queue.draft(document_id)
        field = shown.by_key(key) if key else None
        if field is None or why_not:
            return Standing(Mark.SKIPPED)
        is_left = findings.needs_person(field.key)
        correction = self._correction_in(draft)
        if correction != self._before.get(document_id, correction):
            return Standing(Mark.CORRECTED, is_left)
        if document_id in self._confirmed and draft.accepts(field):
            return Standing(Mark.CONFIRMED, is_left)
        return Standing(Mark.TO_CHECK if is_left else Mark.FINE, is_left)

    def _correction_in(self, draft: Draft) -> str | None:
        """Return what a person made of the value, or None; what others made of it is another."""
        edit = draft.fields.get(self._key) if self._key else None
        return edit.mine.value if edit else None
