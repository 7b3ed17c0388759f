"""The document under review: what came, what waits to be sent, what is being edited."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from klearstack_desktop.model.changes import Draft, FieldChange
from klearstack_desktop.model.decision import Readiness, approval_comment, forbidden_by
from klearstack_desktop.model.doubts import unreadable_value
from klearstack_desktop.model.findings import Examiner
from klearstack_desktop.model.known import Known
from klearstack_desktop.model.merge import merge, table_label, with_mine, with_theirs
from klearstack_desktop.model.policy import Policy
from klearstack_desktop.model.seen import said
from klearstack_desktop.model.spots import label_at, value_at
from klearstack_desktop.model.undo import (
    AcceptStep,
    CommentStep,
    FieldStep,
    OverrideStep,
    RowsStep,
    Step,
    UndoStack,
    Warned,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from klearstack_desktop.model.document import Document, FieldKey, Row
    from klearstack_desktop.model.finding import Finding
    from klearstack_desktop.model.findings import Findings
    from klearstack_desktop.model.geometry import Box
    from klearstack_desktop.model.line_items.place import Spot
    from klearstack_desktop.model.merge import Clash, Merge, Place
    from klearstack_desktop.review.fetching import ReadyPage
    from klearstack_desktop.review.ports import DecodedPage
    from klearstack_desktop.store.details import KnownDetails


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """Everything the window shows of one document; each change makes a new one.

    Attributes:
        base: the document as read, with what was queued for sending laid over.
        draft: what the reviewer changed since.
        has_details: False while only the summary of the list is known.
        details_problem: why the details could not be read, or empty.
        details_read_at: when the service told the details; None while only the summary is known.
        is_dated: the details are of then, because they could not be read again.
        changed_elsewhere: fields and tables that another person changed since they were shown here,
            with what they said before.
        clashes: what both changed, as far as it was found when the details were read.
        pages: the decoded pages by number; None where a page could be shown, and nobody holds it.
        digests: SHA-256 (hex) of each of these pages as it was fetched, by number.
        page_problems: why a page cannot be shown, by number.
        seen: the pages that were painted.
        waived: pages approved without being seen, with the reason given.
        read_only_reason: why nothing may be edited, or empty.
        corrected: the fields whose corrections were submitted before.
        undo: the steps that can be taken back and done again.
        has_history: the steps of earlier days are among them.
        opened_at: monotonic seconds.
        policy: what this desk asks of a document.
        known: what the document is compared with.
        examiner: keeps what was found until the document, the draft or what is asked changes.
    """

    base: Document
    draft: Draft = field(default_factory=Draft)
    has_details: bool = False
    details_problem: str = ""
    details_read_at: datetime | None = None
    is_dated: bool = False
    changed_elsewhere: Mapping[Place, str] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
    pages: Mapping[int, DecodedPage | None] = field(default_factory=dict)
    digests: Mapping[int, str] = field(default_factory=dict)
    page_problems: Mapping[int, str] = field(default_factory=dict)
    seen: frozenset[int] = frozenset()
    waived: Mapping[int, str] = field(default_factory=dict)
    read_only_reason: str = ""
    corrected: frozenset[FieldKey] = frozenset()
    undo: UndoStack = field(default_factory=UndoStack)
    has_history: bool = False
    opened_at: float = 0.0
    policy: Policy = field(default_factory=Policy)
    known: Known = field(default_factory=Known)
    examiner: Examiner = field(default_factory=Examiner, compare=False, repr=False)

    @property
    def id(self) -> str:
        """The document's id."""
        return self.base.id

    @property
    def shown(self) -> Document:
        """The document as the reviewer sees it: with the draft laid over."""
        return self.examiner.examine(self.base, self.draft, self.policy, self.known)[0]

    @property
    def findings(self) -> Findings:
        """What is found in the document as the reviewer sees it; worked out once a change."""
        return self.examiner.examine(self.base, self.draft, self.policy, self.known)[1]

    @property
    def is_read_only(self) -> bool:
        """Whether edits and decisions are refused."""
        return bool(self.read_only_reason)

    @property
    def unseen_pages(self) -> tuple[int, ...]:
        """The pages that were never painted, as far as the number of pages is known."""
        count = self.base.page_count or 0
        return tuple(page for page in range(1, count + 1) if page not in self.seen)

    @property
    def readiness(self) -> Readiness:
        """Whether the document may be approved: details and every page must have arrived."""
        if self.read_only_reason:
            return Readiness(False, self.read_only_reason)
        if self.details_problem:
            return Readiness(False, self.details_problem)
        if not self.has_details:
            return Readiness(False, "The details of this document are still being fetched.")
        if self.base.page_count is None:
            return Readiness(False, "The pages of this document are still being fetched.")
        for shown in self.shown.fields:
            if shown.is_changed and (problem := unreadable_value(shown)):
                return Readiness(False, f"{shown.label}: {problem}")
        missing = self._missing_pages()
        broken = [page for page in missing if page in self.page_problems]
        if broken:
            return Readiness(False, _of_page(broken[0], self.page_problems[broken[0]]))
        if missing:
            return Readiness(False, f"{_pages(missing)} still being fetched.")
        unseen = [page for page in self.unseen_pages if page not in self.waived]
        why_not = forbidden_by(self.policy, self.shown, self.draft, self.findings, unseen)
        return Readiness(not why_not, why_not)

    def _missing_pages(self) -> list[int]:
        count = self.base.page_count or 0
        present = self.pages.keys() | self.waived.keys()
        return [page for page in range(1, count + 1) if page not in present]

    @property
    def blocking_page(self) -> int | None:
        """The first page that cannot be shown and was not waived, or None."""
        return next((page for page in self._missing_pages() if page in self.page_problems), None)

    def with_details(self, known: KnownDetails) -> tuple[OpenDocument, Merge]:
        """Return the document with newer details, and how they went together with the draft.

        What another person changed is taken over, unless the reviewer changed it too: such an edit
        stays as it is, for a person to choose.
        """
        document = known.document
        # Before the first details there is nothing that could have been seen to change.
        merged = merge(self.base if self.has_details else document, self.draft, document)
        count = document.page_count or self.base.page_count
        before = {taken.place: said(taken.before) for taken in merged.taken}
        changed = replace(
            self,
            base=replace(document, page_count=count),
            draft=merged.draft,
            has_details=True,
            details_problem="",
            details_read_at=known.read_at,
            is_dated=False,
            changed_elsewhere={**self.changed_elsewhere, **before},
            clashes=merged.clashes,
        )
        return _with_possible_steps(changed), merged

    @property
    def open_clashes(self) -> tuple[Clash, ...]:
        """The clashes that somebody must choose in; an edit taken back is none any more."""
        draft = self.draft
        return tuple(c for c in self.clashes if c.place in draft.fields or c.place in draft.tables)

    def resolved(self, keeps_mine: Mapping[Place, bool]) -> OpenDocument:
        """Return the document with those clashes decided that are named.

        Args:
            keeps_mine: for a place whether the reviewer's value stands, or the other person's.
        """
        draft, left = self.draft, []
        for clash in self.open_clashes:
            match keeps_mine.get(clash.place):
                case True:
                    draft = with_mine(draft, clash)
                case False:
                    draft = with_theirs(draft, clash)
                case None:
                    left.append(clash)
        return replace(self, draft=draft, clashes=tuple(left))

    def with_details_problem(self, sentence: str) -> OpenDocument:
        """Return the document without newer details; those that are there will have to do."""
        if self.has_details:
            return replace(self, is_dated=True)
        return replace(self, details_problem=sentence)

    def with_pages(self, ready: Mapping[int, ReadyPage]) -> OpenDocument:
        """Return the document with pages that can be painted, by number."""
        problems = {n: text for n, text in self.page_problems.items() if n not in ready}
        return replace(
            self,
            pages={**self.pages, **{n: page.decoded for n, page in ready.items()}},
            digests={**self.digests, **{n: page.digest for n, page in ready.items()}},
            page_problems=problems,
        )

    def with_page_checked(self, page: int, digest: str) -> OpenDocument:
        """Return the document with a page that can be shown, without holding its pixels."""
        return replace(
            self,
            pages={**self.pages, page: None},
            digests={**self.digests, page: digest},
            page_problems={n: text for n, text in self.page_problems.items() if n != page},
        )

    def with_page_problem(self, page: int, sentence: str) -> OpenDocument:
        """Return the document with a page that cannot be shown."""
        return replace(self, page_problems={**self.page_problems, page: sentence})

    def with_page_count(self, count: int) -> OpenDocument:
        """Return the document with its number of pages."""
        if count == self.base.page_count:
            return self
        return replace(self, base=replace(self.base, page_count=count))

    def with_value(
        self, key: FieldKey, value: str, box: Box | None, visit: str, deed: str = "edit of"
    ) -> OpenDocument:
        """Return the document with one field edited.

        Args:
            key: the field; where the document has no such field, nothing changes.
            value: the new value.
            box: where it stands on the page, or None.
            visit: names the visit to the field; edits of one visit are one step.
            deed: what the Edit menu says before the field's label.
        """
        current = self.base.by_key(key)
        if current is None:
            return self
        draft = self.draft.with_field(current, value, box)
        before = self.shown.by_key(key) or current
        was_checked = self.draft.accepts(before)
        change = FieldStep(
            *(key, FieldChange(before.value, before.box), FieldChange(value, box)), was_checked
        )
        step = Step(f"{deed} {current.label}", visit, change)
        # Who comes back to what was read has not accepted the reading by that; but who types and
        # takes it back in one visit leaves it as accepted as it was.
        whole = self.undo.joined(step).change
        stays = isinstance(whole, FieldStep) and whole.before == whole.after and whole.was_checked
        if key in draft.fields or stays:
            draft = draft.with_checked(key, draft.laid_over(self.base))
        else:
            draft = draft.without_checked(key)
        return self._stepped(draft, step)

    def with_rows(
        self, table_name: str, rows: tuple[Row, ...], visit: str, deed: str = ""
    ) -> OpenDocument:
        """Return the document with a table's rows replaced.

        Args:
            table_name: the table; where the document has no such table, nothing changes.
            rows: all its rows as they should be.
            visit: names the visit to the table; edits of one visit are one step.
            deed: what was done, for the Edit menu; empty for an edit of cells.
        """
        current = self.base.table(table_name)
        if current is None:
            return self
        draft = self.draft.with_table(current, rows)
        before = self.shown.table(table_name) or current
        cells = frozenset(c for c in self.draft.accepted_cells_in(before))
        change = RowsStep(table_name, before.rows, rows, cells)
        label = deed or f"edit of {table_label(table_name).lower()}"
        return self._stepped(draft, Step(label, visit, change))

    def with_comment(self, comment: str, visit: str) -> OpenDocument:
        """Return the document with the comment as typed."""
        change = CommentStep(self.draft.comment, comment)
        draft = replace(self.draft, comment=comment)
        return self._stepped(draft, Step("edit of the comment", visit, change))

    def with_override(self, finding: Finding, reason: str, visit: str) -> OpenDocument:
        """Return the document with a reason for letting stand what was warned of.

        An error stays one, whatever the reason.

        Args:
            finding: what was warned of.
            reason: as it was typed.
            visit: names the deed; it is a step of its own.
        """
        if not finding.can_override or not reason.strip():
            return self
        code = finding.override_code
        change = OverrideStep(code, self.draft.overrides.get(code, ""), reason)
        field = self.base.by_key(finding.key) if finding.key else None
        about = (
            field.label if field else table_label(finding.table) if finding.table else "document"
        )
        step = Step(f"override of a warning: {about}", visit, change)
        return self._stepped(self.draft.with_override(code, reason), step)

    def with_checked(self, at: Spot, visit: str) -> OpenDocument:
        """Return the document with a field or cell accepted as it is.

        Args:
            at: the field or cell; where the document has no such thing, nothing changes.
            visit: names the visit to it.
        """
        value = value_at(self.shown, at)
        if value is None:
            return self
        label = f"acceptance of {label_at(self.shown, at)}"
        step = Step(label, visit, AcceptStep(at, value))
        return self._stepped(self.draft.with_checked(at, self.shown), step)

    def _stepped(self, draft: Draft, step: Step) -> OpenDocument:
        if draft == self.draft:
            return self
        undo = self.undo if step.changes_nothing else self.undo.pushed(step)
        return replace(self, draft=draft, undo=undo)

    def with_history(self, steps: UndoStack) -> OpenDocument:
        """Return the document with the steps of earlier days below those made since it opened."""
        if self.has_history:
            return self
        whole = replace(self, undo=steps.followed_by(self.undo), has_history=True)
        return _with_possible_steps(whole)

    def _offers(self, step: Step) -> bool:
        place = step.place
        if isinstance(place, str):
            return self.base.table(place) is not None
        if place is None or isinstance(place, Warned):
            return True
        return self.base.by_key(place) is not None

    @property
    def undo_label(self) -> str:
        """What would be taken back, for the Edit menu; empty where there is nothing."""
        return self.undo.done[-1].label if self.undo.done and not self.is_read_only else ""

    @property
    def redo_label(self) -> str:
        """What would be done again, for the Edit menu; empty where there is nothing."""
        return self.undo.undone[-1].label if self.undo.undone and not self.is_read_only else ""

    def undone(self) -> OpenDocument:
        """Return the document with the last step taken back."""
        taken = self.undo.taken_back()
        if taken is None or not self._offers(taken[1]):
            return self
        stack, step = taken
        return replace(self, undo=stack, draft=step.undone(self.draft, self.base))

    def redone(self) -> OpenDocument:
        """Return the document with the last undone step done again."""
        again = self.undo.done_again()
        if again is None or not self._offers(again[1]):
            return self
        stack, step = again
        return replace(self, undo=stack, draft=step.redone(self.draft, self.base))

    def queued(self, *, is_decision: bool) -> OpenDocument:
        """Return the document after its draft became an outbox row: mine is the new base."""
        return replace(
            self,
            base=self.shown,
            draft=Draft() if is_decision else self.draft.without_corrections(),
            corrected=self.corrected | self.draft.fields.keys(),
        )

    @property
    def comment_template(self) -> str:
        """What is sent with an approval where no comment was typed."""
        earlier = len(self.corrected - self.draft.fields.keys())
        return approval_comment(
            self.shown,
            self.draft,
            self.findings,
            self.policy.approval_template,
            corrected_earlier=earlier,
        )


def _with_possible_steps(opened: OpenDocument) -> OpenDocument:
    """Return a document without steps that make no sense, once it is known what it holds."""
    if not opened.has_details or not (opened.undo.done or opened.undo.undone):
        return opened
    return replace(opened, undo=opened.undo.fitted_to(opened.shown, opened.draft))


def _pages(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"Page {numbers[0]} is"
    return f"Pages {', '.join(str(number) for number in numbers)} are"


def _of_page(page: int, sentence: str) -> str:
    """Say which page a sentence is about, where it does not say so itself."""
    return sentence if sentence.startswith(f"Page {page} ") else f"Page {page}: {sentence}"
