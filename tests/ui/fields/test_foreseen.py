"""A document whose fields were filled in ahead shows what it would have shown without that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from shiboken6 import isValid

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import Document
from klearstack_desktop.model.findings import Findings, examine
from klearstack_desktop.ui.fields.field_list import FieldList
from klearstack_desktop.ui.fields.row import FieldRow
from tests.model.builders import field
from tests.ui.fields.reviewing import (
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

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot


def shown_list(review: Review) -> FieldList:
    (shown,) = (each for each in review.panel.findChildren(FieldList) if not each.isHidden())
    return shown


def foresee(qtbot: QtBot, review: Review, document: Document, *, reason: str = "") -> FieldList:
    """Fill a document in ahead and return the list that holds it."""
    (ahead,) = (each for each in review.panel.findChildren(FieldList) if each.isHidden())
    review.panel.foresee(
        document, Draft(), examine(document, Draft()), read_only_reason=reason, was={}
    )
    qtbot.waitUntil(lambda: ahead.shown is not None and ahead.shown.document is document)
    return ahead


def picture(qtbot: QtBot, review: Review) -> QImage:
    """Return what is on the screen while the first field that needs a person has the focus."""
    QApplication.setCursorFlashTime(0)
    review.activateWindow()
    qtbot.waitUntil(review.isActiveWindow)
    review.panel.focus_first_to_check()
    QApplication.processEvents()
    return review.panel.grab().toImage()


def look(review: Review) -> list[tuple[object, ...]]:
    """What is seen and heard of the rows, from top to bottom."""
    looks: list[tuple[object, ...]] = []
    for row in shown_list(review).rows():
        editor = row.editor
        text = editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()
        said = editor.accessibleName(), editor.accessibleDescription(), editor.toolTip()
        place = row.mapTo(review.panel, row.rect().topLeft()), row.size(), editor.geometry()
        state = editor.objectName(), editor.isReadOnly(), editor.isVisible(), row.chip
        looks.append((row.key, text, *said, *place, *state))
    return looks


def test_it_looks_as_if_it_had_been_filled_when_it_was_opened(qtbot: QtBot) -> None:
    following = invoice("second", Inv_Date=0.4, Inv_Total=0.7)
    plain, ahead = started(qtbot, invoice()), started(qtbot, invoice())
    plain.open(following)
    filled = foresee(qtbot, ahead, following)
    ahead.open(following)
    assert shown_list(ahead) is filled
    for review in (plain, ahead):
        review.panel.focus_first_to_check()
        QApplication.processEvents()
    assert look(ahead) == look(plain)
    assert picture(qtbot, ahead) == picture(qtbot, plain)


def test_the_first_field_that_needs_a_person_has_the_focus_and_speaks(qtbot: QtBot) -> None:
    following = invoice("second", Inv_Date=0.4)
    review = started(qtbot, invoice())
    review.panel.focus_field(TOTAL)
    foresee(qtbot, review, following)
    review.said.clear()
    review.open(following)
    assert review.line(DATE).hasFocus()
    assert review.said == [("entered", DATE)]
    type_text("x")
    assert review.heard("edited") == ["x"]
    press(Qt.Key.Key_Return)
    assert review.heard("accepted") == [DATE]


def test_a_focus_elsewhere_stays_where_it_is(qtbot: QtBot) -> None:
    following = invoice("second", Inv_Date=0.4)
    review = started(qtbot, invoice())
    review.after.setFocus()
    foresee(qtbot, review, following)
    review.open(following)
    assert review.after.hasFocus()


def test_nothing_is_found_twice_and_what_is_hidden_says_nothing(qtbot: QtBot) -> None:
    review = started(qtbot, invoice(Inv_Total=0.7))
    foresee(qtbot, review, invoice("second", Inv_Total=0.7))

    def names() -> list[str]:
        named = review.panel.findChildren(QLineEdit)
        return sorted(editor.objectName() for editor in named if editor.objectName())

    before = names()
    assert len(set(before)) == len(before)
    hidden = [r for r in review.panel.findChildren(FieldRow) if not r.isVisible()]
    assert hidden
    for row in hidden:
        row.editor.edited.emit("7")
    assert review.heard("edited") == []
    review.open(invoice("second", Inv_Total=0.7))
    assert names() == before


def test_tab_goes_from_field_to_field(qtbot: QtBot) -> None:
    following = invoice("second")
    review = started(qtbot, invoice())
    review.panel.focus_field(NUMBER)
    foresee(qtbot, review, following)
    review.open(following)
    review.panel.focus_field(NUMBER)
    press(Qt.Key.Key_Tab)
    assert review.line(DATE).hasFocus()
    press(Qt.Key.Key_Tab)
    assert review.line(SUPPLIER).hasFocus()


def test_what_is_otherwise_when_it_opens_is_shown_as_it_is_then(qtbot: QtBot) -> None:
    review = started(qtbot, invoice())
    foresee(qtbot, review, invoice("second"))
    review.open(with_value(invoice("second"), "Inv_Number", "changed meanwhile"))
    assert review.line(NUMBER).text() == "changed meanwhile"


def test_read_only_is_foreseen_too(qtbot: QtBot) -> None:
    reason = "Somebody else decided this document."
    review = started(qtbot, invoice())
    ahead = foresee(qtbot, review, invoice("second"), reason=reason)
    review.base = invoice("second")
    review.render_now(read_only_reason=reason)
    assert shown_list(review) is ahead
    assert review.line(NUMBER).isReadOnly()


def test_another_width_meanwhile_counts(qtbot: QtBot) -> None:
    following = invoice("second")
    plain, ahead = started(qtbot, invoice()), started(qtbot, invoice())
    foresee(qtbot, ahead, following)
    for review in (plain, ahead):
        review.resize(520, 640)
        QApplication.processEvents()
        review.open(following)
        QApplication.processEvents()
    assert look(ahead) == look(plain)


@pytest.mark.parametrize("count", [100, 330])
def test_of_very_many_fields_the_rows_are_made_and_the_rest_when_they_are_opened(
    qtbot: QtBot, count: int
) -> None:
    many = Document("many", fields=tuple(field(f"Field_{n}", str(n)) for n in range(count)))
    review = started(qtbot, invoice())
    (ahead,) = (each for each in review.panel.findChildren(FieldList) if each.isHidden())
    review.panel.foresee(many, Draft(), examine(many, Draft()), read_only_reason="", was={})
    (making,) = ahead.findChildren(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)
    qtbot.waitUntil(lambda: not making.isActive())
    made = [row for row in ahead.findChildren(FieldRow) if isValid(row)]
    assert len(made) >= min(count, 300)
    assert ahead.shown is None
    review.open(many)
    assert shown_list(review) is ahead
    assert set(made[-50:]) <= set(ahead.rows()), "what was made ahead is used"
    assert [key.name for key in review.panel.keys_in_order()] == [f.key.name for f in many.fields]


def test_without_a_document_nothing_of_another_one_is_left(qtbot: QtBot) -> None:
    review = started(qtbot, invoice())
    ahead = foresee(qtbot, review, invoice("second"))
    review.panel.show_document(None, Draft(), Findings(), is_read_only=True)
    assert ahead.shown is None
    assert not ahead.rows()


def test_text_of_several_lines_has_its_height_before_it_is_seen(qtbot: QtBot) -> None:
    street = "Magazijn Noord Kanaaldijk 210, 5683 CR Best, Nederland, tweede verdieping"
    following = with_value(invoice("second"), "Shipto_Party_Address", street)
    plain, ahead = started(qtbot, invoice()), started(qtbot, invoice())
    plain.open(following)
    QApplication.processEvents()
    filled = foresee(qtbot, ahead, following)
    places = {row.key: row.geometry() for row in shown_list(plain).rows()}
    assert {row.key: row.geometry() for row in filled.rows()} == places
    ahead.open(following)
    assert {row.key: row.geometry() for row in filled.rows()} == places


def test_a_fix_is_offered_in_a_document_that_was_foreseen(qtbot: QtBot) -> None:
    following = replace(invoice("second"), fields=(field("Inv_Total", "12,50"),))
    plain, ahead = started(qtbot, invoice()), started(qtbot, invoice())
    foresee(qtbot, ahead, following)
    for review in (plain, ahead):
        review.open(following)
        QApplication.processEvents()
    assert look(ahead) == look(plain)
