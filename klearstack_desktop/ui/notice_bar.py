"""The one calm place where the program says that something happened."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from klearstack_desktop.ui.chips import Tone
from klearstack_desktop.ui.icons import icon, paint_icon
from klearstack_desktop.ui.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QPaintEvent

_MARGIN: Final = 8
_WIDEST: Final = 720
_MOST_KEPT: Final = 20
_GLYPH_PIXELS: Final = 16
_GLYPHS: Final = {
    Tone.GOOD: "approve",
    Tone.CHECK: "warning",
    Tone.BAD: "warning",
    Tone.NEUTRAL: "info",
    Tone.ACCENT: "info",
}


@dataclass(frozen=True, slots=True)
class NoticeAction:
    """A way on that a notice offers.

    Attributes:
        label: what stands on the button.
        run: what happens; the notice is closed before.
    """

    label: str
    run: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a reviewer should know.

    Attributes:
        sentence: what happened and what can be done; plain text.
        tone: how bad it is; an icon says the same.
        details: for "Copy details"; empty where there are none.
        actions: ways on.
    """

    sentence: str
    tone: Tone = Tone.CHECK
    details: str = ""
    actions: tuple[NoticeAction, ...] = ()


class NoticeBar(QFrame):
    """Shows the newest notice over the top of its host, so that nothing below it moves.

    Earlier notices wait behind it and come back when it is closed. The same sentence again is
    counted instead of stacked. It never takes the focus by itself.

    Args:
        host: the widget it floats over, usually the page area.

    Signals:
        closed: no notice is left.
    """

    closed = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setObjectName("noticeBar")
        self.setAccessibleName("Notice")
        self._host = host
        self._notices: list[Notice] = []
        self._repeats: dict[str, int] = {}
        self._glyph = _Glyph(self)
        self._sentence = QLabel(self)
        self._sentence.setObjectName("noticeText")
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._count = QLabel(self)
        self._count.setObjectName("noticeCount")
        self._count.setProperty("role", "small")
        self._ways = QHBoxLayout()
        self._ways.setSpacing(4)
        self._copy = self._button("Copy details", "noticeCopyButton", self._copy_details)
        self._close = QToolButton(self)
        self._close.setObjectName("noticeCloseButton")
        self._close.setAccessibleName("Close the notice")
        self._close.setToolTip("Close")
        self._close.setIcon(icon("close"))
        self._close.setProperty("kind", "flat")
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.clicked.connect(self.dismiss)
        self._lay_out()
        self.hide()
        host.installEventFilter(self)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 6, 6)
        layout.setSpacing(8)
        layout.addWidget(self._glyph)
        layout.addWidget(self._sentence, 1)
        layout.addWidget(self._count)
        layout.addLayout(self._ways)
        layout.addWidget(self._copy)
        layout.addWidget(self._close)

    def show_notice(self, notice: Notice) -> None:
        """Show a notice in front of those that wait; the focus stays where it is."""
        repeats = self._repeats.get(notice.sentence, 0)
        self._notices = [n for n in self._notices if n.sentence != notice.sentence]
        self._notices.append(notice)
        for forgotten in self._notices[:-_MOST_KEPT]:
            del self._repeats[forgotten.sentence]
        del self._notices[:-_MOST_KEPT]
        self._repeats[notice.sentence] = repeats + 1
        self._render()
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def current(self) -> Notice | None:
        """Return the notice that is shown, or None."""
        return self._notices[-1] if self._notices else None

    def withdraw(self, sentence: str) -> None:
        """Take a notice back because it is no longer true."""
        self._notices = [n for n in self._notices if n.sentence != sentence]
        self._repeats.pop(sentence, None)
        self._render()

    def dismiss(self) -> None:
        """Close the notice that is shown; one that waits comes forward."""
        if self._notices:
            self.withdraw(self._notices[-1].sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, where the focus is in the bar."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            event.accept()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the host."""
        if watched is self._host and event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _render(self) -> None:
        notice = self.current()
        if notice is None:
            self._leave()
            return
        self.setProperty("tone", notice.tone.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self._glyph.show_tone(notice.tone)
        times = self._repeats[notice.sentence]
        waiting = len(self._notices) - 1
        self._sentence.setText(notice.sentence + (f" ({times}×)" if times > 1 else ""))
        self._sentence.setAccessibleName(self._sentence.text())
        self.setAccessibleDescription(self._sentence.text())
        self._count.setText(f"{waiting} more" if waiting else "")
        self._count.setVisible(bool(waiting))
        self._copy.setVisible(bool(notice.details))
        self._offer(notice.actions)
        self._place()
        self.show()
        self.raise_()

    def _offer(self, actions: tuple[NoticeAction, ...]) -> None:
        while (item := self._ways.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for number, action in enumerate(actions):
            name = f"noticeAction:{number}"
            self._ways.addWidget(self._button(action.label, name, partial(self._take, action)))

    def _button(self, label: str, name: str, pressed: Callable[[], object]) -> QPushButton:
        button = QPushButton(label, self)
        button.setObjectName(name)
        button.setProperty("kind", "link")
        button.setAutoDefault(False)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the cursor where it is
        button.clicked.connect(lambda _checked: pressed())
        return button

    def _take(self, action: NoticeAction) -> None:
        self.dismiss()
        action.run()

    def _copy_details(self) -> None:
        notice = self.current()
        if notice is not None:
            QGuiApplication.clipboard().setText(f"{notice.sentence}\n{notice.details}")

    def _leave(self) -> None:
        was_shown = self.isVisible()
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self._host.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()
        if was_shown:
            self.closed.emit()

    def _place(self) -> None:
        room = self._host.width() - 2 * _MARGIN
        width = min(room, _WIDEST)
        height = self.heightForWidth(width) if self.hasHeightForWidth() else -1
        self.setGeometry(
            (self._host.width() - width) // 2,
            _MARGIN,
            width,
            max(height, self.minimumSizeHint().height()),
        )


class _Glyph(QWidget):
    """Says with a drawing what the colour of a tone says."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(_GLYPH_PIXELS, _GLYPH_PIXELS)
        self._tone = Tone.NEUTRAL

    def show_tone(self, tone: Tone) -> None:
        self._tone = tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = self._tone.ink(current_theme())
        paint_icon(painter, QRectF(self.rect()), _GLYPHS[self._tone], ink)
        painter.end()
