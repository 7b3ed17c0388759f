"""What is wrong with a document as a whole stands below its title, with the keys that settle it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.finding import Finding, Severity
from klearstack_desktop.model.findings import Findings
from klearstack_desktop.ui.chips import ChipLabel
from klearstack_desktop.ui.fields.document_notes import DocumentNotes
from klearstack_desktop.ui.fields.panel import FieldPanel
from tests.ui.fields.reviewing import invoice
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

WARNING = Finding(None, None, None, Severity.WARNING, "w", "<b>Odd</b> bank", can_override=True)
ERROR = Finding(None, "line_items", None, Severity.ERROR, "e", "No line adds up")


@pytest.fixture
def panel(qtbot: QtBot) -> FieldPanel:
    panel = FieldPanel()
    qtbot.addWidget(panel)
    panel.set_settling_keys(fix="Ctrl+E", override="Ctrl+Shift+E")
    panel.resize(430, 600)
    panel.show()
    return panel


def show(panel: FieldPanel, *findings: Finding, is_read_only: bool = False) -> None:
    panel.show_document(invoice(), Draft(), Findings(findings), is_read_only=is_read_only)


def lines(panel: FieldPanel) -> list[tuple[str, str]]:
    notes = found(panel, DocumentNotes, "documentNotes")
    labels = notes.findChildren(QLabel)
    return [(label.text(), label.property("role")) for label in labels if label.isVisible()]


def test_it_says_the_worst_first_and_counts_what_needs_a_person(panel: FieldPanel) -> None:
    show(panel, WARNING, ERROR)
    assert lines(panel) == [
        ("✖ No line adds up", "problem"),
        ("⚠ <b>Odd</b> bank · Ctrl+Shift+E lets it stand", "check"),
    ]
    label = found(panel, QLabel, "documentNote:1")
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert found(panel, ChipLabel, "toCheckChip").chip.text == "2 to check"


def test_what_was_let_stand_comes_last_with_its_reason(panel: FieldPanel) -> None:
    show(panel, replace(ERROR, reason="agreed"), WARNING)
    assert [text for text, _role in lines(panel)] == [
        "⚠ <b>Odd</b> bank · Ctrl+Shift+E lets it stand",
        "✖ No line adds up. Overridden: agreed",
    ]
    assert lines(panel)[1][1] == "small"


def test_many_are_counted_and_none_take_no_room(panel: FieldPanel) -> None:
    show(panel, *(replace(WARNING, sentence=f"Odd {number}") for number in range(5)))
    assert lines(panel)[-1] == ("and 3 more about the whole document", "small")
    assert len(lines(panel)) == 3
    show(panel)
    assert lines(panel) == []
    assert not found(panel, DocumentNotes, "documentNotes").isVisible()


def test_of_a_document_that_is_decided_nobody_is_asked_anything(panel: FieldPanel) -> None:
    show(panel, WARNING, is_read_only=True)
    assert lines(panel) == []


def test_other_keys_are_said_as_soon_as_they_count(panel: FieldPanel) -> None:
    show(panel, WARNING)
    panel.set_settling_keys(fix="F7", override="F9")
    assert lines(panel)[0][0].endswith("F9 lets it stand")


def test_a_long_sentence_has_the_room_that_it_needs(panel: FieldPanel) -> None:
    show(panel, replace(WARNING, sentence="Differs from what was approved before: " * 4))
    label = found(panel, QLabel, "documentNote:0")
    assert label.height() >= label.heightForWidth(label.width()) > label.fontMetrics().height()
