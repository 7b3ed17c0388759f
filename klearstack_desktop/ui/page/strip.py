"""What was read, enlarged: a strip of the page around the active field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from klearstack_desktop.pages.fit import box_on_image
from klearstack_desktop.ui.chips import Tone
from klearstack_desktop.ui.fields.text import ElidedLabel
from klearstack_desktop.ui.page.excerpt import paint_excerpt, size_of
from klearstack_desktop.ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from klearstack_desktop.model.geometry import Box
    from klearstack_desktop.pages.page import Page

_SIDE: Final = 12
_HEIGHT: Final = 64
_ZOOMS: Final = (0.6, 2.0)
"""A long field is cut rather than made too small to be read, a short one is not blown up."""

NO_FIELD: Final = "No field is chosen"
NO_PLACE: Final = "This value has no place on the page"
NO_PAGE: Final = "The page is on its way"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What the strip shows; all texts are plain.

    Attributes:
        label: the name of the field.
        page: the page that it stands on, or None while it is not there.
        box: where it stands, in pixels of the page's rendition, or None where nobody knows.
        remark: what there is to know besides, such as the value as it was read.
        problem: why the page is not there and will not come by itself, as a sentence.
    """

    label: str = ""
    page: Page | None = None
    box: Box | None = None
    remark: str = ""
    problem: str = ""


class FieldStrip(QWidget):
    """Keeps its height whatever it shows, so that nothing moves from field to field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fieldStrip")
        self.setProperty("panel", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._label = ElidedLabel(self, pixel_size=12, is_bold=True)
        self._label.setObjectName("fieldStripLabel")
        self._remark = ElidedLabel(self, pixel_size=12, alignment=Qt.AlignmentFlag.AlignRight)
        self._remark.setObjectName("fieldStripRemark")
        self._picture = ExcerptPicture(self)
        self._picture.setFixedHeight(_HEIGHT)
        head = QHBoxLayout()
        head.setSpacing(_SIDE)
        head.addWidget(self._label)
        head.addWidget(self._remark, 1)
        inner = QVBoxLayout()
        inner.setContentsMargins(_SIDE, 5, _SIDE, 8)
        inner.setSpacing(4)
        inner.addLayout(head)
        inner.addWidget(self._picture)
        rule = QFrame()
        rule.setProperty("rule", "true")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule)
        column.addLayout(inner)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_excerpt(Excerpt())

    def show_excerpt(self, excerpt: Excerpt) -> None:
        """Show what stands around a field."""
        self._label.set_text(excerpt.label or " ")
        self._remark.set_text(excerpt.remark, Tone.NEUTRAL)
        self._picture.show_excerpt(excerpt)
        said = self._picture.words or f"The page where {excerpt.label} stands"
        self.setAccessibleName(said)

    @property
    def words(self) -> str:
        """What is said in place of the picture; empty where there is one."""
        return self._picture.words


class ExcerptPicture(QWidget):
    """The piece of the page, or the words that say why there is none.

    Attributes:
        share: of the width and height that the field takes; the rest shows what is around it.
        foot: what words leave free at the bottom, in pixels.
    """

    share = (0.85, 0.5)
    foot = 0

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = NO_FIELD
        self._excerpt = Excerpt()
        self._page: Page | None = None
        self._box: Box | None = None

    def show_excerpt(self, excerpt: Excerpt) -> None:
        """Show a piece of a page."""
        if excerpt == self._excerpt:
            return
        self._excerpt = excerpt
        page, box = excerpt.page, excerpt.box
        self._page = page
        self._box = box_on_image(box, page.rendition, page.size) if page and box else None
        if not excerpt.label:
            self.words = NO_FIELD
        elif box is None or (page is not None and self._box is None):
            self.words = NO_PLACE
        else:
            self.words = "" if page is not None else excerpt.problem or NO_PAGE
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the piece of the page in the size of the screen's own pixels."""
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.canvas))
        room = QRectF(self.rect())
        if self._page is not None and self._box is not None:
            paint_excerpt(painter, room, self._page, self._box, self._zoom())
        else:
            painter.setPen(QColor(theme.muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room.adjusted(_SIDE, 0, -_SIDE, -self.foot), int(flags), self.words)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(room.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _zoom(self) -> float:
        if self._page is None or self._box is None:
            return 1.0
        place = size_of(self._page, self._box)
        across = self.width() * self.share[0] / max(place.width(), 1)
        down = self.height() * self.share[1] / max(place.height(), 1)
        return min(max(min(across, down), _ZOOMS[0]), _ZOOMS[1])
