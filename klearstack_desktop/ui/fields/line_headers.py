"""The headers of the line items, which measure their labels only when they have to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QHeaderView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTableView


class LineHeader(QHeaderView):
    """A header whose size across, which is all that counts, does not hang on what its labels say.

    Columns have labels of one line, rows are numbered. Qt asks the model for the font, the icon and
    the text of up to forty labels whenever the table comes to another place or is another one.

    Args:
        orientation: horizontal for that of the columns.
        grid: the table.
    """

    def __init__(self, orientation: Qt.Orientation, grid: QTableView) -> None:
        super().__init__(orientation, grid)
        self._known: tuple[int, QSize] | None = None

    def sizeHint(self) -> QSize:
        """Return the size for labels like these, measured anew for more digits or another font."""
        is_of_rows, count = self.orientation() is Qt.Orientation.Vertical, self.count()
        kind = len(str(count)) if is_of_rows and count else min(count, 1)
        if self._known is None or self._known[0] != kind:
            self._known = (kind, super().sizeHint())
        return self._known[1]

    def changeEvent(self, event: QEvent) -> None:
        """Measure again in another font."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._known = None
