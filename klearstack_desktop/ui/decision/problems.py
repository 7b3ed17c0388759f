"""What is wrong with the document that is being decided, on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.ui.chips import Tone
from klearstack_desktop.ui.fields.text import ElidedLabel, plain_tooltip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from klearstack_desktop.model.decision import DecisionCard


class ProblemsLabel(ElidedLabel):
    """Counts and the worst sentence; all sentences are in the tooltip and for screen readers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, pixel_size=12)

    def show_problems(self, card: DecisionCard | None) -> None:
        """Say what is wrong and what was let stand; None says nothing."""
        if card is None:
            self.set_text("")
            told = ""
        else:
            self.set_text(problems_in_words(card), _tone_of(card))
            told = all_in_words(card)
        self.setToolTip(plain_tooltip(told))
        if self.accessibleDescription() != told:
            self.setAccessibleDescription(told)


def problems_in_words(card: DecisionCard) -> str:
    """Return how much is wrong, and the worst that is not only counted, in words."""
    parts = []
    if card.errors and card.warnings:
        parts.append(f"✖ {_counted(card.errors, 'error')}")
    if card.overridden and (card.errors or card.warnings):
        parts.append(f"{len(card.overridden)} overridden")
    if card.warnings:
        parts.append(f"⚠ {_worst(card.warnings, 'warning')}")
    elif card.errors:
        parts.append(f"✖ {_worst(card.errors, 'error')}")
    elif card.overridden:
        parts.append(_worst(card.overridden, "", several="overridden"))
    return " · ".join(parts) or "no errors or warnings"


def all_in_words(card: DecisionCard) -> str:
    """Return every sentence, one on each line; empty where there is none."""
    lines = [f"✖ {sentence}" for sentence in card.errors]
    lines += [f"⚠ {sentence}" for sentence in card.warnings]
    return "\n".join((*lines, *card.overridden))


def _worst(sentences: tuple[str, ...], noun: str, several: str = "") -> str:
    if len(sentences) == 1:
        return sentences[0]
    counted = f"{len(sentences)} {several}" if several else _counted(sentences, noun)
    return f"{counted}: {sentences[0]}"


def _counted(sentences: tuple[str, ...], noun: str) -> str:
    return f"{len(sentences)} {noun}{'' if len(sentences) == 1 else 's'}"


def _tone_of(card: DecisionCard) -> Tone:
    if card.errors:
        return Tone.BAD
    return Tone.CHECK if card.warnings else Tone.NEUTRAL
