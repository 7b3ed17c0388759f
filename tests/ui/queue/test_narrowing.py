"""Filters, the order and its direction, what the index finds, the share, several at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QToolButton,
)

from klearstack_desktop.model.narrowing import Narrowing
from klearstack_desktop.model.queue import Judgement, Mark, QueueEntry, QueueFilter, ReviewState
from klearstack_desktop.model.search import SearchHits, SeenDocument
from klearstack_desktop.model.share import Share
from klearstack_desktop.ui.queue.panel import QueuePanel
from tests.ui.finding import found
from tests.ui.queue.entries import entries, entry, take_list, take_one

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

TODAY = date.today()  # noqa: DTZ011 - the reviewer's own day
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
NORTHWIND = SeenDocument("gone", "Northwind", "EUR 5.00", "N1", "01 Nov 2026", "a.pdf", "", "")


def of_type(made: QueueEntry, document_type: str) -> QueueEntry:
    return replace(made, document_type=document_type)


class Desk:
    def __init__(self, qtbot: QtBot) -> None:
        self.panel = QueuePanel()
        self.panel.resize(310, 700)
        qtbot.addWidget(self.panel)
        self.chosen: list[str] = []
        self.panel.document_chosen.connect(self.chosen.append)
        with qtbot.waitExposed(self.panel):
            self.panel.show()
        self.panel.activateWindow()

    def box(self, name: str) -> QComboBox:
        return found(self.panel, QComboBox, name)

    def rows(self) -> list[str]:
        model = found(self.panel, QTableView, "documentList").model()
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        focused = self.panel.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key, modifiers)

    def choose(self, name: str, words: str) -> None:
        """Choose from a box with keys."""
        box = self.box(name)
        box.setFocus()
        self.press(Qt.Key.Key_Home)
        for _ in range(box.findText(words)):
            self.press(Qt.Key.Key_Down)
        assert box.currentText() == words


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


@pytest.fixture
def mixed(desk: Desk) -> Desk:
    take_list(
        desk.panel,
        [
            of_type(entry("a", "Acme", day=TODAY, confidence=0.99), "Invoices"),
            of_type(entry("b", "Blue", day=TODAY - timedelta(days=20), confidence=0.7), "Orders"),
            entry("c", "Corn", day=TODAY - timedelta(days=60), confidence=0.4),
            entry("d", "Dune", day=None, confidence=None, state=ReviewState.ON_HOLD),
        ],
    )
    desk.panel.toggle_filter()
    return desk


@pytest.mark.parametrize(
    ("name", "words", "expected"),
    [
        ("stateChoice", "on hold", ["Dune"]),
        ("typeChoice", "Orders", ["Blue"]),
        ("dateChoice", "Last 7 days", ["Acme"]),
        ("dateChoice", "Last 30 days", ["Acme", "Blue"]),
        ("dateChoice", "Older than 30 days", ["Corn"]),
        ("confidenceChoice", "Below 85 %", ["Blue", "Corn"]),
        ("confidenceChoice", "95 % and more", ["Acme"]),
    ],
)
def test_a_filter_is_chosen_with_keys(
    mixed: Desk, name: str, words: str, expected: list[str]
) -> None:
    mixed.choose(name, words)
    assert mixed.rows() == expected
    # The next document follows what is shown.
    after = mixed.panel.next_open(None)
    assert after == {"Acme": "a", "Blue": "b", "Corn": "c", "Dune": None}[expected[0]]
    clear = found(mixed.panel, QPushButton, "clearFilterButton")
    clear.setFocus()
    mixed.press(Qt.Key.Key_Space)
    assert mixed.rows() == ["Acme", "Blue", "Corn", "Dune"]


def test_days_are_typed(mixed: Desk) -> None:
    mixed.choose("dateChoice", "From … to …")
    since = found(mixed.panel, QLineEdit, "sinceEdit")
    since.setFocus()
    QTest.keyClicks(since, (TODAY - timedelta(days=30)).isoformat())
    assert mixed.rows() == ["Acme", "Blue"]
    until = found(mixed.panel, QLineEdit, "untilEdit")
    QTest.keyClicks(until, "no day")
    assert until.property("problem") == "check"
    assert mixed.rows() == ["Acme", "Blue"]


def test_esc_leaves_the_filter_for_the_list_and_it_still_counts(mixed: Desk) -> None:
    mixed.choose("stateChoice", "on hold")
    mixed.press(Qt.Key.Key_Escape)
    assert not found(mixed.panel, QFrame, "filterPanel").isVisible()
    assert isinstance(mixed.panel.focusWidget(), QTableView)
    assert mixed.rows() == ["Dune"]
    take_list(mixed.panel, [entry("d", "Dune"), entry("e", "Emu", state=ReviewState.ON_HOLD)])
    assert mixed.rows() == ["Emu"]


def test_nothing_left_by_the_filter_offers_a_way_back(mixed: Desk) -> None:
    mixed.choose("stateChoice", "conflict")
    assert found(mixed.panel, QLabel, "queueEmptyReason").text() == "Nothing is left by the filter"
    found(mixed.panel, QPushButton, "queueEmptyButton").click()
    assert len(mixed.rows()) == 4


def test_the_direction_is_turned(desk: Desk) -> None:
    take_list(desk.panel, entries(3))
    desk.choose("sortBox", "Number")
    assert desk.panel.next_open("d0") == "d1"
    turn = found(desk.panel, QToolButton, "sortDirection")
    turn.setFocus()
    desk.press(Qt.Key.Key_Space)
    assert desk.rows() == ["Supplier 2", "Supplier 1", "Supplier 0"]
    assert desk.panel.next_open("d1") == "d0"


def test_what_the_index_finds_joins_what_the_list_tells(desk: Desk) -> None:
    take_list(desk.panel, [*entries(4), entry("done", "Done", state=ReviewState.APPROVED)])
    desk.panel.focus_search()
    QTest.keyClicks(found(desk.panel, QLineEdit, "searchBox"), "000001")
    assert desk.rows() == ["Supplier 1"]
    desk.panel.take_hits(SearchHits("000001", frozenset({"d3", "done"})))
    assert desk.rows() == ["Supplier 1", "Supplier 3"]
    # While more is typed nothing that may still be right goes away.
    QTest.keyClicks(found(desk.panel, QLineEdit, "searchBox"), "1")
    assert desk.rows() == ["Supplier 3"]
    desk.panel.take_hits(SearchHits("000001", frozenset({"d0"})))
    assert desk.rows() == ["Supplier 3"], "an answer to an older question"
    desk.panel.take_hits(SearchHits("0000011"))
    assert desk.rows() == []


def test_documents_seen_earlier_are_shown_among_all(desk: Desk) -> None:
    take_list(desk.panel, [entry("here", "Here"), entry("north", "Northwind")])
    told: list[SeenDocument] = []
    desk.panel.earlier_chosen.connect(told.append)
    QTest.keyClicks(found(desk.panel, QLineEdit, "searchBox"), "northwind")
    desk.panel.take_hits(SearchHits("northwind", frozenset({"north"}), (NORTHWIND,)))
    assert desk.rows() == ["Northwind"]
    elsewhere = found(desk.panel, QPushButton, "elsewhereButton")
    assert elsewhere.isVisible()
    assert elsewhere.text().startswith("1 more")
    elsewhere.click()
    assert desk.rows() == ["Northwind", "Northwind"]
    desk.panel.focus_list()
    desk.press(Qt.Key.Key_End)
    desk.press(Qt.Key.Key_Return)
    assert told == [NORTHWIND]
    assert desk.chosen[-1] == "gone"
    desk.press(Qt.Key.Key_Home)
    found(desk.panel, QLineEdit, "searchBox").clear()
    assert desk.rows() == ["Here", "Northwind"]


def test_several_are_selected_with_keys_and_none_of_them_opens(desk: Desk) -> None:
    take_list(desk.panel, entries(6))
    desk.panel.select("d0")
    desk.panel.focus_list()
    desk.press(Qt.Key.Key_Down, SHIFT)
    desk.press(Qt.Key.Key_Down, SHIFT)
    assert desk.panel.selected_ids() == ("d0", "d1", "d2")
    assert desk.chosen == []
    bar = found(desk.panel, QLabel, "selectionCount")
    assert bar.isVisible()
    assert bar.text() == "3 selected"
    desk.press(Qt.Key.Key_A, CONTROL)
    assert len(desk.panel.selected_ids()) == 6
    # What arrives meanwhile does not take the selection away.
    take_one(desk.panel, entry("d5", "Supplier 5", to_check=3))
    assert len(desk.panel.selected_ids()) == 6
    desk.press(Qt.Key.Key_Down)
    assert len(desk.panel.selected_ids()) == 1
    assert not bar.isVisible()
    desk.press(Qt.Key.Key_A, CONTROL)
    # Another document opens: what was selected is forgotten.
    desk.panel.select("d4")
    assert desk.panel.selected_ids() == ("d4",)


def test_several_are_selected_with_the_mouse(desk: Desk) -> None:
    take_list(desk.panel, entries(6))
    rows = found(desk.panel, QTableView, "documentList")

    def click(row: int, modifiers: Qt.KeyboardModifier) -> None:
        place: QPoint = rows.visualRect(rows.model().index(row, 0)).center()
        QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, modifiers, place)

    click(0, Qt.KeyboardModifier.NoModifier)
    click(3, CONTROL)
    assert desk.panel.selected_ids() == ("d0", "d3")
    click(4, SHIFT)
    assert desk.panel.selected_ids() == ("d0", "d3", "d4")
    assert desk.chosen == ["d0"]


def test_a_share_is_shown_and_taken_over(desk: Desk) -> None:
    take_list(desk.panel, entries(40))
    share = Share("ann", ("ann", "bea", "carl"))
    button = found(desk.panel, QToolButton, "shareButton")
    assert not button.isVisible()
    desk.panel.set_share(share)
    assert button.text() == "Everybody’s documents"
    desk.panel.toggle_share()
    assert button.text() == "My share"
    mine = [f"Supplier {i}" for i in range(40) if share.has(f"d{i}")]
    assert desk.rows() == mine
    absent: list[frozenset[str]] = []
    desk.panel.taken_over_changed.connect(absent.append)
    menu = button.menu()
    take = next(action for action in menu.actions() if "bea" in action.text())
    take.trigger()
    assert absent == [frozenset({"bea"})]
    assert button.text() == "My share and bea’s"
    both = Share("ann", share.members, frozenset({"bea"}))
    assert desk.rows() == [f"Supplier {i}" for i in range(40) if both.has(f"d{i}")]
    desk.panel.toggle_share()
    assert len(desk.rows()) == 40


def test_the_name_of_a_member_is_text_in_the_tooltip(desk: Desk) -> None:
    desk.panel.set_share(Share("ann", ("ann", "<b>bea</b>"), frozenset({"<b>bea</b>"})))
    desk.panel.toggle_share()
    button = found(desk.panel, QToolButton, "shareButton")
    assert button.text() == "My share and <b>bea</b>’s"
    assert "&lt;b&gt;bea&lt;/b&gt;" in button.toolTip()


def test_what_narrows_nothing_is_nothing() -> None:
    assert not Narrowing()
    assert Narrowing(state=ReviewState.OPEN)
    assert QueueFilter.ALL.admits(ReviewState.NOT_LISTED)
    assert not QueueFilter.OPEN.admits(ReviewState.NOT_LISTED)


MARKED = {
    Mark.RESUBMITTED: replace(entry("r"), judgement=Judgement(is_resubmitted=True)),
    Mark.DUPLICATE: replace(entry("du"), judgement=Judgement(is_duplicate=True)),
    Mark.RULE_BROKEN: replace(entry("ru"), judgement=Judgement(broken_rules=("Wrong",))),
    Mark.TO_CHECK: entry("t", to_check=2),
    Mark.CREDIT_NOTE: replace(entry("c"), is_credit_note=True),
    Mark.SUMMARY_ONLY: replace(entry("s", state=ReviewState.SUMMARY_ONLY), lack=Mark.SUMMARY_ONLY),
    Mark.PAGE_MISSING: replace(entry("p", state=ReviewState.PAGE_MISSING), lack=Mark.PAGE_MISSING),
}


@pytest.mark.parametrize("mark", list(Mark))
def test_a_mark_is_filtered_for_wherever_the_document_stands(desk: Desk, mark: Mark) -> None:
    drafted = replace(
        MARKED[mark], document_id="draft", supplier="In work", state=ReviewState.DRAFT
    )
    plain = replace(entry("plain", "Plain"), judgement=Judgement())
    unjudged = replace(entry("new", "New"), judgement=None)
    take_list(desk.panel, [*MARKED.values(), drafted, plain, unjudged])
    desk.panel.toggle_filter()
    desk.choose("markChoice", mark.value)
    assert desk.rows() == [MARKED[mark].supplier, "In work"]
    # What is found later goes and comes by it.
    take_one(desk.panel, replace(unjudged, judgement=MARKED[mark].judgement, lack=mark))
    take_one(desk.panel, replace(drafted, judgement=Judgement(), is_credit_note=False, lack=None))
    expected = (
        [MARKED[mark].supplier] if mark is Mark.CREDIT_NOTE else [MARKED[mark].supplier, "New"]
    )
    assert desk.rows() == expected
    found(desk.panel, QPushButton, "clearFilterButton").click()
    assert len(desk.rows()) == len(MARKED) + 3


def test_all_marks_that_are_asked_for_must_be_there() -> None:
    both = Narrowing(marks=frozenset({Mark.DUPLICATE, Mark.CREDIT_NOTE}))
    assert both
    assert not both.admits(MARKED[Mark.DUPLICATE])
    assert both.admits(replace(MARKED[Mark.DUPLICATE], is_credit_note=True))
    assert not Narrowing(marks=frozenset())


def test_the_order_by_state_keeps_apart_what_stands_out(desk: Desk) -> None:
    rows = [replace(row, supplier=mark.value) for mark, row in MARKED.items()]
    take_list(desk.panel, [entry("plain", "plain"), *reversed(rows)])
    desk.choose("sortBox", "State")
    assert desk.rows() == [
        "summary only",
        "page missing",
        "resubmitted",
        "duplicate?",
        "rule broken",
        "fields to check",
        "credit note",
        "plain",
    ]
