"""The list as it was last, on the screen before the program behind it is there."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from klearstack_desktop.glance import begin_glance
from klearstack_desktop.keychain import Keychain
from klearstack_desktop.model.queue import QueueEntry, ReviewState
from klearstack_desktop.model.shown_list import ROWS_SHOWN_LAST, rows_of
from klearstack_desktop.review.workstation_keys import KeyPurpose
from klearstack_desktop.store.lock import AccountLock
from klearstack_desktop.store.places import CACHE_FILE, account_name, account_place
from klearstack_desktop.store.shown_rows import rows_shown_last
from klearstack_desktop.ui.main_window import NOBODY_YET
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, Driver, run_program, sign_in_options
from tests.memory_keyring import MemoryKeyring, installed
from tests.ui.finding import found

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from klearstack_desktop.first_screen import FirstScreen
    from klearstack_desktop.options import Options
    from tests.server_process import ServerProcess


class Workstation:
    """A workstation on which somebody has worked for a day."""

    def __init__(self, app: QApplication, server: ServerProcess, folder: Path) -> None:
        self._app = app
        self.folder = folder
        self.server = server
        self.options = sign_in_options(server)
        self.account = account_name(server.url, server.company, server.username)

    def work(
        self,
        scenario: Callable[[Driver], Awaitable[None]],
        early: Callable[[FirstScreen], None] | None = None,
    ) -> None:
        run_program(self._app, self.options, self.folder, scenario, early=early)

    def shown_last(self) -> tuple[QueueEntry, ...]:
        shown = rows_shown_last(self.folder, self.account)
        assert shown is not None
        return shown.entries

    def keep_rows(self, entries: tuple[QueueEntry, ...]) -> None:
        """Let other rows have been shown last."""
        self.keep_text(json.dumps(rows_of(entries)))

    def keep_text(self, text: str) -> None:
        path = account_place(self.folder, self.account) / CACHE_FILE
        with contextlib.closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(
                "UPDATE view_state SET value = ? WHERE key = ?", (text, ROWS_SHOWN_LAST)
            )

    def glanced(self, options: Options) -> tuple[QueueEntry, ...] | None:
        glance = begin_glance(options, self.folder)
        shown = None if glance is None else glance.result(timeout=30)
        return None if shown is None else shown.entries


@pytest.fixture
def station(qapp: QApplication, server: ServerProcess, tmp_path: Path) -> Iterator[Workstation]:
    with installed(MemoryKeyring()):
        station = Workstation(qapp, server, tmp_path / "profile")
        station.work(first_day)
        yield station


async def first_day(driver: Driver) -> None:
    await driver.ready()


def the_list(first: FirstScreen) -> QAbstractItemView:
    return found(first.window.queue_panel, QAbstractItemView, "documentList")


def press(
    widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(widget, key, modifiers)


def test_the_rows_are_those_of_the_last_time_and_the_program_goes_on_with_them(
    station: Workstation,
) -> None:
    kept = station.shown_last()
    assert len(kept) == 8
    seen: dict[str, object] = {}

    def early(first: FirstScreen) -> None:
        seen["rows"] = the_list(first).model().rowCount()
        seen["focus"] = QApplication.focusWidget() is the_list(first)
        seen["said"] = found(first.window, QLabel, "connectionLabel").text()
        seen["window"] = first.window

    async def later(driver: Driver) -> None:
        await driver.ready()
        assert driver.window is seen["window"]
        # Nobody has touched the list, so the work begins in the first field.
        assert driver.focus().objectName().startswith("field:")

    station.work(later, early)
    assert (seen["rows"], seen["focus"], seen["said"]) == (8, True, "◌ Connecting…")


def test_a_document_that_is_chosen_before_the_program_is_there_is_opened_by_it(
    station: Workstation,
) -> None:
    chosen: list[str] = []

    def early(first: FirstScreen) -> None:
        view = the_list(first)
        for _ in range(3):
            press(view, Qt.Key.Key_Down)
        press(view, Qt.Key.Key_Return)
        chosen.extend(first.window.queue_panel.selected_ids())

    async def later(driver: Driver) -> None:
        opened = await driver.ready()
        assert [opened.id] == chosen
        # Whoever walks through the list stays there.
        assert driver.focus().objectName() == "documentList"

    station.work(later, early)
    assert chosen


def test_a_key_of_the_desk_waits_for_the_desk(station: Workstation) -> None:
    order: list[str] = []

    def early(first: FirstScreen) -> None:
        panel = first.window.queue_panel
        order.extend(panel.around(panel.selected(), 2)[-2:])
        press(the_list(first), Qt.Key.Key_PageDown, CONTROL)

    async def later(driver: Driver) -> None:
        opened = await driver.ready()
        assert opened.id == order[0]

    station.work(later, early)
    assert len(order) == 2


def test_words_typed_into_the_search_narrow_the_list_at_once_and_stay(
    station: Workstation,
) -> None:
    wanted = station.shown_last()[-1]
    rows: list[int] = []

    def early(first: FirstScreen) -> None:
        press(the_list(first), Qt.Key.Key_F, CONTROL)
        focus = QApplication.focusWidget()
        assert isinstance(focus, QLineEdit)
        QTest.keyClicks(focus, wanted.number)
        rows.append(the_list(first).model().rowCount())

    async def later(driver: Driver) -> None:
        await driver.ready()
        focus = driver.focus()
        assert isinstance(focus, QLineEdit)
        assert focus.text() == wanted.number
        assert driver.window.queue_panel.listed_ids() == (wanted.document_id,)

    station.work(later, early)
    assert rows == [1]


def test_a_decision_waits_for_nobody_because_nothing_was_seen(station: Workstation) -> None:
    def early(first: FirstScreen) -> None:
        press(the_list(first), Qt.Key.Key_Return, CONTROL)

    async def later(driver: Driver) -> None:
        opened = await driver.ready()
        assert driver.desk.queue.state(opened.id) is ReviewState.OPEN

    station.work(later, early)
    assert station.server.record() == []


def test_a_window_that_is_closed_before_the_program_is_there_ends_it(
    station: Workstation,
) -> None:
    async def later(driver: Driver) -> None:
        assert driver.program.desk is None

    def early(first: FirstScreen) -> None:
        first.window.close()

    station.work(later, early)


def test_a_row_whose_document_has_left_the_list_goes_from_the_screen(
    station: Workstation,
) -> None:
    first, *_others = station.shown_last()
    ghost = replace(first, document_id="left", supplier="Left GmbH", place=first.place - 1)
    station.keep_rows((ghost, *station.shown_last()))

    def early(screen: FirstScreen) -> None:
        assert screen.window.queue_panel.around(None, 1) == ("left",)

    async def later(driver: Driver) -> None:
        await driver.ready()
        listed = driver.window.queue_panel.listed_ids
        queue = driver.desk.queue
        await until(queue.replaced, lambda: "left" not in listed(), "the end of the list")
        assert len(listed()) == 8

    station.work(later, early)


def test_rows_show_to_nobody_with_another_password(station: Workstation) -> None:
    assert station.glanced(station.options) == station.shown_last()
    assert station.glanced(replace(station.options, password="another")) is None
    assert station.glanced(replace(station.options, user="sam")) is None


def test_rows_show_to_nobody_where_no_keychain_vouches_for_the_password(
    station: Workstation,
) -> None:
    with installed(MemoryKeyring()):
        assert station.glanced(station.options) is None


def test_whoever_is_turned_away_after_all_sees_no_rows_any_more(station: Workstation) -> None:
    rows: list[int] = []

    async def later(driver: Driver) -> None:
        sheet = driver.window.sign_in_sheet
        panel = driver.window.queue_panel
        await until(
            driver.program.arrival.turned_away, lambda: not panel.listed_ids(), "being turned away"
        )
        assert sheet.isVisible()
        assert driver.label("queueNotice") == NOBODY_YET
        assert driver.label("connectionLabel") == "○ Signed out"
        assert not panel.isEnabled()
        assert not driver.window.action_table["next_document"].isEnabled()

    # Another program works on the account, which shows only when it is to be opened.
    lock = AccountLock(station.folder / "accounts" / station.account / "lock")
    try:
        station.work(later, lambda first: rows.append(the_list(first).model().rowCount()))
    finally:
        lock.close()
    assert rows == [8]


def test_rows_go_where_the_server_must_be_asked_after_all(station: Workstation) -> None:
    rows: list[int] = []

    def early(first: FirstScreen) -> None:
        rows.append(the_list(first).model().rowCount())
        # Since the rows were read nobody vouches for the password any more.
        Keychain().forget_secret(KeyPurpose.LOGIN.entry(station.account))

    async def later(driver: Driver) -> None:
        panel, sheet = driver.window.queue_panel, driver.window.sign_in_sheet
        await until(driver.program.arrival.turned_away, lambda: not panel.listed_ids(), "no rows")
        assert driver.program.desk is None
        assert sheet.isVisible()
        # Whoever signs in instead finds nothing of the one before.
        found(sheet, QPushButton, "cancelSignInButton").click()
        await driver.pause()
        assert not panel.listed_ids()
        assert not panel.isEnabled()
        station.server.let_go()

    station.server.fault("get_access_token", "held")
    station.work(later, early)
    assert rows == [8]


def test_rows_that_cannot_be_read_keep_nobody_from_the_work(station: Workstation) -> None:
    station.keep_text('[["half a row"')
    assert station.glanced(station.options) is None

    async def later(driver: Driver) -> None:
        await driver.ready()

    station.work(later, lambda _first: None)
    assert len(station.shown_last()) == 8
