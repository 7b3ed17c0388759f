"""The process that will be killed: the whole program, and a clerk at its keyboard.

The clerk edits, saves, decides and takes back at random, by keys and through the real widgets, and
tells through a pipe what was shown and what the draft sign promised.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QTableView

from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.outbox import UNSETTLED
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.waiting import until
from tests.crash.messages import (
    End,
    Failed,
    Listed,
    Message,
    Pressed,
    Promised,
    Settled,
    Shown,
    Submitted,
    Work,
    values_of,
)
from tests.end_to_end.driver import CONTROL, SHIFT, Driver, run_program

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from multiprocessing.connection import Connection
    from pathlib import Path

    from klearstack_desktop.options import Options
    from klearstack_desktop.review.open_document import OpenDocument

_LIMIT_SECONDS = 120.0
_REGRETS = 0.3
_TYPED = {
    FieldKey("doc_number_value"): lambda chance: f"N-{chance.randrange(10**6)}",
    FieldKey("doc_date_value"): lambda chance: f"{chance.randrange(1, 29):02}-Apr-2026",
    FieldKey("supplier_name_value"): lambda chance: f"Supplier <{chance.randrange(999)}> & Sons",
    FieldKey("total_value"): lambda chance: f"{chance.randrange(10**5)}.{chance.randrange(10, 99)}",
}


def work(
    connection: Connection, options: Options, profile: Path, keychain: Path | None = None
) -> None:
    """Run the program in this process until it is killed or told to end.

    Args:
        connection: the way back.
        options: for the program.
        profile: the profile folder.
        keychain: the file that plays the keychain, or None for a workstation without one.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # No keychain of the machine may take part.
    kind = "tests.file_keyring.FileKeyring" if keychain else "keyring.backends.fail.Keyring"
    os.environ |= {"PYTHON_KEYRING_BACKEND": kind, "FILE_KEYRING": str(keychain)}
    logging.basicConfig(filename=profile / "clerk.log", level=logging.INFO)
    app = QApplication(["crash"])

    async def scenario(driver: Driver) -> None:
        await Clerk(driver, connection).work()

    try:
        run_program(app, options, profile, scenario, _LIMIT_SECONDS)
    except BaseException:  # noqa: BLE001 - whatever broke it, the other process has to know
        connection.send(Failed(traceback.format_exc()))


