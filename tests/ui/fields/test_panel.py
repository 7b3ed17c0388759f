"""The field panel loses neither the cursor nor a keystroke, and walks to what needs a person."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QScrollArea

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import Document, FieldKey
from klearstack_desktop.model.findings import Findings, examine
from klearstack_desktop.ui.chips import ChipLabel
from klearstack_desktop.ui.fields.row import REPEATED_NAME, SIDE, FieldRow
from tests.model.builders import field
from tests.ui.fields.reviewing import (
    ADDRESS,
    CURRENCY,
    DATE,
    NUMBER,
    SUPPLIER,
    TOTAL,
    Review,
    invoice,
    press,
    started,
    type_text,
    with_value,
)
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def row_of(review: Review, key: FieldKey) -> FieldRow:
    return next(r for r in review.panel.findChildren(FieldRow) if r.key == key and r.isEnabled())


def press_chip(row: FieldRow) -> None:
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.chip_room.center())


def test_fields_stand_in_the_order_of_their_groups(qtbot: QtBot) -> None:
    document = Document(
        id="1",
        fields=(
            field("Something_Else", "x"),
            field("Inv_Total", "1.00"),
            field("Inv_Date", "26-Jul-2026"),
            field("Inv_Supplier", "Flora"),
            field("Inv_Number", "7"),
        ),
    )
    review = started(qtbot, document)
    order = [DATE, SUPPLIER, TOTAL, FieldKey("Something_Else")]
    assert review.panel.keys_in_order() == (NUMBER, *order)
    tops = [row_of(review, key).y() for key in review.panel.keys_in_order()]
    assert tops == sorted(set(tops))
    headings = {w.text() for w in review.panel.findChildren(QLabel) if w.isVisible()}
    assert {"HEADER", "PARTIES", "AMOUNTS", "OTHER"} <= headings
    assert "TAXES" not in headings


def test_each_key_says_the_whole_value_and_a_program_says_nothing(qtbot: QtBot) -> None:
    review = started(qtbot, invoice())
    review.panel.focus_field(NUMBER)
    type_text("12")
    assert review.heard("edited") == ["1", "12"]
    review.base = with_value(review.base, "Inv_Supplier", "Another")
    review.render_now()
    assert review.line(SUPPLIER).text() == "Another"
    assert review.heard("edited") == ["1", "12"]


def test_showing_again_keeps_focus_cursor_and_selection(qtbot: QtBot) -> None:
    review = started(qtbot, invoice())
    review.panel.focus_field(SUPPLIER)
    line = review.line(SUPPLIER)
    line.setSelection(2, 5)
    more = (*review.base.fields, field("PO_Number", "4500"), field("Unheard_Of", "x"))
    review.base = replace(review.base, fields=more)
    review.render_now()
    assert review.line(SUPPLIER) is line
    assert line.hasFocus()
    assert (line.selectionStart(), line.selectedText()) == (2, "ora C")
    assert FieldKey("po_number_value") in review.panel.keys_in_order()


def test_an_old_echo_does_not_overwrite_what_was_typed_since(qtbot: QtBot) -> None:
    review = started(qtbot, invoice())
    review.panel.value_edited.disconnect()
    review.panel.focus_field(NUMBER)
    type_text("abc")
    late = with_value(invoice(), "Inv_Number", "a")
    review.panel.show_document(late, Draft(), examine(late, Draft()), is_read_only=False)
    assert review.line(NUMBER).text() == "abc"
    settled = with_value(invoice(), "Inv_Number", "abc")
    review.panel.show_document(settled, Draft(), examine(settled, Draft()), is_read_only=False)
    review.panel.show_document(late, Draft(), examine(late, Draft()), is_read_only=False)
    assert review.line(NUMBER).text() == "a", "after that the same value is an undo"


def test_enter_accepts_and_goes_to_the_next_that_needs_a_person(qtbot: QtBot) -> None:
    review = started(qtbot, invoice(Inv_Date=0.47, Inv_Total=0.7))
    review.panel.focus_first_to_check()
    assert review.panel.active_key == DATE
    assert review.line(DATE).selectedText() == "26-Jul-2026"
    press(Qt.Key.Key_Return)
    assert review.heard("accepted") == [DATE]
    assert review.panel.active_key == TOTAL
    assert review.line(TOTAL).selectedText() == "55,413.00"
    assert review.heard("finished") == []
    press(Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert review.heard("accepted") == [DATE, TOTAL]
    assert review.heard("finished") == [None]


def test_with_nothing_to_check_the_first_field_gets_the_focus(qtbot: QtBot) -> None:
    review = started(qtbot, invoice())
    review.panel.focus_first_to_check()
    assert review.line(NUMBER).hasFocus()
    press(Qt.Key.Key_Return)
    assert review.heard("finished") == [None]


def test_tab_visits_fields_only_and_then_leaves(qtbot: QtBot) -> None:
    review = started(qtbot, invoice())
    review.panel.focus_field(NUMBER)
    visited = [review.panel.active_key]
    while not review.after.hasFocus():
        press(Qt.Key.Key_Tab)
        if not review.after.hasFocus():
            visited.append(review.panel.active_key)
    assert visited == [NUMBER, DATE, SUPPLIER, ADDRESS, CURRENCY, TOTAL]
    press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert review.line(TOTAL).hasFocus()


def test_tab_follows_the_panel_after_details_brought_a_field_between(qtbot: QtBot) -> None:
    review = started(qtbot, invoice())
    review.base = replace(review.base, fields=(*review.base.fields, field("Due_Date", "")))
    review.render_now()
    review.panel.focus_field(DATE)
    press(Qt.Key.Key_Tab)
    assert review.panel.active_key == FieldKey("due_date_value")
    press(Qt.Key.Key_Tab)
    assert review.panel.active_key == SUPPLIER


def test_a_visit_is_entered_once_and_left_once(qtbot: QtBot) -> None:
    review = started(qtbot, invoice())
    review.panel.focus_field(NUMBER)
    review.panel.focus_field(NUMBER)
    type_text("1")
    press(Qt.Key.Key_Tab)
    review.after.setFocus()
    entered_and_left = [said for said in review.said if said[0] in {"entered", "left"}]
    assert entered_and_left == [
        ("entered", NUMBER),
        ("left", NUMBER),
        ("entered", DATE),
        ("left", DATE),
    ]
    assert review.panel.active_key == DATE, "text captured on the page still finds its field"


def test_another_document_with_the_same_fields_is_entered_anew(qtbot: QtBot) -> None:
    review = started(qtbot, invoice())
    review.panel.focus_field(TOTAL)
    line = review.line(TOTAL)
    type_text("9")
    review.said.clear()
    review.open(invoice("second", Inv_Total=0.5))
    assert review.line(TOTAL) is line, "nothing flashes"
    assert line.text() == "55,413.00"
    assert review.heard("edited") == []
    review.panel.focus_first_to_check()
    assert review.heard("entered") == [TOTAL]
    assert line.selectedText() == "55,413.00"


def test_a_field_that_the_next_document_lacks_is_gone_silently(qtbot: QtBot) -> None:
    review = started(qtbot, invoice())
    review.panel.focus_field(SUPPLIER)
    review.said.clear()
    review.open(Document(id="second", fields=(field("Inv_Number", "8"),)))
    assert review.panel.keys_in_order() == (NUMBER,)
    assert review.panel.active_key is None
    assert ("left", SUPPLIER) not in review.said
    review.panel.show_document(None, Draft(), Findings(), is_read_only=True)
    assert review.panel.keys_in_order() == ()


def test_no_editor_refuses_a_keystroke_and_says_what_it_cannot_read(qtbot: QtBot) -> None:
    review = started(qtbot, invoice())
    for key, typed, sentence in (
        (DATE, "the day after tomorrow", "This cannot be read as a date"),
        (TOTAL, "a lot <b>more</b>", "This cannot be read as an amount"),
    ):
        review.panel.focus_field(key)
        type_text(typed)
        assert review.shown_field(key).value == typed
        note = found(review.panel, QLabel, f"note:field:{key.name}")
        assert note.text() == sentence
        assert note.textFormat() is Qt.TextFormat.PlainText
        assert review.line(key).accessibleDescription().startswith(sentence)


def test_the_rows_below_do_not_move_while_a_problem_is_corrected(qtbot: QtBot) -> None:
    review = started(qtbot, invoice(Inv_Date=0.47))
    below = row_of(review, SUPPLIER).y()
    note = found(review.panel, QLabel, f"note:field:{DATE.name}")
    assert note.text() == "Read with 47% confidence: compare with the page"
    review.panel.focus_field(DATE)
    type_text("27-Jul-2026")
    assert note.text() == "Was read as 26-Jul-2026"
    assert row_of(review, SUPPLIER).y() == below
    press(Qt.Key.Key_Tab)
    assert note.isHidden()
    assert row_of(review, SUPPLIER).y() < below


def test_a_changed_field_offers_the_old_value(qtbot: QtBot) -> None:
    review = started(qtbot, invoice())
    review.panel.focus_field(NUMBER)
    type_text("8")
    row = row_of(review, NUMBER)
    assert row.chip.text == "changed"
    assert "Was read as: 06717056" in row.hint_at(row.chip_room.center())
    press_chip(row)
    assert review.heard("revert") == [NUMBER]
    press_chip(row_of(review, DATE))
    assert review.heard("revert") == [NUMBER]


def test_escape_brings_back_the_value_from_before_the_visit(qtbot: QtBot) -> None:
    review = started(qtbot, invoice())
    review.panel.focus_field(NUMBER)
    type_text("8")
    press(Qt.Key.Key_Tab)
    review.panel.focus_field(NUMBER)
    type_text("99")
    press(Qt.Key.Key_Escape)
    assert review.line(NUMBER).text() == "8"
    assert review.heard("edited")[-1] == "8"


def test_while_capturing_escape_is_left_to_the_window(qtbot: QtBot) -> None:
    review = started(qtbot, invoice())
    review.panel.focus_field(NUMBER)
    type_text("8")
    review.panel.set_capture_target(NUMBER)
    assert row_of(review, NUMBER).chip.text == "capture"
    press(Qt.Key.Key_Escape)
    assert review.line(NUMBER).text() == "8"
    review.panel.set_capture_target(DATE)
    assert row_of(review, DATE).chip.text == "capture"
    assert row_of(review, NUMBER).chip.text == "changed"
    review.panel.set_capture_target(None)
    assert row_of(review, DATE).chip.text == "99%"


def test_a_read_only_document_says_why_and_takes_no_key(qtbot: QtBot) -> None:
    review = started(qtbot, invoice(Inv_Date=0.4))
    review.render_now(read_only_reason="This document is approved.")
    banner = found(review.panel, QLabel, "readOnlyBanner")
    assert banner.text() == "This document is approved."
    assert banner.isVisible()
    review.panel.focus_field(NUMBER)
    type_text("9")
    press(Qt.Key.Key_Return)
    assert review.line(NUMBER).text() == "06717056"
    assert review.line(NUMBER).toolTip() == "This document is approved."
    assert review.heard("edited") == review.heard("accepted") == []
    assert found(review.panel, ChipLabel, "toCheckChip").chip.text == ""
    review.render_now()
    assert not banner.isVisible()
    assert not review.line(NUMBER).isReadOnly()


def test_of_a_read_only_document_nobody_is_asked_to_check_anything(qtbot: QtBot) -> None:
    review = started(qtbot, invoice(Inv_Date=0.4))
    note = found(review.panel, QLabel, f"note:field:{DATE.name}")
    assert note.isVisible()
    review.render_now(read_only_reason="This document is approved.")
    assert not note.isVisible()


def test_of_a_repeated_name_only_the_first_can_be_changed(qtbot: QtBot) -> None:
    document = Document(id="1", fields=(field("Ref", "one"), field("Ref", "two", occurrence=1)))
    review = started(qtbot, document)
    first = found(review.panel, QLineEdit, "field:Ref")
    second = found(review.panel, QLineEdit, "field:Ref:1")
    assert (first.isReadOnly(), second.isReadOnly()) == (False, True)
    assert second.toolTip() == REPEATED_NAME


def test_markup_is_text_everywhere(qtbot: QtBot) -> None:
    value = "<b>bold</b> <img src='http://127.0.0.1/x.png'> and more text than fits"
    review = started(qtbot, with_value(invoice(), "Inv_Supplier", value))
    line = review.line(SUPPLIER)
    assert line.text() == value
    assert "<b>" not in line.toolTip()
    assert "&lt;b&gt;bold" in line.toolTip()


@pytest.mark.parametrize("name", ["Inv_Supplier", "Shipto_Party_Address"])
@pytest.mark.parametrize(
    "value",
    [
        "  two  spaces  ",
        "line\nline\r\nline",
        "no\u00a0break\u2028separated\u2029",
        "\u202bعربي\u202c 12",
        "\U0001f600\x00\x07",
        "x" * 40_000,
        "lone \ud800 surrogate",
    ],
)
def test_a_value_that_nobody_edits_is_never_said_to_be_edited(
    qtbot: QtBot, name: str, value: str
) -> None:
    review = started(qtbot, with_value(invoice(), name, value))
    for key in review.panel.keys_in_order():
        review.panel.focus_field(key)
    review.panel.commit()
    review.render_now()
    assert review.heard("edited") == []
    current = review.base.field(name)
    assert current is not None
    assert row_of(review, current.key).editor.value() == value


def test_the_active_field_is_scrolled_into_view(qtbot: QtBot) -> None:
    fields = tuple(field(f"Field_{number}", str(number)) for number in range(300))
    review = started(qtbot, Document(id="1", fields=fields))
    last = FieldKey("Field_299")
    viewport = review.panel.findChildren(QScrollArea)[0].viewport()
    assert viewport.visibleRegion().boundingRect().height() < 300 * 28
    review.panel.focus_field(last)
    row = row_of(review, last)
    assert viewport.rect().contains(row.mapTo(viewport, row.rect().center()))


def test_the_head_counts_what_is_left_to_check(qtbot: QtBot) -> None:
    review = started(qtbot, invoice(Inv_Date=0.47, Inv_Total=0.7))
    chip = found(review.panel, ChipLabel, "toCheckChip")
    assert chip.chip.text == "2 to check"
    review.panel.focus_first_to_check()
    press(Qt.Key.Key_Return)
    assert chip.chip.text == "1 to check"
    press(Qt.Key.Key_Return)
    assert chip.chip.text == "nothing to check"


def test_a_typed_value_that_cannot_be_read_needs_a_person(qtbot: QtBot) -> None:
    review = started(qtbot, invoice())
    review.panel.focus_field(TOTAL)
    type_text("many")
    assert found(review.panel, ChipLabel, "toCheckChip").chip.text == "1 to check"
    press(Qt.Key.Key_Escape)
    assert found(review.panel, ChipLabel, "toCheckChip").chip.text == "nothing to check"


def test_tab_selects_what_typing_replaces_and_shows_its_start(qtbot: QtBot) -> None:
    long = "Österreichische Großhandelsgesellschaft 😀 für Büromöbel und mehr als hineinpasst"
    review = started(qtbot, with_value(invoice(), "Inv_Supplier", long))
    review.panel.focus_field(DATE)
    press(Qt.Key.Key_Tab)
    line = review.line(SUPPLIER)
    assert line.selectedText() == long
    assert line.cursorPosition() == 0
    press(Qt.Key.Key_Tab)
    type_text("x")
    assert review.shown_field(ADDRESS).value == "x"


def test_shift_enter_makes_a_line_in_an_address_and_enter_accepts_it(qtbot: QtBot) -> None:
    review = started(qtbot, invoice())
    review.panel.focus_field(ADDRESS)
    type_text("Gate 4")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    type_text("Dock 2")
    assert review.shown_field(ADDRESS).value == "Gate 4\nDock 2"
    press(Qt.Key.Key_Return)
    assert review.heard("accepted") == [ADDRESS]
    assert review.shown_field(ADDRESS).value == "Gate 4\nDock 2"


def test_an_address_grows_to_three_lines(qtbot: QtBot) -> None:
    review = started(qtbot, with_value(invoice(), "Shipto_Party_Address", "one line"))
    area = found(review.panel, QPlainTextEdit, f"field:{ADDRESS.name}")
    heights = [area.height()]
    review.panel.focus_field(ADDRESS)
    press(Qt.Key.Key_End)
    for _ in range(4):
        press(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        heights.append(area.height())
    assert heights[0] < heights[1] < heights[2] == heights[3] == heights[4]
    assert row_of(review, CURRENCY).y() > row_of(review, ADDRESS).y() + area.height()


def test_the_editor_has_no_undo_of_its_own(qtbot: QtBot) -> None:
    review = started(qtbot, invoice())
    review.panel.focus_field(NUMBER)
    type_text("12")
    QTest.keySequence(review.line(NUMBER), QKeySequence.StandardKey.Undo)
    assert review.line(NUMBER).text() == "12"
    review.draft = Draft()
    review.render_now()
    assert review.line(NUMBER).text() == "06717056", "the document's undo arrives in the editor"


def test_a_label_and_a_chip_explain_themselves_under_the_pointer(qtbot: QtBot) -> None:
    review = started(qtbot, invoice(Inv_Date=0.4))
    row = row_of(review, DATE)
    assert "40%" in row.hint_at(row.chip_room.center())
    assert row.hint_at(QPoint(SIDE + 2, 8)) == ""
    assert "40%" in review.line(DATE).accessibleDescription()
    reason = "Somebody else decided this document."
    review.render_now(read_only_reason=reason)
    assert row.hint_at(QPoint(SIDE + 2, 8)).endswith(reason)


def test_a_press_on_the_label_enters_the_field(qtbot: QtBot) -> None:
    review = started(qtbot, invoice())
    QTest.mouseClick(row_of(review, TOTAL), Qt.MouseButton.LeftButton, pos=QPoint(SIDE + 2, 8))
    assert review.line(TOTAL).hasFocus()
    assert review.heard("entered") == [TOTAL]
