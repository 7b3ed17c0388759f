"""The least that a start can take: a bare PySide6 window with a QListView.

    python -m benchmarks.bare_window FILE ROWS

Writes into FILE when its rows were painted, as ``klearstack-desktop --report-start`` does; ends.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QStringListModel, QTimer
from PySide6.QtWidgets import QApplication, QListView, QMainWindow


class FirstPaint(QObject):
    """Writes the time after the first painting, and ends the program."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look out for the first painting."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, write)
        return False


def write() -> None:
    """Write the time and end."""
    now, path = time.monotonic(), Path(sys.argv[1])
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(str(now), "ascii")
    beside.replace(path)
    QApplication.quit()


def main() -> None:
    """Show the window."""
    app = QApplication([])
    window, view = QMainWindow(), QListView()
    view.setModel(QStringListModel([f"invoice-{row:04}.pdf" for row in range(int(sys.argv[2]))]))
    window.setCentralWidget(view)
    window.resize(1600, 1000)
    watch = FirstPaint(window)
    view.viewport().installEventFilter(watch)
    window.show()
    app.exec()


if __name__ == "__main__":
    main()
