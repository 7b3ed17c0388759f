"""The stages of a bulk decision, with keys alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QProgressBar,
    QPushButton,
    QWidget,
)

from klearstack_desktop.model.document import Document, Field
from klearstack_desktop.model.fieldmap import default_field_map
from klearstack_desktop.model.outbox import OutboxKind
from klearstack_desktop.review.bulk import BulkPlan, BulkResult, LeftOut
from klearstack_desktop.review.open_document import OpenDocument
from klearstack_desktop.ui.bulk.sheet import BulkSheet
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LEFT_OUT = LeftOut("x", "Flora, USD 5.00", "<b>3 fields</b> to check")


def ready(document_id: str, total: str, currency: str) -> OpenDocument:
    values = {"total_value": total, "currency_value": currency}
    fields = tuple(
        Field(name, default_field_map().describe(name), value, value)
        for name, value in values.items()
    )
    return OpenDocument(base=Document(document_id, fields=fields), has_details=True)


def plan(kind: OutboxKind) -> BulkPlan:
    documents = (ready("a", "1,000.00", "EUR"), ready("b", "20.50", "EUR"))
    return BulkPlan(kind, documents, (LEFT_OUT,))


class Opened:
    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        self.window.resize(900, 700)
        qtbot.addWidget(self.window)
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.sheet = BulkSheet(self.window)
        self.confirmed: list[tuple[BulkPlan, str]] = []
        self.stops: list[bool] = []
        self.opened: list[str] = []
        self.sheet.confirmed.connect(lambda plan, why: self.confirmed.append((plan, why)))
        self.sheet.stop_requested.connect(lambda: self.stops.append(True))
        self.sheet.open_requested.connect(self.opened.append)

    def press(self, key: Qt.Key) -> None:
        focused = self.sheet.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)

    def text_of(self, name: str) -> str:
        return found(self.sheet, QLabel, name).text()

    @property
    def confirm(self) -> QPushButton:
        return found(self.sheet, QPushButton, "bulkConfirmButton")


@pytest.fixture
def opened(qtbot: QtBot) -> Opened:
    return Opened(qtbot)


def test_nothing_can_be_confirmed_before_everything_was_looked_at(opened: Opened) -> None:
    opened.sheet.open_looking(3, OutboxKind.APPROVE)
    assert not opened.confirm.isVisible()
    opened.press(Qt.Key.Key_Return)
    opened.press(Qt.Key.Key_Escape)
    assert opened.confirmed == []
    assert opened.stops == [True]
    assert opened.sheet.isVisible(), "Esc stops what is under way"


def test_a_summary_comes_first_and_enter_confirms_it_once(opened: Opened) -> None:
    opened.sheet.open_looking(3, OutboxKind.APPROVE)
    approval = plan(OutboxKind.APPROVE)
    opened.sheet.show_plan(approval)
    assert opened.text_of("bulkTitle") == "Approve 2 documents?"
    assert opened.text_of("bulkTotals") == "EUR 1,020.50  (2)"
    assert opened.text_of("bulkLeftOutTitle").endswith(": 1")
    rows = found(opened.sheet, QListWidget, "bulkLeftOut")
    assert rows.item(0).text() == "Flora, USD 5.00\n<b>3 fields</b> to check"
    opened.press(Qt.Key.Key_Return)
    opened.press(Qt.Key.Key_Return)
    assert opened.confirmed == [(approval, "")]
    assert found(opened.sheet, QProgressBar, "bulkProgress").isVisible()


def test_a_key_that_is_held_down_confirms_nothing(opened: Opened) -> None:
    opened.sheet.open_looking(3, OutboxKind.APPROVE)
    opened.sheet.show_plan(plan(OutboxKind.APPROVE))
    focused = opened.sheet.focusWidget()
    assert focused is opened.confirm
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    for _ in range(5):
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, held, "\r", True)
        QApplication.sendEvent(focused, key)
    assert opened.confirmed == []


def test_a_rejection_needs_its_reason(opened: Opened) -> None:
    opened.sheet.open_looking(3, OutboxKind.REJECT)
    rejection = plan(OutboxKind.REJECT)
    opened.sheet.show_plan(rejection)
    opened.press(Qt.Key.Key_Return)
    assert opened.confirmed == []
    QTest.keyClicks(found(opened.sheet, QLineEdit, "bulkReason"), "wrong company")
    opened.press(Qt.Key.Key_Return)
    assert opened.confirmed == [(rejection, "wrong company")]


def test_what_fails_is_listed_and_opened(opened: Opened) -> None:
    opened.sheet.open_looking(2, OutboxKind.APPROVE)
    opened.sheet.show_plan(plan(OutboxKind.APPROVE))
    opened.press(Qt.Key.Key_Return)
    opened.sheet.show_result(BulkResult(("a",), stopped=1))
    assert opened.text_of("bulkTitle") == "1 document is approved"
    assert "Left as they are: 1." in opened.text_of("bulkTotals")
    opened.sheet.add_failure(LeftOut("a", "Acme", "It changed"))
    rows = found(opened.sheet, QListWidget, "bulkLeftOut")
    assert rows.isVisible()
    rows.setFocus()
    rows.setCurrentRow(0)
    assert found(opened.sheet, QPushButton, "bulkOpenButton").isEnabled()
    found(opened.sheet, QPushButton, "bulkOpenButton").setFocus()
    opened.press(Qt.Key.Key_Space)
    assert opened.opened == ["a"]
    assert not opened.sheet.isVisible()


def test_where_nothing_is_ready_there_is_nothing_to_confirm(opened: Opened) -> None:
    opened.sheet.open_looking(1, OutboxKind.APPROVE)
    opened.sheet.show_plan(BulkPlan(OutboxKind.APPROVE, (), (LEFT_OUT,)))
    assert not opened.confirm.isVisible()
    opened.press(Qt.Key.Key_Return)
    assert opened.confirmed == []
    opened.press(Qt.Key.Key_Escape)
    assert not opened.sheet.isVisible()
