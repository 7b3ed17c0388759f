"""Small parts that the pages of the settings share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex
    from PySide6.QtWidgets import QWidget

ROW_HEIGHT: Final = 26
FIELD_HEIGHT: Final = 30


def label(text: str = "", role: str = "") -> QLabel:
    """Return a label for plain text that wraps."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    if role:
        made.setProperty("role", role)
    return made


def scrolling(page: QWidget) -> QScrollArea:
    """Return a page in a frame that scrolls where the screen is too small for it."""
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumWidth(page.minimumSizeHint().width())
    # The keys belong to what is on the page.
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    # A scroll area is as white as a list, unless it is told otherwise.
    area.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")
    return area


def edit(name: str, accessible: str, example: str = "") -> QLineEdit:
    """Return an empty field."""
    made = QLineEdit()
    made.setObjectName(name)
    made.setAccessibleName(accessible)
    made.setPlaceholderText(example)
    made.setMinimumHeight(FIELD_HEIGHT)
    return made


def table(
    name: str, accessible: str, model: QAbstractItemModel, widths: dict[int, int]
) -> QTableView:
    """Return a table with rows of one height; the column without a width takes what is left."""
    made = QTableView()
    made.setObjectName(name)
    made.setAccessibleName(accessible)
    made.setModel(model)
    made.setItemDelegate(_SoftSelection(made))
    made.setShowGrid(False)
    made.setAlternatingRowColors(True)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setTabKeyNavigation(False)
    made.verticalHeader().hide()
    made.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    made.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    header = made.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for column in range(model.columnCount()):
        if column in widths:
            header.resizeSection(column, widths[column])
        else:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    return made


def mark(widget: QWidget, *, is_bad: bool) -> None:
    """Show that a field holds something wrong, or that it does not any more."""
    kind = "bad" if is_bad else None
    if widget.property("problem") != kind:
        widget.setProperty("problem", kind)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class _SoftSelection(QStyledItemDelegate):
    """Keeps icons in the text's colour: our selected rows are pale, not filled."""

    def initStyleOption(  # noqa: N802 - Qt's spelling
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Give a cell's icon the same look whether it is selected or not."""
        super().initStyleOption(option, index)
        if not option.icon.isNull():
            drawn = option.icon.pixmap(option.decorationSize, option.widget.devicePixelRatio())
            alike = QIcon()
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
                alike.addPixmap(drawn, mode)
            option.icon = alike
