"""The status line says in words what its colours say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from klearstack_desktop.ui.status_line import ConnectionState, StatusLine
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def line(qtbot: QtBot) -> StatusLine:
    line = StatusLine()
    qtbot.addWidget(line)
    return line


def text_of(line: StatusLine, name: str) -> str:
    return found(line, QLabel, name).text()


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (ConnectionState.CONNECTED, "● Connected"),
        (ConnectionState.OFFLINE, "○ Offline"),
        (ConnectionState.CONNECTING, "◌ Connecting…"),
    ],
)
def test_the_connection_is_said_in_words(
    line: StatusLine, state: ConnectionState, text: str
) -> None:
    line.set_connection(state, "tenant.example did not answer")
    label = found(line, QLabel, "connectionLabel")
    assert label.text() == text
    assert state.value in label.accessibleName()
    assert label.accessibleDescription() == "tenant.example did not answer"
    assert "did not answer" in label.toolTip()


def test_the_outbox_counts_what_is_on_its_way_and_what_failed(line: StatusLine) -> None:
    assert text_of(line, "outboxLabel") == "Outbox: empty"
    line.set_outbox(0, 1, 2)
    assert text_of(line, "outboxLabel") == "Outbox: 1 sending · 2 failed"
    line.set_outbox(3, 0, 0)
    assert text_of(line, "outboxLabel") == "Outbox: 3 waiting"


def test_a_press_on_the_outbox_asks_to_see_it(qtbot: QtBot, line: StatusLine) -> None:
    with qtbot.waitSignal(line.outbox_pressed):
        qtbot.mouseClick(found(line, QLabel, "outboxLabel"), Qt.MouseButton.LeftButton)


def test_the_draft_carries_the_revision_that_was_promised(line: StatusLine) -> None:
    line.set_draft("Draft saved", 7)
    draft = found(line, QLabel, "draftLabel")
    assert (draft.text(), draft.property("savedRevision")) == ("Draft saved", 7)
    line.set_draft("Not saved: the disk is full", 7, is_problem=True)
    assert draft.text() == "⚠ Not saved: the disk is full"


def test_done_today_and_the_median(line: StatusLine) -> None:
    line.set_done(23, 41.4)
    assert text_of(line, "doneLabel") == "23 done today · 41 s median"
    line.set_done(0, None)
    assert text_of(line, "doneLabel") == "0 done today"
    line.set_ready(1)
    assert text_of(line, "readyLabel") == "Next 1 document ready"


def test_a_long_reason_does_not_push_the_window_apart(line: StatusLine) -> None:
    line.set_draft("Nicht gespeichert, weil der Datenträger voll ist. " * 20, 1, is_problem=True)
    line.set_done(1, 2)
    assert line.minimumSizeHint().width() < 400
    line.resize(800, line.sizeHint().height())
    line.show()
    assert found(line, QLabel, "doneLabel").geometry().right() <= 800
    assert found(line, QLabel, "doneLabel").isVisible()
