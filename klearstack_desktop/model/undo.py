"""Undo and redo of a document's edits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from klearstack_desktop.model.line_items.place import CellPlace

if TYPE_CHECKING:
    from klearstack_desktop.model.changes import Draft, FieldChange
    from klearstack_desktop.model.document import Document, FieldKey, Row
    from klearstack_desktop.model.line_items.place import Spot


@dataclass(frozen=True, slots=True)
class FieldStep:
    """A field's value and box, before and after.

    Attributes:
        was_checked: the field was accepted as it stood before.
    """

    key: FieldKey
    before: FieldChange
    after: FieldChange
    was_checked: bool = False


@dataclass(frozen=True, slots=True)
class RowsStep:
    """All rows of a table, before and after.

    Attributes:
        checked: the cells of it that were accepted as they stood before.
    """

    table: str
    before: tuple[Row, ...]
    after: tuple[Row, ...]
    checked: frozenset[CellPlace] = frozenset()


@dataclass(frozen=True, slots=True)
class CommentStep:
    """The comment, before and after."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Warned:
    """The place of what was warned of: its `Finding.override_code`."""

    code: str


@dataclass(frozen=True, slots=True)
class OverrideStep:
    """The reason for letting stand what was warned of, before and after; empty is none."""

    code: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AcceptStep:
    """The acceptance of a field or cell as it stands.

    Attributes:
        at: the field or cell.
        value: what was accepted.
    """

    at: Spot
    value: str


ValueStep: TypeAlias = FieldStep | RowsStep | CommentStep | OverrideStep | AcceptStep


@dataclass(frozen=True, slots=True)
class Step:
    """One step that can be taken back: what a visit to one place of a document changed.

    A step holds values, not whole drafts. So it can be taken back although its edit has been sent
    meanwhile: that makes a new edit.

    Attributes:
        label: what was done, for the Edit menu.
        visit: names one visit to one field; edits of the same visit are one step.
        change: the value before and after, or what was accepted.
    """

    label: str
    visit: str
    change: ValueStep

    @property
    def place(self) -> FieldKey | str | Warned | None:
        """Which field, table or warning it is about; None stands for the comment."""
        match self.change:
            case FieldStep(key=key):
                return key
            case RowsStep(table=table):
                return table
            case AcceptStep(at=at):
                return at.table if isinstance(at, CellPlace) else at
            case OverrideStep(code=code):
                return Warned(code)
            case CommentStep():
                return None

    @property
    def changes_nothing(self) -> bool:
        """Whether before and after are the same."""
        change = self.change
        return not isinstance(change, AcceptStep) and change.before == change.after

    def followed_by(self, later: Step) -> Step | None:
        """Return both as one step, or None where they are not about the same visit and place."""
        if self.visit != later.visit:
            return None
        match self.change, later.change:
            case FieldStep(key=mine), FieldStep(key=other, after=field_after) if mine == other:
                return replace(self, change=replace(self.change, after=field_after))
            case RowsStep(table=here), RowsStep(table=there, after=rows) if here == there:
                return replace(self, change=replace(self.change, after=rows))
            case CommentStep(), CommentStep(after=text):
                return replace(self, change=replace(self.change, after=text))
            case _:
                return None

    def undone(self, draft: Draft, base: Document) -> Draft:
        """Return a draft of a document with the value set as it was before the step."""
        match self.change:
            case FieldStep(key, before, _, was_checked):
                changed = _with_field(draft, base, key, before)
                shown = changed.laid_over(base)
                return changed.with_checked(key, shown) if was_checked else changed
            case RowsStep(table, rows_before, _, checked):
                changed = _with_rows(draft, base, table, rows_before)
                return changed.with_checked_cells(table, checked, rows_before)
            case AcceptStep(at=at):
                return draft.without_checked(at)
            case CommentStep(text_before, _):
                return replace(draft, comment=text_before)
            case OverrideStep(code, reason_before, _):
                return draft.with_override(code, reason_before)

    def redone(self, draft: Draft, base: Document) -> Draft:
        """Return a draft of a document with the value set as the step left it."""
        match self.change:
            case FieldStep(key, _, after):
                return _with_field(draft, base, key, after)
            case RowsStep(table, _, rows_after):
                return _with_rows(draft, base, table, rows_after)
            case AcceptStep(at=at):
                return draft.with_checked(at, draft.laid_over(base))
            case CommentStep(_, text_after):
                return replace(draft, comment=text_after)
            case OverrideStep(code, _, reason_after):
                return draft.with_override(code, reason_after)


