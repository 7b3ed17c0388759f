"""A long list is searched as it is typed; what is sent is the value, what is shown the label."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from klearstack_desktop.model.choices import Choice, ChoiceList
from klearstack_desktop.model.fieldmap import DatasourceUse, FieldDefinition
from klearstack_desktop.model.formats.forms import Meaning
from klearstack_desktop.ui.fields.datasource_editor import DatasourceEditor
from tests.ui.fields.reviewing import Review, focused, invoice, press, started
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

USE = DatasourceUse("Suppliers", "Id", "Name")
NAMES = ("Northwind Traders", "Contoso", "Müller & Söhne", "Flora Concept", "Adventure Works")
CHOICES = ChoiceList((Choice(f"V{i}", name) for i, name in enumerate(NAMES)))


def popup_key(key: Qt.Key) -> None:
    """Press a key the way it comes from the system while a list is open."""
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(popup.windowHandle(), key)


def search(text: str) -> None:
    """Type into the editor, through the list once that is open."""
    for letter in text:
        popup = QApplication.activePopupWidget()
        if popup is None:
            QTest.keyClicks(focused(), letter)
        else:
            QTest.keyClick(popup.windowHandle(), Qt.Key(ord(letter.upper())))


@pytest.fixture
def review(qtbot: QtBot) -> Review:
    document = invoice()
    definition = FieldDefinition("vendor", "Vendor", datasource=USE)
    vendor = replace(
        document.fields[0],
        name="Vendor",
        definition=definition,
        value="V3",
        original_value="V3",
    )
    review = started(qtbot, replace(document, fields=(*document.fields, vendor)))
    review.panel.outfitter.set_choices(USE, CHOICES)
    review.panel.focus_field(vendor.key)
    return review


def editor(review: Review) -> DatasourceEditor:
    return found(review.panel, DatasourceEditor, "field:vendor")


def sent(review: Review) -> str:
    return review.shown_field(review.base.fields[-1].key).value


def labels(review: Review) -> list[str]:
    return [choice.label for choice in editor(review).found()]


def test_the_label_is_shown_and_the_value_said(review: Review) -> None:
    assert editor(review).text() == "Flora Concept"
    assert editor(review).hint() == Meaning("V3", "V3")
    assert editor(review).toolTip() == "Kept as V3"
    assert review.heard("edited") == []


def test_typing_finds_and_enter_takes_the_best(review: Review) -> None:
    search("nor")
    assert labels(review) == ["Northwind Traders"]
    popup_key(Qt.Key.Key_Return)
    assert (editor(review).text(), sent(review)) == ("Northwind Traders", "V0")
    assert not editor(review).is_open()
    assert review.heard("accepted") == [], "the list takes the Enter that picks"
    press(Qt.Key.Key_Return)
    assert review.heard("accepted") == [review.base.fields[-1].key]


def test_a_slip_and_a_missing_accent_are_forgiven(review: Review, qtbot: QtBot) -> None:
    search("muller")
    assert labels(review) == ["Müller & Söhne"]
    popup_key(Qt.Key.Key_Escape)
    editor(review).selectAll()
    search("nortwind")
    qtbot.waitUntil(lambda: not editor(review).is_searching())
    assert labels(review) == ["Northwind Traders"]


def test_escape_closes_the_list_and_keeps_what_was_typed(review: Review) -> None:
    search("con")
    popup_key(Qt.Key.Key_Escape)
    assert not editor(review).is_open()
    assert editor(review).text() == sent(review) == "con"
    assert editor(review).hint().said == "not listed"
    press(Qt.Key.Key_Escape)
    assert (editor(review).text(), sent(review)) == ("Flora Concept", "V3")


def test_tab_takes_nothing_from_the_list(review: Review) -> None:
    search("con")
    popup_key(Qt.Key.Key_Tab)
    assert not editor(review).is_open()
    assert not editor(review).hasFocus()
    assert editor(review).text() == sent(review) == "con"


def test_a_whole_label_or_value_needs_no_list(review: Review) -> None:
    for typed in ("contoso", "v1", "Contoso"):
        editor(review).selectAll()
        search(typed)
        if editor(review).is_open():
            popup_key(Qt.Key.Key_Escape)
        assert sent(review) == "V1"


def test_alt_down_shows_all_and_marks_the_present_one(review: Review) -> None:
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert labels(review) == list(NAMES)
    popup_key(Qt.Key.Key_Down)
    popup_key(Qt.Key.Key_Return)
    assert sent(review) == "V4"


def test_a_press_on_the_arrow_opens_the_list(review: Review) -> None:
    line = editor(review)
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(line.width() - 6, 10))
    assert line.is_open()
    popup_key(Qt.Key.Key_Escape)
    assert sent(review) == "V3"


def test_without_a_list_it_is_a_line_of_text(qtbot: QtBot) -> None:
    line = DatasourceEditor()
    qtbot.addWidget(line)
    line.show_value("V3")
    line.show()
    line.activateWindow()
    qtbot.waitUntil(line.isActiveWindow)
    line.setFocus()
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert not line.is_open()
    press(Qt.Key.Key_End)
    search("x")
    assert line.value() == line.text() == "V3x"


def test_an_unknown_value_stays_and_is_said(review: Review) -> None:
    line = editor(review)
    line.show_value("V99")
    assert line.text() == line.value() == "V99"
    assert line.toolTip() == "Not in the list"
    assert line.hint().said == "not listed"
