"""How quick a long table is.

A key typed into a cell of a table with 1,000 rows and five columns: the draft, all rules, what is
said about each cell, the sums and the grid. A paste is one of 1,000 rows into an empty table.
Writing the draft down is not in it: that happens on a thread of its own.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.figure import FRAME_MS, measured, p99, spread
from benchmarks.workplace import application
from klearstack_desktop.model.document import Document, Row, Table
from klearstack_desktop.model.formats.customs import customs_of
from klearstack_desktop.model.formats.locales import formats_of
from klearstack_desktop.model.line_items.numbers import numbers_of
from klearstack_desktop.review.open_document import OpenDocument
from klearstack_desktop.ui.fields.line_grid import LineGrid
from klearstack_desktop.ui.fields.line_items import LineItems, ShownTable
from klearstack_desktop.ui.fields.line_remarks import remarks_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.figure import Figure

ROWS: Final = 1_000
KEYS: Final = 200
_PASTE_MS: Final = 1000.0
COLUMNS: Final = ("description", "quantity", "unit_price", "tax_rate", "total")


class Bench:
    """Line items beside an open document, joined as the window joins them."""

    def __init__(self) -> None:
        document = Document("bench", tables=(Table("line_items", COLUMNS, ()),))
        self.opened = OpenDocument(document, has_details=True)
        self.numbers = numbers_of(document.tables[0], customs_of(document), formats_of("en_GB"))
        self.items = LineItems()
        self.items.rows_edited.connect(self._on_edited)
        self._show()
        self.items.show()
        self.items.focus_grid()

    def _on_edited(self, name: str, rows: tuple[Row, ...], deed: str) -> None:
        self.opened = self.opened.with_rows(name, rows, "visit", deed)
        self._show()

    def _show(self) -> None:
        (table,) = self.opened.shown.tables
        remarks = remarks_on(table, self.opened.findings)
        self.items.show_table(ShownTable(table, False, self.numbers, remarks))

    def paste(self) -> float:
        """Return the seconds of a paste of all rows."""
        lines = (f"row {n}\t{n}\t2.50\t19\t{n * 2.5:.2f}\n" for n in range(1, ROWS + 1))
        QGuiApplication.clipboard().setText("".join(lines))
        begun = time.perf_counter()
        self.items.work.paste()
        return time.perf_counter() - begun

    def keys(self, keys: int) -> list[float]:
        """Return the seconds of each of so many keys typed into a cell in the middle."""
        grid = self.items.findChild(LineGrid)
        if grid is None:
            raise LookupError("the line items have no grid")
        grid.go_to(ROWS // 2, 0)
        QTest.keyClick(grid, Qt.Key.Key_F2)
        return [_pressed(QApplication.focusWidget() or grid) for _ in range(keys)]


def _pressed(widget: QWidget) -> float:
    begun = time.perf_counter()
    QTest.keyClick(widget, Qt.Key.Key_A)
    return time.perf_counter() - begun


def figures(*, quick: bool) -> Iterator[Figure]:
    """Paste, then type."""
    application()
    bench = Bench()
    pasted = bench.paste()
    typed = [seconds * 1000 for seconds in bench.keys(KEYS // 10 if quick else KEYS)]
    bench.items.close()
    yield measured(
        f"key typed into a table of {ROWS:,} rows: p99 against one frame",
        p99(typed),
        "ms",
        against=FRAME_MS,
        most_ratio=1,
        note=spread(typed, "ms"),
    )
    yield measured(
        f"paste of {ROWS:,} rows into an empty table", pasted * 1000, "ms", most=_PASTE_MS
    )
