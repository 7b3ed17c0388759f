"""What is being decided: the fixed card above the buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QWidget

from klearstack_desktop.ui.chips import Chip, ChipLabel, Tone
from klearstack_desktop.ui.decision.problems import ProblemsLabel
from klearstack_desktop.ui.fields.text import ElidedLabel
from klearstack_desktop.ui.painted import NextPainting

if TYPE_CHECKING:
    from klearstack_desktop.model.decision import DecisionCard

_RIGHT = Qt.AlignmentFlag.AlignRight
_MOST_CHANGES = 6
_MOST_AMOUNT = 220


class CardView(QFrame):
    """Five lines of facts; its height never changes, what does not fit is in the tooltips."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("decisionCard")
        self.setProperty("card", "true")
        self.supplier = ElidedLabel(self, is_bold=True)
        self.amount = ElidedLabel(self, is_bold=True, pixel_size=17, alignment=_RIGHT)
        self.facts = ElidedLabel(self, pixel_size=12)
        self.unseen = ElidedLabel(self, pixel_size=12, alignment=_RIGHT)
        self.bank = ElidedLabel(self, pixel_size=12)
        self.changed = ElidedLabel(self, pixel_size=12)
        self.to_check = ElidedLabel(self, pixel_size=12, alignment=_RIGHT)
        self.problems = ProblemsLabel(self)
        names = ("supplier", "amount", "facts", "unseen", "bank", "changed", "to_check", "problems")
        for name in names:
            getattr(self, name).setObjectName(f"card:{name}")
        self.kind = ChipLabel(Chip("credit note", Tone.ACCENT), self)
        self.kind.setObjectName("card:kind")
        self.kind.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(10, 7, 10, 7)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(0, 1)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.kind)
        head.addWidget(self.supplier, 1)
        grid.addLayout(head, 0, 0)
        grid.addWidget(self.amount, 0, 1)
        grid.addWidget(self.facts, 1, 0, 1, 2)
        grid.addWidget(self.bank, 2, 0)
        grid.addWidget(self.unseen, 2, 1)
        grid.addWidget(self.changed, 3, 0)
        grid.addWidget(self.to_check, 3, 1)
        grid.addWidget(self.problems, 4, 0, 1, 2)
        self._card: DecisionCard | None = None
        self._painting = NextPainting(self)
        self._painting.over.connect(self._render)
        self.show_card(None)
        self.setFixedHeight(self.sizeHint().height())

    def show_card(self, card: DecisionCard | None) -> None:
        """Show what is being decided, or nothing; where nothing is painted now, in a moment."""
        if card == self._card and card is not None:
            return
        self._card = card
        if self.updatesEnabled():
            self._render()
        else:
            self._painting.wait()

    def _render(self) -> None:
        card = self._card
        self.kind.setVisible(card is not None and card.is_credit_note)
        if card is None:
            for label in self.findChildren(ElidedLabel):
                label.set_text("")
            self.supplier.set_text("No document is open", Tone.NEUTRAL)
            self.amount.set_text("")
            self.problems.show_problems(None)
            return
        self.supplier.set_text(card.supplier)
        self.amount.set_text(card.amount or "no amount", None if card.amount else Tone.CHECK)
        # The supplier gives way to the amount, but no text of the service widens the window.
        self.amount.setMinimumWidth(min(self.amount.sizeHint().width(), _MOST_AMOUNT))
        self.facts.set_text(facts_in_words(card), Tone.NEUTRAL)
        self.bank.set_text(
            f"bank {card.bank_account}" if card.bank_account else "no bank account read",
            None if card.bank_account else Tone.NEUTRAL,
        )
        self.unseen.set_text(unseen_in_words(card.unseen_pages), Tone.CHECK)
        self.changed.set_text(changes_in_words(card.changed), Tone.NEUTRAL)
        to_check = f"⚠ {card.to_check} to check" if card.to_check else "✓ nothing to check"
        self.to_check.set_text(to_check, Tone.CHECK if card.to_check else Tone.GOOD)
        self.problems.show_problems(card)


def facts_in_words(card: DecisionCard) -> str:
    """Return net, tax, due date and purchase order on one line."""
    facts = (
        ("net", card.net),
        ("tax", card.tax),
        ("due", card.due_date),
        ("PO", card.purchase_order),
    )
    return " · ".join(f"{name} {value or 'none'}" for name, value in facts)


def unseen_in_words(pages: tuple[int, ...]) -> str:
    """Say which pages were not looked at; empty where all were."""
    if not pages:
        return ""
    if len(pages) == 1:
        return f"page {pages[0]} not seen"
    named = ", ".join(str(page) for page in pages[:3])
    return f"pages {named}{' …' if len(pages) > 3 else ''} not seen"


def changes_in_words(labels: tuple[str, ...]) -> str:
    """Say what the reviewer changed."""
    if not labels:
        return "I changed nothing"
    more = f" and {len(labels) - _MOST_CHANGES} more" if len(labels) > _MOST_CHANGES else ""
    return f"I changed: {', '.join(labels[:_MOST_CHANGES])}{more}"
