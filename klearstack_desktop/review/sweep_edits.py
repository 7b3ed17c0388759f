"""What a reviewer does to the field that is swept, in the document that is the current one.

Nothing is sent. Each deed is an edit of its document like any other: it goes into that document's
draft, undo steps and journal by way of `Editing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from klearstack_desktop.model.document import FieldKey
    from klearstack_desktop.model.finding import Fix
    from klearstack_desktop.model.undo import Step
    from klearstack_desktop.review.beside import Beside
    from klearstack_desktop.review.crops import BroughtCrop, Crops
    from klearstack_desktop.review.editing import Editing
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.review.standings import Standings
    from klearstack_desktop.review.sweep import Sweep

ON_ITS_WAY: Final = "The page is on its way: Enter confirms once you can see it."
NO_PLACE: Final = (
    "This value has no place on the page to compare it with: type it, or open the document."
)
NO_CROP: Final = "Without the page there is nothing to compare with: try again, or type the value."
UNDO_ELSEWHERE: Final = "The last step in this document is about another field: open it to undo."
NOTHING_TO_UNDO: Final = "There is nothing to undo in this document."
NOTHING_TO_REDO: Final = "There is nothing to do again in this document."
NO_FIX: Final = "Nothing is offered for this value."


class SweepEdits(QObject):
    """Takes edits and confirmations; a value that nobody could see is not confirmed.

    Signals:
        remarked: why something was not done, as a sentence; an empty one takes that back.
        walk_finished: no document after the current one needs a person.
    """

    remarked = Signal(str)
    walk_finished = Signal()

    def __init__(
        self,
        *,
        sweep: Sweep,
        beside: Beside,
        editing: Editing,
        crops: Crops,
        standings: Standings,
    ) -> None:
        super().__init__()
        self._sweep = sweep
        self._beside = beside
        self._editing = editing
        self._crops = crops
        self._standings = standings
        self._painted: dict[str, BroughtCrop] = {}
        sweep.begun.connect(self._painted.clear)
        sweep.closed.connect(self._painted.clear)
        beside.opened.connect(self._on_opened)

    def note_painted(self, document_id: str) -> None:
        """Note that a person could see the crop of a document."""
        crop = self._crops.of(document_id)
        if crop is not None and crop.cut is not None:
            self._painted[document_id] = crop

    def set_value(self, value: str) -> None:
        """Set the value as a person made it."""
        if (key := self._begin()) is not None:
            self._editing.set_field(key, value)

    def confirm(self) -> None:
        """Accept the value as it stands, and go on to the next document that needs a person."""
        opened, key = self._beside.current, self._sweep.key
        if opened is None or key is None:
            return
        if not self._standings.why_not(opened):
            if obstacle := self._obstacle(opened, key):
                self.remarked.emit(obstacle)
                return
            self._begin()
            self._standings.was_confirmed(opened.id)
            self._editing.accept_field(key)
        if not self._sweep.go_to_next():
            self.walk_finished.emit()

    def revert(self) -> None:
        """Set the value back to what was read."""
        if (key := self._begin()) is not None:
            self._editing.revert_field(key)

    def apply_fix(self, fix: Fix | None = None) -> None:
        """Put in what would settle a finding about the value; without one, the first on offer."""
        opened, key = self._beside.current, self._begin()
        if opened is None or key is None:
            return
        findings = opened.findings
        offered = (f.fix for f in findings.of(key) if f.fix and findings.is_open(f))
        if (chosen := fix or next(offered, None)) is not None:
            self._editing.apply_fix(chosen)
        else:
            self.remarked.emit(NO_FIX)

    def undo(self) -> None:
        """Take back the last step in the document, if it is about this field."""
        opened, key = self._beside.current, self._begin()
        if opened is not None and key is not None:
            steps = opened.undo.done
            if self._may_go(steps[-1] if steps else None, key, NOTHING_TO_UNDO):
                self._editing.undo()

    def redo(self) -> None:
        """Do the step again that was taken back last, if it is about this field."""
        opened, key = self._beside.current, self._begin()
        if opened is not None and key is not None:
            steps = opened.undo.undone
            if self._may_go(steps[-1] if steps else None, key, NOTHING_TO_REDO):
                self._editing.redo()

    def _begin(self) -> FieldKey | None:
        """Return the field, if it can be changed in the current document; else say why not."""
        opened = self._beside.current
        if opened is None:
            return None
        why_not = self._standings.why_not(opened)
        self.remarked.emit(why_not)
        if why_not:
            return None
        self._standings.will_change(opened)
        return self._sweep.key

    def _may_go(self, step: Step | None, key: FieldKey, nothing: str) -> bool:
        """Say whether a step is about this field: one that nobody sees here stays."""
        if step is not None and step.place == key:
            return True
        self.remarked.emit(UNDO_ELSEWHERE if step is not None else nothing)
        return False

    def _obstacle(self, opened: OpenDocument, key: FieldKey) -> str:
        """Return why a value cannot be confirmed yet: nobody confirms what they have not seen."""
        if key in opened.draft.fields:
            return ""
        if not opened.has_details:
            # What the list says may be another value than what the details will say.
            return opened.details_problem or ON_ITS_WAY
        crop = self._crops.of(opened.id)
        if crop is None:
            return ON_ITS_WAY
        if crop.cut is None:
            return NO_CROP if crop.problem else NO_PLACE
        return "" if self._painted.get(opened.id) == crop else ON_ITS_WAY

    def _on_opened(self, _opened: OpenDocument) -> None:
        self.remarked.emit("")
        if self._sweep.key is not None:
            self._editing.begin_visit(self._sweep.key.name)
