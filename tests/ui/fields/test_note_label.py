"""The sentence below a field and the link behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import Document, FieldKey
from klearstack_desktop.model.finding import FieldFix, Finding, Severity
from klearstack_desktop.model.findings import Findings
from klearstack_desktop.ui import theme
from klearstack_desktop.ui.chips import Tone
from klearstack_desktop.ui.fields.findings import Note, note_on
from klearstack_desktop.ui.fields.note_label import NoteLabel
from tests.model.builders import field
from tests.ui.finding import found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

TOTAL = FieldKey("total_value")
FIX = FieldFix("Use 55,413.00", TOTAL, "55413.0")


@pytest.fixture
def label(qtbot: QtBot, qapp: QApplication) -> Iterator[NoteLabel]:
    theme.dress(qapp, theme.LIGHT)
    row = QWidget()
    qtbot.addWidget(row)
    row.resize(400, 60)
    label = NoteLabel("field:total_value", row)
    label.setText("Lines add up to 55,413.00")
    label.setGeometry(0, 0, 400, 30)
    row.show()
    # The row lives as long as the test.
    yield label
    row.hide()


def test_the_link_stands_behind_the_sentence_and_says_its_key(
    label: NoteLabel, qtbot: QtBot
) -> None:
    pressed: list[object] = []
    label.fix_pressed.connect(pressed.append)
    assert label.set_fix(FIX, "Ctrl+E")
    link = found(label, QPushButton, "fix:total_value")
    assert (link.text(), link.accessibleName()) == (FIX.words, FIX.words)
    assert link.toolTip() == "Use 55,413.00 (Ctrl+E)"
    assert link.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert label.rect().contains(link.geometry().adjusted(0, 4, 0, -4))
    sentence = label.fontMetrics().horizontalAdvance(label.text())
    assert sentence < link.geometry().left() < sentence + 40
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert pressed == [FIX]


def test_a_long_sentence_leaves_room_for_the_link(label: NoteLabel) -> None:
    label.setText("word " * 40)
    label.set_fix(FIX)
    link = found(label, QPushButton, "fix:total_value")
    assert label.contentsRect().right() < link.geometry().left()
    assert link.mapTo(label, QPoint(link.width(), 0)).x() <= label.width()
    assert label.heightForWidth(300) > label.heightForWidth(600)


def test_the_link_goes_with_the_fix(label: NoteLabel) -> None:
    label.set_fix(FIX)
    link = found(label, QPushButton, "fix:total_value")
    assert not label.set_fix(FIX)
    assert label.set_fix(None)
    assert link.isHidden()
    assert label.contentsRect() == label.rect()


def finding(severity: Severity, *, reason: str = "", fix: FieldFix | None = None) -> Finding:
    return Finding(
        *(TOTAL, None, None, severity, "rule", "Something is odd"),
        fix=fix,
        can_override=True,
        reason=reason,
    )


@pytest.mark.parametrize(
    ("one", "note"),
    [
        (finding(Severity.ERROR, fix=FIX), Note("Something is odd", Tone.BAD, FIX)),
        (finding(Severity.WARNING), Note("Something is odd", Tone.CHECK)),
        (finding(Severity.NOTE), Note("Something is odd", Tone.NEUTRAL)),
        (
            finding(Severity.WARNING, reason="Agreed"),
            Note("Something is odd. Overridden: Agreed", Tone.NEUTRAL),
        ),
    ],
)
def test_each_severity_has_its_tone_and_a_reason_is_said(one: Finding, note: Note) -> None:
    total = field("Inv_Total", "1.00")
    assert Document("d", fields=(total,)).by_key(TOTAL) == total
    assert note_on(total, Draft(), Findings((one,), order=(TOTAL,))) == note


def test_what_is_open_is_said_before_what_was_let_stand() -> None:
    total = field("Inv_Total", "1.00")
    stood, open_ = finding(Severity.ERROR, reason="Agreed"), finding(Severity.WARNING)
    said = note_on(total, Draft(), Findings((stood, open_), order=(TOTAL,)))
    assert said == Note("Something is odd", Tone.CHECK)
