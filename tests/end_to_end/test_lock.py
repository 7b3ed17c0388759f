"""The desk behind its lock: nothing to be read, nothing to be done, and everything back after."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAccessible, QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QSpinBox

from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.model.settings import Settings
from klearstack_desktop.session_watch.reasons import SCREEN_LOCKED
from klearstack_desktop.store import settings_file
from klearstack_desktop.ui.action_specs import ACTIONS, MENUS
from klearstack_desktop.ui.lock.sheet import WRONG
from tests.end_to_end.driver import CONTROL, NUMBER, SHIFT, Driver, sign_in_options

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QAccessibleInterface

    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess


def lock(driver: Driver) -> None:
    driver.press(Qt.Key.Key_K, CONTROL | SHIFT)
    assert driver.widget("lockSheet").isVisible()
    assert driver.focus() is driver.widget("lockPasswordEdit")


def unlock(driver: Driver, password: str) -> None:
    driver.type(password)
    driver.press(Qt.Key.Key_Return)


def menus(driver: Driver) -> list[str]:
    """The menus that can be opened; what can be undone names fields."""
    return [a.text().lstrip("&") for a in driver.window.menuBar().actions() if a.isVisible()]


def readable(interface: QAccessibleInterface) -> list[str]:
    """Everything that a screen reader says of a part of the window; hidden parts left out."""
    if interface.state().invisible:
        return []
    kinds = (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description)
    said = [text for kind in kinds if (text := interface.text(kind))]
    for number in range(interface.childCount()):
        child = interface.child(number)
        if child is not None:
            said.extend(readable(child))
    return said


def test_a_locked_desk_shows_and_says_nothing_and_comes_back_as_it_was(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        driver.correct(NUMBER, "typed before the lock")
        field = driver.focus()
        assert isinstance(field, QLineEdit)
        spoken = " ".join(readable(QAccessible.queryAccessibleInterface(driver.window)))
        supplier = opened.shown.value_of(FieldRole.SUPPLIER)
        assert "typed before the lock" in spoken
        assert supplier in spoken

        lock(driver)
        spoken = " ".join(readable(QAccessible.queryAccessibleInterface(driver.window)))
        assert server.username in spoken
        assert "typed before the lock" not in spoken + driver.window.windowTitle()
        assert supplier not in spoken
        assert menus(driver) == ["File"]
        for name in ("documentList", "pageView", "thumbnails", "fieldPanel", "statusLine"):
            assert not driver.widget(name).isVisible(), name
        # What is being written goes on being written.
        await driver.draft_saved()

        unlock(driver, "wrong")
        assert driver.label("lockProblem") == WRONG
        unlock(driver, server.password)
        assert not driver.widget("lockSheet").isVisible()
        assert menus(driver) == list(MENUS)
        assert driver.focus() is field
        assert field.text() == "typed before the lock"
        driver.type("!")
        assert field.text() == "typed before the lock!"

    review(scenario)


def test_the_keys_of_the_desk_are_dead_while_it_is_locked(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        could_be_done = {
            spec.name for spec in ACTIONS if driver.window.action_table[spec.name].isEnabled()
        }
        lock(driver)
        for key, modifiers in (
            (Qt.Key.Key_Return, CONTROL),
            (Qt.Key.Key_S, CONTROL),
            (Qt.Key.Key_R, CONTROL | SHIFT),
            (Qt.Key.Key_PageDown, CONTROL),
            (Qt.Key.Key_Comma, CONTROL),
            (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier),
            (Qt.Key.Key_F6, Qt.KeyboardModifier.NoModifier),
        ):
            driver.press(key, modifiers)
        # Whoever enables an action meanwhile does not bring it back to life.
        driver.window.action_table["approve"].setEnabled(True)
        driver.window.action_table["approve"].trigger()
        assert driver.current.id == opened.id
        assert driver.desk.queue.state(opened.id) not in {ReviewState.SENDING, ReviewState.APPROVED}
        assert [w.objectName() for w in QApplication.topLevelWidgets() if w.isVisible()] == [
            driver.window.objectName()
        ]
        unlock(driver, server.password)
        can_be_done = {
            spec.name for spec in ACTIONS if driver.window.action_table[spec.name].isEnabled()
        }
        assert can_be_done == could_be_done

    review(scenario)


def test_windows_over_the_desk_go_and_come_back(review: Review, server: ServerProcess) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        keys = driver.window.keys_sheet
        driver.press(Qt.Key.Key_F1)
        assert keys.isVisible()
        driver.window.activateWindow()
        driver.program.guard.lock.lock()
        assert not keys.isVisible()
        # A login that ends meanwhile asks for a password, but not over the lock.
        sheet = driver.window.sign_in_sheet
        sheet.ask_again(server.url, server.company, server.username)
        sheet.open()
        await driver.pause()
        assert not sheet.isVisible()
        password = driver.widget("lockPasswordEdit")
        QTest.keyClicks(password, server.password)
        QTest.keyClick(password, Qt.Key.Key_Return)
        assert keys.isVisible()
        assert sheet.isVisible()
        sheet.reject()

    review(scenario)


def test_files_cannot_be_dropped_onto_a_locked_desk(review: Review, server: ServerProcess) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        lock(driver)
        assert not driver.window.acceptDrops()
        unlock(driver, server.password)
        assert driver.window.acceptDrops()

    review(scenario)


def test_nobody_at_the_desk_locks_it_and_a_key_keeps_it_open(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        idle = driver.program.guard.lock
        touched: list[bool] = []
        driver.program.guard.activity.used.connect(lambda: touched.append(True))
        # As the window system delivers them; QTest would turn the event loop in the middle of this.
        window = driver.window.windowHandle()
        no_modifier = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(
            window, QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_F6, no_modifier)
        )
        assert touched
        touched.clear()
        place = QPointF(driver.window.rect().center())
        no_button = Qt.MouseButton.NoButton
        moved = QMouseEvent(QEvent.Type.MouseMove, place, place, no_button, no_button, no_modifier)
        QApplication.sendEvent(window, moved)
        assert touched
        assert not idle.is_locked
        # No minutes at all: the time is over as soon as somebody looks.
        idle.set_minutes(0)
        assert driver.widget("lockSheet").isVisible()

    review(scenario)


def test_somebody_else_closes_the_program_and_nothing_is_lost(
    review: Review, server: ServerProcess
) -> None:
    async def first(driver: Driver) -> None:
        await driver.ready()
        driver.correct(NUMBER, "still mine")
        lock(driver)
        driver.click(driver.widget("leaveLockedButton"))

    async def second(driver: Driver) -> None:
        opened = await driver.ready()
        field = opened.shown.by_key(NUMBER)
        assert field is not None
        assert field.value == "still mine"

    review(first)
    review(second, sign_in_options(server))


def decisions(server: ServerProcess) -> int:
    return sum(row["call"] == "approve_reject_doc" for row in server.record())


def test_what_can_be_taken_back_waits_behind_the_lock_and_has_its_time_again(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        driver.program.working.change(Settings(undo_seconds=1))
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(opened.id, ReviewState.WAITING)
        lock(driver)
        # The time to take back is a time by its nature: it passes twice, and nothing leaves.
        await asyncio.sleep(2.0)
        assert driver.desk.submissions.unsent() == 1
        assert decisions(server) == 0
        unlock(driver, server.password)
        (entry,) = driver.desk.submissions.entries()
        assert entry.can_withdraw
        await driver.reached(opened.id, ReviewState.APPROVED)
        assert decisions(server) == 1

    review(scenario)


def test_a_locked_screen_holds_until_somebody_types_here(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        driver.program.working.change(Settings(undo_seconds=1))
        session = driver.program.guard.session
        driver.press(Qt.Key.Key_Return, CONTROL)
        session.held.emit(SCREEN_LOCKED)
        await driver.reached(opened.id, ReviewState.WAITING)
        await asyncio.sleep(2.0)
        assert decisions(server) == 0
        session.released.emit(SCREEN_LOCKED)
        await driver.reached(opened.id, ReviewState.APPROVED)

    review(scenario)


def test_settings_count_at_once_and_are_kept(
    review: Review, server: ServerProcess, tmp_path: Path
) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        driver.press(Qt.Key.Key_Comma, CONTROL)
        minutes = driver.widget("setting:lock_after_minutes")
        assert isinstance(minutes, QSpinBox)
        while not minutes.window().isActiveWindow():
            await driver.pause()
        minutes.setFocus()
        minutes.selectAll()
        driver.type("45")
        driver.press(Qt.Key.Key_Return)
        driver.press(Qt.Key.Key_Escape)

    review(scenario)
    assert settings_file.load(tmp_path / "profile") == Settings(lock_after_minutes=45)


def test_closing_a_locked_desk_asks_nothing_and_sends_nothing(
    review: Review, server: ServerProcess
) -> None:
    async def first(driver: Driver) -> None:
        opened = await driver.ready()
        driver.program.working.change(Settings(undo_seconds=30))
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(opened.id, ReviewState.WAITING)
        lock(driver)
        driver.press(Qt.Key.Key_Q, CONTROL)

    async def second(driver: Driver) -> None:
        await driver.signed_in()
        assert driver.desk.submissions.unsent() == 1
        assert decisions(server) == 0

    review(first)
    assert decisions(server) == 0
    review(second)
