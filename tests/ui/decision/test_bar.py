"""The decision bar says what is being decided, and why it cannot be."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from klearstack_desktop.model.decision import DecisionCard, Readiness
from klearstack_desktop.ui.chips import ChipLabel
from klearstack_desktop.ui.decision.bar import DecisionBar
from klearstack_desktop.ui.decision.card import CardView
from klearstack_desktop.ui.decision.confirmation import ConfirmationView
from klearstack_desktop.ui.decision.key_button import KeyButton
from klearstack_desktop.ui.fields.text import ElidedLabel
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

CARD = DecisionCard(
    supplier="Flora Concept LLC",
    amount="USD 55,413.00",
    net="55,413.00",
    tax="0.00",
    due_date="25 Aug 2026",
    purchase_order="",
    bank_account="",
    changed=("Invoice date",),
    to_check=2,
    unseen_pages=(2,),
)
READY = Readiness(is_ready=True)


@pytest.fixture
def bar(qtbot: QtBot) -> DecisionBar:
    bar = DecisionBar()
    qtbot.addWidget(bar)
    bar.resize(430, bar.sizeHint().height())
    bar.set_queue_there()
    bar.show_card(CARD)
    bar.set_readiness(READY, can_reject=True, can_save=True)
    bar.show()
    bar.activateWindow()
    qtbot.waitUntil(bar.isActiveWindow)
    return bar


def said(bar: DecisionBar, name: str) -> str:
    return found(bar, ElidedLabel, f"card:{name}").text()


def button(bar: DecisionBar, name: str) -> KeyButton:
    return found(bar, KeyButton, name)


def test_the_card_says_what_is_being_decided(bar: DecisionBar) -> None:
    assert said(bar, "supplier") == "Flora Concept LLC"
    assert said(bar, "amount") == "USD 55,413.00"
    assert said(bar, "facts") == "net 55,413.00 · tax 0.00 · due 25 Aug 2026 · PO none"
    assert said(bar, "changed") == "I changed: Invoice date"
    assert said(bar, "to_check") == "⚠ 2 to check"
    assert said(bar, "unseen") == "page 2 not seen"
    assert said(bar, "bank") == "no bank account read"


def test_the_card_keeps_its_height_whatever_it_says(bar: DecisionBar) -> None:
    card = found(bar, CardView, "decisionCard")
    heights = {card.height()}
    crowded = replace(
        CARD,
        supplier="Österreichische Großhandelsgesellschaft " * 4,
        bank_account="DE89 3704 0044 0532 0130 00",
        changed=tuple(f"Field {number}" for number in range(9)),
        to_check=0,
        unseen_pages=(2, 3, 4, 5),
    )
    bar.show_card(crowded)
    heights.add(card.height())
    assert said(bar, "changed").endswith("Field 5 and 3 more")
    assert said(bar, "to_check") == "✓ nothing to check"
    assert said(bar, "unseen") == "pages 2, 3, 4 … not seen"
    assert found(bar, ElidedLabel, "card:supplier").is_elided()
    assert not found(bar, ElidedLabel, "card:amount").is_elided()
    width = bar.minimumSizeHint().width()
    bar.show_card(replace(CARD, amount="<b>not a number</b> " * 200))
    assert bar.minimumSizeHint().width() <= max(width, 410)
    bar.show_nothing()
    heights.add(card.height())
    assert len(heights) == 1
    assert said(bar, "amount") == ""


def test_the_card_says_what_is_wrong_and_what_was_let_stand(bar: DecisionBar) -> None:
    assert said(bar, "problems") == "no errors or warnings"
    bank, late = "Bank account: Differs from <b>before</b>", "Due date is before the date"
    bar.show_card(replace(CARD, warnings=(bank,)))
    assert said(bar, "problems") == f"⚠ {bank}"
    card = replace(CARD, errors=("Total is required and empty",), warnings=(bank, late))
    bar.show_card(card)
    assert said(bar, "problems") == f"✖ 1 error · ⚠ 2 warnings: {bank}"
    bar.show_card(replace(card, warnings=(), overridden=(f"{late}, overridden: agreed",)))
    assert said(bar, "problems") == "1 overridden · ✖ Total is required and empty"
    bar.show_card(replace(CARD, overridden=(f"{late}, overridden: agreed",)))
    assert said(bar, "problems") == f"{late}, overridden: agreed"


def test_all_that_is_wrong_is_in_the_tooltip_as_text_and_read_aloud(bar: DecisionBar) -> None:
    label = found(bar, ElidedLabel, "card:problems")
    bar.show_card(
        replace(CARD, errors=("<b>Total</b> is empty",), warnings=("Due early", "Paid before"))
    )
    told = "✖ <b>Total</b> is empty\n⚠ Due early\n⚠ Paid before"
    assert label.accessibleDescription() == told
    assert "&lt;b&gt;Total" in label.toolTip()
    bar.show_card(CARD)
    assert label.accessibleDescription() == label.toolTip() == ""


def test_while_an_amount_is_confirmed_the_worst_is_said_there(bar: DecisionBar) -> None:
    card = found(bar, CardView, "decisionCard")
    height = card.height()
    bar.show_card(replace(CARD, warnings=("Bank account: Differs",)))
    bar.ask_amount(Decimal("55413.00"), "Flora Concept LLC", "USD")
    problems = found(bar, ElidedLabel, "confirmation:problems")
    assert (problems.isVisible(), problems.text()) == (True, "⚠ Bank account: Differs")
    line = found(bar, QLineEdit, "confirmAmount")
    frame = found(bar, ConfirmationView, "confirmation")
    assert frame.height() == height
    assert frame.rect().contains(line.geometry()), "what is typed is not cut off"


@pytest.mark.parametrize(
    ("name", "signal"),
    [
        ("approveButton", "approve_pressed"),
        ("rejectButton", "reject_pressed"),
        ("saveButton", "save_pressed"),
        ("skipButton", "next_pressed"),
    ],
)
def test_buttons_say_whether_a_pointer_pressed_them(
    qtbot: QtBot, bar: DecisionBar, name: str, signal: str
) -> None:
    presses: list[bool] = []
    getattr(bar, signal).connect(presses.append)
    QTest.mouseClick(button(bar, name), Qt.MouseButton.LeftButton)
    button(bar, name).setFocus()
    QTest.keyClick(button(bar, name), Qt.Key.Key_Space)
    assert presses == [True, False]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_never_approves(bar: DecisionBar, key: Qt.Key) -> None:
    presses: list[bool] = []
    bar.approve_pressed.connect(presses.append)
    bar.focus_decision()
    assert button(bar, "approveButton").hasFocus()
    QTest.keyClick(button(bar, "approveButton"), key)
    assert presses == []


def test_what_blocks_an_approval_is_said(bar: DecisionBar) -> None:
    bar.set_readiness(Readiness(False, "Page 2 has not arrived"), can_reject=True, can_save=False)
    approve = button(bar, "approveButton")
    assert not approve.isEnabled()
    assert approve.toolTip() == approve.accessibleDescription() == "Page 2 has not arrived"
    assert found(bar, ElidedLabel, "approveReason").text() == "Page 2 has not arrived"
    assert button(bar, "saveButton").toolTip() == "There are no corrections to save"
    assert button(bar, "rejectButton").isEnabled()
    bar.focus_decision()
    assert found(bar, QPlainTextEdit, "commentBox").hasFocus()
    bar.set_readiness(READY, can_reject=True, can_save=True)
    assert approve.isEnabled()
    assert approve.accessibleDescription() == ""
    assert found(bar, ElidedLabel, "approveReason").text() == ""


def test_a_reason_that_names_a_field_is_text_in_the_tooltip(bar: DecisionBar) -> None:
    reason = "<img src='x'>Total is required"
    bar.set_readiness(Readiness(is_ready=False, reason=reason), can_reject=True, can_save=True)
    approve = button(bar, "approveButton")
    assert "&lt;img src=" in approve.toolTip()
    assert approve.accessibleDescription() == reason


def test_nothing_is_decided_while_it_is_busy(bar: DecisionBar) -> None:
    bar.set_busy("Sending…")
    for name in ("approveButton", "rejectButton", "saveButton"):
        assert not button(bar, name).isEnabled()
        assert button(bar, name).toolTip() == "Sending…"
    assert button(bar, "skipButton").isEnabled()
    bar.set_busy(None)
    assert button(bar, "approveButton").isEnabled()


def test_the_empty_comment_shows_what_would_be_sent(bar: DecisionBar) -> None:
    comments: list[str] = []
    bar.comment_edited.connect(comments.append)
    box = found(bar, QPlainTextEdit, "commentBox")
    bar.set_template("Approved: 9 checked, 1 corrected")
    assert box.placeholderText() == "Approved: 9 checked, 1 corrected"
    bar.set_comment("from the draft")
    assert comments == []
    bar.focus_comment()
    box.selectAll()
    QTest.keyClicks(box, "ok")
    QTest.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(box, "!")
    assert comments == ["o", "ok", "ok\n", "ok\n!"]
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert comments[-1] == "ok\n!"
    assert button(bar, "approveButton").hasFocus(), "Enter in the comment goes on to the decision"


def test_the_comment_grows_to_two_lines(bar: DecisionBar) -> None:
    box = found(bar, QPlainTextEdit, "commentBox")
    bar.set_comment("one")
    heights = [box.sizeHint().height()]
    for text in ("one\ntwo", "one\ntwo\nthree"):
        bar.set_comment(text)
        heights.append(box.sizeHint().height())
    assert heights[0] < heights[1] == heights[2]


def test_keys_on_the_buttons_follow_the_settings(bar: DecisionBar) -> None:
    bar.set_key_hints({"approve": "F12"})
    approve = button(bar, "approveButton")
    assert approve.hint() == "F12"
    assert approve.toolTip() == "Approve (F12)"


def test_a_narrow_bar_still_shows_every_key(qtbot: QtBot, bar: DecisionBar) -> None:
    bar.set_key_hints(
        {"approve": "Ctrl+⏎", "reject": "Ctrl+⇧R", "save": "Ctrl+S", "next": "Ctrl+PgDn"}
    )
    bar.resize(bar.minimumSizeHint().width(), bar.height())
    assert bar.minimumSizeHint().width() <= 410
    for name in ("approveButton", "rejectButton", "saveButton", "skipButton"):
        one = button(bar, name)
        shown = one.grab().toImage()
        keys = one.hint()
        one.set_hint("")
        assert one.grab().toImage() != shown
        one.set_hint(keys)


def test_a_credit_note_says_so_beside_the_supplier(bar: DecisionBar) -> None:
    chip = found(bar, ChipLabel, "card:kind")
    assert not chip.isVisible()
    heights = {found(bar, CardView, "decisionCard").height()}
    bar.show_card(replace(CARD, amount="USD -55,413.00", is_credit_note=True))
    assert chip.isVisible()
    assert chip.accessibleName() == "credit note"
    assert said(bar, "amount") == "USD -55,413.00"
    assert {found(bar, CardView, "decisionCard").height()} == heights
