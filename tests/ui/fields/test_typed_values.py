"""Dates and amounts are typed and shown as people here write them; kept as the document does."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from klearstack_desktop.model.formats.forms import Meaning
from klearstack_desktop.model.formats.locales import formats_of
from klearstack_desktop.ui.fields.calendar import Calendar
from klearstack_desktop.ui.fields.date_editor import DateEditor
from klearstack_desktop.ui.fields.number_editor import NumberEditor
from klearstack_desktop.ui.fields.recalling_editor import RecallingEditor
from tests.ui.fields.reviewing import (
    DATE,
    NUMBER,
    SUPPLIER,
    TOTAL,
    Review,
    focused,
    invoice,
    press,
    started,
    type_text,
    with_value,
)
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from klearstack_desktop.model.document import FieldKey

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

TODAY = date(2026, 11, 22)
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def review(qtbot: QtBot) -> Review:
    return in_locale(started(qtbot, invoice()), "de_DE")


def in_locale(review: Review, name: str) -> Review:
    review.panel.outfitter._today = lambda: TODAY
    review.panel.outfitter.set_locale(formats_of(name))
    return review


def date_editor(review: Review) -> DateEditor:
    return found(review.panel, DateEditor, f"field:{DATE.name}")


def total_editor(review: Review) -> NumberEditor:
    return found(review.panel, NumberEditor, f"field:{TOTAL.name}")


def value(review: Review, key: FieldKey) -> str:
    return review.shown_field(key).value


def test_values_are_shown_as_people_here_write_them_and_nothing_is_edited(review: Review) -> None:
    assert review.line(DATE).text() == "26.07.2026"
    assert review.line(TOTAL).text() == "55.413,00"
    for key in (DATE, TOTAL, SUPPLIER, NUMBER):
        review.panel.focus_field(key)
        press(Qt.Key.Key_Tab)
    assert review.heard("edited") == []
    in_locale(review, "en_US")
    assert (review.line(DATE).text(), review.line(TOTAL).text()) == ("07/26/2026", "55,413.00")
    assert review.draft.is_empty


def test_without_a_locale_values_are_shown_as_they_are_kept(qtbot: QtBot) -> None:
    review = started(qtbot, invoice())
    assert (review.line(DATE).text(), review.line(TOTAL).text()) == ("26-Jul-2026", "55,413.00")


def test_a_typed_date_stays_as_typed_until_the_field_is_left(review: Review) -> None:
    review.panel.focus_field(DATE)
    type_text("15/8")
    assert review.line(DATE).text() == "15/8"
    assert value(review, DATE) == "15-Aug-2026"
    assert date_editor(review).hint() == Meaning("15-Aug-2026", "Sat 15 Aug 2026", brief="Sat")
    press(Qt.Key.Key_Tab)
    assert review.line(DATE).text() == "15.08.2026"
    assert date_editor(review).hint().said == ""
    assert value(review, DATE) == "15-Aug-2026"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("t", "22-Nov-2026"), ("+3", "25-Nov-2026"), ("-1", "21-Nov-2026"), ("150825", "15-Aug-2025")],
)
def test_shortcuts_are_dates(review: Review, typed: str, kept: str) -> None:
    review.panel.focus_field(DATE)
    type_text(typed)
    assert value(review, DATE) == kept


def test_what_is_no_date_is_kept_as_typed_and_flagged(review: Review) -> None:
    review.panel.focus_field(DATE)
    type_text("on receipt")
    press(Qt.Key.Key_Tab)
    assert review.line(DATE).text() == value(review, DATE) == "on receipt"
    assert review.line(DATE).property("problem") == "bad"


def test_a_value_typed_as_it_was_is_no_change(review: Review) -> None:
    review.panel.focus_field(TOTAL)
    type_text("55413")
    assert value(review, TOTAL) == "55,413.00"
    press(Qt.Key.Key_Tab)
    assert review.line(TOTAL).text() == "55.413,00"
    assert not review.draft.has_corrections


def test_a_typed_amount_is_kept_in_the_style_of_the_document(review: Review) -> None:
    review.panel.focus_field(TOTAL)
    type_text("55420,5")
    assert value(review, TOTAL) == "55,420.50"
    press(Qt.Key.Key_Tab)
    assert review.line(TOTAL).text() == "55.420,50"


def test_123_comma_00_stays_a_hundred_and_twenty_three(review: Review) -> None:
    for locale in ("de_DE", "en_US", "en_IN", "de_CH", "ar_EG"):
        in_locale(review, locale)
        review.panel.focus_field(TOTAL)
        type_text("123,00")
        assert value(review, TOTAL) == "123.00"


def test_what_can_mean_two_amounts_is_said(review: Review) -> None:
    review.panel.focus_field(TOTAL)
    type_text("1.500")
    assert total_editor(review).hint() == Meaning("1,500.00", "1.500,00", is_doubtful=True)
    in_locale(review, "en_US")
    review.panel.focus_field(TOTAL)
    type_text("1.500")
    assert total_editor(review).hint() == Meaning("1.500", "1.500", is_doubtful=True)


def test_escape_brings_value_and_text_back(review: Review) -> None:
    review.panel.focus_field(DATE)
    type_text("26.7.")
    assert value(review, DATE) == "26-Jul-2026"
    press(Qt.Key.Key_Escape)
    assert review.line(DATE).text() == "26.07.2026"
    type_text("9")
    press(Qt.Key.Key_Escape)
    assert (review.line(DATE).text(), value(review, DATE)) == ("26.07.2026", "26-Jul-2026")


def test_undo_of_the_document_arrives_in_the_form_of_the_locale(review: Review) -> None:
    review.panel.focus_field(TOTAL)
    type_text("9")
    review.draft = type(review.draft)()
    review.render_now()
    assert review.line(TOTAL).text() == "55.413,00"


def test_enter_shows_what_was_understood_and_goes_on(review: Review) -> None:
    review.panel.focus_field(DATE)
    type_text("t")
    press(Qt.Key.Key_Return)
    assert review.line(DATE).text() == "22.11.2026"
    assert review.heard("accepted") == [DATE]


def test_up_and_down_go_by_a_day(review: Review) -> None:
    review.panel.focus_field(DATE)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    assert (review.line(DATE).text(), value(review, DATE)) == ("28.07.2026", "28-Jul-2026")
    press(Qt.Key.Key_Down)
    assert value(review, DATE) == "27-Jul-2026"
    type_text("soon")
    press(Qt.Key.Key_Up)
    assert value(review, DATE) == "soon", "what is no date is not thrown away"


@pytest.mark.parametrize(("key", "modifiers"), [(Qt.Key.Key_Down, ALT), (Qt.Key.Key_F4, None)])
def test_a_calendar_opens_by_key_and_enter_picks(
    review: Review, key: Qt.Key, modifiers: Qt.KeyboardModifier | None
) -> None:
    review.panel.focus_field(DATE)
    press(key, modifiers or Qt.KeyboardModifier.NoModifier)
    calendar = review.findChild(Calendar)
    assert calendar is not None
    assert QApplication.activePopupWidget() is calendar
    assert calendar.selected() == date(2026, 7, 26)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Return)
    assert value(review, DATE) == "03-Aug-2026"
    assert review.line(DATE).text() == "03.08.2026"
    assert review.heard("left") == [], "a calendar does not end the visit to the field"
    assert review.line(DATE).hasFocus()


def test_a_calendar_closes_with_escape_and_changes_nothing(review: Review) -> None:
    review.panel.focus_field(DATE)
    press(Qt.Key.Key_Down, ALT)
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert value(review, DATE) == "26-Jul-2026"
    assert review.line(DATE).hasFocus()


def test_t_in_the_calendar_goes_to_today(review: Review) -> None:
    review.panel.focus_field(DATE)
    press(Qt.Key.Key_Down, ALT)
    press(Qt.Key.Key_T)
    press(Qt.Key.Key_Return)
    assert value(review, DATE) == "22-Nov-2026"


def test_a_press_on_the_drawing_opens_the_calendar(review: Review) -> None:
    line = review.line(DATE)
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(line.width() - 8, 12))
    assert QApplication.activePopupWidget() is review.findChild(Calendar)
    press(Qt.Key.Key_Escape)


def test_nothing_can_be_picked_where_nothing_can_be_changed(review: Review) -> None:
    review.render_now(read_only_reason="This document is approved.")
    review.panel.focus_field(DATE)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Down, ALT)
    assert QApplication.activePopupWidget() is None
    assert review.heard("edited") == []


def test_the_tooltip_tells_the_value_that_is_kept(review: Review) -> None:
    assert review.line(DATE).toolTip() == "Kept as 26-Jul-2026"


def test_amounts_stand_on_the_right_with_their_currency(review: Review) -> None:
    editor = total_editor(review)
    assert editor.alignment() & Qt.AlignmentFlag.AlignRight
    assert editor.unit == "USD"


def test_another_document_teaches_another_style(review: Review) -> None:
    other = with_value(invoice("second"), "Inv_Date", "2026-07-26")
    review.open(with_value(other, "Inv_Total", "4.218,50"))
    review.panel.focus_field(DATE)
    type_text("t")
    review.panel.focus_field(TOTAL)
    type_text("1234,5")
    assert (value(review, DATE), value(review, TOTAL)) == ("2026-11-22", "1.234,50")


def test_half_typed_text_does_not_stay_for_the_next_document(review: Review) -> None:
    review.panel.focus_field(DATE)
    type_text("26.7.")
    review.open(invoice("second"))
    assert review.line(DATE).text() == "26.07.2026"


# Free text


def recalling(review: Review) -> RecallingEditor:
    review.panel.outfitter.set_known(
        {SUPPLIER.name: ("Flora Concept Llc", "Florian Ünal GmbH"), NUMBER.name: ("0671",)}
    )
    return found(review.panel, RecallingEditor, f"field:{SUPPLIER.name}")


@pytest.mark.parametrize("key", [Qt.Key.Key_Right, Qt.Key.Key_End])
def test_an_earlier_value_is_offered_and_taken_by_key(review: Review, key: Qt.Key) -> None:
    editor = recalling(review)
    review.panel.focus_field(SUPPLIER)
    type_text("flori")
    assert (editor.offer(), editor.text(), value(review, SUPPLIER)) == (
        "an Ünal GmbH",
        "flori",
        "flori",
    )
    press(key)
    assert value(review, SUPPLIER) == editor.text() == "Florian Ünal GmbH"
    assert editor.offer() == ""


def test_an_offer_never_becomes_text_by_itself(review: Review) -> None:
    editor = recalling(review)
    review.panel.focus_field(SUPPLIER)
    type_text("Flor")
    assert editor.offer() == "a Concept Llc"
    press(Qt.Key.Key_Return)
    assert value(review, SUPPLIER) == "Flor"


def test_what_does_not_fit_offers_nothing(review: Review) -> None:
    editor = recalling(review)
    review.panel.focus_field(SUPPLIER)
    assert editor.offer() == "", "nothing is offered before anything is typed"
    type_text("Flox")
    assert editor.offer() == ""
    press(Qt.Key.Key_Backspace)
    assert editor.offer() == "", "who takes letters away does not want them back"
    type_text("r")
    assert editor.offer() == "a Concept Llc"
    press(Qt.Key.Key_Left)
    assert editor.offer() == "", "the cursor is not at the end"


def test_numbers_of_invoices_are_never_offered_again(review: Review) -> None:
    recalling(review)
    review.panel.focus_field(NUMBER)
    type_text("06")
    editor = focused()
    assert isinstance(editor, RecallingEditor)
    assert editor.offer() == ""


def test_all_editors_keep_their_names_for_screen_readers(review: Review) -> None:
    for name in (DATE, TOTAL, SUPPLIER):
        assert found(review.panel, QWidget, f"field:{name.name}").accessibleName()
