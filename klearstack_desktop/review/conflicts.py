"""What others did to the open document while the reviewer worked on it, and the answer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.outbox import ConflictKind
from klearstack_desktop.model.seen import Seen, differences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klearstack_desktop.model.merge import Clash, Place
    from klearstack_desktop.model.outbox import OutboxRow
    from klearstack_desktop.model.seen import Difference
    from klearstack_desktop.review.aftermath import Aftermath
    from klearstack_desktop.review.editing import Editing
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.review.session import ReviewSession
    from klearstack_desktop.review.submission import Submissions


class Conflicts(QObject):
    """Tells what a person must choose or look at in the open document.

    Signals:
        clashes_changed: carries a tuple of `Clash`: what the reviewer and another person both
            changed in the open document; empty where there is nothing to choose.
        differences_changed: carries a tuple of `Difference`: what is not any more as it was when
            the reviewer approved the open document; empty where that is not so.
    """

    clashes_changed = Signal(object)
    differences_changed = Signal(object)

    def __init__(
        self,
        *,
        session: ReviewSession,
        editing: Editing,
        aftermath: Aftermath,
        submissions: Submissions,
    ) -> None:
        super().__init__()
        self._session = session
        self._editing = editing
        self._aftermath = aftermath
        self._submissions = submissions
        self._clashes: tuple[Clash, ...] = ()
        self._differences: tuple[Difference, ...] = ()
        session.opened.connect(self._look)
        session.changed.connect(self._look)
        session.closed.connect(self._look_at_nothing)
        submissions.outbox_changed.connect(self._look_again)

    @property
    def clashes(self) -> tuple[Clash, ...]:
        """What must be chosen in the open document."""
        return self._clashes

    def resolve(self, keeps_mine: Mapping[Place, bool]) -> None:
        """Choose for each clash whether the reviewer's own value stands or the other person's."""
        self._editing.resolve(keeps_mine)

    def dismiss(self) -> None:
        """Note that the reviewer has seen what changed since the approval."""
        opened = self._session.current
        if opened is not None and (row := self._changed_row(opened)) is not None:
            self._submissions.dismiss(row.id)

    def _look_again(self) -> None:
        if (opened := self._session.current) is not None:
            self._look(opened)

    def _look_at_nothing(self) -> None:
        self._show((), ())

    def _look(self, opened: OpenDocument) -> None:
        self._show(opened.open_clashes, self._differences_of(opened))

    def _show(self, clashes: tuple[Clash, ...], found: tuple[Difference, ...]) -> None:
        if clashes != self._clashes:
            self._clashes = clashes
            self.clashes_changed.emit(clashes)
        if found != self._differences:
            self._differences = found
            self.differences_changed.emit(found)

    def _differences_of(self, opened: OpenDocument) -> tuple[Difference, ...]:
        row = self._changed_row(opened)
        if row is None or row.seen is None or not opened.has_details:
            return ()
        # A page that is still on its way is no page that differs.
        pages = {page: row.seen.pages[page] for page in row.seen.pages if page in opened.digests}
        seen = Seen(row.seen.document, pages)
        return differences(seen, opened.base, opened.digests, row.draft)

    def _changed_row(self, opened: OpenDocument) -> OutboxRow | None:
        """Return the approval of a document that came back because the document had changed."""
        return next(
            (
                row
                for row in self._aftermath.came_back
                if row.document_id == opened.id and row.conflict is ConflictKind.CHANGED
            ),
            None,
        )