def _with_field(draft: Draft, base: Document, key: FieldKey, change: FieldChange) -> Draft:
    current = base.by_key(key)
    if current is None:
        return draft
    changed = draft.with_field(current, change.value, change.box)
    # Accepted was what had been typed: nobody has vouched for what the service read.
    if key in changed.fields:
        return changed.with_checked(key, changed.laid_over(base))
    return changed.without_checked(key)


def _with_rows(draft: Draft, base: Document, name: str, rows: tuple[Row, ...]) -> Draft:
    current = base.table(name)
    return draft if current is None else draft.with_table(current, rows)


@dataclass(frozen=True, slots=True)
class UndoStack:
    """The steps of one document; immutable, so that a view can keep what it shows.

    Attributes:
        done: what can be taken back, oldest first.
        undone: what can be done again, the next one last.
    """

    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()

    def pushed(self, step: Step) -> UndoStack:
        """Return the stack with a step added; a step of the same visit is joined to the last."""
        joined = self.joined(step)
        if joined is step:
            return UndoStack((*self.done, step))
        kept = self.done[:-1]
        return UndoStack(kept if joined.changes_nothing else (*kept, joined))

    def joined(self, step: Step) -> Step:
        """Return what a step becomes when pushed: one with the last of the same visit."""
        last = self.done[-1] if self.done and not self.undone else None
        return (last.followed_by(step) if last else None) or step

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

    def followed_by(self, later: UndoStack) -> UndoStack:
        """Return the stack with the steps on top that were made before these were known."""
        if not (later.done or later.undone):
            return self
        return UndoStack((*self.done, *later.done), later.undone)

    def fitted_to(self, shown: Document, draft: Draft) -> UndoStack:
        """Return the stack with the steps that still make sense for a document.

        What it does not offer any more cannot be set. And a step is done again only where it was
        taken back: if something else stands there by now, another person has put it there.

        Args:
            shown: the document with the draft laid over.
            draft: knows the comment and the reasons as they are now.
        """
        now = _values_of(shown, draft)
        for step in (*self.done, *self.undone):
            if isinstance(step.place, Warned):
                # No reason stands where none was given.
                now.setdefault(step.place, "")
        done = tuple(step for step in self.done if step.place in now)
        undone: list[Step] = []
        for step in reversed(self.undone):
            if _stands_on(step, now):
                if not isinstance(step.change, AcceptStep):
                    now[step.place] = _said(step.change.after)
                undone.append(step)
            else:
                # What would be done again after it stands on it.
                now.pop(step.place, None)
        if len(done) == len(self.done) and len(undone) == len(self.undone):
            return self
        return UndoStack(done, tuple(reversed(undone)))


_Said: TypeAlias = str | tuple[tuple[str, ...], ...]
"""What stands at a place, wherever on the page it was read."""


def _values_of(shown: Document, draft: Draft) -> dict[FieldKey | str | Warned | None, _Said]:
    values: dict[FieldKey | str | Warned | None, _Said] = {None: draft.comment}
    values.update({Warned(code): reason for code, reason in draft.overrides.items()})
    values.update({field.key: field.value for field in shown.fields})
    values.update({table.name: _said(table.rows) for table in shown.tables})
    return values


def _stands_on(step: Step, now: dict[FieldKey | str | Warned | None, _Said]) -> bool:
    """Whether what a step starts from is what stands there."""
    match step.change:
        case AcceptStep(at=CellPlace(row=row, column=int(column)), value=value):
            rows = now.get(step.place, ())
            return row < len(rows) and column < len(rows[row]) and rows[row][column] == value
        case AcceptStep(value=value):
            return now.get(step.place) == value
        case change:
            return now.get(step.place) == _said(change.before)


def _said(value: FieldChange | tuple[Row, ...] | str) -> _Said:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return tuple(row.values for row in value)
    return value.value
