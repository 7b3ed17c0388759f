"""The queue as a reviewer uses it: with keys, the mouse, and rows that come and go meanwhile."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QTableView

from klearstack_desktop.model.queue import QueueFilter, ReviewState
from klearstack_desktop.ui.queue.list_view import DocumentList
from klearstack_desktop.ui.queue.model import QueueModel
from klearstack_desktop.ui.queue.order import QueueOrder
from klearstack_desktop.ui.queue.panel import QueuePanel
from tests.ui.finding import found
from tests.ui.queue.entries import entries, entry, examined, take_list, take_one

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot


class Desk:
    """The panel in a window of its own, and the hands of a reviewer."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.panel = QueuePanel()
        self.panel.resize(310, 600)
        qtbot.addWidget(self.panel)
        self.chosen: list[str] = []
        self.panel.document_chosen.connect(self.chosen.append)
        with qtbot.waitExposed(self.panel):
            self.panel.show()
        self.panel.activateWindow()

    @property
    def rows(self) -> QTableView:
        return found(self.panel, QTableView, "documentList")

    @property
    def search(self) -> QLineEdit:
        return found(self.panel, QLineEdit, "searchBox")

    def segment(self, segment: QueueFilter) -> QPushButton:
        return found(self.panel, QPushButton, f"stateFilter:{segment.value}")

    def text_of(self, name: str) -> str:
        return found(self.panel, QLabel, name).text()

    def shown(self) -> list[str]:
        model = self.rows.model()
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    def click(self, row: int) -> None:
        place = self.rows.visualRect(self.rows.model().index(row, 0)).center()
        QTest.mouseClick(self.rows.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def press(self, key: Qt.Key) -> None:
        focused = self.panel.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


@pytest.fixture
def full_desk(desk: Desk) -> Desk:
    take_list(desk.panel, entries(40))
    desk.panel.select("d0")
    desk.panel.focus_list()
    return desk


def test_a_click_chooses_at_once(full_desk: Desk) -> None:
    full_desk.click(2)
    assert full_desk.chosen == ["d2"]
    assert full_desk.panel.selected() == "d2"


def test_the_next_document_is_marked_alone_while_ctrl_is_down(full_desk: Desk) -> None:
    window = full_desk.panel.window().windowHandle()
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyPress(window, Qt.Key.Key_Control, control)
    assert QGuiApplication.keyboardModifiers() & control, "Ctrl+Return has just approved d0"
    full_desk.panel.select("d1")
    QTest.keyRelease(window, Qt.Key.Key_Control)
    assert found(full_desk.panel, DocumentList, "documentList").selected_ids() == ("d1",)


def test_enter_chooses_at_once(full_desk: Desk) -> None:
    full_desk.press(Qt.Key.Key_Down)
    full_desk.press(Qt.Key.Key_Return)
    assert full_desk.chosen == ["d1"]


def test_holding_down_opens_only_the_document_it_rests_on(full_desk: Desk) -> None:
    for _ in range(6):
        full_desk.press(Qt.Key.Key_Down)
    assert full_desk.chosen == []
    full_desk.qtbot.waitUntil(lambda: full_desk.chosen == ["d6"])


def test_dragging_over_rows_chooses_only_the_first(full_desk: Desk) -> None:
    viewport = full_desk.rows.viewport()
    start = full_desk.rows.visualRect(full_desk.rows.model().index(1, 0)).center()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(viewport, start + QPoint(0, 150))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=start + QPoint(0, 150))
    assert full_desk.chosen == ["d1"]
    assert full_desk.panel.selected() == "d1"


def test_selecting_from_the_program_emits_nothing(full_desk: Desk) -> None:
    full_desk.panel.select("d5")
    take_list(full_desk.panel, entries(10))
    full_desk.panel.select("d7")
    assert full_desk.rows.currentIndex().row() == 7
    with full_desk.qtbot.assertNotEmitted(full_desk.panel.document_chosen, wait=250):
        full_desk.panel.select(None)
    assert full_desk.panel.selected() is None
    assert not full_desk.rows.selectionModel().hasSelection()


def test_what_the_program_opens_wins_over_a_row_that_was_not_reached(full_desk: Desk) -> None:
    full_desk.press(Qt.Key.Key_Down)
    full_desk.panel.select("d9")
    with full_desk.qtbot.assertNotEmitted(full_desk.panel.document_chosen, wait=250):
        pass
    assert full_desk.panel.selected() == "d9"


