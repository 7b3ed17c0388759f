"""Every key of the table works from wherever the focus is, and editors keep their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView, QWidget

from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.ui.fields.choice_editor import ChoiceEditor
from klearstack_desktop.ui.fields.date_editor import DateEditor
from klearstack_desktop.ui.fields.editors import AreaEditor
from klearstack_desktop.ui.fields.number_editor import NumberEditor
from klearstack_desktop.ui.fields.recalling_editor import RecallingEditor
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, NUMBER, SHIFT, Driver

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess

ALT: Final = Qt.KeyboardModifier.AltModifier
NONE: Final = Qt.KeyboardModifier.NoModifier
PLACES: Final = (
    *("line", "date", "number", "choice", "area"),
    *("cell", "grid", "comment", "search", "list", "page"),
)
WHERE_PAGES_TURN: Final = ("line", "date", "number", "choice", "cell", "page")
FLORA: Final = "06717056"
OF_A_FIELD: Final = ("line", "date", "number", "choice", "area")


def editor_of(driver: Driver, kind: type[QWidget]) -> QWidget:
    """The first editor of a kind in the panel that may be written in."""
    order = driver.window.field_panel.keys_in_order()
    editors = [driver.widget(f"field:{key.name}") for key in order if not key.occurrence]
    return next(editor for editor in editors if type(editor) is kind)


def go_to(driver: Driver, place: str) -> QWidget:
    """Give the focus to a place as a reviewer would; return what has it then."""
    kinds: dict[str, type[QWidget]] = {
        "line": RecallingEditor,
        "date": DateEditor,
        "number": NumberEditor,
        "choice": ChoiceEditor,
        "area": AreaEditor,
    }
    names = {"comment": "commentBox", "search": "searchBox", "list": "documentList"}
    if place in kinds:
        editor_of(driver, kinds[place]).setFocus()
    elif place in {"cell", "grid"}:
        grid = driver.widget("lineItems")
        assert isinstance(grid, QTableView)
        grid.setFocus()
        grid.setCurrentIndex(grid.model().index(0, 0))
        if place == "cell":
            driver.press(Qt.Key.Key_F2)
    else:
        driver.widget(names.get(place, "pageView")).setFocus()
    return driver.focus()


async def two_pages(driver: Driver) -> None:
    """Open the sample that has two pages, line items and every kind of editor."""
    driver.window.resize(1600, 1000)
    await driver.opened(lambda opened: opened.readiness.is_ready)
    documents = driver.desk.queue.documents()
    wanted = next(d.id for d in documents if any(f.value == FLORA for f in d.fields))
    driver.desk.session.open(wanted)
    await driver.opened(lambda opened: opened.id == wanted and opened.readiness.is_ready)


class From:
    """Presses keys from one place, going back there before each."""

    def __init__(self, driver: Driver, place: str) -> None:
        self.driver = driver
        self.place = place

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = CONTROL) -> str:
        """Press a key; return the name of what has the focus then."""
        go_to(self.driver, self.place)
        self.driver.press(key, modifiers)
        return self.driver.focus().objectName()


def panes_are_reached(there: From) -> None:
    assert there.press(Qt.Key.Key_M) == "commentBox"
    assert there.press(Qt.Key.Key_F) == "searchBox"
    assert there.press(Qt.Key.Key_L) == "documentList"
    assert there.press(Qt.Key.Key_F8, NONE).startswith("field:")
    assert there.press(Qt.Key.Key_F8, SHIFT).startswith("field:")


def the_page_is_zoomed(there: From) -> None:
    camera = there.driver.window.page_pane.view.camera
    there.press(Qt.Key.Key_1)
    assert camera.zoom == pytest.approx(1.0)
    there.press(Qt.Key.Key_Equal)
    larger = camera.zoom
    assert larger > 1.0
    there.press(Qt.Key.Key_Minus)
    assert camera.zoom < larger
    there.press(Qt.Key.Key_0)
    whole_page = camera.zoom
    there.press(Qt.Key.Key_9)
    assert camera.zoom > whole_page
    there.driver.window.field_panel.focus_field(NUMBER)
    there.press(Qt.Key.Key_0)
    there.press(Qt.Key.Key_G)
    assert camera.zoom > whole_page


def escape_leaves_capture_and_nothing_else(there: From) -> None:
    driver = there.driver
    captures: list[bool] = []
    driver.window.page_pane.capture_changed.connect(captures.append)
    held = go_to(driver, there.place)
    driver.press(Qt.Key.Key_B, CONTROL)
    driver.press(Qt.Key.Key_Escape)
    assert captures == [True, False]
    driver.window.page_pane.capture_changed.disconnect(captures.append)
    assert driver.focus() is held


async def the_queue_is_refreshed(there: From) -> None:
    refreshing = there.driver.desk.refreshing
    told: list[bool] = []
    refreshing.busy_changed.connect(told.append)
    there.press(Qt.Key.Key_F5, NONE)
    await until(refreshing.busy_changed, lambda: told[-1:] == [False], "the refreshed list")
    refreshing.busy_changed.disconnect(told.append)


def sheets_open_and_close(there: From) -> None:
    driver = there.driver
    held = go_to(driver, there.place)
    driver.press(Qt.Key.Key_R, CONTROL | SHIFT)
    assert driver.focus().objectName() == "rejectReason"
    driver.press(Qt.Key.Key_Escape)
    assert not driver.window.reject_sheet.isVisible()
    # A cell editor ends when the focus leaves it.
    assert driver.focus() is (driver.widget("lineItems") if there.place == "cell" else held)
    driver.press(Qt.Key.Key_F1)
    assert driver.window.keys_sheet.isVisible()
    driver.window.keys_sheet.close()
    driver.window.activateWindow()


@pytest.mark.parametrize("places", [PLACES[:4], PLACES[4:8], PLACES[8:]], ids=" ".join)
def test_keys_that_look_and_go_work_from(review: Review, places: tuple[str, ...]) -> None:
    async def scenario(driver: Driver) -> None:
        await two_pages(driver)
        await driver.guard_over()
        for place in places:
            there = From(driver, place)
            panes_are_reached(there)
            the_page_is_zoomed(there)
            escape_leaves_capture_and_nothing_else(there)
            await the_queue_is_refreshed(there)
            sheets_open_and_close(there)

    review(scenario)


@pytest.mark.parametrize("place", [place for place in PLACES if place != "grid"])
def test_keys_that_change_and_send_work_from(
    review: Review, server: ServerProcess, place: str
) -> None:
    seen: list[str] = []

    async def scenario(driver: Driver) -> None:
        await two_pages(driver)
        first = driver.current.id
        seen.append(first)

        def number() -> str:
            field = driver.current.shown.by_key(NUMBER)
            assert field is not None
            return field.value

        read = number()
        driver.correct(NUMBER, "A")
        go_to(driver, place)
        driver.press(Qt.Key.Key_Z, CONTROL)
        assert number() == read
        go_to(driver, place)
        driver.press(Qt.Key.Key_Y, CONTROL)
        assert number() == "A"
        driver.window.field_panel.focus_field(NUMBER)
        # In a cell it is about the cell.
        if place not in {*OF_A_FIELD, "cell"}:
            go_to(driver, place)
        driver.press(Qt.Key.Key_O, CONTROL | SHIFT)
        assert number() == read

        driver.correct(NUMBER, "B")
        go_to(driver, place)
        saved: list[str] = []
        driver.desk.submissions.saved.connect(saved.append)
        driver.press(Qt.Key.Key_S, CONTROL)
        await until(driver.desk.submissions.saved, lambda: bool(saved), "the saved corrections")

        for forth, back, modifiers in (
            (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, CONTROL),
            (Qt.Key.Key_Right, Qt.Key.Key_Left, ALT),
        ):
            go_to(driver, place)
            driver.press(forth, modifiers)
            assert driver.current.id != first
            await driver.opened(lambda opened: opened.readiness.is_ready)
            if place not in {"cell", "area"}:
                go_to(driver, place)
            driver.press(back, modifiers)
            assert driver.current.id == first
            await driver.opened(lambda opened: opened.readiness.is_ready)

        go_to(driver, place)
        await driver.guard_over()
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(first, ReviewState.APPROVED)

    review(scenario)
    calls = [(row["call"], row["document_id"]) for row in server.record()]
    assert calls == [("update_document", seen[0]), ("approve_reject_doc", seen[0])]


def test_page_keys_turn_the_page_where_a_widget_has_no_pages_of_its_own(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await two_pages(driver)
        pages = driver.window.page_pane
        for place in PLACES:
            pages.go_to_page(1)
            go_to(driver, place)
            driver.press(Qt.Key.Key_PageDown)
            assert pages.current_page == (2 if place in WHERE_PAGES_TURN else 1), place
            go_to(driver, place)
            driver.press(Qt.Key.Key_PageUp)
            assert pages.current_page == 1, place

    review(scenario)


def test_f6_goes_round_the_panes_and_comes_back_to_the_same_field(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await two_pages(driver)
        driver.window.field_panel.focus_field(NUMBER)
        start = driver.focus().objectName()
        stops = []
        for _ in range(5):
            driver.press(Qt.Key.Key_F6)
            stops.append(driver.focus().objectName())
        assert stops == ["lineItems", "approveButton", "documentList", "pageView", start]

    review(scenario)


def test_enter_walks_to_the_decision_and_stops_there(review: Review, server: ServerProcess) -> None:
    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        for _ in range(len(opened.shown.fields)):
            if driver.focus().objectName() == "approveButton":
                break
            driver.press(Qt.Key.Key_Return)
        assert driver.focus().objectName() == "approveButton"
        driver.press(Qt.Key.Key_Return)
        driver.press(Qt.Key.Key_Enter)
        assert driver.current.id == opened.id

    review(scenario)
    assert server.record() == []


def test_tab_visits_fields_only(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await two_pages(driver)
        keys = driver.window.field_panel.keys_in_order()
        driver.window.field_panel.focus_field(keys[0])
        for key in keys[1:]:
            driver.press(Qt.Key.Key_Tab)
            assert driver.focus() is driver.widget(f"field:{key.name}")
        for key in reversed(keys[:-1]):
            driver.press(Qt.Key.Key_Backtab, SHIFT)
            assert driver.focus() is driver.widget(f"field:{key.name}")

    review(scenario)


def test_the_search_is_left_by_enter_and_cleared_by_escape(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await two_pages(driver)
        driver.press(Qt.Key.Key_F, CONTROL)
        driver.type("no such supplier")
        driver.press(Qt.Key.Key_Escape)
        assert driver.focus().objectName() == "searchBox"
        driver.press(Qt.Key.Key_Return)
        assert driver.focus().objectName() == "documentList"

    review(scenario)


def test_a_cell_far_below_is_scrolled_into_sight(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await two_pages(driver)
        driver.window.resize(1280, 720)
        await driver.pause()
        go_to(driver, "cell")
        editor = driver.focus()
        assert editor.objectName() == "cellEditor"
        assert editor.visibleRegion().boundingRect() == editor.rect()

    review(scenario)


def test_a_reason_asked_for_out_of_the_palette_gives_the_focus_to_the_field(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        driver.window.field_panel.focus_field(NUMBER)
        driver.press(Qt.Key.Key_K, CONTROL)
        assert driver.focus().objectName() == "paletteBox"
        driver.press(Qt.Key.Key_R, CONTROL | SHIFT)
        assert driver.focus().objectName() == "rejectReason"
        driver.press(Qt.Key.Key_Escape)
        assert driver.focus().objectName() == f"field:{NUMBER.name}"

    review(scenario)


def walk_five(act: Callable[[Driver, int], None]) -> Callable[[Driver], Awaitable[None]]:
    async def scenario(driver: Driver) -> None:
        for turn in range(5):
            opened = await driver.ready()
            act(driver, turn)
            await driver.ready(unlike=opened.id)

    return scenario


def test_five_documents_are_decided_without_a_mouse(review: Review, server: ServerProcess) -> None:
    def act(driver: Driver, turn: int) -> None:
        if turn % 2:
            driver.press(Qt.Key.Key_R, CONTROL | SHIFT)
            driver.press(Qt.Key.Key_1)
            driver.press(Qt.Key.Key_Return)
            return
        while driver.focus().objectName() != f"field:{NUMBER.name}":
            driver.press(Qt.Key.Key_Backtab, SHIFT)
        driver.type(f"corrected {turn}")
        driver.press(Qt.Key.Key_M, CONTROL)
        driver.type("seen and corrected")
        driver.press(Qt.Key.Key_Return, CONTROL)

    review(walk_five(act))
    decisions = [row["decision"] for row in server.record() if "decision" in row]
    assert decisions == ["approve", "reject", "approve", "reject", "approve"]
