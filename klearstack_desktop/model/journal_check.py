"""What checking a journal has found, in sentences for people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from klearstack_desktop.model.journal import Anchor


_MOST_LINES: Final = 20


class Damage(StrEnum):
    """In which way a journal is not what was written."""

    EDITED = "edited"
    """What the rows say, or how they are sealed, is not what was written."""
    MISSING = "missing"
    MISPLACED = "misplaced"
    CUT = "cut"
    """An anchor shows that there were more rows."""
    REWRITTEN = "rewritten"
    """An anchor shows that there was another row in this place."""


class Reserve(StrEnum):
    """What could not be checked of rows that look sound."""

    NO_KEY = "no key"
    """The rows carry no MAC: whoever can write the file could have made them."""
    OTHER_KEY = "other key"
    """The rows were sealed with a key that is not at hand."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows of which the same is to be said.

    Attributes:
        what: the damage, or what could not be checked.
        first: number of the first row.
        last: number of the last row.
    """

    what: Damage | Reserve
    first: int
    last: int

    @property
    def rows(self) -> str:
        """The rows in words, to begin a sentence with."""
        if self.first == self.last:
            return f"Row {self.first:,}"
        return f"Rows {self.first:,} to {self.last:,}"

    @property
    def sentence(self) -> str:
        """What is to be said of them."""
        is_one = self.first == self.last
        return _SENTENCES[self.what].format(
            rows=self.rows,
            first=self.first,
            are="is" if is_one else "are",
            were="was" if is_one else "were",
            they="it was" if is_one else "they were",
            their="its" if is_one else "their",
        )


_SENTENCES: Final[dict[Damage | Reserve, str]] = {
    Damage.EDITED: "{rows} {are} not as {they} written.",
    Damage.MISSING: "{rows} {were} removed.",
    Damage.MISPLACED: "{rows} {are} out of place.",
    Damage.CUT: "{rows} {were} cut off: an anchor shows that {they} there.",
    Damage.REWRITTEN: (
        "Row {first} is not the one that an anchor names: the record up to it was replaced."
    ),
    Reserve.NO_KEY: (
        "{rows} {were} sealed without a key, as where there is no keychain: {their} chain is whole,"
        " but whoever could write the file could have made it."
    ),
    Reserve.OTHER_KEY: (
        "{rows} {were} sealed with a key that is not at hand: {their} chain is whole, {their} seal"
        " was not checked."
    ),
}


@dataclass(frozen=True, slots=True)
class JournalCheck:
    """What was found.

    Attributes:
        end: how many rows were read and how the last of them ends.
        anchors: how many anchors the journal was compared with.
        last_anchor: the rows that the latest anchor covers; 0 without an anchor.
        damage: what is not as it was written; in the order of the rows.
        reserves: what could not be checked and no anchor vouches for.
    """

    end: Anchor
    anchors: int
    last_anchor: int
    damage: tuple[Stretch, ...] = ()
    reserves: tuple[Stretch, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found that contradicts what was written."""
        return not self.damage

    @property
    def is_vouched_for(self) -> bool:
        """Whether every row is sound, and by more than a chain that anybody could have made."""
        return not (self.damage or self.reserves)

    @property
    def verdict(self) -> str:
        """The result in one sentence."""
        if self.damage:
            return "The record is NOT as it was written."
        if self.end.rows == 0:
            return "The record is empty."
        if self.reserves:
            return "Nothing contradicts the record, but not all of it can be vouched for."
        number = "The 1 row" if self.end.rows == 1 else f"All {self.end.rows:,} rows"
        return f"{number} of the record {'is' if self.end.rows == 1 else 'are'} as written."

    @property
    def reach(self) -> str:
        """What the anchors do and do not show, in one sentence."""
        after = self.end.rows - self.last_anchor
        if self.anchors == 0:
            return (
                "There was no anchor to compare with: rows cut off at the end, or a record that was"
                " replaced as a whole, cannot be found this way."
            )
        if after <= 0:
            return "An anchor covers the record to its end."
        return (
            f"The latest anchor covers rows 1 to {self.last_anchor:,}; what was cut off after it"
            " cannot be found this way."
        )

    @property
    def status(self) -> str:
        """The line that is worth keeping elsewhere: an anchor to compare with later."""
        return f"Anchor: {self.end.long}"

    @property
    def result(self) -> str:
        """The verdict and what it rests on, a sentence a line; of much damage the beginning."""
        stretches = (*self.damage, *self.reserves)
        lines = [self.verdict, *(stretch.sentence for stretch in stretches[:_MOST_LINES])]
        if len(stretches) > _MOST_LINES:
            lines.append(f"And {len(stretches) - _MOST_LINES:,} more findings.")
        return "\n".join(lines)

    @property
    def text(self) -> str:
        """Everything, a sentence a line."""
        return "\n".join([self.result, self.reach, self.status])
