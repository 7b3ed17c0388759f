"""The field panel: every value that was read, and the walk through those that need a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPalette
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from klearstack_desktop.ui.fields.field_list import FieldList, ShownFields
from klearstack_desktop.ui.fields.head import PanelHead
from klearstack_desktop.ui.fields.outfit import Outfitter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.model.document import Document, FieldKey
    from klearstack_desktop.model.findings import Findings
    from klearstack_desktop.model.line_items.place import Spot
    from klearstack_desktop.model.merge import Place


class FieldPanel(QWidget):
    """Renders the open document's fields and says what a person does to them.

    Signals carry a `FieldKey`. ``value_edited`` is emitted on each change of text by a person and
    never by `show_document`. ``field_accepted`` comes with Enter, before the focus goes on to the
    next field that needs a person; ``walk_finished`` says that there is none left below.
    ``fix_pressed`` carries the `Fix` of a link below a field.

    Attributes:
        outfitter: what the editors are told of country, lists and earlier values.
    """

    value_edited = Signal(object, str)
    field_entered = Signal(object)
    field_left = Signal(object)
    field_accepted = Signal(object)
    walk_finished = Signal()
    revert_requested = Signal(object)
    fix_pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fieldPanel")
        self.setAccessibleName("Fields")
        _fill(self)
        self._document_id: str | None = None
        self._to_check: frozenset[Spot] = frozenset()
        self._walk: Sequence[FieldKey] | None = None
        self._visited: FieldKey | None = None
        self._active: FieldKey | None = None
        self._is_read_only = False
        self._footer: QWidget | None = None
        self._head = PanelHead(self)
        self.outfitter = Outfitter(self)
        self._scroll = _Scroll(self)
        self._flow = QVBoxLayout(self._scroll.content)
        self._flow.setContentsMargins(0, 4, 0, 8)
        self._flow.setSpacing(0)
        self._list, self._ahead = self._make_list(), self._make_list()
        self._list.serve()
        self._flow.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._scroll, 1)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._keep_in_sight)

    def _make_list(self) -> FieldList:
        made = FieldList(self.outfitter, self._scroll.content)
        made.hide()
        self._flow.addWidget(made)
        made.edited.connect(self.value_edited)
        made.entered.connect(self._on_entered)
        made.left.connect(self._on_left)
        made.accepted.connect(self._on_accepted)
        made.revert_requested.connect(self.revert_requested)
        made.fix_pressed.connect(self.fix_pressed)
        return made

    def set_footer(self, widget: QWidget) -> None:
        """Put a widget, the line items, below the last field; it scrolls with them."""
        self._footer = widget
        self._flow.insertWidget(self._flow.count() - 1, widget)

    def reveal_in_footer(self, area: QRect) -> None:
        """Scroll until an area of the footer, in its own coordinates, is seen."""
        if self._footer is None:
            return
        place = area.translated(self._footer.mapTo(self._scroll.content, QPoint(0, 0)))
        self._scroll.ensureVisible(0, place.top(), 0, 40)
        self._scroll.ensureVisible(0, place.bottom(), 0, 40)

    def foresee(
        self,
        document: Document,
        draft: Draft,
        findings: Findings,
        *,
        read_only_reason: str,
        was: Mapping[Place, str],
    ) -> None:
        """Fill in ahead what `show_document` is likely to be given next."""
        self._ahead.resize(self._list.width(), self._ahead.height())
        self._ahead.foresee(ShownFields(document, draft, findings, read_only_reason, was))

    def set_document_title(self, title: str) -> None:
        """Show which document it is."""
        self._head.set_title(title)

    def show_document(
        self,
        document: Document | None,
        draft: Draft,
        findings: Findings,
        *,
        is_read_only: bool,
        read_only_reason: str = "",
        was: Mapping[Place, str] | None = None,
        walk: Sequence[FieldKey] | None = None,
    ) -> None:
        """Show a document, or show again the one that is open after anything about it changed.

        Rows of fields that stay are updated in place: focus, cursor, selection and half-typed text
        survive. Nothing is emitted, except ``field_entered`` when another document arrives while
        an editor has the focus; that is in the same field then, or, where the document was filled
        in ahead, in the first one that needs a person.

        Args:
            document: with the draft laid over; None shows nothing.
            draft: knows which fields the reviewer accepted.
            findings: what is found in the document.
            is_read_only: values can be read and copied only.
            read_only_reason: why, in a sentence.
            was: what fields said before another person changed them; they are marked until the
                reviewer accepts or changes them.
            walk: in which order Enter goes through the fields; None for that of the panel.
        """
        document_id = document.id if document else None
        is_new = document_id != self._document_id
        if is_new:
            self._document_id = document_id
            self._visited = self._active = None
        self._walk = walk
        self._is_read_only = is_read_only
        reason = (read_only_reason or "This document cannot be changed") if is_read_only else ""
        can_count = document is not None and not is_read_only
        self._to_check = frozenset(findings.to_check) if can_count else frozenset()
        if is_new:
            self._scroll.verticalScrollBar().setValue(0)
        self._show(
            ShownFields(document, draft, findings, reason, was or {}) if document else None,
            is_new=is_new,
        )
        self._head.set_to_check(findings.waiting if can_count else None)
        self._head.notes.show_findings(findings if can_count else None)
        self._head.set_banner(reason if document else "")
        if is_new:
            self._enter_where_the_focus_is()

    def _show(self, shown: ShownFields | None, *, is_new: bool) -> None:
        if shown is None:
            self._ahead.show_fields(None, is_new=True)
        elif is_new and self._ahead.is_made_for(shown.document.id):
            if shown != self._ahead.shown:
                self._ahead.show_fields(shown, is_new=True)
            self._change_over()
            return
        self._list.show_fields(shown, is_new=is_new)

    def _change_over(self) -> None:
        """Let the list that was filled ahead be the one that is seen."""
        before, self._list, self._ahead = self._list, self._ahead, self._list
        focus = QApplication.focusWidget()
        had_focus = focus is not None and before.isAncestorOf(focus)
        before.retire()
        self._list.move(before.pos())
        self._list.serve()
        if had_focus:
            # A list that is hidden with the focus in it would give it to whatever comes next.
            self.focus_first_to_check()
        before.hide()
        self._list.appear()

    def _keep_in_sight(self) -> None:
        """Show what is said below the field that is being edited, now that there is room for it."""
        row = self._list.row(self._active) if self._active else None
        if row is not None and row.editor.hasFocus():
            self._scroll.ensureWidgetVisible(row, 0, 8)

    def _enter_where_the_focus_is(self) -> None:
        for row in self._list.rows():
            if row.editor.hasFocus():
                self._on_entered(row.key)

    @property
    def active_key(self) -> FieldKey | None:
        """The field that has the focus, or had it last in this document.

        It stays when the focus goes to the page, so that text captured there finds its field.
        """
        return self._active if self._active and self._list.row(self._active) else None

    def keys_in_order(self) -> tuple[FieldKey, ...]:
        """Return the fields that are shown, from top to bottom."""
        return tuple(row.key for row in self._list.rows())

    def keys_to_walk(self) -> tuple[FieldKey, ...]:
        """Return the fields in the order in which Enter goes through them."""
        return self.keys_in_order() if self._walk is None else tuple(self._walk)

    def focus_field(self, key: FieldKey, select_all: bool = True) -> None:
        """Give the focus to a field's editor, its text selected; an unknown key does nothing."""
        row = self._list.row(key)
        if row is None:
            return
        row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if select_all:
            row.editor.selectAll()
        self._on_entered(key)

    @property
    def caret(self) -> int:
        """How many characters of the active field stand before the cursor; 0 without one."""
        row = self._list.row(self._active) if self._active else None
        return row.editor.caret() if row else 0

    def set_caret(self, position: int) -> None:
        """Put the cursor of the active field behind so many characters, nothing selected."""
        row = self._list.row(self._active) if self._active else None
        if row is not None:
            row.editor.set_caret(position)

    def focus_first_to_check(self) -> None:
        """Give the focus to the first field that needs a person, else to the first field."""
        order = self.keys_to_walk()
        first = next((key for key in order if key in self._to_check), None)
        rows = self._list.rows()
        if first is not None or rows:
            self.focus_field(first or rows[0].key)

    def focus_active(self) -> None:
        """Go back to the field that had the focus last, else as when a document opens."""
        if self.active_key is not None:
            self.focus_field(self.active_key)
        else:
            self.focus_first_to_check()

    def commit(self) -> None:
        """Gather what is being typed, also what an input method still holds.

        Every change of text was already emitted as it was typed.
        """
        QGuiApplication.inputMethod().commit()

    def set_settling_keys(self, *, fix: str, override: str) -> None:
        """Take the keys that use an offered fix or let a warning stand, as this system has them."""
        self._list.fix_keys = self._ahead.fix_keys = fix
        self._head.notes.set_keys(fix=fix, override=override)

    def set_capture_target(self, key: FieldKey | None) -> None:
        """Mark the field that captured text goes to; None marks none."""
        self._list.set_capture_target(key)

    def _on_entered(self, key: FieldKey) -> None:
        if key == self._visited:
            return
        if self._visited is not None:
            self._on_left(self._visited)
        self._visited = self._active = key
        row = self._list.row(key)
        if row is not None:
            self._scroll.ensureWidgetVisible(row, 0, 40)
        self.field_entered.emit(key)

    def _on_left(self, key: FieldKey) -> None:
        if key == self._visited:
            self._visited = None
            self.field_left.emit(key)

    def _on_accepted(self, key: FieldKey) -> None:
        if not self._is_read_only:
            self.field_accepted.emit(key)
        order = self.keys_to_walk()
        place = order.index(key) if key in order else len(order)
        following = next((k for k in order[place + 1 :] if k in self._to_check), None)
        if following is None:
            self.walk_finished.emit()
        else:
            self.focus_field(following)


class _Scroll(QScrollArea):
    """Scrolls by wheel and by focus; keys belong to the editors and to the window."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.content = QWidget(self)
        _fill(self.content)
        self.setWidget(self.content)
        self.verticalScrollBar().rangeChanged.connect(self._keep_width)
        self._keep_width()

    def _keep_width(self) -> None:
        """Keep the room of the scroll bar free while it is not there, so that nothing moves."""
        bar = self.verticalScrollBar()
        is_shown = bar.maximum() > bar.minimum()
        self.setViewportMargins(0, 0, 0 if is_shown else bar.sizeHint().width(), 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the window have what the editors leave."""
        event.ignore()


def _fill(widget: QWidget) -> None:
    """Give a widget the colour of panels in a way that tells Qt to paint nothing below it."""
    widget.setBackgroundRole(QPalette.ColorRole.Base)
    widget.setAutoFillBackground(True)
