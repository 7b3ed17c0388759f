"""The decision: what is being decided, the comment, and the buttons with their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from klearstack_desktop.model.slips.confirmation import confirms
from klearstack_desktop.ui.chips import Tone
from klearstack_desktop.ui.decision.card import CardView
from klearstack_desktop.ui.decision.comment_box import CommentBox
from klearstack_desktop.ui.decision.confirmation import ConfirmationView
from klearstack_desktop.ui.decision.key_button import KeyButton
from klearstack_desktop.ui.fields.text import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from klearstack_desktop.model.comments import CommentOffer
    from klearstack_desktop.model.decision import DecisionCard, Readiness


class DecisionBar(QWidget):
    """Renders what is about to be decided and says what was pressed.

    The ``…_pressed`` signals carry whether the press came from a pointer (a slot may leave that
    out). The bar decides nothing: the guard against a second press is asked by its owner.

    Attributes:
        card: what is being decided.
        comment: what goes with it.
    """

    approve_pressed = Signal(bool)
    reject_pressed = Signal(bool)
    save_pressed = Signal(bool)
    next_pressed = Signal(bool)
    comment_edited = Signal(str)
    comment_chosen = Signal(str)
    comment_entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("decisionBar")
        self.setAccessibleName("Decision")
        self.setProperty("panel", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.card = CardView(self)
        self._confirmation = ConfirmationView(self)
        self._confirmation.setFixedHeight(self.card.height())
        self._confirmation.hide()
        self._to_confirm: Decimal | None = None
        self.comment = CommentBox(self)
        self.comment.setObjectName("commentBox")
        self.comment.setAccessibleName("Comment")
        self._reason = ElidedLabel(self, pixel_size=12)
        self._reason.setObjectName("approveReason")
        self._approve = _button("Approve", "approveButton", self, "approve")
        self._reject = _button("Reject…", "rejectButton", self, "reject")
        self._save = _button("Save", "saveButton", self)
        self._next = _button("Next", "skipButton", self)
        self._busy: str | None = None
        self._block = "No document is open"
        self._may_not_reject = ""
        self._can_reject = self._can_save = False
        self._no_next = "Nobody is signed in"
        self._lay_out()
        self._confirmation.left.connect(self._leave_confirmation)
        self._confirmation.typed.connect(self._judge_amount)
        self.comment.edited.connect(self.comment_edited)
        self.comment.offer_chosen.connect(self.comment_chosen)
        self.comment.entered.connect(self.comment_entered)
        self.comment.accepted.connect(self.focus_decision)
        self._approve.pressed_by.connect(self.approve_pressed)
        self._reject.pressed_by.connect(self.reject_pressed)
        self._save.pressed_by.connect(self.save_pressed)
        self._next.pressed_by.connect(self.next_pressed)
        self._refresh()

    def _lay_out(self) -> None:
        line = QFrame(self)
        line.setProperty("rule", "true")
        inner = QVBoxLayout()
        inner.setContentsMargins(12, 9, 12, 10)
        inner.setSpacing(3)
        inner.addWidget(self.card)
        inner.addWidget(self._confirmation)
        inner.addSpacing(3)
        inner.addWidget(self.comment)
        inner.addWidget(self._reason)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for index, button in enumerate((self._reject, self._next, self._save, self._approve)):
            if index:
                buttons.addStretch(1)
            buttons.addWidget(button)
        inner.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line)
        column.addLayout(inner)

    def show_card(self, card: DecisionCard) -> None:
        """Show what is being decided."""
        self.card.show_card(card)
        self._confirmation.show_card(card)

    def show_nothing(self) -> None:
        """Show that no document is open."""
        self.close_confirmation()
        self.card.show_card(None)
        self.comment.show_value("")
        self.set_template("")
        self.set_comment_fixed(is_fixed=True)
        self._busy = None
        self._block, self._can_reject, self._can_save = "No document is open", False, False
        self._refresh()

    def set_readiness(self, readiness: Readiness, can_reject: bool, can_save: bool) -> None:
        """Say what may be pressed.

        Args:
            readiness: whether the document may be approved, else the sentence that says why not.
            can_reject: the document may be rejected.
            can_save: there are corrections to save.
        """
        blocked = readiness.reason or "This document cannot be approved"
        self._block = "" if readiness.is_ready else blocked
        self._can_reject, self._can_save = can_reject, can_save
        self._refresh()

    def set_may_decide(self, why_not: str) -> None:
        """Offer decisions, or else to save and go on.

        Args:
            why_not: why the reviewer may not reject; empty where decisions are allowed.
        """
        self._may_not_reject = why_not
        self._approve.set_name("Save and next" if why_not else "Approve")
        self._refresh()

    def set_queue_there(self) -> None:
        """Offer to go on in the queue from now on."""
        self._no_next = ""
        self._refresh()

    def is_confirmed(self, amount: Decimal) -> bool:
        """Whether an amount was asked for, and typed.

        Args:
            amount: what must be typed.
        """
        return self._to_confirm == amount and confirms(self._confirmation.text(), amount)

    def ask_amount(self, amount: Decimal, supplier: str, currency: str) -> None:
        """Turn the card into a confirmation; while it is one, lead back to what is typed."""
        if self._to_confirm == amount:
            self._confirmation.focus_line()
            return
        self._to_confirm = amount
        self.card.hide()
        self._confirmation.show()
        self._confirmation.ask(supplier, currency)

    def close_confirmation(self) -> None:
        """Turn the confirmation back into the card; without one nothing happens."""
        if self._to_confirm is not None:
            self._to_confirm = None
            self._confirmation.hide()
            self.card.show()

    def _leave_confirmation(self) -> None:
        self.focus_decision()
        self.close_confirmation()

    def _judge_amount(self, typed: str) -> None:
        amount = self._to_confirm
        is_right = amount is not None and confirms(typed, amount)
        self._confirmation.say(is_right=is_right, keys=self._approve.hint())

    def set_busy(self, text: str | None) -> None:
        """Say what is going on while nothing may be decided; None when it is over."""
        self._busy = text
        self._refresh()

    def set_comment(self, text: str) -> None:
        """Show a comment; nothing is emitted and the cursor stays."""
        self.comment.show_value(text)

    def offer_comments(self, offers: Callable[[], tuple[CommentOffer, ...]]) -> None:
        """Ask there what was written before, when the reviewer wants to see it."""
        self.comment.set_offers(offers)

    def set_comment_fixed(self, *, is_fixed: bool) -> None:
        """Let the comment be read only, where nothing is to be decided."""
        if self.comment.isReadOnly() != is_fixed:
            self.comment.setReadOnly(is_fixed)
            self.comment.style().unpolish(self.comment)
            self.comment.style().polish(self.comment)

    def set_template(self, text: str) -> None:
        """Show, in grey, the comment that is sent for an approval when the box is empty."""
        if text != self.comment.placeholderText():
            self.comment.setPlaceholderText(text)
            # Qt paints another grey text only when something else makes it paint.
            self.comment.viewport().update()

    def set_key_hints(self, hints: Mapping[str, str]) -> None:
        """Show other keys on the buttons: ``approve``, ``reject``, ``save``, ``next``."""
        buttons = {
            "approve": self._approve,
            "reject": self._reject,
            "save": self._save,
            "next": self._next,
        }
        for name, keys in hints.items():
            buttons[name].set_hint(keys)
        self._refresh()

    def focus_decision(self) -> None:
        """Give the focus to the approve button, or to the comment where nothing can be approved."""
        target = self._approve if self._approve.isEnabled() else self.comment
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_comment(self) -> None:
        """Give the focus to the comment."""
        self.comment.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refresh(self) -> None:
        block = self._busy or self._block
        self._approve.set_enabled(is_enabled=not block, reason=block)
        why_not = self._may_not_reject or ("" if self._can_reject else "There is nothing to reject")
        why_not = self._busy or why_not
        self._reject.set_enabled(is_enabled=not why_not, reason=why_not)
        self._save.set_enabled(
            is_enabled=self._can_save and not self._busy,
            reason=self._busy or ("" if self._can_save else "There are no corrections to save"),
        )
        self._next.set_enabled(is_enabled=not self._no_next, reason=self._no_next)
        self._reason.set_text(block, Tone.NEUTRAL)


def _button(name: str, object_name: str, parent: QWidget, kind: str = "") -> KeyButton:
    button = KeyButton(name, kind, parent)
    button.setObjectName(object_name)
    return button
