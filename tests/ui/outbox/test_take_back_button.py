from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.ui.outbox.take_back_button import TakeBackButton

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

NAME = "approval of Flora Concept LLC"


@pytest.fixture
def button(qtbot: QtBot) -> TakeBackButton:
    made = TakeBackButton()
    qtbot.addWidget(made)
    return made


def test_it_is_there_only_while_something_waits(button: TakeBackButton) -> None:
    assert not button.isVisible()
    button.count_down(NAME, 5, 5)
    assert button.isVisible()
    button.end()
    assert not button.isVisible()


def test_it_names_what_it_takes_back_and_counts_down(qtbot: QtBot, button: TakeBackButton) -> None:
    button.count_down(NAME, 2.05, 5)
    assert button.text() == f"Take back the {NAME} · 3 s"
    qtbot.waitUntil(lambda: button.text() == f"Take back the {NAME} · 2 s")
    assert button.accessibleName() == button.text()


def test_a_long_name_is_whole_in_the_tooltip(button: TakeBackButton) -> None:
    name = "approval of " + "Donaudampfschifffahrtsgesellschaft " * 3
    button.count_down(name, 5, 5)
    assert "…" in button.text()
    assert name.strip() in button.toolTip()


def test_markup_in_a_name_is_text(button: TakeBackButton) -> None:
    button.count_down("approval of <b>x</b>", 5, 5)
    assert "&lt;b&gt;" in button.toolTip()


def test_what_is_held_has_no_countdown(button: TakeBackButton) -> None:
    button.count_down(NAME, 5, 5)
    button.hold(NAME, "It leaves when the screen is unlocked.")
    assert button.text() == f"Take back the {NAME}"
    assert button.seconds_left == 0
