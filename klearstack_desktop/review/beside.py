"""Documents that are looked at beside the open one, of which one at a time is edited."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from klearstack_desktop.review.held_document import HeldDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.model.queue import QueueEntry
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.session import ReviewSession
    from klearstack_desktop.review.standards import Standards
    from klearstack_desktop.store.details import KnownDetails


class Beside(HeldDocument):
    """Holds documents as they would open; what is not wanted any more is let go.

    Where one of them is open in the window as well, both are the same: what becomes of it here
    becomes of it there, and the other way round.

    Signals:
        told: something of a document that is held changed; carries its id.
    """

    told = Signal(str)

    def __init__(
        self, *, session: ReviewSession, queue: DocumentQueue, standards: Standards
    ) -> None:
        super().__init__()
        self._session = session
        self._queue = queue
        self._standards = standards
        self._others: dict[str, OpenDocument] = {}
        self._drafts: dict[str, Draft] = {}
        session.opened.connect(self._follow)
        session.changed.connect(self._follow)
        queue.entry_changed.connect(self._on_entry_changed)
        standards.changed.connect(self._judge_anew)
        standards.known_changed.connect(self._judge_anew)

    def get(self, document_id: str) -> OpenDocument | None:
        """Return a document that is held, or None."""
        current = self._current
        if current is not None and current.id == document_id:
            return current
        return self._others.get(document_id)

    def want(self, document_ids: Iterable[str]) -> None:
        """Hold these documents from now on, and the one that is being edited."""
        before = self._others
        self._others = {}
        for document_id in document_ids:
            held = self.get(document_id) or before.get(document_id) or self._known(document_id)
            if held is not None:
                self._others[document_id] = held

    def open(self, document_id: str) -> None:
        """Let a document be the one that is edited."""
        opened = self.get(document_id) or self._known(document_id)
        if opened is None:
            return
        self._current = opened
        self.opened.emit(opened)

    def close(self) -> None:
        """Let go of all documents; their drafts stay."""
        was_open = self._current is not None
        self._current = None
        self._others = {}
        self._drafts = {}
        if was_open:
            self.closed.emit()

    def become(self, changed: OpenDocument) -> None:
        """Replace the document that is edited by a changed version, in the window as well."""
        shown = self._session.current
        if shown is not None and shown.id == changed.id:
            # It comes back by `_follow`.
            self._session.become(changed)
        else:
            self._drafts[changed.id] = changed.draft
            self._become(changed)

    def take_details(self, known: KnownDetails) -> None:
        """Take freshly read details into the queue, and into the document."""
        document_id = known.document.id
        shown = self._session.current
        if shown is not None and shown.id == document_id:
            self._session.take_details(known)
            return
        self._queue.update(known.document)
        laid_over = replace(known, document=self._queue.with_queued(known.document))
        self._change(document_id, lambda held: held.with_details(laid_over)[0])
        if (held := self.get(document_id)) is not None:
            # What was accepted and is another value by now is not accepted when it is held again.
            self._drafts[document_id] = held.draft
            self._queue.set_draft(document_id, held.draft)

    def take_details_problem(self, document_id: str, sentence: str) -> None:
        """Take the reason why there are no details, or none newer than those that came."""
        self._change(document_id, lambda held: held.with_details_problem(sentence))

    def _known(self, document_id: str) -> OpenDocument | None:
        shown = self._session.current
        if shown is not None and shown.id == document_id:
            return shown
        self._drafts[document_id] = self._queue.draft(document_id)
        return self._session.as_known(document_id)

    def _follow(self, shown: OpenDocument) -> None:
        if (held := self.get(shown.id)) is not None and held is not shown:
            self._become(shown)

    def _change(self, document_id: str, change: Callable[[OpenDocument], OpenDocument]) -> None:
        if (held := self.get(document_id)) is not None:
            changed = change(held)
            if changed is not held:
                self._become(changed)

    def _become(self, changed: OpenDocument) -> None:
        if changed.id in self._others:
            self._others[changed.id] = changed
        super().become(changed)
        self.told.emit(changed.id)

    def _on_entry_changed(self, entry: QueueEntry) -> None:
        document_id = entry.document_id
        held, shown = self.get(document_id), self._session.current
        if held is None or (shown is not None and shown.id == document_id):
            return
        changed, draft = held, self._queue.draft(document_id)
        if draft != self._drafts.get(document_id, draft):
            # What was on its way came back, or left.
            self._drafts[document_id] = draft
            base = self._queue.document(document_id) or held.base
            changed = replace(changed, base=base, draft=draft)
        reason = self._session.read_only_reason(document_id)
        if reason != held.read_only_reason:
            changed = replace(changed, read_only_reason=reason)
        if changed is not held:
            self._become(changed)

    def _judge_anew(self) -> None:
        standards = self._standards
        current = () if self._current is None else (self._current.id,)
        for document_id in dict.fromkeys((*current, *self._others)):
            self._change(
                document_id,
                lambda held: replace(held, policy=standards.policy, known=standards.known),
            )
