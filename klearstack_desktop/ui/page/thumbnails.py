"""The column of small pages beside the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    QSizeF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QWidget

from klearstack_desktop.ui.icons import paint_icon
from klearstack_desktop.ui.page.boxes import look_of
from klearstack_desktop.ui.page.geometry import rect_of, turned
from klearstack_desktop.ui.page.painting import paint_mark
from klearstack_desktop.ui.page.sheet import A4_AT_200_DPI
from klearstack_desktop.ui.theme import LIGHT, current_theme

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from klearstack_desktop.pages.page import Page
    from klearstack_desktop.ui.page.boxes import PlacedBox

PageRole: Final = Qt.ItemDataRole.UserRole
"""The `Page` of a row, or None while it has not come."""

ProblemRole: Final = Qt.ItemDataRole.UserRole + 1
"""The sentence that says why a page cannot be shown, or an empty string."""

MarksRole: Final = Qt.ItemDataRole.UserRole + 2
"""The `PlacedBox` of each field of a page that needs a person, worst last."""

_PAPER_WIDTH: Final = 72
_TALLEST: Final = 144
_FRAME: Final = 4
_COLUMN_WIDTH: Final = 100
_MARK: Final = 20
_FIELD_MARK: Final = 6.0
_CURRENT_LINE: Final = 2.5

_Index = QModelIndex | QPersistentModelIndex


class ThumbnailModel(QAbstractListModel):
    """One row a page; row 0 is page 1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._pages: dict[int, Page] = {}
        self._problems: dict[int, str] = {}
        self._marks: dict[int, tuple[PlacedBox, ...]] = {}

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return the number of pages."""
        return 0 if parent is not None and parent.isValid() else self._count

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return the page number, the page, its problem, or what a screen reader says."""
        if not index.isValid() or index.row() >= self._count:
            return None
        number = index.row() + 1
        problem = self._problems.get(number, "")
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return str(number)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"Page {number}: {problem}" if problem else self._said(number)
            case Qt.ItemDataRole.ToolTipRole:
                return self._said(number)
            case int() if role == PageRole:
                return self._pages.get(number)
            case int() if role == ProblemRole:
                return problem
            case int() if role == MarksRole:
                return self._marks.get(number, ())
            case _:
                return None

    def _said(self, number: int) -> str:
        marks = len(self._marks.get(number, ()))
        if not marks:
            return f"Page {number}"
        return f"Page {number}: {marks} {'field' if marks == 1 else 'fields'} to check"

    def reset(self, count: int) -> None:
        """Start with so many pages of which nothing is known."""
        self.beginResetModel()
        self._count = count
        self._pages.clear()
        self._problems.clear()
        self._marks.clear()
        self.endResetModel()

    def set_count(self, count: int) -> None:
        """Have so many pages, keeping what is known of those that stay."""
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()
        elif count < self._count:
            self.beginRemoveRows(QModelIndex(), count, self._count - 1)
            self._count = count
            self.endRemoveRows()

    def set_page(self, number: int, page: Page | None, problem: str = "") -> None:
        """Say what is known of a page, numbered from 1."""
        self._pages.pop(number, None)
        self._problems.pop(number, None)
        if page is not None:
            self._pages[number] = page
        if problem:
            self._problems[number] = problem
        index = self.index(number - 1, 0)
        if index.isValid():
            self.dataChanged.emit(index, index)

    def set_marks(self, marks: Mapping[int, tuple[PlacedBox, ...]]) -> None:
        """Say which fields of each page, numbered from 1, need a person."""
        changed = [n for n in {*marks, *self._marks} if marks.get(n) != self._marks.get(n)]
        self._marks = dict(marks)
        for number in changed:
            index = self.index(number - 1, 0)
            if index.isValid():
                self.dataChanged.emit(index, index)


