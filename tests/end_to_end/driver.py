"""Drives the whole program in this process: the real window, offscreen, on a real server."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from shiboken6 import isValid

from klearstack_desktop import event_loop
from klearstack_desktop.app import Program
from klearstack_desktop.first_screen import FirstScreen
from klearstack_desktop.glance import begin_glance
from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.options import Options
from klearstack_desktop.unexpected import Unexpected
from klearstack_desktop.waiting import PATIENCE_SECONDS, until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from klearstack_desktop.model.queue import ReviewState
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.ui.main_window import MainWindow
    from tests.server_process import ServerProcess

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NUMBER = FieldKey("doc_number_value")


class Driver:
    """What a reviewer does and sees, in a test's words."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.unexpected: list[str] = []
        self._has_signed_in = False

    def note_unexpected(self, _sentence: str, details: str) -> None:
        """Take what nobody caught; it fails the test at its end."""
        self.unexpected.append(details)

    @property
    def window(self) -> MainWindow:
        return self.program.window

    @property
    def is_open(self) -> bool:
        """Whether the window is still there."""
        return isValid(self.window) and self.window.isVisible()

    @property
    def desk(self) -> Desk:
        assert self.program.desk is not None, "nobody is signed in"
        return self.program.desk

    @property
    def current(self) -> OpenDocument:
        assert self.desk.session.current is not None, "no document is open"
        return self.desk.session.current

    def widget(self, name: str) -> QWidget:
        found = self.window.findChild(QWidget, name)
        assert found is not None, f"no widget named {name}"
        return found

    def label(self, name: str) -> str:
        found = self.widget(name)
        assert isinstance(found, QLabel)
        return found.text()

    def focus(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None, "nothing has the focus"
        return found

    def press(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        # As from a keyboard, the release goes where the focus is by then.
        QTest.keyPress(self._reached_by_keys(), key, modifiers)
        QTest.keyRelease(QApplication.focusWidget() or self.window, key, modifiers)

    def type(self, text: str) -> None:
        QTest.keyClicks(self._reached_by_keys(), text)

    def _reached_by_keys(self) -> QWidget:
        """Return what has the focus, or will: a sheet that asks gets it a moment after it shows."""
        sheet, focus = QApplication.activeModalWidget(), QApplication.focusWidget()
        if sheet is not None and (focus is None or not sheet.isAncestorOf(focus)):
            inside: QWidget | None = sheet.focusWidget()
            return inside or sheet
        return self.focus()

    def click(self, widget: QWidget, position: QPoint | None = None) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=position or widget.rect().center())

    async def signed_in(self) -> None:
        sheet = self.window.sign_in_sheet
        await until(sheet.accepted, lambda: self.program.desk is not None, "the sign-in")
        if not self._has_signed_in:
            self._has_signed_in = True
            # Where a test is not about taking back, nobody waits for the end of that time.
            self.desk.submissions.set_undo_seconds(0)

    async def opened(self, condition: Callable[[OpenDocument], bool]) -> OpenDocument:
        """Wait until a document is open that meets a condition."""
        await self.signed_in()
        session = self.desk.session
        await until(
            session.changed,
            lambda: session.current is not None and condition(session.current),
            "an open document",
        )
        # What is ready opens at once; let the widgets of the document before it go.
        await self.pause()
        return self.current

    async def ready(self, unlike: str | None = None) -> OpenDocument:
        """Wait until a document is open with everything and painted long enough to be decided."""
        await self.opened(
            lambda opened: opened.id != unlike and opened.readiness.is_ready and bool(opened.seen)
        )
        await self.guard_over()
        return self.current

    async def guard_over(self) -> None:
        """Let the guard time against a second press pass: it is a time by its nature."""
        await asyncio.sleep(0.35)

    async def pause(self) -> None:
        """Let the event loop turn, where there is no signal to wait for."""
        await asyncio.sleep(0.02)

    async def reached(self, document_id: str, state: ReviewState) -> None:
        await until(
            self.desk.queue.entry_changed,
            lambda: self.desk.queue.state(document_id) is state,
            f"{document_id} to be {state.value}",
        )

    async def draft_saved(self) -> None:
        label = self.widget("draftLabel")
        await until(
            self.desk.drafts.status_changed,
            lambda: label.property("savedRevision") == self.desk.drafts.revision,
            "the draft to be saved",
        )

    async def notice(self, part: str) -> str:
        """Wait for a notice that contains some words, and return it."""
        bar = self.window.notice_bar
        found = ""

        def is_there() -> bool:
            nonlocal found
            shown = bar.current()
            found = shown.sentence if shown else ""
            return part in found

        deadline = time.monotonic() + 2 * PATIENCE_SECONDS
        while not is_there():
            assert time.monotonic() < deadline, f"no notice says {part!r}; the last one: {found!r}"
            await self.pause()
        return found

    async def gone(self, running: asyncio.Task[Any]) -> None:
        """Wait for the end of the program; what cannot be sent or written by then is left."""
        while not running.done():
            for name in ("leaveUnsentButton", "loseEditsButton"):
                if (leave := self.window.findChild(QPushButton, name)) is not None:
                    leave.click()
            await asyncio.wait({running}, timeout=0.02)
        await running

    def correct(self, key: FieldKey, value: str) -> None:
        """Type a value into a field as a person would: over the selected text."""
        self.window.field_panel.focus_field(key)
        self.type(value)


def run_program(
    app: QApplication,
    options: Options,
    folder: Path,
    scenario: Callable[[Driver], Awaitable[Any]],
    limit: float = 60.0,
    early: Callable[[FirstScreen], None] | None = None,
) -> Driver:
    """Run the program with a scenario beside it; the window is closed when the scenario ends.

    With `early` the list is shown as it was last, as `start` does, and that is called in the moment
    its rows were painted.
    """
    unexpected = Unexpected()
    first = None if early is None else _first_screen(options, folder, early)
    program = Program(options, folder, unexpected, first)
    driver = Driver(program)
    unexpected.happened.connect(driver.note_unexpected)

    async def main() -> None:
        running = asyncio.create_task(program.main())
        shown = asyncio.create_task(program.shown.wait())
        await asyncio.wait({running, shown}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            shown.cancel()
            running.result()
        try:
            async with asyncio.timeout(limit):
                await scenario(driver)
        finally:
            if isValid(driver.window):
                driver.window.close()
            await driver.gone(running)

    event_loop.run(app, main(), unexpected.report)
    assert not driver.unexpected, driver.unexpected
    return driver


def _first_screen(
    options: Options, folder: Path, early: Callable[[FirstScreen], None]
) -> FirstScreen:
    first = FirstScreen(options, folder)
    first.rows.painted.connect(lambda: early(first))
    glance = begin_glance(options, folder)
    assert glance is not None, "nobody is named who could be known"
    # All is loaded here, so that nothing else would wait for it.
    glance.result(timeout=30)
    first.show_while_loading(glance, load=lambda: None)
    return first


def sign_in_options(server: ServerProcess, user: str | None = None) -> Options:
    user = user or server.username
    return Options(
        server=server.url,
        company=server.company,
        user=user,
        password=server.passwords[user],
    )
