"""The journal's window, with a long journal behind it."""

from __future__ import annotations

from array import array
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QComboBox, QDateEdit, QLabel, QLineEdit, QPlainTextEdit, QPushButton

from klearstack_desktop.model.journal import Anchor, JournalFilter, RecordedEntry
from klearstack_desktop.model.journal_check import Damage, JournalCheck, Reserve, Stretch
from klearstack_desktop.ui.journal.dialog import JournalDialog
from klearstack_desktop.ui.journal.model import PAGE, WHAT, JournalModel
from tests.ui.finding import found

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytestqt.qtbot import QtBot

AT = datetime(2026, 11, 22, 19, 53, tzinfo=UTC)
LONG = 100_000
END = Anchor(LONG, "ab" * 32)


def entry(number: int) -> RecordedEntry:
    facts = {"field": f"f{number}", "before": {"value": "<b>10</b>"}, "after": {"value": "12"}}
    by = {"user": "ann", "workstation": "desk-7"}
    return RecordedEntry(number, "change", "doc", AT, facts, by, "sha256")


def numbers(count: int = LONG) -> Sequence[int]:
    return array("q", range(count, 0, -1))


@pytest.fixture
def dialog(qtbot: QtBot) -> JournalDialog:
    """A window whose journal answers at once."""
    made = JournalDialog()
    qtbot.addWidget(made)
    made.rows_wanted.connect(lambda wanted: made.show_entries({n: entry(n) for n in wanted}))
    return made


def shown(model: JournalModel, row: int) -> object:
    return model.data(model.index(row, WHAT))


def test_the_model_keeps_its_promises(qtbot: QtBot) -> None:
    model = JournalModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.rows_wanted.connect(lambda wanted: model.take({n: entry(n) for n in wanted}))
    model.show_numbers(numbers(250))
    assert shown(model, 249) in {"…", "f1: <b>10</b> → 12"}
    assert shown(model, 249) == "f1: <b>10</b> → 12"
    model.show_numbers(numbers(3))
    assert model.rowCount() == 3


def test_a_heading_stands_where_its_column_does(qtbot: QtBot) -> None:
    model = JournalModel()
    model.show_numbers(numbers(1))
    model.take({1: entry(1)})
    alignment, across = Qt.ItemDataRole.TextAlignmentRole, Qt.Orientation.Horizontal
    for column in range(model.columnCount()):
        cell = model.data(model.index(0, column), alignment)
        assert model.headerData(column, across, alignment) == cell


def test_rows_are_read_as_they_come_into_view(dialog: JournalDialog, qtbot: QtBot) -> None:
    asked: list[list[int]] = []
    dialog.rows_wanted.connect(asked.append)
    dialog.show_numbers(numbers())
    dialog.show()
    qtbot.waitUntil(lambda: bool(asked))
    assert [len(page) for page in asked] == [PAGE]
    assert shown(dialog.model, 0) == f"f{LONG}: <b>10</b> → 12"
    dialog.view.scrollToBottom()
    qtbot.waitUntil(lambda: len(asked) > 1)
    assert shown(dialog.model, LONG - 1) == "f1: <b>10</b> → 12"
    assert sum(map(len, asked)) < 10 * PAGE


def test_memory_stays_bounded(dialog: JournalDialog) -> None:
    dialog.show_numbers(numbers())
    for row in range(0, LONG, PAGE):
        shown(dialog.model, row)
    assert dialog.model.entry(LONG - 1) is not None
    assert dialog.model.entry(0) is None


def test_what_comes_too_late_is_dropped(qtbot: QtBot) -> None:
    model = JournalModel()
    asked: list[list[int]] = []
    model.rows_wanted.connect(asked.append)
    model.show_numbers(numbers(10))
    shown(model, 0)
    model.show_numbers(array("q", [99]))
    model.take({n: entry(n) for n in asked[0]})
    assert model.entry(0) is None


def test_the_details_are_plain_text(dialog: JournalDialog, qtbot: QtBot) -> None:
    dialog.show_numbers(numbers(5))
    dialog.show()
    details = found(dialog, QPlainTextEdit, "journalDetails")
    qtbot.waitUntil(lambda: "f5" in details.toPlainText())
    assert "before: <b>10</b>" in details.toPlainText()
    dialog.view.setFocus()
    qtbot.keyClick(dialog.view, Qt.Key.Key_Down)
    assert "field: f4" in details.toPlainText()
    assert dialog.selected == 4


