"""A list of values to choose from, and finding one in it among tens of thousands."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.formats.forms import Meaning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from klearstack_desktop.model.fieldmap import DatasourceUse

SLICE: Final = 2500
"""So many choices are compared with a slip in mind before anything else gets its turn."""

_LEAST_LIKENESS: Final = 72
_SHORTEST_FUZZY: Final = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """One value: what is sent, and what people read."""

    value: str
    label: str


class ChoiceList:
    """Choices in their order; immutable, made once, searched often. It is also a `Form`.

    What is shown of a value is its label; a text that is a label or a value, letter case aside,
    means that value; any other text means itself.

    Args:
        choices: in the order in which an empty search lists them.
    """

    def __init__(self, choices: Iterable[Choice]) -> None:
        self._choices = _told_apart(choices)
        self._keys = [searchable(f"{choice.label} {choice.value}") for choice in self._choices]
        self._label_of = {choice.value: choice.label for choice in self._choices}
        self._value_of = {choice.value.casefold(): choice.value for choice in self._choices}
        self._value_of.update((c.label.casefold(), c.value) for c in reversed(self._choices))

    def __len__(self) -> int:
        return len(self._choices)

    def __contains__(self, value: object) -> bool:
        return value in self._label_of

    def shown(self, value: str) -> str:
        """Return the label of a value, or the value where the list has none."""
        return self._label_of.get(value, value)

    def meant(self, text: str) -> Meaning:
        """Return the value whose label or value the text is; any other text stays as it is."""
        value = self._value_of.get(text.strip().casefold())
        if value is not None:
            return Meaning(value, value if self.shown(value) != value else "")
        return Meaning(text, self._stranger(text))

    def explained(self, value: str) -> Meaning:
        """Return a value with what is sent for it, or that the list does not hold it."""
        if value in self:
            return Meaning(value, value if self.shown(value) != value else "")
        return Meaning(value, self._stranger(value))

    def _stranger(self, text: str) -> str:
        return "not listed" if text.strip() and self._choices else ""

    def place_of(self, value: str) -> int | None:
        """Return where in the list a value stands, or None."""
        if value not in self:
            return None
        return next(i for i, choice in enumerate(self._choices) if choice.value == value)

    def search(self, text: str, limit: int = 50) -> Iterator[tuple[Choice, ...]]:
        """Find choices; each result is better than the one before, and all are in good time.

        The first comes at once: the choices that hold every word of the text, those first whose
        label begins with it. If there are not enough, those follow that are like it, and each
        result takes a slice of the work, so that a window can paint between two of them.

        Args:
            text: what was typed; empty finds all in their order.
            limit: so many are returned at most.
        """
        wanted = searchable(text)
        if not wanted:
            yield self._choices[:limit]
            return
        exact = self._holding(wanted, limit)
        yield tuple(self._choices[i] for i in exact)
        if len(exact) < limit and len(wanted) >= _SHORTEST_FUZZY:
            yield from self._like(wanted, exact, limit)

    def _holding(self, wanted: str, limit: int) -> list[int]:
        words = wanted.split()
        keys = self._keys
        found = [i for i, key in enumerate(keys) if words[0] in key]
        for word in words[1:]:
            found = [i for i in found if word in keys[i]]
        beginning: list[int] = []
        at_a_word: list[int] = []
        within: list[int] = []
        for i in found:
            if keys[i].startswith(wanted):
                beginning.append(i)
                if len(beginning) == limit:
                    break
            elif len(at_a_word) < limit and f" {words[0]}" in keys[i]:
                at_a_word.append(i)
            elif len(within) < limit:
                within.append(i)
        return [*beginning, *at_a_word, *within][:limit]

    def _like(self, wanted: str, exact: list[int], limit: int) -> Iterator[tuple[Choice, ...]]:
        # Only a slip needs it, and it takes a while to import.
        from rapidfuzz import fuzz, process

        taken = set(exact)
        best: list[tuple[float, int]] = []
        for start in range(0, len(self._keys), SLICE):
            found = process.extract(
                wanted,
                self._keys[start : start + SLICE],
                scorer=fuzz.partial_ratio,
                processor=None,
                limit=limit,
                score_cutoff=_LEAST_LIKENESS,
            )
            if found:
                # Of those that hold the text equally well, whole words that agree decide.
                likely = [
                    (-score - fuzz.token_set_ratio(wanted, key), start + i)
                    for key, score, i in found
                    if start + i not in taken
                ]
                best = sorted([*best, *likely])[: limit - len(exact)]
            yield tuple(self._choices[i] for i in (*exact, *(i for _score, i in best)))


def choices_from(rows: Sequence[Mapping[str, str]], use: DatasourceUse) -> ChoiceList:
    """Make the choices of a field from the rows of its datasource; each value comes once.

    Args:
        rows: column to cell.
        use: which column is sent and which is shown.
    """
    labels: dict[str, str] = {}
    for row in rows:
        value = row.get(use.send, "")
        if value.strip():
            labels.setdefault(value, row.get(use.show, "").strip() or value)
    return ChoiceList(Choice(value, label) for value, label in labels.items())


def searchable(text: str) -> str:
    """Return a text as it is compared: without case, accents and double blanks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(plain.split())


def _told_apart(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Return the choices with the value behind a label that several of them share."""
    listed = tuple(choices)
    counts = Counter(choice.label.casefold() for choice in listed)
    return tuple(
        Choice(c.value, f"{c.label} · {c.value}") if counts[c.label.casefold()] > 1 else c
        for c in listed
    )
