"""What a field's box on the page says: its state, and how that state looks.

The paper stays white in dark mode, so these colours are data and do not follow the theme. Colour
never stands alone: every state has a line or a mark of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from klearstack_desktop.pages.fit import box_on_image

if TYPE_CHECKING:
    from collections.abc import Iterable

    from klearstack_desktop.model.document import FieldKey
    from klearstack_desktop.model.geometry import Box
    from klearstack_desktop.model.line_items.place import CellPlace
    from klearstack_desktop.pages.page import Page

_FILL_ALPHA: Final = 24

BoxKey: TypeAlias = "FieldKey | CellPlace"
"""What a box stands for: a field, a cell of a table or a row of it."""


class BoxState(Enum):
    """What a box says about its field, the worst first."""

    BROKEN = "wrong"
    BAD = "doubtful"
    CHECK = "to check"
    UNKNOWN = "no confidence"
    GOOD = "good"
    ACCEPTED = "accepted"
    CHANGED = "changed"
    LINE = "line item"


PROBLEMS: Final = (BoxState.BROKEN, BoxState.BAD, BoxState.CHECK)
"""The states that still need a person, worst first."""


@dataclass(frozen=True, slots=True)
class PageBox:
    """Where one field stands on a page.

    Attributes:
        key: the field, or the cell of a table.
        page: page number from 1.
        box: in pixels of the rendition that the service speaks of (``pages.page.Page.rendition``).
        label, value: what is said while the pointer rests on it, plain text.
        state: what the box says.
        remark: the state in a sentence, plain text.
        is_quiet: it can be clicked, but is drawn only while it is the active one.
    """

    key: BoxKey
    page: int
    box: Box
    label: str
    value: str
    state: BoxState = BoxState.GOOD
    remark: str = ""
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A box at its place on a decoded page: `area` is in pixels of the image."""

    field: PageBox
    area: Box


class Mark(Enum):
    """A small figure in the upper right corner of a box."""

    NONE = "none"
    NOTCH = "notch"
    TRIANGLE = "triangle"
    CROSS = "cross"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class BoxLook:
    """How a box is drawn; widths in view pixels, whatever the zoom."""

    line: QColor
    fill: QColor
    pattern: Qt.PenStyle
    mark: Mark = Mark.NONE
    width: int = 1


def _look(colour: str, pattern: Qt.PenStyle, mark: Mark = Mark.NONE, width: int = 1) -> BoxLook:
    fill = QColor(colour)
    fill.setAlpha(_FILL_ALPHA)
    return BoxLook(QColor(colour), fill, pattern, mark, width)


_LOOKS: Final = {
    BoxState.BROKEN: _look("#b3261e", Qt.PenStyle.SolidLine, Mark.CROSS, width=2),
    BoxState.BAD: _look("#b3261e", Qt.PenStyle.DashDotLine, Mark.NOTCH, width=2),
    BoxState.CHECK: _look("#b56a00", Qt.PenStyle.DashLine, width=2),
    BoxState.UNKNOWN: _look("#5b6577", Qt.PenStyle.DotLine),
    BoxState.GOOD: _look("#17915a", Qt.PenStyle.SolidLine),
    BoxState.ACCEPTED: _look("#17915a", Qt.PenStyle.SolidLine, Mark.TICK),
    BoxState.CHANGED: _look("#6b3fa0", Qt.PenStyle.SolidLine, Mark.TRIANGLE),
    BoxState.LINE: _look("#2457d6", Qt.PenStyle.DashDotDotLine),
}
ACTIVE_LINE: Final = QColor("#2457d6")
ACTIVE_HALO: Final = QColor(36, 87, 214, 34)


def look_of(state: BoxState) -> BoxLook:
    """Return how a box of that state is drawn while its field is not the active one."""
    return _LOOKS[state]


def place_boxes(
    boxes: Iterable[PageBox], number: int, page: Page
) -> tuple[tuple[PlacedBox, ...], int]:
    """Find the places of a page's boxes on its image.

    Returns:
        the boxes that lie on the image, and how many lie outside: their scale is unknown, and no
        box is better than a wrong one (klearstack-api.md 0.4).
    """
    wanted = [box for box in boxes if box.page == number]
    areas = [box_on_image(box.box, page.rendition, page.size) for box in wanted]
    placed = tuple(
        PlacedBox(box, area) for box, area in zip(wanted, areas, strict=True) if area is not None
    )
    return placed, len(wanted) - len(placed)


def words_on(box: PageBox) -> str:
    """Return label, value and state, one below the other, as plain text."""
    return "\n".join((box.label, box.value or "(empty)", box.remark or box.state.value))
