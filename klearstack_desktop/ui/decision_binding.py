"""Joins decisions to their buttons and keys, behind the guard against a second press."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from klearstack_desktop.model.decision import Readiness, card_for
from klearstack_desktop.model.decision_guard import DecisionGuard
from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.slips.confirmation import amount_to_confirm
from klearstack_desktop.ui.notice_bar import NoticeAction
from klearstack_desktop.ui.painted import NextPainting
from klearstack_desktop.ui.role_binding import MAY_NOT_REJECT

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.review.outbox_entries import NotApplied
    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.decision.bar import DecisionBar
    from klearstack_desktop.ui.decision.reason_sheet import ReasonSheet
    from klearstack_desktop.ui.fields.line_items import LineItems
    from klearstack_desktop.ui.key_watch import KeyWatch
    from klearstack_desktop.ui.page.pane import PagePane
    from klearstack_desktop.ui.presenter import Presenter

_OBSTACLE: Final = "why this cannot be approved"
_LAST_ONE: Final = "No other document is left to look at."
_NO_COMMENT: Final = "Goes with a decision, which a Creator does not make"


class DecisionBinding(QObject):
    """Shows what is being decided and lets exactly one press through for it."""

    def __init__(
        self,
        *,
        desk: Desk,
        bar: DecisionBar,
        reject_sheet: ReasonSheet,
        waive_sheet: ReasonSheet,
        pages: PagePane,
        line_items: LineItems,
        actions: Actions,
        presenter: Presenter,
        open_after: Callable[[str], None],
        monotonic: Callable[[], float],
        keys: KeyWatch,
    ) -> None:
        super().__init__(bar)
        self._desk = desk
        self._bar = bar
        self._reject_sheet = reject_sheet
        self._waive_sheet = waive_sheet
        self._pages = pages
        self._line_items = line_items
        self._presenter = presenter
        self._open_after = open_after
        self._open_next = actions["next_document"].trigger
        self._guard = DecisionGuard(
            monotonic,
            double_click_seconds=QApplication.styleHints().mouseDoubleClickInterval() / 1000,
        )
        self._shown: OpenDocument | None = None
        # Heard, because the page counts as seen only when its painting was heard of.
        self._opening = NextPainting(self, is_heard=True)
        self._opening.over.connect(self._on_shown)
        self._explained: tuple[str, str] | None = None
        session, submissions = desk.session, desk.submissions
        session.opened.connect(self._on_opened)
        session.changed.connect(self._render)
        session.closed.connect(self._on_closed)
        submissions.submitted.connect(open_after)
        submissions.not_applied.connect(self._on_not_applied)
        submissions.taken_back.connect(session.open)
        submissions.problem_met.connect(presenter.show_problem)
        desk.rights.changed.connect(self._on_role_changed)
        pages.painted.connect(self._guard.painted)
        bar.comment_edited.connect(desk.editing.set_comment)
        bar.comment_chosen.connect(desk.editing.put_comment)
        bar.offer_comments(desk.comments.offers)
        bar.comment_entered.connect(lambda: desk.editing.begin_visit("comment"))
        bar.approve_pressed.connect(lambda by_pointer: self._approve(by_mouse=by_pointer))
        bar.reject_pressed.connect(lambda by_pointer: self._ask_reason(by_mouse=by_pointer))
        bar.save_pressed.connect(self._save)
        bar.next_pressed.connect(self._open_next)
        bar.set_queue_there()
        reject_sheet.reason_given.connect(self._reject)
        waive_sheet.reason_given.connect(self._waive)
        actions["approve"].triggered.connect(lambda: self._approve(by_mouse=False))
        actions["reject"].triggered.connect(lambda: self._ask_reason(by_mouse=False))
        actions["save"].triggered.connect(self._save)
        actions["comment"].triggered.connect(bar.focus_comment)
        keys.released.connect(self._guard.key_released)
        keys.held.connect(self._guard.key_held)

    def _on_opened(self, opened: OpenDocument) -> None:
        self._guard.arm(opened.id)
        self._reject_sheet.close_sheet()
        self._waive_sheet.close_sheet()
        self._shown = None
        self._bar.close_confirmation()
        self._bar.set_comment(opened.draft.comment)
        self._opening.wait()
        self._render(opened)

    def _on_closed(self) -> None:
        self._unexplain()
        self._guard.arm(None)
        self._shown = None
        self._bar.show_nothing()

    def _render(self, opened: OpenDocument) -> None:
        self._shown = opened
        if self._explained not in {None, (opened.id, opened.readiness.reason)}:
            self._unexplain()
        document = opened.shown
        card = card_for(document, opened.draft, opened.findings, self._left_unseen(opened))
        # What is decided needs nobody any more.
        self._bar.show_card(card.as_decided if opened.is_read_only else card)
        template = opened.comment_template if self._may_decide else _NO_COMMENT
        template = "" if opened.is_read_only else template
        self._bar.set_template(template)
        self._bar.set_comment_fixed(is_fixed=opened.is_read_only)
        self._bar.set_comment(opened.draft.comment)
        self._bar.set_readiness(
            opened.readiness if self._may_decide else _savable(opened),
            can_reject=not opened.is_read_only,
            can_save=opened.has_details
            and not opened.is_read_only
            and opened.draft.has_corrections,
        )

    def _left_unseen(self, opened: OpenDocument) -> tuple[int, ...]:
        """Return the pages that the reviewer is not about to see: a warning is no flash."""
        number = self._pages.current_page
        is_about_to_be_seen = self._opening.is_awaited and opened.pages.get(number) is not None
        return tuple(p for p in opened.unseen_pages if p != number or not is_about_to_be_seen)

    def _on_shown(self) -> None:
        """Warn of what was not painted after all, the page in a window of its own for example."""
        if self._shown is not None and self._shown.unseen_pages:
            self._render(self._shown)

    @property
    def _may_decide(self) -> bool:
        return self._desk.rights.role.may_decide

    def _on_role_changed(self) -> None:
        self._reject_sheet.close_sheet()
        self._bar.close_confirmation()
        if (current := self._desk.session.current) is not None:
            self._render(current)

    def _approve(self, *, by_mouse: bool) -> None:
        if not self._is_admitted(by_mouse=by_mouse):
            return
        self._line_items.commit()
        if not self._may_decide:
            self._save_and_go_on(by_mouse=by_mouse)
            return
        opened = self._desk.session.editable
        if opened is not None and opened.readiness.is_ready:
            if not self._is_confirmed(opened):
                return
            # Before the decision, because the next document arms the guard anew.
            self._guard.used(by_mouse=by_mouse)
            self._desk.submissions.approve()
        elif opened is not None:
            self._explain(opened)

    def _save_and_go_on(self, *, by_mouse: bool) -> None:
        opened = self._desk.session.editable
        if opened is None or not _savable(opened).is_ready:
            return
        self._guard.used(by_mouse=by_mouse)
        self._desk.submissions.save()
        self._open_next()
        current = self._desk.session.current
        if current is not None and current.id == opened.id:
            # It is the last one: what is corrected in it from now on can be saved like this, too.
            self._guard.arm(opened.id)
            self._guard.painted(opened.id)
            self._presenter.show_news(_LAST_ONE)

    def _is_confirmed(self, opened: OpenDocument) -> bool:
        """Whether the amount is small enough, or was typed; else ask for it."""
        amount = amount_to_confirm(opened.shown, opened.policy)
        if amount is None or self._bar.is_confirmed(amount):
            return True
        supplier = opened.shown.value_of(FieldRole.SUPPLIER) or opened.base.file_name
        self._bar.ask_amount(amount, supplier, opened.shown.value_of(FieldRole.CURRENCY))
        return False

    def _explain(self, opened: OpenDocument) -> None:
        """Say why the document cannot be approved yet, with the ways on that there are."""
        ways = []
        page = opened.blocking_page
        if opened.details_problem or page is not None:
            ways.append(NoticeAction("Try again", self._desk.session.read_again))
        if page is not None:
            ways.append(NoticeAction(f"Approve without page {page}…", self._waive_sheet.open_sheet))
        self._explained = (opened.id, opened.readiness.reason)
        self._presenter.show_progress(_OBSTACLE, opened.readiness.reason, *ways)

    def _unexplain(self) -> None:
        """Take back why something could not be approved, with the ways on that go with it."""
        self._explained = None
        self._presenter.end_progress(_OBSTACLE)

    def _waive(self, reason: str) -> None:
        self._waive_sheet.close_sheet()
        if self._shown is not None and (page := self._shown.blocking_page) is not None:
            self._desk.session.waive_page(page, reason)

    def _ask_reason(self, *, by_mouse: bool) -> None:
        if self._desk.session.editable is not None and self._is_admitted(by_mouse=by_mouse):
            self._line_items.commit()
            self._reject_sheet.open_sheet(self._desk.submissions.unsent_reason(self._shown_id))

    def ask_rejection(self, prepared: str) -> None:
        """Ask why the open document is rejected.

        Args:
            prepared: what could be said; it stands in the text, to be sent or written anew.
        """
        if not self._may_decide:
            self._presenter.show_news(MAY_NOT_REJECT)
            return
        if self._desk.session.editable is not None and self._is_admitted(by_mouse=False):
            unsent = self._desk.submissions.unsent_reason(self._shown_id)
            self._reject_sheet.open_sheet(unsent, prepared=prepared)

    @property
    def _shown_id(self) -> str:
        return self._shown.id if self._shown else ""

    def _reject(self, reason: str) -> None:
        # Closed first, so that the focus is free for the document that opens next.
        self._reject_sheet.close_sheet()
        if self._desk.session.editable is not None:
            self._guard.used()
            self._desk.submissions.reject(reason)

    def _save(self) -> None:
        self._line_items.commit()
        self._desk.submissions.save()

    def _is_admitted(self, *, by_mouse: bool) -> bool:
        shown = self._shown
        return shown is not None and self._guard.admits(shown.id, by_mouse=by_mouse)

    def _on_not_applied(self, news: NotApplied) -> None:
        open_it = NoticeAction("Open it", partial(self._desk.session.open, news.document_id))
        self._presenter.show_problem(news.problem, open_it)
        current = self._desk.session.current
        if current is not None and current.id == news.document_id:
            self._guard.arm(current.id)
            self._guard.painted(current.id)


def _savable(opened: OpenDocument) -> Readiness:
    """Whether a document may be left by one who only corrects, and if not, why not."""
    if opened.read_only_reason:
        return Readiness(False, opened.read_only_reason)
    if opened.draft.has_corrections and not opened.has_details:
        # What is typed is a draft, and a draft can only be sent with the details beside it.
        return Readiness(False, opened.readiness.reason)
    return Readiness(True)