def test_a_refresh_does_not_take_the_reviewer_from_the_row_on_the_way(full_desk: Desk) -> None:
    full_desk.press(Qt.Key.Key_Down)
    take_list(full_desk.panel, [entry("new"), *entries(40)])
    full_desk.panel.select("d0")
    full_desk.qtbot.waitUntil(lambda: full_desk.chosen == ["d1"])


def test_a_refresh_keeps_what_is_on_screen_in_place(full_desk: Desk) -> None:
    bar = full_desk.rows.verticalScrollBar()
    bar.setValue(300)
    place = full_desk.rows.visualRect(full_desk.rows.model().index(9, 0)).top()
    take_list(full_desk.panel, [entry("new1"), entry("new2"), *entries(40)])
    full_desk.panel.select("d0")
    assert full_desk.rows.visualRect(full_desk.rows.model().index(11, 0)).top() == place
    assert full_desk.panel.selected() == "d0"


def test_a_document_that_leaves_the_list_marks_no_other_row(full_desk: Desk) -> None:
    full_desk.panel.select("d3")
    take_one(full_desk.panel, dataclasses.replace(entries(4)[3], state=ReviewState.APPROVED))
    assert full_desk.panel.selected() == "d3"
    assert not full_desk.rows.selectionModel().hasSelection()
    full_desk.press(Qt.Key.Key_Down)
    full_desk.qtbot.waitUntil(lambda: full_desk.chosen == ["d4"])


def test_typing_searches_and_enter_leads_to_the_list(full_desk: Desk) -> None:
    full_desk.panel.focus_search()
    QTest.keyClicks(full_desk.search, "supplier n000017")
    assert full_desk.shown() == ["Supplier 17"]
    assert full_desk.text_of("queueCount") == "1 of 40 match"
    full_desk.press(Qt.Key.Key_Return)
    assert full_desk.rows.hasFocus()
    full_desk.press(Qt.Key.Key_Down)
    full_desk.press(Qt.Key.Key_Return)
    assert full_desk.chosen == ["d17"]


def test_esc_clears_the_search_then_leaves_it(full_desk: Desk) -> None:
    full_desk.panel.focus_search()
    QTest.keyClicks(full_desk.search, "zzz")
    full_desk.press(Qt.Key.Key_Escape)
    assert full_desk.search.text() == ""
    assert len(full_desk.shown()) == 40
    assert full_desk.search.hasFocus()
    full_desk.press(Qt.Key.Key_Escape)
    assert full_desk.rows.hasFocus()


def test_letters_typed_into_the_list_search(full_desk: Desk) -> None:
    QTest.keyClicks(full_desk.rows, "s")
    QTest.keyClicks(full_desk.search, "upplier n000003")
    assert full_desk.search.hasFocus()
    assert full_desk.search.text() == "supplier n000003"
    assert full_desk.shown()[0] == "Supplier 3"


def test_a_search_keeps_the_open_document_marked(full_desk: Desk) -> None:
    full_desk.panel.select("d12")
    full_desk.panel.focus_search()
    QTest.keyClicks(full_desk.search, "12")
    assert full_desk.rows.currentIndex().data() == "Supplier 12"
    full_desk.search.clear()
    assert full_desk.rows.currentIndex().data() == "Supplier 12"
    assert full_desk.chosen == []


def test_the_key_of_the_search_is_shown_until_something_is_typed(full_desk: Desk) -> None:
    hint = next(c for c in full_desk.search.findChildren(QLabel) if "F" in c.text())
    assert hint.isVisible()
    QTest.keyClicks(full_desk.search, "a")
    assert not hint.isVisible()


def test_segments_are_reached_with_mouse_and_arrow_keys(full_desk: Desk) -> None:
    take_one(full_desk.panel, dataclasses.replace(entries(2)[1], state=ReviewState.APPROVED))
    assert full_desk.segment(QueueFilter.OPEN).text() == "Open 39"
    with full_desk.qtbot.waitSignal(full_desk.panel.filter_changed):
        QTest.mouseClick(full_desk.segment(QueueFilter.APPROVED), Qt.MouseButton.LeftButton)
    assert full_desk.shown() == ["Supplier 1"]
    assert full_desk.rows.hasFocus()
    full_desk.segment(QueueFilter.APPROVED).setFocus()
    full_desk.press(Qt.Key.Key_Right)
    assert full_desk.segment(QueueFilter.REJECTED).isChecked()
    assert full_desk.text_of("queueEmptyReason") == "Nothing rejected"


