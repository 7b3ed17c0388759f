"""What a part of the window offers to the palette beside the table of actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from klearstack_desktop.ui.palette.ranking import Command


@dataclass(frozen=True, slots=True)
class Offer:
    """A command that is no action of the table, and what does it.

    Its name must be no action's and the same whenever the same is offered: what was used last is
    remembered by it.
    """

    command: Command
    do: Callable[[], object]


class Offering(Protocol):
    """A part of the window with commands of its own."""

    def offers(self) -> Iterable[Offer]:
        """Return what can be asked of it, as it is now; asked each time the palette opens."""