class Clerk:
    """Does what a reviewer does, only without a thought."""

    def __init__(self, driver: Driver, connection: Connection) -> None:
        self._driver = driver
        self._connection = connection
        self._chance = random.Random()  # noqa: S311 - no secret
        self._told: Shown | None = None
        self._newest = 0
        self._edited_at: dict[str, int] = {}

    async def work(self) -> None:
        await self._settle()
        self._tell(Settled())
        order = await asyncio.to_thread(self._connection.recv)
        if isinstance(order, End):
            return
        assert isinstance(order, Work)
        self._chance.seed(order.seed)
        await self._work_on()

    def _tell(self, message: Message) -> None:
        self._connection.send(message)

    async def _settle(self) -> None:
        driver = self._driver
        await driver.signed_in()
        # The driver has set it to none, for tests that are not about taking back.
        driver.desk.submissions.set_undo_seconds(driver.program.working.current.undo_seconds)
        await until(
            driver.desk.service.connection_changed,
            lambda: driver.label("connectionLabel").endswith("Connected"),
            "the connection",
        )
        store = driver.desk._store
        while await driver.desk._lanes.run(Lane.STORE_WORK, store.outbox.rows, UNSETTLED):
            await driver.pause()

    async def _work_on(self) -> None:
        driver, session = self._driver, self._driver.desk.session
        session.opened.connect(self._tell_what_is_shown)
        session.changed.connect(self._tell_what_is_shown)
        submissions = driver.desk.submissions
        submissions.submitted.connect(lambda it: self._tell(Submitted(it)))
        submissions.outbox_changed.connect(
            lambda: self._tell(Listed(frozenset(e.row_id for e in submissions.entries())))
        )
        label = driver.widget("draftLabel")
        self._watch = _Watch(lambda: self._tell(Promised(int(label.property("savedRevision")))))
        label.installEventFilter(self._watch)
        if session.current is not None:
            self._tell_what_is_shown(session.current)
        habits = self._habits()
        while True:
            assert not driver.unexpected, driver.unexpected
            await driver.opened(lambda opened: opened.has_details and not opened.is_read_only)
            (habit,) = self._chance.choices([h for h, _ in habits], [w for _, w in habits])
            await habit()
            await driver.pause()

    def _tell_what_is_shown(self, opened: OpenDocument) -> None:
        if not opened.has_details:
            return
        newest = self._driver.desk.drafts.revision
        # What is shown also changes without an edit: by a decision, or by being read again.
        if self._told and self._told.document == opened.id and newest != self._newest:
            self._edited_at[opened.id] = newest
        self._newest = newest
        values = values_of(opened.shown, opened.draft.comment)
        shown = Shown(opened.id, self._edited_at.get(opened.id, 0), values)
        if shown != self._told:
            self._told = shown
            self._tell(shown)

    def _habits(self) -> list[tuple[Callable[[], Awaitable[None]], int]]:
        return [
            (self._edit, 10),
            (self._edit_a_row, 3),
            (self._comment, 2),
            (self._undo_and_redo, 2),
            (self._rest, 5),
            (self._save, 3),
            (self._approve, 4),
            (self._reject, 2),
            (self._take_back, 2),
            (self._turn_over, 2),
        ]

    async def _edit(self) -> None:
        key, value = self._chance.choice(list(_TYPED.items()))
        self._driver.correct(key, value(self._chance))

    async def _edit_a_row(self) -> None:
        view = self._driver.window.findChild(QTableView, "lineItems")
        assert view is not None
        index = view.model().index(0, 0)
        if index.isValid():
            view.model().setData(index, f"Thing {self._chance.randrange(999)}")

    async def _comment(self) -> None:
        box = self._driver.widget("commentBox")
        box.setFocus()
        self._driver.type(f"note {self._chance.randrange(999)} ")

    async def _undo_and_redo(self) -> None:
        self._driver.press(Qt.Key.Key_Z, CONTROL)
        if self._chance.random() < 0.5:
            await self._driver.pause()
            self._driver.press(Qt.Key.Key_Y, CONTROL)

    async def _rest(self) -> None:
        await asyncio.sleep(self._chance.random() * 0.35)

    async def _save(self) -> None:
        self._tell(Pressed("save"))
        self._driver.press(Qt.Key.Key_S, CONTROL)

    async def _approve(self) -> None:
        await self._driver.ready()
        self._tell(Pressed("approve"))
        self._driver.press(Qt.Key.Key_Return, CONTROL)
        await self._perhaps_regret()

    async def _reject(self) -> None:
        await self._driver.ready()
        self._driver.press(Qt.Key.Key_R, CONTROL | SHIFT)
        self._driver.type("12 boxes are missing")
        self._tell(Pressed("reject"))
        self._driver.press(Qt.Key.Key_Return)
        await self._perhaps_regret()

    async def _perhaps_regret(self) -> None:
        if self._chance.random() < _REGRETS:
            await self._rest()
            await self._take_back()

    async def _take_back(self) -> None:
        self._tell(Pressed("take back"))
        self._driver.press(Qt.Key.Key_Backspace, CONTROL | SHIFT)

    async def _turn_over(self) -> None:
        self._driver.press(Qt.Key.Key_PageDown, CONTROL)


class _Watch(QObject):
    """Calls back when the draft sign gives its promise."""

    def __init__(self, promised: Callable[[], None]) -> None:
        super().__init__()
        self._promised = promised

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.DynamicPropertyChange:
            self._promised()
        return False
