"""The rows of the queue: which, in what order, and how changes are announced."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from klearstack_desktop.model.narrowing import Narrowing
from klearstack_desktop.model.queue import QueueEntry, QueueFilter, ReviewState
from klearstack_desktop.model.share import Share
from klearstack_desktop.ui.queue import model as model_module
from klearstack_desktop.ui.queue import question, rows
from klearstack_desktop.ui.queue.model import QueueModel
from klearstack_desktop.ui.queue.order import QueueOrder
from klearstack_desktop.ui.queue.shown_rows import Role
from tests.ui.queue.entries import entries, entry, examined, take_list, take_one, work_off

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def model(qtbot: QtBot) -> QueueModel:
    model = QueueModel()
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    QAbstractItemModelTester(model, fatal, model)
    return model


def shown(model: QueueModel) -> list[str]:
    return [model.index(row).data(Role.DOCUMENT_ID) for row in range(model.rowCount())]


class Announced:
    """Counts what the model tells its views."""

    def __init__(self, model: QueueModel) -> None:
        self.inserted: list[tuple[int, int]] = []
        self.removed: list[tuple[int, int]] = []
        self.changed: list[tuple[int, int]] = []
        self.resets = 0
        model.rowsInserted.connect(lambda _p, first, last: self.inserted.append((first, last)))
        model.rowsRemoved.connect(lambda _p, first, last: self.removed.append((first, last)))
        model.dataChanged.connect(lambda a, b: self.changed.append((a.row(), b.row())))
        model.modelReset.connect(self._count_reset)

    def _count_reset(self) -> None:
        self.resets += 1


def test_open_documents_are_shown_in_the_order_of_the_server(model: QueueModel) -> None:
    take_list(model, [entry("b"), entry("a"), entry("c", state=ReviewState.APPROVED)])
    assert shown(model) == ["b", "a"]


def test_what_has_waited_longest_comes_first_where_that_is_known(model: QueueModel) -> None:
    rows = [
        entry("new", uploaded=300.0),
        entry("unknown"),
        entry("old", uploaded=100.0),
        entry("as old", uploaded=100.0),
        entry("unknown too"),
    ]
    take_list(model, rows)
    assert shown(model) == ["old", "as old", "new", "unknown", "unknown too"]
    take_list(model, [entry("oldest", uploaded=1.0), *rows])
    assert shown(model) == ["oldest", "old", "as old", "new", "unknown", "unknown too"]


@pytest.mark.parametrize(
    ("segment", "expected"),
    [
        (QueueFilter.OPEN, ["open", "draft", "sending"]),
        (QueueFilter.APPROVED, ["approved"]),
        (QueueFilter.REJECTED, ["rejected"]),
        (QueueFilter.ALL, ["open", "draft", "sending", "approved", "rejected", "elsewhere"]),
    ],
)
def test_segments_divide_by_state(
    model: QueueModel, segment: QueueFilter, expected: list[str]
) -> None:
    take_list(
        model,
        [
            entry("open"),
            entry("draft", state=ReviewState.DRAFT),
            entry("sending", state=ReviewState.SENDING),
            entry("approved", state=ReviewState.APPROVED),
            entry("rejected", state=ReviewState.REJECTED),
            entry("elsewhere", state=ReviewState.DECIDED_ELSEWHERE),
        ],
    )
    model.set_filter(segment)
    assert shown(model) == expected
    assert model.count(segment) == len(expected)


@pytest.mark.parametrize(
    "text",
    ["NORTHWIND", "inv-20931", "4,218.50", "4218.5", "14 nov", "wind inv", "po-77", "straße"],
)
def test_every_word_is_found_in_what_is_shown_and_in_captured_values(
    model: QueueModel, text: str
) -> None:
    take_list(model, [entry("d", captured="PO-77\nHauptstraße 3"), entry("other", "X", number="")])
    model.set_text(f"{text} 20931")
    assert shown(model) == ["d"]


def test_words_that_do_not_occur_show_nothing_and_clearing_shows_all(model: QueueModel) -> None:
    take_list(model, entries(3))
    model.set_text("supplier 9")
    assert shown(model) == []
    model.set_text("")
    assert shown(model) == ["d0", "d1", "d2"]


@pytest.mark.parametrize("texts", [["s", "su", "supplier 1"], ["supplier 1", "supplier", "2", ""]])
def test_narrowing_and_widening_a_search_agree_with_asking_at_once(
    model: QueueModel, texts: list[str]
) -> None:
    rows = entries(30)
    take_list(model, rows)
    for text in texts:
        model.set_text(text)
        at_once = QueueModel()
        take_list(at_once, rows)
        at_once.set_text(text)
        assert shown(model) == shown(at_once)


@pytest.mark.parametrize(
    ("order", "is_descending", "expected"),
    [
        (QueueOrder.UPLOADED, False, ["b", "c", "a", "none"]),
        (QueueOrder.UPLOADED, True, ["a", "c", "b", "none"]),
        (QueueOrder.SERVER, False, ["a", "b", "c", "none"]),
        (QueueOrder.SERVER, True, ["none", "c", "b", "a"]),
        (QueueOrder.DATE, False, ["c", "a", "b", "none"]),
        (QueueOrder.DATE, True, ["b", "a", "c", "none"]),
        (QueueOrder.AMOUNT, True, ["b", "c", "a", "none"]),
        (QueueOrder.AMOUNT, False, ["a", "c", "b", "none"]),
        (QueueOrder.SUPPLIER, False, ["b", "c", "a", "none"]),
        (QueueOrder.SUPPLIER, True, ["a", "c", "b", "none"]),
        (QueueOrder.CONFIDENCE, False, ["a", "c", "b", "none"]),
        (QueueOrder.CONFIDENCE, True, ["b", "c", "a", "none"]),
    ],
)
def test_orders_put_rows_without_the_value_last(
    model: QueueModel, order: QueueOrder, is_descending: bool, expected: list[str]
) -> None:
    take_list(
        model,
        [
            entry("a", "zeta", total="-5", day=date(2026, 2, 1), confidence=0.1, uploaded=30.5),
            entry("b", "Alpha", total="900", day=date(2026, 3, 1), confidence=0.9, uploaded=10.0),
            entry("c", "beta", total="30", day=date(2026, 1, 1), confidence=0.5, uploaded=20.0),
            entry("none", "", total=None, day=None, confidence=None),
        ],
    )
    model.set_order(order, is_descending=is_descending)
    assert shown(model) == expected


@pytest.mark.parametrize("is_descending", [False, True])
def test_texts_are_ordered_alike_in_both_directions(model: QueueModel, is_descending: bool) -> None:
    suppliers = ["", "a", "ab", "abc", "b", "ba"]
    take_list(model, [entry(name or "none", name) for name in suppliers])
    model.set_order(QueueOrder.SUPPLIER, is_descending=is_descending)
    named = suppliers[1:]
    assert shown(model) == [*(reversed(named) if is_descending else named), "none"]


def test_equal_rows_keep_the_order_of_the_server(model: QueueModel) -> None:
    take_list(model, [entry("b"), entry("a"), entry("c")])
    model.set_order(QueueOrder.SUPPLIER)
    assert shown(model) == ["b", "a", "c"]


def test_a_refresh_announces_only_what_differs(model: QueueModel) -> None:
    rows = entries(10)
    take_list(model, rows)
    announced = Announced(model)
    held = QPersistentModelIndex(model.index(5))
    rows[7] = examined(rows[7], 2)
    take_list(model, [entry("new"), *rows[:2], *rows[4:]])
    assert shown(model) == ["new", "d0", "d1", *(f"d{i}" for i in range(4, 10))]
    assert announced.removed == [(3, 4)]
    assert announced.inserted == [(0, 0)]
    assert announced.changed == [(7, 7)]
    assert announced.resets == 0
    assert held.data(Role.DOCUMENT_ID) == "d5"


def test_the_same_queue_again_announces_nothing(model: QueueModel) -> None:
    take_list(model, entries(10))
    announced = Announced(model)
    take_list(model, entries(10))
    assert announced.inserted + announced.removed + announced.changed == []
    assert announced.resets == 0


def test_persistent_indexes_follow_their_document_through_sorting(model: QueueModel) -> None:
    take_list(model, entries(5))
    held = QPersistentModelIndex(model.index(1))
    model.set_order(QueueOrder.AMOUNT, is_descending=True)
    assert (held.row(), held.data(Role.DOCUMENT_ID)) == (3, "d1")


def test_an_update_in_place_changes_one_row(model: QueueModel) -> None:
    take_list(model, entries(5))
    announced = Announced(model)
    take_one(model, dataclasses.replace(entries(5)[2], state=ReviewState.DRAFT))
    assert announced.changed == [(2, 2)]
    assert model.index(2).data(Role.ENTRY).state is ReviewState.DRAFT


def test_an_update_that_leaves_the_segment_removes_one_row(model: QueueModel) -> None:
    take_list(model, entries(5))
    announced = Announced(model)
    take_one(model, dataclasses.replace(entries(5)[2], state=ReviewState.APPROVED))
    assert announced.removed == [(2, 2)]
    assert model.count(QueueFilter.OPEN) == 4
    assert model.row_of("d2") is None
    take_one(model, entries(5)[2])
    assert shown(model) == ["d0", "d1", "d2", "d3", "d4"]


def test_an_update_that_changes_the_place_moves_the_row(model: QueueModel) -> None:
    take_list(model, entries(5))
    model.set_order(QueueOrder.AMOUNT, is_descending=True)
    held = QPersistentModelIndex(model.index(4))
    take_one(model, dataclasses.replace(entries(5)[0], total=entries(9)[8].total))
    assert shown(model) == ["d0", "d4", "d3", "d2", "d1"]
    assert held.data(Role.DOCUMENT_ID) == "d0"


def test_an_unknown_document_is_added_at_the_end(model: QueueModel) -> None:
    take_list(model, entries(2))
    take_one(model, entry("uploaded", state=ReviewState.BEING_READ))
    assert shown(model) == ["d0", "d1", "uploaded"]


def test_of_repeated_ids_the_last_counts(model: QueueModel) -> None:
    take_list(model, [entry("a", "first"), entry("b"), entry("a", "second")])
    assert [model.index(i).data() for i in range(model.rowCount())].count("second") == 1
    assert sorted(shown(model)) == ["a", "b"]


def test_next_open_passes_over_what_needs_nobody_and_starts_over(model: QueueModel) -> None:
    rows = entries(5)
    rows[1] = dataclasses.replace(rows[1], state=ReviewState.SENDING)
    rows[2] = dataclasses.replace(rows[2], state=ReviewState.BEING_READ)
    take_list(model, rows)
    assert model.next_open("") == "d0"
    assert model.next_open("d0") == "d3"
    assert model.next_open("d4") == "d0"
    assert model.previous("d1") == "d0"
    assert model.previous("d0") is None


def test_the_following_documents_are_those_that_next_open_leads_to(model: QueueModel) -> None:
    rows = entries(6)
    rows[2] = dataclasses.replace(rows[2], state=ReviewState.SENDING)
    take_list(model, rows)
    assert model.following("d0", 3) == ("d1", "d3", "d4")
    assert model.following("d4", 9) == ("d5", "d0", "d1", "d3")
    assert model.following("d4", 0) == ()


def test_next_open_goes_on_from_a_document_that_has_left_the_list(model: QueueModel) -> None:
    take_list(model, entries(5))
    take_one(model, dataclasses.replace(entries(5)[2], state=ReviewState.APPROVED))
    assert model.next_open("d2") == "d3"
    assert model.previous("d2") == "d1"


def test_next_open_is_none_where_nothing_else_is_left(model: QueueModel) -> None:
    take_list(model, [entry("only"), entry("done", state=ReviewState.APPROVED)])
    assert model.next_open("only") is None


def test_next_open_among_approved_documents_is_the_next_row(model: QueueModel) -> None:
    take_list(model, entries(3, ReviewState.APPROVED))
    model.set_filter(QueueFilter.APPROVED)
    assert model.next_open("d0") == "d1"


@pytest.mark.parametrize("state", list(ReviewState))
def test_a_screen_reader_hears_everything_that_colours_say(
    model: QueueModel, state: ReviewState
) -> None:
    model.set_filter(QueueFilter.ALL)
    take_list(model, [entry("d", state=state, to_check=3, note="Read by a colleague")])
    heard = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    for part in ("Northwind", "EUR 4,218.50", "INV-20931", "14 Nov 2026", state.value, "96%"):
        assert part in heard
    assert "Read by a colleague" in heard
    tells_marks = state in {
        ReviewState.OPEN,
        ReviewState.DRAFT,
        ReviewState.SUMMARY_ONLY,
        ReviewState.PAGE_MISSING,
    }
    assert ("3 to check" in heard) == tells_marks


def test_markup_from_the_server_is_no_markup_in_a_tooltip(model: QueueModel) -> None:
    take_list(model, [entry("d", "<img src='x'><b>Bold</b>")])
    tooltip = model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in tooltip


def test_a_hundred_thousand_rows_are_searched_row_by_row_once(model: QueueModel) -> None:
    big = QueueModel()
    take_list(big, entries(100_000))
    assert big.rowCount() == 100_000
    big.set_text("n09999")
    work_off(big)
    assert shown(big) == [f"d{i}" for i in range(99_990, 100_000)]
    big.set_order(QueueOrder.AMOUNT, is_descending=True)
    work_off(big)
    big.set_text("")
    work_off(big)
    assert big.next_open("d50000") == "d49999"


_STATES = st.sampled_from([ReviewState.OPEN, ReviewState.APPROVED, ReviewState.DRAFT])
_ENTRIES = st.lists(
    st.builds(
        lambda number, supplier, total, state: entry(
            f"d{number}", supplier, total=total, state=state
        ),
        st.integers(0, 12),
        st.sampled_from(["Acme", "Blue", "acme ag", ""]),
        st.sampled_from(["1", "2", None]),
        _STATES,
    ),
    max_size=14,
)
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("take_list"), _ENTRIES),
        st.tuples(st.just("take_one"), _ENTRIES.filter(bool).map(lambda rows: rows[0])),
        st.tuples(st.just("set_filter"), st.sampled_from(QueueFilter)),
        st.tuples(st.just("set_order"), st.sampled_from(QueueOrder)),
        st.tuples(
            st.just("set_narrowing"),
            st.sampled_from([Narrowing(), Narrowing(state=ReviewState.DRAFT)]),
        ),
        st.tuples(st.just("set_share"), st.sampled_from([None, Share("ann", ("ann", "bea"))])),
        st.tuples(st.just("set_text"), st.sampled_from(["", "a", "ac", "acme", "acme ag", "z"])),
        st.tuples(
            st.just("take_hits"), st.sets(st.sampled_from([f"d{n}" for n in range(16)]), max_size=5)
        ),
        st.tuples(st.just("take_turn"), st.none()),
    ),
    max_size=14,
)


class Walk:
    """A model that works in short turns, and what it was told so far."""

    def __init__(self) -> None:
        self.model = QueueModel()
        fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
        QAbstractItemModelTester(self.model, fatal, self.model)
        self.chosen = QItemSelectionModel(self.model)
        self.latest: dict[str, QueueEntry] = {}
        self.asked: dict[str, object] = {}
        self.hits: tuple[str, set[str]] = ("", set())

    def go(self, call: str, argument: Any) -> None:  # noqa: ANN401 - whatever the step takes
        if call == "take_list":
            take_list(self.model, argument)
            self.latest = {row.document_id: row for row in argument}
        elif call == "take_one":
            take_one(self.model, argument)
            self.latest[argument.document_id] = argument
        elif call == "take_turn":
            self.model.take_turn()
        elif call == "take_hits":
            text = str(self.asked.get("set_text", ""))
            self._take_hits(self.model, text, argument)
            self.hits = text, argument
        else:
            getattr(self.model, call)(argument)
            self.asked[call] = argument

    def _take_hits(self, model: QueueModel, text: str, ids: set[str]) -> None:
        gone = [entry(i, "Acme", state=ReviewState.NOT_LISTED) for i in ids - self.latest.keys()]
        model.take_hits(text, frozenset(ids & self.latest.keys()), gone)

    def at_once(self) -> QueueModel:
        model = QueueModel()
        take_list(model, list(self.latest.values()))
        for asked, answer in self.asked.items():
            getattr(model, asked)(answer)
        work_off(model)
        return model


@pytest.fixture
def short_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question, "_ROWS_A_TURN", 3)
    monkeypatch.setattr(question, "_NARROW_A_TURN", 2)
    monkeypatch.setattr(rows, "ROWS_A_TURN", 2)
    monkeypatch.setattr(model_module, "ROWS_A_TURN", 2)
    monkeypatch.setattr(model_module, "_MANY_MOVES", 3)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=_STEPS)
@pytest.mark.usefixtures("qtbot", "short_turns")
def test_any_way_to_a_queue_shows_what_asking_at_once_shows(
    steps: list[tuple[str, object]],
) -> None:
    walk = Walk()
    for call, argument in steps:
        walk.go(call, argument)
        assert all(walk.model.row_of(each) == i for i, each in enumerate(shown(walk.model)))
    # What the index finds depends on what was asked before; here it is only shown and hidden.
    if "take_hits" in dict(steps):
        return
    work_off(walk.model)
    at_once = walk.at_once()
    assert shown(walk.model) == shown(at_once)
    assert all(walk.model.count(segment) == at_once.count(segment) for segment in QueueFilter)
    assert walk.model.types == at_once.types


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=_STEPS, row=st.integers(0, 13))
@pytest.mark.usefixtures("qtbot", "short_turns")
def test_what_is_selected_stays_the_same_document_while_the_queue_changes(
    steps: list[tuple[str, object]], row: int
) -> None:
    walk = Walk()
    walk.go("take_list", entries(14))
    walk.go("set_filter", QueueFilter.ALL)
    walk.model.set_order(QueueOrder.SUPPLIER)
    work_off(walk.model)
    resets = Announced(walk.model)
    chosen = walk.model.index(row)
    document_id = chosen.data(Role.DOCUMENT_ID)
    walk.chosen.setCurrentIndex(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    for call, argument in steps:
        walk.go(call, argument)
        if resets.resets or walk.model.row_of(document_id) is None:
            # Another question was asked, or the document is not shown any more.
            return
        assert walk.chosen.currentIndex().data(Role.DOCUMENT_ID) == document_id
        selected = [index.data(Role.DOCUMENT_ID) for index in walk.chosen.selectedIndexes()]
        assert selected == [document_id]
