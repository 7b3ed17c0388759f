"""Why something unusual is decided: a sheet over the window that waits for nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.model.decision import OVERRIDE_REASONS, REJECT_REASONS, WAIVE_REASONS
from klearstack_desktop.ui.fields.editors import AreaEditor
from klearstack_desktop.ui.fields.value_editor import is_accept_key
from klearstack_desktop.ui.focus_origin import FocusOrigin

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QHideEvent, QInputMethodEvent, QKeyEvent, QShowEvent

_WIDEST = 480
_MARGIN = 8
_TYPED_COUNTS = "What you typed is sent; empty it to choose a reason"


class ReasonEditor(AreaEditor):
    """Free text in which digits choose a reason as long as nothing else was typed.

    A digit that turns out to begin a sentence ("12 boxes missing") becomes text with it, so that
    what was typed is sent as it was typed.
    """

    digit_pressed = Signal(int)
    escaped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, max_lines=3)
        self._digits = ""

    def forget_digits(self) -> None:
        """Take digits pressed so far for choices, not for the beginning of a text."""
        self._digits = ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose on a digit, close on Esc, send on Enter, type the rest."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
            event.accept()
        elif is_accept_key(event) and event.isAutoRepeat():
            event.accept()
        elif (
            not self.value()
            and modifiers == Qt.KeyboardModifier.NoModifier
            and Qt.Key.Key_1 <= event.key() <= Qt.Key.Key_9
        ):
            self._digits += event.text()
            self.digit_pressed.emit(int(event.text()))
            event.accept()
        else:
            if event.text().isprintable() and event.text():
                self._write_digits()
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """An input method types too."""
        if event.commitString():
            self._write_digits()
        super().inputMethodEvent(event)

    def _write_digits(self) -> None:
        digits, self._digits = self._digits, ""
        if digits and not self.value():
            self.insertPlainText(digits)


@dataclass(frozen=True, slots=True)
class Question:
    """What a sheet asks.

    Attributes:
        name: begins the object names of the sheet and its parts.
        title: the question.
        send: what stands on the button that sends the reason.
        reasons: up to nine usual ones, picked by digits.
        kind: the look of that button.
        missing: what is said where no reason is given.
        hint: what is said when a usual reason was picked.
    """

    name: str
    title: str
    send: str
    kind: str
    reasons: tuple[str, ...]
    missing: str
    hint: str


REJECT = Question(
    name="reject",
    title="Reject: why?",
    send="Reject",
    kind="reject",
    reasons=REJECT_REASONS,
    missing="A rejection needs a reason: type one, or press a number from 1 to 9.",
    hint="Enter rejects with this reason.",
)
WAIVE = Question(
    name="waive",
    title="Approve without seeing the page: why?",
    send="Allow approval",
    kind="primary",
    reasons=WAIVE_REASONS,
    missing="Say why the page need not be seen: the reason is sent with the approval.",
    hint="Enter allows approval for this reason.",
)

OVERRIDE = Question(
    name="override",
    title="Let this stand: why?",
    send="Let it stand",
    kind="primary",
    reasons=OVERRIDE_REASONS,
    missing="Say why it may stand: the reason is sent with the approval.",
    hint="Enter lets it stand for this reason.",
)


class ReasonSheet(QFrame):
    """Lies over its parent while a reason is asked for.

    Enter sends what stands in the text or, where that is empty, the chosen reason; Esc closes and
    keeps what was typed until the sheet is closed for another document.

    Signals:
        reason_given: carries the reason, as it was typed or picked.

    Args:
        question: what it asks.
        parent: what it covers in part, at the lower right.
        above: a widget in the parent that stays visible below the sheet, where there is room: the
            decision card, so that it can be seen what is being decided.
        otherwise: gives the focus to something where what had it is gone by then.
    """

    reason_given = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        question: Question,
        above: QWidget | None = None,
        otherwise: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(parent)
        self._question = question
        name = question.name
        self.setObjectName(f"{name}Sheet")
        self.setProperty("sheet", "true")
        self.setAccessibleName(question.title)
        self._over = parent
        self._above = above
        self._around = [widget for widget in (parent, above) if widget is not None]
        self._chosen = 0
        self._prepared = ""
        self._origin = FocusOrigin(otherwise)
        self._text = ReasonEditor(self)
        self._text.setObjectName(f"{name}Reason")
        self._text.setAccessibleName("Reason")
        self._text.setPlaceholderText("Type a reason, or press 1 to 9")
        self._rows = [self._make_row(number) for number in range(1, len(question.reasons) + 1)]
        self._about = QLabel(self)
        self._message = QLabel(self)
        self._message.setObjectName(f"{name}Message")
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setWordWrap(True)
        self._send = QPushButton(question.send, self)
        self._send.setObjectName(f"{name}SendButton")
        self._send.setProperty("kind", question.kind)
        self._cancel = QPushButton("Cancel", self)
        self._cancel.setObjectName(f"{name}CancelButton")
        for button in (self._send, self._cancel):
            button.setAutoDefault(True)
        self._lay_out()
        self._text.digit_pressed.connect(self._choose)
        self._text.edited.connect(self._on_text_edited)
        self._text.accepted.connect(self._confirm)
        self._text.escaped.connect(self.dismiss)
        self._send.clicked.connect(self._confirm)
        self._cancel.clicked.connect(self.dismiss)
        self.hide()

    def _make_row(self, number: int) -> QPushButton:
        row = QPushButton(f"{number}   {self._question.reasons[number - 1]}", self)
        row.setObjectName(f"{self._question.name}Reason:{number}")
        row.setProperty("kind", "row")
        row.setCheckable(True)
        # The focus stays in the text, where digits and Enter are answered.
        row.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.clicked.connect(lambda: self._choose(number))
        return row

    def _lay_out(self) -> None:
        title = QLabel(self._question.title, self)
        title.setProperty("role", "strong")
        title.setWordWrap(True)
        self._about.setObjectName(f"{self._question.name}About")
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setWordWrap(True)
        self._about.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._message, 1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._send)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(6)
        column.addWidget(title)
        column.addWidget(self._about)
        column.addWidget(self._text)
        rows = QVBoxLayout()
        rows.setSpacing(0)
        for row in self._rows:
            rows.addWidget(row)
        column.addLayout(rows)
        column.addLayout(buttons)

    def open_sheet(self, unsent: str = "", *, about: str = "", prepared: str = "") -> None:
        """Ask for a reason; what was typed before for this document is still there.

        Args:
            unsent: a reason that was given before and did not reach the service; it stands in the
                text unless something else was typed since.
            about: a sentence on what the reason is asked for, plain text; empty for none.
            prepared: what could be said; it gives way to what was given or typed before.
        """
        self._about.setText(about)
        self._about.setVisible(bool(about))
        if self._prepared and self._text.value() == self._prepared:
            # Nobody typed it: what was prepared for something else says nothing here.
            self._put("")
        self._prepared = prepared
        if (stated := unsent or prepared) and not self._text.value():
            self._put(stated)
        if self.isHidden():
            self._origin.remember(self.window())
        self._say("")
        self._place()
        self.show()
        self.raise_()
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)
        if prepared and self._text.value() == prepared:
            # Enter sends it, and who types writes it anew.
            self._text.selectAll()

    def _put(self, text: str) -> None:
        self._text.show_value(text)
        self._on_text_edited(text)

    def showEvent(self, event: QShowEvent) -> None:
        """Follow what is around it as long as it is there."""
        super().showEvent(event)
        for widget in self._around:
            widget.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Follow nothing any more; in a minimised window it is still there."""
        super().hideEvent(event)
        if not event.spontaneous():
            for widget in self._around:
                widget.removeEventFilter(self)

    def close_sheet(self) -> None:
        """Close the sheet and forget what was typed: another document is open, or none."""
        if self.isHidden() and not self._chosen and not self._text.value():
            self._text.forget_digits()
            return
        self.dismiss()
        self._text.show_value("")
        self._choose(0)

    def dismiss(self) -> None:
        """Close the sheet and keep what was typed; the focus goes back to where it came from."""
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self)
        self.hide()
        if had_focus:
            self._origin.give_back()

    def _choose(self, number: int) -> None:
        """Mark a reason by its number from 1; 0 marks none."""
        self._chosen = number
        self._text.forget_digits() if not number else None
        self._mark()
        self._say(self._question.hint if number else "")

    def _on_text_edited(self, text: str) -> None:
        if text.strip():
            self._chosen = 0
        self._mark()
        self._say("")

    def _mark(self) -> None:
        is_typed = bool(self._text.value())
        for number, row in enumerate(self._rows, start=1):
            row.setChecked(number == self._chosen)
            row.setEnabled(not is_typed)
            row.setToolTip(_TYPED_COUNTS if is_typed else "")

    def _confirm(self) -> None:
        reason = self._reason()
        if not reason:
            self._say(self._question.missing, role="problem")
            self._text.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        # The sheet is gone before anybody hears of it, so that a second Enter sends nothing.
        self.dismiss()
        self.reason_given.emit(reason)

    def _reason(self) -> str:
        typed = self._text.value()
        if typed.strip():
            return typed
        return self._question.reasons[self._chosen - 1] if self._chosen else ""

    def _say(self, text: str, role: str = "small") -> None:
        self._message.setText(text)
        if self._message.property("role") != role:
            self._message.setProperty("role", role)
            self._message.style().unpolish(self._message)
            self._message.style().polish(self._message)

    def _place(self) -> None:
        room = self._over.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        height = min(self.sizeHint().height(), room.height())
        width, bottom = min(room.width(), _WIDEST), room.bottom()
        if self._above is not None:
            corner = self._above.mapTo(self._over, QPoint(0, 0))
            width = min(width, self._above.width() - 2 * _MARGIN)
            bottom = max(corner.y() - _MARGIN, room.top() + height - 1)
        self.setGeometry(room.right() - width + 1, bottom - height + 1, width, height)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's own name
        """Keep Tab within the sheet."""
        ring: list[QWidget] = [self._text, self._cancel, self._send]
        now = QApplication.focusWidget()
        place = ring.index(now) if now in ring else 0
        ring[(place + (1 if next else -1)) % len(ring)].setFocus(
            Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        )
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc from a button too."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            event.accept()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when what is around it moves."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Move}:
            self._place()
        return super().eventFilter(watched, event)
