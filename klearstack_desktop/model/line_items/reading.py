"""Whether a cell still says what was read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Cell


def is_as_read(cell: Cell) -> bool:
    """Whether nobody changed the value of a cell since it came; one that came as nothing counts."""
    return cell.came_as == "" or _says(cell.came_as, cell.value)


def _says(came: Any, value: str) -> bool:  # noqa: ANN401 - as parsed JSON
    if isinstance(came, str):
        return came == value
    if isinstance(came, Mapping):
        return any(_says(part, value) for part in came.values())
    if isinstance(came, list | tuple):
        return any(_says(part, value) for part in came)
    return str(came) == value
