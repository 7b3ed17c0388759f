"""One document of a sweep: the crop of its page, whose it is, and the value in its editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.sweep import Mark
from klearstack_desktop.pages.crop import as_crop
from klearstack_desktop.ui.chips import Chip, ChipLabel, Tone
from klearstack_desktop.ui.fields.outfit import Usage
from klearstack_desktop.ui.fields.row import GAP, SIDE, FieldRow, explained
from klearstack_desktop.ui.fields.text import ElidedLabel
from klearstack_desktop.ui.page.strip import Excerpt, ExcerptPicture
from klearstack_desktop.ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent

    from klearstack_desktop.model.document import Field, FieldKey
    from klearstack_desktop.review.sweep import SweptRow
    from klearstack_desktop.ui.fields.editors import FieldEditor
    from klearstack_desktop.ui.fields.outfit import Outfitter

ROW_HEIGHT: Final = 104
"""The same for every row, so that the one in the middle stays there; in pixels."""

_EDGE: Final = 12
_TOP: Final = 10
_HEAD_HEIGHT: Final = 20
_BAR: Final = 4
_FOOT: Final = 24
"""What is kept free below the words for the link that tries again."""

_CROP_SHARE: Final = 0.5
_CHIPS: Final = {
    Mark.TO_CHECK: Chip("to check", Tone.CHECK, "unknown"),
    Mark.FINE: Chip("nothing to check"),
    Mark.CONFIRMED: Chip("confirmed", Tone.GOOD, "check"),
    Mark.CORRECTED: Chip("corrected", Tone.ACCENT, "edit"),
    Mark.SKIPPED: Chip("skipped", Tone.NEUTRAL, "lock"),
}


class SweepPicture(ExcerptPicture):
    """Says when a person could see the piece of the page.

    Signals:
        painted: the piece of the page is on the screen.
    """

    painted = Signal()
    share = (0.85, 0.34)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as the strip does, and say so."""
        super().paintEvent(event)
        if not self.words:
            self.painted.emit()


