"""The quiet line at the foot of the window: connection, outbox, draft, and what was done today."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from klearstack_desktop.ui.chips import Tone
from klearstack_desktop.ui.fields.text import plain_tooltip
from klearstack_desktop.ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

_FONT_PIXELS: Final = 12


class ConnectionState(StrEnum):
    """What the connection label says."""

    SIGNED_OUT = "Signed out"
    CONNECTING = "Connecting…"
    CONNECTED = "Connected"
    OFFLINE = "Offline"


_MARKS: Final = {
    ConnectionState.SIGNED_OUT: ("○", Tone.NEUTRAL),
    ConnectionState.CONNECTING: ("◌", Tone.CHECK),
    ConnectionState.CONNECTED: ("●", Tone.GOOD),
    ConnectionState.OFFLINE: ("○", Tone.BAD),
}


class StatusLine(QFrame):
    """Five short texts; each says in words what its colour says.

    Signals:
        outbox_pressed: somebody wants to see what is in the outbox.
    """

    outbox_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setAccessibleName("Status")
        self._connection = _StatusLabel("connectionLabel")
        self._outbox = _PressedLabel("outboxLabel")
        self._outbox.pressed.connect(self.outbox_pressed)
        self._draft = _StatusLabel("draftLabel")
        self._ready = _StatusLabel("readyLabel")
        self._done = _StatusLabel("doneLabel")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 3, 12, 3)
        layout.setSpacing(20)
        layout.addWidget(self._connection)
        layout.addWidget(self._outbox)
        layout.addWidget(self._draft, 1)
        layout.addWidget(self._ready)
        layout.addWidget(self._done)
        self.set_connection(ConnectionState.SIGNED_OUT)
        self.set_outbox(0, 0, 0)

    def set_connection(self, state: ConnectionState, detail: str = "") -> None:
        """Say how the server is reached; the detail (plain text) is the tooltip."""
        mark, tone = _MARKS[state]
        self._connection.say(f"{mark} {state.value}", tone)
        self._connection.setAccessibleDescription(detail)
        self._connection.setToolTip(plain_tooltip(detail))

    def set_outbox(self, waiting: int, sending: int, failed: int) -> None:
        """Say how many saves and decisions wait, are on their way, and did not arrive."""
        counts = ((waiting, "waiting"), (sending, "sending"), (failed, "failed"))
        parts = [f"{count} {what}" for count, what in counts if count]
        tone = Tone.BAD if failed else Tone.NEUTRAL
        self._outbox.say(f"Outbox: {' · '.join(parts) or 'empty'}", tone)

    def set_draft(self, text: str, revision: int, *, is_problem: bool = False) -> None:
        """Say whether what was typed is safe.

        Args:
            text: for example "Draft saved".
            revision: number of the newest edit that is safely stored; the dynamic property
                ``savedRevision`` of the label shows it to whoever checks that promise.
            is_problem: the text says that something is not stored.
        """
        self._draft.setProperty("savedRevision", revision)
        self._draft.say(
            f"⚠ {text}" if is_problem else text, Tone.BAD if is_problem else Tone.NEUTRAL
        )
        self._draft.setToolTip(plain_tooltip(text))

    def set_ready(self, count: int) -> None:
        """Say how many of the next documents open without waiting."""
        plural = "" if count == 1 else "s"
        self._ready.say(f"Next {count} document{plural} ready" if count else "")

    def set_done(self, count: int, median_seconds: float | None) -> None:
        """Say how many documents were decided today, and the median time for one in seconds."""
        median = "" if median_seconds is None else f" · {median_seconds:.0f} s median"
        self._done.say(f"{count} done today{median}")


class _StatusLabel(QLabel):
    """One line of plain text in the colour of its tone; elided where there is no room."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        font = self.font()
        font.setPixelSize(_FONT_PIXELS)
        self.setFont(font)
        self._tone = Tone.NEUTRAL

    def say(self, text: str, tone: Tone = Tone.NEUTRAL) -> None:
        self._tone = tone
        self.setText(" ".join(text.split()))
        self.setAccessibleName(self.text())
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._tone.ink(current_theme()))
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()


class _PressedLabel(_StatusLabel):
    """A text that shows more when it is pressed; the keyboard has an action for it."""

    pressed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Show what is in the outbox")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.pressed.emit()
