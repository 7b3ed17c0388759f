"""What a field's box on the page says: its state, and how that state looks.

The paper stays white in dark mode, so these colours are data and do not follow the theme. Colour
never stands alone: every state has a line or a mark of its own.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from klearstack_desktop.model.doubts import BAD_BELOW, DEFAULT_THRESHOLD
from klearstack_desktop.pages.fit import box_on_image

if TYPE_CHECKING:
    from collections.abc import Iterable

    from klearstack_desktop.model.document import FieldKey
    from klearstack_desktop.model.geometry import Box
    from klearstack_desktop.pages.page import Page

GOOD_FROM: Final = DEFAULT_THRESHOLD
"""Confidence from which a reading counts as good."""

_FILL_ALPHA: Final = 24


@dataclass(frozen=True, slots=True)
class PageBox:
    """Where one field stands on a page.

    Attributes:
        key: the field.
        page: page number from 1.
        box: in pixels of the rendition that the service speaks of (``pages.page.Page.rendition``).
        label, value: what the tooltip says, plain text.
        confidence: 0..1, or None where the service gave none.
        is_changed: whether the reviewer changed the value.
    """

    key: FieldKey
    page: int
    box: Box
    label: str
    value: str
    confidence: float | None = None
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A box at its place on a decoded page: `area` is in pixels of the image."""

    field: PageBox
    area: Box


class BoxState(Enum):
    """What a box says about its field."""

    GOOD = "good"
    CHECK = "to check"
    BAD = "doubtful"
    UNKNOWN = "no confidence"
    CHANGED = "changed"


class Mark(Enum):
    """A small figure in the upper right corner of a box."""

    NONE = "none"
    NOTCH = "notch"
    TRIANGLE = "triangle"


@dataclass(frozen=True, slots=True)
class BoxLook:
    """How a box is drawn; widths in view pixels, whatever the zoom."""

    line: QColor
    fill: QColor
    pattern: Qt.PenStyle
    mark: Mark = Mark.NONE
    width: float = 1.5


def _look(colour: str, pattern: Qt.PenStyle, mark: Mark = Mark.NONE, width: float = 1.5) -> BoxLook:
    fill = QColor(colour)
    fill.setAlpha(_FILL_ALPHA)
    return BoxLook(QColor(colour), fill, pattern, mark, width)


_LOOKS: Final = {
    BoxState.GOOD: _look("#17915a", Qt.PenStyle.SolidLine, width=1.0),
    BoxState.CHECK: _look("#b56a00", Qt.PenStyle.DashLine),
    BoxState.BAD: _look("#b3261e", Qt.PenStyle.DashDotLine, Mark.NOTCH),
    BoxState.UNKNOWN: _look("#5b6577", Qt.PenStyle.DotLine),
    BoxState.CHANGED: _look("#6b3fa0", Qt.PenStyle.SolidLine, Mark.TRIANGLE),
}
ACTIVE_LINE: Final = QColor("#2457d6")
ACTIVE_HALO: Final = QColor(36, 87, 214, 34)


def state_of(box: PageBox) -> BoxState:
    """Return what a box says; a change by the reviewer counts more than the confidence."""
    if box.is_changed:
        return BoxState.CHANGED
    if box.confidence is None:
        return BoxState.UNKNOWN
    if box.confidence >= GOOD_FROM:
        return BoxState.GOOD
    return BoxState.CHECK if box.confidence >= BAD_BELOW else BoxState.BAD


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


def tooltip_of(box: PageBox) -> str:
    """Return label, value and state for a tooltip, escaped so that Qt shows it as written."""
    state = state_of(box)
    said = state.value
    if box.confidence is not None and state is not BoxState.CHANGED:
        said = f"{said}, read with {box.confidence:.0%} confidence"
    lines = (f"<b>{html.escape(box.label)}</b>", html.escape(box.value), html.escape(said))
    return "<p style='white-space: pre-wrap'>" + "<br>".join(lines) + "</p>"