class ThumbnailDelegate(QStyledItemDelegate):
    """Paints a small white page with its number, and a frame around the one that is open."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures: WeakKeyDictionary[Page, QPixmap] = WeakKeyDictionary()

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the size of the paper and the frame around it."""
        height = round(_paper_size(index.data(PageRole)).height())
        return QSize(_COLUMN_WIDTH - 2 * _FRAME, height + 3 * _FRAME)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint the smallest level of the page that is there."""
        theme = current_theme()
        rect, state = _geometry_of(option)
        page: Page | None = index.data(PageRole)
        paper = QRectF(rect.topLeft(), _paper_size(page))
        paper.moveCenter(QRectF(rect).center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(theme.text), 1, Qt.PenStyle.DashLine))
            painter.drawRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.fillRect(paper, Qt.GlobalColor.white)
        if page is not None:
            self._paint_page(painter, paper, page, index.data(MarksRole))
        if index.data(ProblemRole):
            mark = QRectF(0, 0, _MARK, _MARK)
            mark.moveCenter(paper.center())
            paint_icon(painter, mark, "page-missing", QColor(LIGHT.bad))
        _paint_number(painter, paper, str(index.data()))
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if is_current:
            painter.setPen(QPen(QColor(theme.accent), _CURRENT_LINE))
            painter.drawRect(paper.adjusted(-1, -1, 1, 1))
        else:
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawRect(paper)
        painter.restore()

    def _paint_page(
        self, painter: QPainter, paper: QRectF, page: Page, marks: tuple[PlacedBox, ...]
    ) -> None:
        sharpness = painter.device().devicePixelRatioF()
        painter.drawPixmap(paper.topLeft(), self.picture(page, paper.size(), sharpness))
        place = QTransform()
        place.translate(paper.center().x(), paper.center().y()).rotate(90 * page.upright_turns)
        size = turned(paper.size(), page.upright_turns)
        corner, scale = QPointF(-size.width() / 2, -size.height() / 2), size.width() / page.width
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark in marks:
            # Marks stand upright, also on a page that had to be turned.
            centre = corner + rect_of(mark.area).center() * scale
            paint_mark(painter, place.map(centre), _FIELD_MARK, look_of(mark.field.state))
        painter.restore()

    def picture(self, page: Page, paper: QSizeF, sharpness: float) -> QPixmap:
        """Return a page as large as it is painted, made smaller once and not in each frame.

        Args:
            page: the page.
            paper: its size in logical pixels.
            sharpness: pixels of the screen for each logical pixel.
        """
        wanted = (paper * sharpness).toSize()
        kept = self._pictures.get(page)
        if kept is None or kept.size() != wanted:
            upright = page.levels[-1].transformed(QTransform().rotate(90 * page.upright_turns))
            kept = QPixmap.fromImage(
                upright.scaled(
                    wanted,
                    Qt.AspectRatioMode.IgnoreAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
            kept.setDevicePixelRatio(sharpness)
            self._pictures[page] = kept
        return kept


def _geometry_of(option: QStyleOptionViewItem) -> tuple[QRect, QStyle.StateFlag]:
    # The stubs do not know that a view item's option has the attributes of its base class.
    return getattr(option, "rect"), getattr(option, "state")  # noqa: B009


def _paper_size(page: Page | None) -> QSizeF:
    size = A4_AT_200_DPI if page is None else turned(QSizeF(*page.size), page.upright_turns)
    return size.scaled(_PAPER_WIDTH, _TALLEST, Qt.AspectRatioMode.KeepAspectRatio)


def _paint_number(painter: QPainter, paper: QRectF, number: str) -> None:
    font = painter.font()
    font.setPixelSize(10)
    painter.setFont(font)
    metrics = painter.fontMetrics()
    plate = QRectF(0, 0, metrics.horizontalAdvance(number) + 6, metrics.height())
    plate.moveBottomRight(paper.bottomRight())
    painter.fillRect(plate, QColor(255, 255, 255, 215))
    painter.setPen(QColor(LIGHT.muted))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, number)


class Thumbnails(QListView):
    """The column; a click or an arrow key chooses a page.

    Signals:
        page_chosen: number of the page, from 1, that the reviewer chose.
    """

    page_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("thumbnails")
        self.setAccessibleName("Pages of the document")
        self._model = ThumbnailModel(self)
        self.setModel(self._model)
        self._delegate = ThumbnailDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFixedWidth(_COLUMN_WIDTH)
        self.setSpacing(2)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self._is_told = False
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    @property
    def pages(self) -> ThumbnailModel:
        """The rows, to be filled by the pane."""
        return self._model

    def set_current_page(self, number: int) -> None:
        """Mark a page as the open one and scroll to it; chooses nothing."""
        self._is_told = True
        self.setCurrentIndex(self._model.index(number - 1, 0))
        self._is_told = False

    def foresee(self, page: Page) -> None:
        """Make a page small ahead that is likely to be shown next."""
        self._delegate.picture(page, _paper_size(page), self.devicePixelRatioF())

    def settle(self) -> None:
        """Place the rows now that they are known; begun while painting, it would paint twice."""
        self.executeDelayedItemsLayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pages on the canvas that the page beside them lies on."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(current_theme().canvas))
        painter.end()
        super().paintEvent(event)

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid() and not self._is_told:
            self.page_chosen.emit(current.row() + 1)