def test_the_chosen_entry_stays_chosen_when_others_come(
    dialog: JournalDialog, qtbot: QtBot
) -> None:
    dialog.show_numbers(numbers(5))
    dialog.show()
    dialog.view.selectRow(2)
    assert dialog.selected == 3
    dialog.show_numbers(numbers(9))
    assert dialog.selected == 3
    assert dialog.view.currentIndex().row() == 6
    assert found(dialog, QLabel, "journalCount").text() == "9 entries"
    dialog.show_numbers(())
    assert found(dialog, QPlainTextEdit, "journalDetails").toPlainText() == "Nothing was found."
    assert dialog.selected == 0


def test_typing_searches_after_a_pause_and_enter_at_once(
    dialog: JournalDialog, qtbot: QtBot
) -> None:
    wanted: list[JournalFilter] = []
    dialog.filter_changed.connect(wanted.append)
    dialog.show()
    box = found(dialog, QLineEdit, "journalSearch")
    qtbot.keyClicks(box, "M")
    qtbot.keyClicks(box, "uller")
    assert wanted == []
    qtbot.waitUntil(lambda: wanted == [JournalFilter(text="Muller")])
    qtbot.keyClicks(box, " ")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert len(wanted) == 2
    qtbot.keyClicks(found(dialog, QLineEdit, "journalDocument"), "doc-7")
    qtbot.waitUntil(lambda: wanted[-1].document_id == "doc-7")


def test_kinds_and_days_are_chosen(dialog: JournalDialog, qtbot: QtBot) -> None:
    wanted: list[JournalFilter] = []
    dialog.filter_changed.connect(wanted.append)
    dialog.show()
    kind = found(dialog, QComboBox, "journalKind")
    kind.setCurrentIndex(kind.findText("Decision"))
    assert wanted[-1].kinds == {"decision"}
    period = found(dialog, QComboBox, "journalPeriod")
    period.setCurrentText("Today")
    today = datetime.now(UTC).astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    assert wanted[-1].begin is not None
    assert abs(wanted[-1].begin - today) < timedelta(days=1, hours=3)
    first = found(dialog, QDateEdit, "journalFrom")
    assert not first.isVisible()
    period.setCurrentText("Between…")
    assert first.isVisible()
    first.setDate(QDate(2026, 11, 1))
    found(dialog, QDateEdit, "journalTo").setDate(QDate(2026, 11, 2))
    begin, end = wanted[-1].begin, wanted[-1].end
    assert begin is not None
    assert end is not None
    assert begin.astimezone().isoformat().startswith("2026-11-01T00:00")
    assert end.astimezone().isoformat().startswith("2026-11-03T00:00")


@pytest.mark.parametrize(
    ("check", "role", "words"),
    [
        (JournalCheck(END, 1, LONG), "good", "All 100,000 rows of the record are as written."),
        (JournalCheck(END, 0, 0, (Stretch(Damage.MISSING, 2, 3),)), "problem", "were removed"),
        (JournalCheck(END, 0, 0, (), (Stretch(Reserve.NO_KEY, 1, 9),)), "check", "without a key"),
    ],
)
def test_the_result_says_in_words_what_its_colour_means(
    dialog: JournalDialog, check: JournalCheck, role: str, words: str
) -> None:
    dialog.show()
    dialog.show_busy("Verifying…")
    assert not found(dialog, QPushButton, "verifyJournalButton").isEnabled()
    dialog.show_check(check)
    result = found(dialog, QLabel, "journalResult")
    assert words in result.text()
    assert result.property("role") == role
    assert END.long in found(dialog, QLabel, "journalReach").text()
    assert found(dialog, QPushButton, "verifyJournalButton").isEnabled()
    dialog.show_problem("The disk is gone.")
    assert result.text() == "The disk is gone."
    assert not found(dialog, QLabel, "journalReach").isVisible()


def test_all_can_be_reached_by_key(dialog: JournalDialog, qtbot: QtBot) -> None:
    dialog.show_numbers(numbers(5))
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: found(dialog, QLineEdit, "journalSearch").hasFocus())
    reached: list[str] = []
    for _ in range(14):
        focus = dialog.focusWidget()
        reached.append(focus.objectName())
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    names = {"journalSearch", "journalTable", "journalDetails", "verifyJournalButton"}
    assert names <= set(reached)
    qtbot.keyClick(dialog, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: found(dialog, QLineEdit, "journalSearch").hasFocus())
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
