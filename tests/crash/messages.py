"""What the process that will be killed tells: each is in the pipe before the next thing happens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klearstack_desktop.model.document import Document

COMMENT = "comment"


@dataclass(frozen=True)
class Settled:
    """The program has started, signed in and brought what was under way to its end."""


@dataclass(frozen=True)
class Shown:
    """A document is shown with these values.

    Attributes:
        revision: the number of the newest edit of this document; 0 if it was not edited.
        values: what stands in the fields, the tables and the comment.
    """

    document: str
    revision: int
    values: Mapping[str, str]


@dataclass(frozen=True)
class Promised:
    """The draft sign shows that every edit up to this revision is safe."""

    revision: int


@dataclass(frozen=True)
class Pressed:
    """The reviewer is about to press the key that saves, decides or takes back."""

    deed: str


@dataclass(frozen=True)
class Submitted:
    """The window took a decision on a document."""

    document: str


@dataclass(frozen=True)
class Listed:
    """The outbox shows these rows, by their ids."""

    rows: frozenset[str]


@dataclass(frozen=True)
class Failed:
    """The program broke; carries what is known of it."""

    traceback: str


Message: TypeAlias = Settled | Shown | Promised | Pressed | Submitted | Listed | Failed


@dataclass(frozen=True)
class Work:
    """Tells a settled program to work until it is killed, by a script that the seed decides."""

    seed: int


@dataclass(frozen=True)
class End:
    """Tells a settled program to end in order."""


def values_of(document: Document, comment: str) -> dict[str, str]:
    """Return everything of a document that a reviewer can change."""
    values = {f"{f.key.name}#{f.key.occurrence}": f.value for f in document.fields}
    for table in document.tables:
        values[table.name] = "\n".join("\t".join(c.value for c in row) for row in table.rows)
    return {**values, COMMENT: comment}