def test_the_focus_survives_an_empty_list(full_desk: Desk) -> None:
    take_list(full_desk.panel, [])
    full_desk.press(Qt.Key.Key_Down)
    assert found(full_desk.panel, QComboBox, "sortBox").currentIndex() == 0
    take_list(full_desk.panel, entries(3))
    assert full_desk.rows.hasFocus()


def test_the_order_is_chosen_with_keys(full_desk: Desk) -> None:
    box = found(full_desk.panel, QComboBox, "sortBox")
    box.setFocus()
    for _ in range(list(QueueOrder).index(QueueOrder.AMOUNT)):
        full_desk.press(Qt.Key.Key_Down)
    assert full_desk.shown()[0] == "Supplier 39"
    assert full_desk.panel.next_open("d39") == "d38"
    assert full_desk.panel.previous("d38") == "d39"


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (lambda panel: take_list(panel, []), "Nothing left to review"),
        (lambda panel: panel.set_loading(True), "Fetching your documents…"),
        (lambda panel: panel.set_notice("Offline since 10:42."), "No documents to show"),
    ],
)
def test_an_empty_list_says_why(
    desk: Desk, prepare: Callable[[QueuePanel], None], reason: str
) -> None:
    prepare(desk.panel)
    assert desk.text_of("queueEmptyReason") == reason
    assert not desk.rows.isVisible()


def test_a_search_without_result_offers_to_clear_it(full_desk: Desk) -> None:
    QTest.keyClicks(full_desk.search, "<b>nobody</b>")
    assert full_desk.text_of("queueEmptyReason") == "Nothing matches “<b>nobody</b>”"
    way_on = found(full_desk.panel, QPushButton, "queueEmptyButton")
    QTest.mouseClick(way_on, Qt.MouseButton.LeftButton)
    assert len(full_desk.shown()) == 40


def test_loading_and_notices_leave_the_rows_usable(full_desk: Desk) -> None:
    full_desk.panel.set_loading(True)
    full_desk.panel.set_notice("Offline since 10:42.")
    assert full_desk.text_of("queueCount") == "Refreshing…"
    assert full_desk.text_of("queueNotice") == "Offline since 10:42."
    full_desk.click(1)
    assert full_desk.chosen == ["d1"]


@pytest.mark.parametrize("state", list(ReviewState))
def test_every_state_is_painted_as_a_chip(desk: Desk, state: ReviewState) -> None:
    desk.segment(QueueFilter.ALL).click()
    plain = entry("d", "x" * 10_000, number="\n" * 50 + "n" * 500, to_check=1)
    take_list(desk.panel, [dataclasses.replace(plain, state=ReviewState.SENDING)])
    before = desk.rows.viewport().grab().toImage()
    take_one(desk.panel, dataclasses.replace(plain, state=state))
    after = desk.rows.viewport().grab().toImage()
    assert (before == after) == (state is ReviewState.SENDING)


def test_everything_a_person_uses_has_a_name(full_desk: Desk) -> None:
    for widget in (full_desk.rows, full_desk.search, found(full_desk.panel, QComboBox, "sortBox")):
        assert widget.accessibleName()


class CountedModel(QueueModel):
    """Counts how often a view asks."""

    asked = 0

    def rowCount(
        self,
        parent: QModelIndex | QPersistentModelIndex = QModelIndex(),  # noqa: B008
    ) -> int:
        self.asked += 1
        return super().rowCount(parent)


def test_a_change_among_a_hundred_thousand_rows_asks_only_for_those_on_screen(
    qtbot: QtBot,
) -> None:
    model = CountedModel()
    view = DocumentList(model)
    qtbot.addWidget(view)
    view.resize(310, 600)
    rows = entries(100_000)
    with qtbot.waitExposed(view):
        view.show()
    take_list(model, rows)
    model.asked = 0
    with view.keeping_place():
        take_one(model, examined(rows[7], 3))
    model.set_text("n000")
    view.show_again()
    view.grab()
    assert 0 < model.asked < 5_000
