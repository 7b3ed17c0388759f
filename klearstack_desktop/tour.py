"""A whole review by script, through the same widgets, with real key and mouse events.

It shows on a machine without a display that the program does its work, and leaves numbered
screenshots and a report.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.ui import theme
from klearstack_desktop.waiting import WaitedInVain, until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtCore import SignalInstance

    from klearstack_desktop.demo_server import DemoAccess
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.ui.main_window import MainWindow

# A decision counts only when the page has been on screen for a moment.
GUARD_SECONDS = 0.4
SIZE = QSize(1600, 1000)
REASON = "Not addressed to us: please send it to the branch in Pune"


class Tour:
    """Does a review and writes down what it did.

    Args:
        window: the program's window.
        folder: where screenshots and report go; made if it is missing.
    """

    _desk: Desk

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self._window = window
        self._folder = folder
        self._lines: list[str] = []
        self._pictures = 0
        self._started = time.monotonic()

    def photograph(self, title: str, widget: QWidget | None = None) -> None:
        """Save a picture of the window, or of another widget, and mention it in the report."""
        self._pictures += 1
        name = f"{self._pictures:02d}-{title.lower().replace(' ', '-')}.png"
        self._folder.mkdir(parents=True, exist_ok=True)
        (widget or self._window).grab().save(str(self._folder / name))
        self._note(f"{title}: `{name}`")

    async def sign_in(self, access: DemoAccess) -> None:
        """Type the password into the sheet and sign in.

        Raises:
            Problem: signing in did not come to its end.
        """
        sheet = self._window.sign_in_sheet
        sheet.prefill(access.url, access.company, access.username)
        QTest.keyClicks(self._focused(), access.password)
        self.photograph("Sign in", sheet)
        self._press(Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
        await self._until(sheet.accepted, lambda: not sheet.isVisible(), "the sign-in")

    async def walk(self, desk: Desk) -> None:
        """Open, correct, capture, save, approve and take that back, approve, reject.

        Raises:
            Problem: a step did not come to its end.
        """
        self._desk = desk
        self._window.resize(SIZE)
        first = await self._opened(lambda opened: opened.readiness.is_ready)
        await self._rest()
        self.photograph("Queue with an open document")
        await self._correct(first)
        await self._capture()
        await self._save()
        await self._take_back()
        await self._approve()
        await self._reject()
        self._show_dark()
        self._note(f"{len(desk.queue.entries())} documents in the queue")

    async def _correct(self, opened: OpenDocument) -> None:
        field = opened.shown.by_role(FieldRole.NUMBER)
        if field is None:
            raise Problem("The document that opened has no number to correct.")
        self._window.field_panel.focus_field(field.key)
        QTest.keyClicks(self._focused(), f"{field.value}-A")
        await self._until(
            self._desk.drafts.status_changed,
            lambda: self._desk.drafts.saved_revision == self._desk.drafts.revision,
            "the draft to be saved",
        )
        self.photograph("Corrected field")

    async def _capture(self) -> None:
        opened = self._current()
        field = next(
            (f for f in opened.shown.fields if f.box and f.page == 1 and not f.is_changed), None
        )
        if field is None or field.box is None:
            raise Problem("The document that opened has no field with a place on its page.")
        before = opened.undo
        self._window.field_panel.focus_field(field.key)
        self._press(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
        area = self._window.page_pane.view.area_of(field.key)
        if area is None:
            raise Problem("The field's box is not on the page.")
        view = self._window.page_pane.view.viewport()
        corners = self._window.page_pane.view.mapFromScene(area).boundingRect()
        corners = corners.adjusted(-4, -4, 4, 4)
        QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=corners.topLeft())
        QTest.mouseMove(view, corners.center())
        QTest.mouseMove(view, corners.bottomRight())
        self.photograph("Capture text")
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=corners.bottomRight())
        await self._until(
            self._desk.session.changed, lambda: self._current().undo != before, "captured text"
        )
        self.photograph("Captured field")

    async def _save(self) -> None:
        saved: list[str] = []
        self._desk.submissions.saved.connect(saved.append)
        self._press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        await self._until(
            self._desk.submissions.saved, lambda: bool(saved), "the corrections to be saved"
        )
        self.photograph("Corrections saved")

    async def _press_approve(self) -> str:
        """Approve what is open, wait until the next document is, and return the first one's id."""
        approved = self._current().id
        await self._rest()
        self._press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        await self._opened(lambda opened: opened.id != approved and opened.readiness.is_ready)
        return approved

    async def _take_back(self) -> None:
        approved = await self._press_approve()
        await self._rest()
        self.photograph("Approved and still to be taken back")
        control_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        self._press(Qt.Key.Key_X, control_shift)
        self.photograph("What waits to be sent")
        self._press(Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
        self._press(Qt.Key.Key_Backspace, control_shift)
        await self._opened(lambda opened: opened.id == approved and opened.readiness.is_ready)
        self.photograph("Taken back")

    async def _approve(self) -> None:
        approved = await self._press_approve()
        await self._reached(approved, ReviewState.APPROVED)
        self.photograph("Approved and sent")

    async def _reject(self) -> None:
        rejected = self._current().id
        await self._rest()
        self._press(
            Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )
        QTest.keyClicks(self._focused(), REASON)
        self.photograph("Reject with a reason")
        self._press(Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
        await self._reached(rejected, ReviewState.REJECTED)
        await self._opened(lambda opened: opened.id != rejected and opened.readiness.is_ready)
        await self._rest()
        self.photograph("Rejected and next document")

    def _show_dark(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.dress(application, theme.DARK)
            self.photograph("Dark mode")
            theme.dress(application, theme.system_theme(application))

    def _focused(self) -> QWidget:
        return QApplication.focusWidget() or self._window

    def _press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        # As from a keyboard, the release goes where the focus is by then.
        QTest.keyPress(self._focused(), key, modifiers)
        QTest.keyRelease(self._focused(), key, modifiers)

    def _current(self) -> OpenDocument:
        current = self._desk.session.current
        if current is None:
            raise Problem("No document is open.")
        return current

    async def _opened(self, condition: Callable[[OpenDocument], bool]) -> OpenDocument:
        def is_there() -> bool:
            current = self._desk.session.current
            return current is not None and condition(current)

        await self._until(self._desk.session.changed, is_there, "a document with all its pages")
        return self._current()

    async def _reached(self, document_id: str, state: ReviewState) -> None:
        await self._until(
            self._desk.queue.entry_changed,
            lambda: self._desk.queue.state(document_id) is state,
            f"the document to be {state.value}",
        )
        self._note(f"{document_id} is {state.value} on the server")

    async def _rest(self) -> None:
        """Look at the painted page for as long as the guard against a second press wants."""
        self._window.repaint()
        await asyncio.sleep(GUARD_SECONDS)

    async def _until(
        self, signal: SignalInstance, condition: Callable[[], bool], what: str
    ) -> None:
        try:
            await until(signal, condition, what)
        except WaitedInVain as vain:
            self.photograph("Stuck")
            raise Problem(f"The tour {vain}.") from None

    def _note(self, line: str) -> None:
        self._lines.append(f"{time.monotonic() - self._started:6.1f} s  {line}")

    def write_report(self) -> None:
        """Write down what was done, also where the tour did not come to its end."""
        body = "\n".join(f"- {line}" for line in self._lines)
        report = (
            "# A review by script\n\n"
            "The real window on the local server, driven by key and mouse events.\n\n"
            f"{body}\n"
        )
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "report.md").write_text(report, encoding="utf-8")
