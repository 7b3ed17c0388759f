"""Chips say in words what their colour says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.ui.chips import Chip, ChipLabel, Tone

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_a_chip_is_as_wide_as_its_words_and_has_them_as_name(qtbot: QtBot) -> None:
    label = ChipLabel(Chip("1 to check", Tone.CHECK))
    qtbot.addWidget(label)
    narrow = label.sizeHint().width()
    label.set_chip(Chip("3 fields to check", Tone.CHECK, "warning"))
    assert label.sizeHint().width() > narrow
    assert label.accessibleName() == "3 fields to check"


def test_tones_differ_on_screen_and_an_empty_chip_is_nothing(qtbot: QtBot) -> None:
    label = ChipLabel()
    qtbot.addWidget(label)
    label.resize(80, 20)
    nothing = label.grab().toImage()
    pictures = [nothing]
    for tone in Tone:
        label.set_chip(Chip("word", tone, "check"))
        pictures.append(label.grab().toImage())
    assert all(one != other for i, one in enumerate(pictures) for other in pictures[:i])
