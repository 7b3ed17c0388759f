"""A document opens where the reviewer left it, with what can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, NUMBER, Driver

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Review

DATE = FieldKey("doc_date_value")


def value(driver: Driver, key: FieldKey) -> str:
    field = driver.current.shown.by_key(key)
    assert field is not None
    return field.value


async def open_where_it_was(driver: Driver, document_id: str) -> None:
    """Open a document and wait until it was asked where the reviewer had been."""
    answered: list[str] = []
    driver.desk.views.recalled.connect(lambda answered_id, _view: answered.append(answered_id))
    driver.desk.session.open(document_id)
    await until(driver.desk.views.recalled, lambda: document_id in answered, "the view")


def test_field_cursor_page_and_zoom_are_where_they_were(review: Review) -> None:
    left = ""

    async def leave(driver: Driver) -> None:
        nonlocal left
        await driver.ready()
        documents = driver.desk.queue.documents()
        for document in documents:
            driver.desk.session.open(document.id)
            if len((await driver.ready()).pages) > 1:
                break
        left = driver.current.id
        assert len(driver.current.pages) > 1
        driver.correct(NUMBER, "abcd")
        driver.press(Qt.Key.Key_Left)
        driver.type("-1")
        driver.press(Qt.Key.Key_Equal, CONTROL)
        driver.window.page_pane.go_to_page(2)
        wide = driver.window.page_pane.zoom
        other = next(each.id for each in documents if each.id != left)
        await open_where_it_was(driver, other)
        driver.press(Qt.Key.Key_9, CONTROL)
        await open_where_it_was(driver, left)
        assert driver.window.page_pane.zoom == wide
        assert_it_is_there(driver)

    async def come_back(driver: Driver) -> None:
        opened = await driver.ready()
        assert opened.id == left
        assert_it_is_there(driver)

    def assert_it_is_there(driver: Driver) -> None:
        assert driver.window.field_panel.active_key == NUMBER
        assert driver.focus().objectName() == f"field:{NUMBER.name}"
        assert driver.window.field_panel.caret == len("abc-1")
        assert driver.window.page_pane.current_page == 2

    review(leave)
    review(come_back)


def test_steps_are_taken_back_by_name_also_after_a_save_and_a_restart(review: Review) -> None:
    read: dict[FieldKey, str] = {}

    async def edit(driver: Driver) -> None:
        opened = await driver.ready()
        undo, redo = driver.window.action_table["undo"], driver.window.action_table["redo"]
        assert (undo.text(), undo.isEnabled()) == ("Undo", False)
        assert (redo.text(), redo.isEnabled()) == ("Redo", False)
        read.update({key: value(driver, key) for key in (NUMBER, DATE)})
        driver.correct(NUMBER, "typed first")
        field = opened.base.by_key(NUMBER)
        assert field is not None
        assert undo.text() == f"Undo edit of {field.label}"
        saved: list[str] = []
        driver.desk.submissions.saved.connect(saved.append)
        driver.press(Qt.Key.Key_S, CONTROL)
        await until(driver.desk.submissions.saved, lambda: bool(saved), "the save")
        driver.correct(DATE, "typed second")
        driver.press(Qt.Key.Key_Z, CONTROL)
        assert value(driver, DATE) == read[DATE]
        assert (undo.isEnabled(), redo.isEnabled()) == (True, True)
        await driver.draft_saved()

    async def take_back(driver: Driver) -> None:
        await driver.opened(lambda opened: opened.has_history and opened.readiness.is_ready)
        undo = driver.window.action_table["undo"]
        assert value(driver, NUMBER) == "typed first"
        driver.window.action_table["redo"].trigger()
        assert value(driver, DATE) == "typed second"
        undo.trigger()
        undo.trigger()
        assert value(driver, NUMBER) == read[NUMBER]
        assert not undo.isEnabled()
        assert driver.current.draft.fields[NUMBER].base.value == "typed first"

    review(edit)
    review(take_back)
