"""A long JSON list, one item at a time, from text that comes in pieces."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from klearstack_desktop.model import jsontext

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from klearstack_desktop.model.jsontext import Json

T = TypeVar("T")

_WHITE = " \t\n\r"
_AFTER_AN_ITEM = frozenset(f"{_WHITE},]")
_FARTHEST_LOOK = 16
"""How far a JSON reader looks ahead at most outside of texts: ``-Infinity``, a pair of escapes."""
_LONG_ITEM = 64 * 1024


@dataclass(frozen=True, slots=True)
class Shortcut(Generic[T]):
    """A faster way from the text of usual items to what is wanted of them.

    Attributes:
        end: finds where an item of the usual kind may end, before the next one; what it finds
            inside of an item costs time only.
        read: makes what is wanted of the text of one item or several with commas between them;
            returns None for what is not that, or not of the usual kind.
        several: characters that items which are read at once have at least.
    """

    end: re.Pattern[str]
    read: Callable[[str], Sequence[T] | None]
    several: int


class JsonList(Generic[T]):
    """Reads the items of a list and holds no more of its text than an item and a piece.

    An item is what `jsontext.loads` makes of it within the whole text.

    Args:
        pieces: the text behind the opening bracket, in pieces of any length.
        read: makes what is wanted of an item.
        shortcut: is tried first.
    """

    def __init__(
        self,
        pieces: Iterable[str],
        read: Callable[[Json], T],
        shortcut: Shortcut[T] | None = None,
    ) -> None:
        self._pieces = iter(pieces)
        self._read = read
        self._shortcut = shortcut
        self._text = ""
        self._at = 0
        self._one_by_one = 0
        self._has_no_end = False

    def __iter__(self) -> Iterator[T]:
        """Yield what was made of each item.

        Raises:
            ValueError: the text is no list, or it ends before the list does.
        """
        sign = self._sign()
        if sign == "]":
            self._at += 1
            return
        while True:
            made = self._at_once()
            if made is None:
                yield self._read(self._value())
            else:
                yield from made
            sign = self._sign()
            self._at += 1
            if sign == "]":
                return
            if sign != ",":
                raise ValueError("no comma between two items")
            self._sign()

    def rest(self) -> str:
        """Return what stands behind the closing bracket."""
        return self._text[self._at :] + "".join(self._pieces)

    def _at_once(self) -> Sequence[T] | None:
        """Read several items, or one where something among several is not as usual."""
        shortcut = self._shortcut
        if shortcut is None:
            return None
        if self._one_by_one <= 0:
            made, length = self._up_to_an_end(shortcut, shortcut.several)
            if made is not None:
                return made
            self._one_by_one = length
        made, length = self._up_to_an_end(shortcut, 0)
        self._one_by_one -= max(length, 1)
        return made

    def _up_to_an_end(self, shortcut: Shortcut[T], least: int) -> tuple[Sequence[T] | None, int]:
        """Read the items up to the first end behind so many characters.

        Returns:
            What was made of them, and the number of characters that it was tried with.
        """
        if self._has_no_end:
            return None, 0
        end = shortcut.end.search(self._text, self._at + least)
        if end is None and len(self._text) - self._at < _LONG_ITEM and self._more():
            end = shortcut.end.search(self._text, self._at + least)
        if end is None:
            self._has_no_end = least == 0
            return None, 0
        length = end.end() - self._at
        made = shortcut.read(self._text[self._at : end.end()])
        if made is not None:
            self._at = end.end()
        return made, length

    def _value(self) -> Json:
        while True:
            try:
                value, end = jsontext.first_value(self._text, self._at)
            except json.JSONDecodeError as error:
                if not self._is_cut(error) or not self._more():
                    raise
            else:
                is_over = isinstance(value, dict | list) or type(value) is str
                if is_over or self._text[end : end + 1] in _AFTER_AN_ITEM or not self._more():
                    self._at = end
                    return value

    def _is_cut(self, error: json.JSONDecodeError) -> bool:
        """Whether more text may mend what is wrong."""
        is_at_the_end = error.pos >= len(self._text) - _FARTHEST_LOOK
        return is_at_the_end or error.msg.startswith("Unterminated string")

    def _sign(self) -> str:
        """Go to the next character that is no white space and return it."""
        while True:
            while (sign := self._text[self._at : self._at + 1]) and sign in _WHITE:
                self._at += 1
            if sign or not self._more():
                return sign

    def _more(self) -> bool:
        """Read on, by as much as is there, so that an endless item is not begun endlessly often."""
        left = self._text[self._at :]
        pieces, wanted = [left], max(len(left), 1)
        while wanted > 0 and (piece := next(self._pieces, None)) is not None:
            pieces.append(piece)
            wanted -= len(piece)
        self._text, self._at = "".join(pieces), 0
        self._has_no_end = False
        return len(self._text) > len(left)
