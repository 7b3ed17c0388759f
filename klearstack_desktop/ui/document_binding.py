"""Joins the open document to the page pane, the field panel and the line items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.findings import Findings
from klearstack_desktop.model.line_items.place import CellPlace
from klearstack_desktop.model.policy import WalkOrder
from klearstack_desktop.model.walk import next_to_check, page_order
from klearstack_desktop.review.editing import OFFLINE_CAPTURE
from klearstack_desktop.ui.page.marking import boxes_of

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Document, FieldKey
    from klearstack_desktop.model.geometry import Box
    from klearstack_desktop.model.line_items.place import Spot
    from klearstack_desktop.model.problems import Problem
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.active_place import ActivePlace
    from klearstack_desktop.ui.fields.line_items import LineItems
    from klearstack_desktop.ui.fields.panel import FieldPanel
    from klearstack_desktop.ui.line_binding import LineBinding
    from klearstack_desktop.ui.page.boxes import PageBox
    from klearstack_desktop.ui.page.pane import PagePane
    from klearstack_desktop.ui.presenter import Presenter

CAPTURE_WHERE: Final = "Choose the field or cell first that the text should go into."
REVERT_WHAT: Final = "Choose the field or cell first that should be as it was read."


class _Ahead(NamedTuple):
    """The boxes of the fields of a document that is likely to be opened next."""

    document: Document
    findings: Findings
    boxes: tuple[PageBox, ...]

    def is_of(self, opened: OpenDocument) -> bool:
        """Whether they are those of a document as it is; its findings know what is accepted."""
        return self.document is opened.shown and self.findings is opened.findings


class DocumentBinding(QObject):
    """Renders what the session holds and turns edits into its intents.

    Signals:
        walk_finished: Enter was pressed behind the last place that needs a person.

    Attributes:
        goes_on_after_capture: once text was captured, the focus goes to the field or cell after it.
    """

    walk_finished = Signal()

    def __init__(
        self,
        *,
        desk: Desk,
        pages: PagePane,
        fields: FieldPanel,
        line_items: LineItems,
        lines: LineBinding,
        active: ActivePlace,
        actions: Actions,
        presenter: Presenter,
    ) -> None:
        super().__init__(pages)
        self._desk = desk
        self._session = desk.session
        self._pages = pages
        self._fields = fields
        self._line_items = line_items
        self._lines = lines
        self._active = active
        self._presenter = presenter
        self._shown: OpenDocument | None = None
        self._field_boxes: tuple[PageBox, ...] = ()
        self._ahead: _Ahead | None = None
        self._actions = actions
        self._is_capturing = False
        self.goes_on_after_capture = False
        self._connect_session()
        self._connect_widgets()
        self._connect_actions(actions)

    def _connect_session(self) -> None:
        self._session.opened.connect(self._on_opened)
        self._session.changed.connect(self._on_changed)
        self._session.closed.connect(self._on_closed)
        self._session.foreseen.connect(self._foresee)
        self._session.page_arrived.connect(self._pages.set_page)
        self._session.page_failed.connect(self._pages.set_page_problem)
        self._desk.sharpening.sharpened.connect(self._pages.page_sharpened)
        self._desk.editing.problem_met.connect(self._on_problem_met)
        self._desk.editing.captured.connect(self._on_text_captured)
        self._desk.editing.acceptance_undone.connect(self._active.focus)

    def _connect_widgets(self) -> None:
        editing = self._desk.editing
        self._pages.box_clicked.connect(self._active.focus)
        self._pages.page_shown.connect(self._session.mark_seen)
        self._pages.page_changed.connect(self._on_page_changed)
        # All of it: where the first page failed, the number of pages may not be known.
        self._pages.retry_requested.connect(self._session.read_again)
        self._pages.captured.connect(self._on_captured)
        self._pages.capture_changed.connect(self._on_capture_changed)
        self._fields.value_edited.connect(editing.set_field)
        self._fields.field_entered.connect(self._on_field_entered)
        self._fields.walk_finished.connect(self._walk_through_cells)
        self._line_items.walk_finished.connect(self.walk_finished)
        self._active.entered.connect(self._on_entered)
        self._fields.field_accepted.connect(editing.accept_field)
        self._fields.revert_requested.connect(editing.revert_field)
        self._lines.boxes_changed.connect(self._show_boxes)

    def _connect_actions(self, actions: Actions) -> None:
        pages = self._pages
        actions["revert"].triggered.connect(self._revert_active)
        actions["fit_page"].triggered.connect(pages.fit_page)
        actions["fit_width"].triggered.connect(pages.fit_width)
        actions["actual_size"].triggered.connect(pages.zoom_reset)
        actions["zoom_in"].triggered.connect(pages.zoom_in)
        actions["zoom_out"].triggered.connect(pages.zoom_out)
        actions["zoom_to_field"].triggered.connect(pages.zoom_to_active)
        actions["follow_field"].triggered.connect(pages.set_following)
        actions["freeze_view"].triggered.connect(pages.set_frozen)
        pages.hold_changed.connect(self._on_hold_changed)
        actions["contrast"].triggered.connect(pages.show_light)
        pages.light_changed.connect(actions["contrast"].setChecked)
        actions["rotate_left"].triggered.connect(pages.rotate_left)
        actions["rotate_right"].triggered.connect(pages.rotate_right)
        actions["next_page"].triggered.connect(pages.next_page)
        actions["previous_page"].triggered.connect(pages.previous_page)
        actions["capture"].triggered.connect(self._on_capture_wanted)
        pages.capture_changed.connect(actions["capture"].setChecked)
        pages.capture_changed.connect(actions["leave_capture"].setEnabled)
        actions["leave_capture"].triggered.connect(pages.cancel_capture)
        actions["next_problem"].triggered.connect(lambda: self._walk(1))
        actions["previous_problem"].triggered.connect(lambda: self._walk(-1))

    def _foresee(self, opened: OpenDocument) -> None:
        self._fields.foresee(
            opened.shown,
            opened.draft,
            opened.findings,
            read_only_reason=opened.read_only_reason,
            was=opened.changed_elsewhere,
        )
        fields = boxes_of(opened.shown, opened.draft, opened.findings)
        self._ahead = _Ahead(opened.shown, opened.findings, fields)
        if (first := opened.pages.get(1)) is not None:
            self._pages.foresee(first, (*fields, *self._lines.boxes_ahead(opened)))

    def _boxes_of(self, opened: OpenDocument) -> tuple[PageBox, ...]:
        ahead = self._ahead
        if ahead is not None and ahead.is_of(opened):
            return ahead.boxes
        return boxes_of(opened.shown, opened.draft, opened.findings)

    def _on_opened(self, opened: OpenDocument) -> None:
        focus = QApplication.focusWidget()
        is_in_fields = focus is not None and self._fields.isAncestorOf(focus)
        keeps_list_focus = focus is not None and focus.objectName() == "documentList"
        self._pages.set_document(opened.id, opened.base.page_count)
        self._render(opened)
        if is_in_fields or not (keeps_list_focus or _is_in_sheet(focus)):
            self._fields.focus_first_to_check()

    def _on_changed(self, changed: OpenDocument) -> None:
        before = self._shown
        if before is not None and before.base.page_count != changed.base.page_count:
            self._pages.set_document(changed.id, changed.base.page_count)
        self._render(changed)

    def _on_closed(self) -> None:
        self._shown = None
        self._pages.set_document(None, None)
        self._fields.set_document_title("")
        self._fields.show_document(None, Draft(), Findings(), is_read_only=True)
        self._lines.render(None)

    def _render(self, opened: OpenDocument) -> None:
        before, self._shown = self._shown, opened
        is_same = (
            before is not None
            and before.base is opened.base
            and before.draft is opened.draft
            and before.policy is opened.policy
            and before.known is opened.known
            and before.read_only_reason == opened.read_only_reason
            and before.is_dated == opened.is_dated
        )
        if is_same:
            return
        document = opened.shown
        self._fields.set_document_title(_title(opened))
        self._fields.show_document(
            document,
            opened.draft,
            opened.findings,
            is_read_only=opened.is_read_only,
            read_only_reason=opened.read_only_reason,
            was=opened.changed_elsewhere,
            walk=page_order(document.fields) if opened.policy.walk is WalkOrder.PAGE else None,
        )
        self._lines.render(opened)
        self._field_boxes = self._boxes_of(opened)
        self._show_boxes()

    def _show_boxes(self) -> None:
        self._pages.set_boxes((*self._field_boxes, *self._lines.boxes()))

    def _on_page_changed(self, number: int) -> None:
        self._desk.sharpening.look_at(self._pages.document_id, number)

    def _on_field_entered(self, key: FieldKey) -> None:
        self._desk.editing.begin_visit(key.name)

    def _on_entered(self, spot: Spot) -> None:
        self._pages.set_active(spot)
        self._show_capture_target()

    def _on_capture_changed(self, is_capturing: bool) -> None:
        self._is_capturing = is_capturing
        self._show_capture_target()

    def _show_capture_target(self) -> None:
        spot = self._active.spot if self._is_capturing else None
        self._fields.set_capture_target(None if isinstance(spot, CellPlace) else spot)
        self._lines.set_capture_target(spot if isinstance(spot, CellPlace) else None)

    def _on_hold_changed(self, is_following: bool, is_frozen: bool) -> None:
        self._actions["follow_field"].setChecked(is_following)
        self._actions["freeze_view"].setChecked(is_frozen)

    def _on_capture_wanted(self, is_wanted: bool) -> None:
        if not is_wanted:
            self._pages.cancel_capture()
        elif not self._desk.service.may_be_asked:
            self._presenter.show_news(OFFLINE_CAPTURE)
            self._pages.cancel_capture()
            self._actions["capture"].setChecked(False)
        else:
            self._pages.begin_capture()

    def _on_captured(self, page: int, boxes: tuple[Box, ...]) -> None:
        spot = self._active.spot
        if spot is None or self._session.editable is None:
            self._pages.end_waiting()
            if spot is None:
                self._presenter.show_news(CAPTURE_WHERE)
        elif isinstance(spot, CellPlace):
            self._desk.editing.capture_cell(spot, page, boxes)
        else:
            self._desk.editing.capture(spot, page, boxes)

    def _on_text_captured(self, spot: Spot) -> None:
        self._pages.end_waiting()
        if spot != self._active.spot:
            # Who has gone on to another place meanwhile stays there.
            return
        if isinstance(spot, CellPlace):
            self._active.focus(spot)
            if self.goes_on_after_capture:
                self._line_items.focus_next()
        else:
            self._go_on_after(spot)

    def _go_on_after(self, key: FieldKey) -> None:
        order = self._fields.keys_in_order()
        place = order.index(key) if key in order else len(order)
        goes_on = self.goes_on_after_capture and place + 1 < len(order)
        self._fields.focus_field(order[place + 1] if goes_on else key)

    def _on_problem_met(self, problem: Problem) -> None:
        self._pages.end_waiting()
        self._presenter.show_problem(problem)

    def _revert_active(self) -> None:
        spot = self._active.spot
        if spot is None:
            self._presenter.show_news(REVERT_WHAT)
        elif isinstance(spot, CellPlace):
            self._desk.editing.revert_cell(spot)
        else:
            self._desk.editing.revert_field(spot)

    def _walk_through_cells(self) -> None:
        """Go on from the last field to the first cell that needs a person."""
        shown = self._session.editable
        to_check = shown.findings.to_check if shown else ()
        cell = next((spot for spot in to_check if isinstance(spot, CellPlace)), None)
        if cell is not None:
            self._active.focus(cell)
        else:
            self.walk_finished.emit()

    def _walk(self, direction: int) -> None:
        if self._shown is not None:
            order, to_check = self._fields.keys_to_walk(), self._shown.findings.to_check
            spot = next_to_check(order, to_check, self._active.spot, direction)
            if spot is not None:
                self._active.focus(spot)


def _title(opened: OpenDocument) -> str:
    number = opened.shown.value_of(FieldRole.NUMBER)
    kind = opened.shown.value_of(FieldRole.DOCUMENT_KIND) or "Invoice"
    title = f"{kind} {number}".strip() if number else opened.base.file_name or "Document"
    if opened.is_dated and opened.details_read_at is not None:
        return f"{title} · as of {opened.details_read_at.astimezone():%d %b %H:%M}"
    return title


def _is_in_sheet(widget: QWidget | None) -> bool:
    """Whether the focus is in a sheet over the window, which must not lose it."""
    while widget is not None:
        if widget.property("sheet"):
            return True
        widget = widget.parentWidget()
    return False