class SweepRow(QWidget):
    """Shows one document at a time, and is used again for another one.

    Signals:
        edited: carries the value as a person made it.
        accepted: Enter was pressed in the editor.
        entered: the editor has got the focus; carries the row.
        pressed: somebody pressed beside the editor; carries the row.
        painted: the crop is on the screen; carries the document's id.
        revert_requested: the value as it was read is wanted.
        fix_pressed: carries the `Fix` of the link below the value.
        retry_requested: the page is wanted once more.
    """

    edited = Signal(str)
    accepted = Signal()
    entered = Signal(object)
    pressed = Signal(object)
    painted = Signal(str)
    revert_requested = Signal()
    fix_pressed = Signal(object)
    retry_requested = Signal()

    def __init__(self, outfitter: Outfitter, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("sweepRow")
        self._outfitter = outfitter
        self._usage = Usage()
        self._document_id = ""
        self._is_current = False
        self._picture = SweepPicture(self)
        self._picture.setObjectName("sweepCrop")
        self._picture.painted.connect(self._on_painted)
        self._retry = QPushButton("Try again", self)
        self._retry.setObjectName("sweepRetryButton")
        self._retry.setProperty("kind", "link")
        # The focus stays in the value; a key does the same.
        self._retry.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._retry.clicked.connect(self.retry_requested)
        self._supplier = ElidedLabel(self, is_bold=True)
        self._supplier.setObjectName("sweepSupplier")
        self._facts = ElidedLabel(self, pixel_size=12)
        self._facts.setObjectName("sweepFacts")
        self._mark = ChipLabel(parent=self)
        self._mark.setObjectName("sweepMark")
        self._field: FieldRow | None = None
        self._reason = QLabel(self)
        self._reason.setObjectName("sweepReason")
        self._reason.setTextFormat(Qt.TextFormat.PlainText)
        self._reason.setProperty("role", "small")
        self._reason.setWordWrap(True)
        self._reason.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.fix_keys = ""
        self.retry_keys = ""

    @property
    def document_id(self) -> str:
        """The document that is shown; empty where there is none."""
        return self._document_id

    @property
    def editor(self) -> FieldEditor | None:
        """What the value is typed into, or None where there is no such field."""
        return self._field.editor if self._field is not None else None

    @property
    def words(self) -> str:
        """What is said in place of the piece of the page; empty where there is one."""
        return self._picture.words

    @property
    def mark(self) -> str:
        """How the document stands, in a word."""
        return self._mark.chip.text

    @property
    def reason(self) -> str:
        """Why nothing can be changed; empty where it can."""
        return self._reason.text()

    def show_row(self, document_id: str, row: SweptRow | None) -> None:
        """Show a document, or show it again after anything about it changed.

        Args:
            document_id: the document.
            row: None where nothing is known of it any more.
        """
        is_new = document_id != self._document_id
        self._document_id = document_id
        field = row.field if row is not None else None
        self._show_head(row)
        self._show_crop(row, field)
        if field is None:
            self._drop_field()
        elif row is not None:
            self._show_field(row, field, is_new=is_new)
        reason = row.why_not if row is not None else "This document is no longer in the list."
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._place()

    def set_current(self, *, is_current: bool) -> None:
        """Mark the row as the one that keys go to, or no longer so."""
        if is_current != self._is_current:
            self._is_current = is_current
            self._set_focus_policy()
            self.update()

    def focus_value(self) -> bool:
        """Give the focus to the value, its text selected; say whether there is one."""
        editor = self.editor
        if editor is None:
            return False
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        editor.selectAll()
        return True

    def _show_head(self, row: SweptRow | None) -> None:
        if row is None:
            self._supplier.set_text("")
            self._facts.set_text("")
            self._mark.set_chip(Chip(""))
            return
        shown = row.opened.shown
        name = shown.value_of(FieldRole.SUPPLIER) or shown.file_name or shown.id
        number = shown.value_of(FieldRole.NUMBER)
        facts = (number, shown.file_name if shown.file_name != name else "")
        self._supplier.set_text(name)
        self._facts.set_text(" · ".join(fact for fact in facts if fact), Tone.NEUTRAL)
        self._mark.set_chip(_CHIPS[row.standing.mark])
        self._mark.setAccessibleName(f"{name}: {row.standing.mark.value}")

    def _show_crop(self, row: SweptRow | None, field: Field | None) -> None:
        label = field.label if field is not None else "The value"
        crop = row.crop if row is not None else None
        if crop is None:
            box = field.box if field is not None else None
            excerpt = Excerpt(label, None, box)
        elif crop.cut is not None:
            cut = as_crop(crop.cut)
            excerpt = Excerpt(label, cut.page, cut.box)
        elif crop.place is not None and crop.problem:
            excerpt = Excerpt(label, None, crop.place.box, problem=crop.problem)
        else:
            excerpt = Excerpt(label)
        self._picture.foot = _FOOT if excerpt.problem else 0
        self._picture.show_excerpt(excerpt)
        said = self._picture.words or f"The page where {label} stands"
        self._picture.setAccessibleName(said)
        self._retry.setVisible(bool(excerpt.problem))
        self._retry.setToolTip(f"Try again ({self.retry_keys})" if self.retry_keys else "")

    def _show_field(self, row: SweptRow, field: Field, *, is_new: bool) -> None:
        shown = self._field
        if shown is None or not shown.suits(field):
            had_focus = shown is not None and shown.editor.hasFocus()
            self._drop_field()
            shown = self._field = self._made(field)
            is_new = True
            if had_focus:
                self.focus_value()
        opened = row.opened
        shown.fix_keys = self.fix_keys
        self._usage = self._usage.of(opened.shown)
        self._outfitter.fit(shown.editor, field, self._usage)
        shown.show_field(
            field,
            opened.draft,
            opened.findings,
            read_only_reason=row.why_not,
            is_new=is_new,
            was=opened.changed_elsewhere.get(field.key),
        )
        name = opened.shown.value_of(FieldRole.SUPPLIER) or opened.shown.file_name
        shown.editor.setAccessibleName(f"{field.label}, {name}" if name else field.label)

    def _made(self, field: Field) -> FieldRow:
        made = FieldRow(field, self)
        made.edited.connect(self._on_edited)
        made.entered.connect(self._on_entered)
        made.accepted.connect(self.accepted)
        made.revert_requested.connect(self.revert_requested)
        made.fix_pressed.connect(self.fix_pressed)
        made.height_changed.connect(made.place)
        self._field = made
        self._set_focus_policy()
        made.show()
        return made

    def _on_edited(self, _key: FieldKey, value: str) -> None:
        self.edited.emit(value)

    def _on_entered(self) -> None:
        self.entered.emit(self)

    def _on_painted(self) -> None:
        self.painted.emit(self._document_id)

    def _drop_field(self) -> None:
        if self._field is not None:
            # Without its signals a row that goes cannot speak for the document that comes.
            self._field.blockSignals(True)
            self._field.hide()
            self._field.deleteLater()
            self._field = None

    def _set_focus_policy(self) -> None:
        if self._field is not None:
            policy = Qt.FocusPolicy.StrongFocus if self._is_current else Qt.FocusPolicy.ClickFocus
            self._field.editor.setFocusPolicy(policy)

    def event(self, event: QEvent) -> bool:
        """Explain what is under the pointer."""
        return explained(self, event) or super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the parts where they belong."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        width, height = self.width(), self.height()
        crop_width = int(width * _CROP_SHARE) - _EDGE
        self._picture.setGeometry(_EDGE, _TOP, crop_width, height - 2 * _TOP)
        self._retry.adjustSize()
        retry = self._retry.size()
        middle = _EDGE + (crop_width - retry.width()) // 2
        self._retry.move(middle, height - _TOP - retry.height() - 4)
        left = _EDGE + crop_width + _EDGE
        room = width - left - _EDGE
        mark = min(self._mark.sizeHint().width(), room // 2)
        self._mark.setGeometry(left + room - mark, _TOP - 2, mark, _HEAD_HEIGHT)
        names = max(room - mark - GAP, 0)
        supplier = min(self._supplier.sizeHint().width(), int(names * 0.6))
        self._supplier.setGeometry(left, _TOP - 2, supplier, _HEAD_HEIGHT)
        rest = max(names - supplier - GAP, 0)
        self._facts.setGeometry(left + supplier + GAP, _TOP - 2, rest, _HEAD_HEIGHT)
        below = _TOP + _HEAD_HEIGHT
        if self._field is not None:
            # A row of the panel has its label on the left; here the column begins with the value.
            indent = SIDE + GAP
            self._field.arrange(room + indent, 0)
            self._field.setGeometry(left - indent, below, room + indent, height - below - 2)
            self._field.place()
            below += self._field.editor.height() + 4
        self._reason.setGeometry(QRect(left, below, room, max(height - below - 4, 0)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Make the row the current one."""
        self.pressed.emit(self)
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Mark the current row with a bar and rules; a rule separates it from the next."""
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.panel))
        rule = theme.accent if self._is_current else theme.line
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(rule))
        if self._is_current:
            painter.fillRect(0, 0, self.width(), 1, QColor(rule))
            painter.fillRect(0, 0, _BAR, self.height(), QColor(rule))
        painter.end()
