"""The rows of a sweep and its sheet, with real keys on real editors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QWidget

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import Document, FieldKey
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.model.sweep import Mark, Standing, SweepTally, SweptField
from klearstack_desktop.pages.crop import crop
from klearstack_desktop.pages.page import Page
from klearstack_desktop.review.crops import BroughtCrop, PlaceOnPage
from klearstack_desktop.review.draft_keeper import DraftStatus
from klearstack_desktop.review.open_document import OpenDocument
from klearstack_desktop.review.sweep import SweptRow
from klearstack_desktop.ui.fields.outfit import Outfitter
from klearstack_desktop.ui.page.strip import NO_PAGE, NO_PLACE
from klearstack_desktop.ui.sweep.row import ROW_HEIGHT, SweepRow
from klearstack_desktop.ui.sweep.sheet import DONE, HOW_TO, NOTHING, SweepSheet
from tests.model.builders import field
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

BOX = Box(100, 100, 180, 116)
DATE, ADDRESS = FieldKey("doc_date_value"), FieldKey("shipto_party_address_value")
NUMBER = FieldKey("doc_number_value")


def piece() -> BroughtCrop:
    image = QImage(400, 560, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    return BroughtCrop(PlaceOnPage(1, BOX), crop(Page((image,)), BOX))


class Desk:
    """Documents with one field, kept as the sweep keeps them; says what the sheet asked for."""

    def __init__(self, qtbot: QtBot, count: int, name: str, value: str) -> None:
        self.window = QWidget()
        self.window.resize(1280, 720)
        qtbot.addWidget(self.window)
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.sheet = SweepSheet(Outfitter(self.window), self.window)
        self.rows = self.sheet.rows
        self.rows.row_of = self.row_of
        self.documents = {
            f"d{i}": Document(
                f"d{i}",
                file_name=f"file-{i}.pdf",
                fields=(
                    field(name, value, confidence=0.5, box=BOX),
                    field("Inv_Supplier", f"Supplier <b>{i}</b>"),
                ),
            )
            for i in range(count)
        }
        self.key = next(iter(self.documents.values())).fields[0].key
        self.drafts: dict[str, Draft] = {}
        self.why_not: dict[str, str] = {}
        self.crops: dict[str, BroughtCrop] = {}
        self.sights: list[tuple[str, ...]] = []
        self.said: list[tuple[object, ...]] = []
        self.current = ""
        self.rows.sight_changed.connect(self.sights.append)
        self.rows.moved_by.connect(self._move)
        self.rows.chosen.connect(self.go_to)
        for signal in ("accepted", "edited", "painted", "retry_requested", "revert_requested"):
            getattr(self.rows, signal).connect(
                lambda *values, signal=signal: self.said.append((signal, *values))
            )
        self.sheet.field_chosen.connect(lambda key: self.said.append(("field", key)))
        self.sheet.open_requested.connect(lambda: self.said.append(("open",)))
        self.sheet.open_counting(count)
        fields = (
            SweptField(self.key, "Swept", count, count),
            SweptField(FieldKey("other"), "Other", 1, 0),
        )
        self.sheet.show_fields(fields)
        self.sheet.begin(self.key, tuple(self.documents))
        self.go_to("d0")
        qtbot.waitUntil(self.sheet.isActiveWindow)

    def row_of(self, document_id: str) -> SweptRow | None:
        document = self.documents.get(document_id)
        if document is None:
            return None
        opened = OpenDocument(document, self.drafts.get(document_id, Draft()), has_details=True)
        why_not = self.why_not.get(document_id, "")
        mark = Standing(Mark.SKIPPED) if why_not else Standing(Mark.TO_CHECK, is_left=True)
        shown = opened.shown.by_key(self.key)
        return SweptRow(opened, shown, mark, why_not, self.crops.get(document_id))

    def go_to(self, document_id: str) -> None:
        self.current = document_id
        self.sheet.show_current(document_id)

    def _move(self, rows: int) -> None:
        place = int(self.current[1:]) + rows
        if 0 <= place < len(self.documents):
            self.go_to(f"d{place}")

    def heard(self, what: str) -> list[object]:
        return [one[-1] for one in self.said if one[0] == what]

    @property
    def row(self) -> SweepRow:
        assert self.rows.current_row is not None
        return self.rows.current_row

    def text(self, name: str) -> str:
        return found(self.sheet, QLabel, name).text()


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(focused(), key, modifiers)


def type_text(text: str) -> None:
    QTest.keyClicks(focused(), text)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot, 300, "Inv_Number", "T-1")


def test_of_hundreds_of_documents_only_those_on_the_screen_have_rows(desk: Desk) -> None:
    room = desk.rows.viewport().height() // ROW_HEIGHT + 2
    for _ in range(40):
        press(Qt.Key.Key_Down)
    assert desk.current == "d40"
    assert len(desk.sheet.findChildren(SweepRow)) <= room
    assert all(len(sight) <= room for sight in desk.sights)
    assert "d40" in desk.sights[-1]


def test_the_current_row_stays_in_the_middle_and_has_the_focus(desk: Desk) -> None:
    middle = desk.row.y()
    for key, current in ((Qt.Key.Key_Down, "d1"), (Qt.Key.Key_Down, "d2"), (Qt.Key.Key_Up, "d1")):
        press(key)
        assert desk.row.document_id == current
        assert desk.row.y() == middle
        assert focused() is desk.row.editor
        assert desk.row.editor.hasSelectedText()  # type: ignore[union-attr]
    press(Qt.Key.Key_PageDown)
    assert int(desk.current[1:]) > 3
    assert desk.row.y() == middle
    press(Qt.Key.Key_PageUp)
    assert desk.current == "d1"


def test_typing_edits_and_esc_restores_before_it_closes(desk: Desk) -> None:
    type_text("X")
    assert desk.heard("edited") == ["X"]
    press(Qt.Key.Key_Escape)
    assert desk.heard("edited") == ["X", "T-1"]
    assert desk.sheet.isVisible()
    press(Qt.Key.Key_Escape)
    assert not desk.sheet.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_confirms_and_a_held_key_does_not(desk: Desk, key: Qt.Key) -> None:
    press(key)
    assert len(desk.heard("accepted")) == 1
    for _ in range(5):
        none = Qt.KeyboardModifier.NoModifier
        held = QKeyEvent(QEvent.Type.KeyPress, key, none, "\r", autorep=True)
        QApplication.sendEvent(focused(), held)
    assert len(desk.heard("accepted")) == 1


def test_arrows_move_in_a_date_where_they_would_change_the_day(qtbot: QtBot) -> None:
    desk = Desk(qtbot, 3, "Inv_Date", "26-Jul-2026")
    assert desk.key == DATE
    press(Qt.Key.Key_Down)
    assert desk.current == "d1"
    assert desk.heard("edited") == []


def test_in_a_text_of_several_lines_arrows_go_through_the_lines_first(qtbot: QtBot) -> None:
    desk = Desk(qtbot, 3, "Shipto_Party_Address", "one\ntwo")
    assert desk.key == ADDRESS
    press(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_Down)
    assert desk.current == "d0"
    press(Qt.Key.Key_Down)
    assert desk.current == "d1"


def test_a_crop_says_once_it_is_painted(qtbot: QtBot, desk: Desk) -> None:
    assert desk.row.words == NO_PAGE
    assert desk.heard("painted") == []
    desk.crops["d0"] = piece()
    desk.rows.show_row("d0")
    qtbot.waitUntil(lambda: "d0" in desk.heard("painted"))
    assert desk.row.words == ""


def test_a_page_that_is_not_there_says_why_and_offers_another_try(desk: Desk) -> None:
    desk.crops["d0"] = BroughtCrop(PlaceOnPage(1, BOX), problem="Page 1 is <b>damaged</b>.")
    desk.crops["d1"] = BroughtCrop()
    for document_id in ("d0", "d1"):
        desk.rows.show_row(document_id)
    assert desk.row.words == "Page 1 is <b>damaged</b>."
    retry = found(desk.row, QPushButton, "sweepRetryButton")
    assert retry.isVisible()
    QTest.mouseClick(retry, Qt.MouseButton.LeftButton)
    assert len(desk.heard("retry_requested")) == 1
    assert focused() is desk.row.editor
    press(Qt.Key.Key_Down)
    assert desk.row.words == NO_PLACE


def test_what_cannot_be_changed_says_why_and_takes_nothing(desk: Desk) -> None:
    desk.why_not["d1"] = "This document is approved."
    desk.rows.show_row("d1")
    press(Qt.Key.Key_Down)
    assert desk.row.reason == "This document is approved."
    assert desk.row.mark == "skipped"
    type_text("X")
    assert desk.heard("edited") == []
    press(Qt.Key.Key_Down)
    assert desk.row.reason == ""


def test_a_document_without_the_field_still_lets_the_keys_move(desk: Desk) -> None:
    desk.documents["d1"] = replace(desk.documents["d1"], fields=desk.documents["d1"].fields[1:])
    desk.rows.show_row("d1")
    press(Qt.Key.Key_Down)
    assert desk.row.editor is None
    press(Qt.Key.Key_Return)
    assert len(desk.heard("accepted")) == 1
    press(Qt.Key.Key_Down)
    assert desk.current == "d2"
    assert focused() is desk.row.editor


def test_a_click_on_another_row_goes_there(desk: Desk) -> None:
    below = desk.rows.rows()[1]
    assert below.document_id == "d1"
    assert below.editor is not None
    QTest.mouseClick(below.editor, Qt.MouseButton.LeftButton)
    assert desk.current == "d1"
    other = next(row for row in desk.rows.rows() if row.document_id == "d2")
    QTest.mouseClick(other, Qt.MouseButton.LeftButton)
    assert desk.current == "d2"


def test_the_scroll_bar_goes_from_document_to_document(desk: Desk) -> None:
    desk.rows.verticalScrollBar().setValue(120)
    assert desk.current == "d120"


def test_tab_leads_round_the_sheet_and_back_to_the_value(desk: Desk) -> None:
    names = []
    for _ in range(4):
        press(Qt.Key.Key_Tab)
        names.append(focused().objectName())
    assert names[:3] == ["sweepOpenButton", "sweepCloseButton", "sweepField"]
    assert focused() is desk.row.editor
    assert desk.current == "d0"


def test_another_field_is_chosen_with_keys_and_enter_leads_back(desk: Desk) -> None:
    press(Qt.Key.Key_Backtab)
    chooser = found(desk.sheet, QComboBox, "sweepField")
    assert focused() is chooser
    assert chooser.currentText() == "Swept: 300 of 300 to check"
    press(Qt.Key.Key_Down)
    assert desk.heard("field") == [FieldKey("other")]
    assert focused() is chooser
    press(Qt.Key.Key_Return)
    assert focused() is desk.row.editor
    assert desk.sheet.isVisible()


def test_buttons_answer_to_enter_once(desk: Desk) -> None:
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    assert desk.heard("open") == ["open"]
    desk.sheet.show_end()
    assert desk.text("sweepRemark") == DONE
    held = QKeyEvent(
        QEvent.Type.KeyPress,
        Qt.Key.Key_Return,
        Qt.KeyboardModifier.NoModifier,
        "\r",
        autorep=True,
    )
    QApplication.sendEvent(focused(), held)
    assert desk.sheet.isVisible(), "the key began where something was confirmed"
    press(Qt.Key.Key_Return)
    assert not desk.sheet.isVisible()


def test_the_sheet_says_how_far_it_is_and_what_the_keys_do(desk: Desk) -> None:
    desk.sheet.show_tally(SweepTally(3, 2, 1, 4))
    assert desk.text("sweepTally") == "3 confirmed · 2 corrected · 1 skipped · 4 left to check"
    desk.sheet.show_remark("Not <i>yet</i>.")
    assert desk.text("sweepRemark") == "Not <i>yet</i>."
    desk.sheet.show_remark("")
    assert desk.text("sweepRemark") == HOW_TO
    desk.sheet.show_draft(DraftStatus("Not saved: the disk is full.", 1, is_problem=True))
    assert desk.text("sweepDraftLabel") == "Not saved: the disk is full."


def test_without_a_field_it_says_so(desk: Desk) -> None:
    desk.sheet.open_counting(2)
    desk.sheet.show_fields(())
    desk.sheet.begin(None, ())
    assert desk.text("sweepMessage") == NOTHING
    assert found(desk.sheet, QLabel, "sweepMessage").isVisible()
    assert not found(desk.sheet, QPushButton, "sweepOpenButton").isEnabled()
