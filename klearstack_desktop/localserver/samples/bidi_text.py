"""From the order in which text is written to the order in which it stands on the page."""

from __future__ import annotations

import unicodedata

from bidi import get_display


def visual_word(word: str, *, right_to_left: bool) -> str:
    """Return the characters of one word from left to right."""
    if not right_to_left or word.isascii():
        return word
    return str(get_display(word, base_dir="R"))


def visual_order(words: list[str], *, right_to_left: bool) -> list[int]:
    """Return the positions of a line's words from left to right.

    In a right-to-left line, Latin words keep their own order among themselves and take the numbers
    that follow them along, as the Unicode bidirectional algorithm has it.
    """
    if not right_to_left:
        return list(range(len(words)))
    order: list[int] = []
    run: list[int] = []
    for position, word in enumerate(words):
        direction = _direction(word)
        if direction == "L" or (direction == "" and run and _has_digit(word)):
            run.append(position)
            continue
        order = [position, *run, *order]
        run = []
    return [*run, *order]


def _direction(word: str) -> str:
    """Return ``R``, ``L`` or, for a word of digits and signs alone, nothing."""
    for sign in word:
        kind = unicodedata.bidirectional(sign)
        if kind in ("R", "AL"):
            return "R"
        if kind == "L":
            return "L"
    return ""


def _has_digit(word: str) -> bool:
    return any(sign.isdigit() for sign in word)
