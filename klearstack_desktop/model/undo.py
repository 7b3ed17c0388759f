"""Undo and redo of a document's edits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from klearstack_desktop.model.changes import Draft


@dataclass(frozen=True, slots=True)
class Step:
    """One step that can be taken back.

    Attributes:
        label: what was done, for the Edit menu.
        visit: names one visit to one field; edits of the same visit are one step.
        before: the draft before the step.
        after: the draft after it.
    """

    label: str
    visit: str
    before: Draft
    after: Draft


@dataclass(frozen=True, slots=True)
class UndoStack:
    """The steps of one document; immutable, so that a view can keep what it shows."""

    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()

    def pushed(self, step: Step) -> UndoStack:
        """Return the stack with a step added; a step of the same visit is joined to the last."""
        last = self.done[-1] if self.done else None
        if last is not None and last.visit == step.visit and not self.undone:
            joined = replace(last, after=step.after)
            kept = self.done[:-1]
            return UndoStack(kept if joined.before == joined.after else (*kept, joined))
        return UndoStack((*self.done, step))

    def taken_back(self) -> tuple[UndoStack, Step] | None:
        """Return the stack after an undo and the step to take back, or None."""
        if not self.done:
            return None
        step = self.done[-1]
        return UndoStack(self.done[:-1], (*self.undone, step)), step

    def done_again(self) -> tuple[UndoStack, Step] | None:
        """Return the stack after a redo and the step to do again, or None."""
        if not self.undone:
            return None
        step = self.undone[-1]
        return UndoStack((*self.done, step), self.undone[:-1]), step
