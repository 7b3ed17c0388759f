"""Which documents of a shared queue are whose, worked out alike at every desk of a team.

Rendezvous hashing: for a document each member draws a number from its id and their own name, and
the highest has it. Every desk comes to the same result without asking anybody, and when a member
leaves or joins, only the documents of that member change hands.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def owner_of(document_id: str, members: Iterable[str]) -> str | None:
    """Return the member who has a document, or None where there are none.

    The order of the members means nothing, nor does the case of their names.
    """
    text = document_id.encode("utf-8", "surrogatepass")
    drawn = ((_draw(text, member), member) for member in members)
    return max(drawn, default=(b"", None))[1]


def plain_name(member: str) -> str:
    """Return a login name in the one form in which names are compared."""
    return member.strip().casefold()


def _draw(document: bytes, member: str) -> bytes:
    drawer = _drawer(member).copy()
    drawer.update(document)
    return drawer.digest()


@lru_cache(maxsize=64)
def _drawer(member: str) -> hashlib.blake2b:
    name = plain_name(member).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(name + b"\0", digest_size=16)


@dataclass(frozen=True, slots=True)
class Share:
    """The part of the queue that one reviewer works on.

    Attributes:
        me: the login name of the reviewer.
        members: everybody of the team, as the profile writes them; empty where there is no team.
        taken_over: the absent colleagues whose part the reviewer takes besides.
    """

    me: str
    members: tuple[str, ...] = ()
    taken_over: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_possible(self) -> bool:
        """Whether the reviewer is one of a team of several."""
        return len(self.members) > 1 and any(self._is_me(member) for member in self.members)

    @property
    def colleagues(self) -> tuple[str, ...]:
        """The other members, in the order of the profile."""
        return tuple(member for member in self.members if not self._is_me(member))

    @property
    def words(self) -> str:
        """What part that is: ``My share``, ``My share and Bea's``."""
        absent = [member for member in self.colleagues if member in self.taken_over]
        if not absent:
            return "My share"
        return f"My share and {', '.join(f'{name}’s' for name in absent)}"

    def has(self, document_id: str) -> bool:
        """Whether a document belongs to it."""
        owner = owner_of(document_id, self.members)
        return owner is not None and (self._is_me(owner) or owner in self.taken_over)

    def _is_me(self, member: str) -> bool:
        return plain_name(member) == plain_name(self.me)
