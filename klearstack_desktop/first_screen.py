"""The first screen: the window with the list as it was last, while all else is being loaded."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal

from klearstack_desktop.ui.early_wishes import EarlyWishes
from klearstack_desktop.ui.first_rows import FirstRows
from klearstack_desktop.ui.main_window import NOBODY_YET, MainWindow
from klearstack_desktop.ui.status_line import ConnectionState
from klearstack_desktop.ui.window_memory import WindowMemory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Future
    from pathlib import Path

    from klearstack_desktop.options import Options
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.store.shown_rows import ShownRows

LONGEST_GLANCE_MS: Final = 300
"""A keychain that asks a person first keeps the rest of the program waiting no longer."""


class FirstScreen(QObject):
    """A window with its list, and what a reviewer asks of it before the rest is there.

    Attributes:
        window: not furnished yet.
        rows: tells when rows were painted.
        wishes: what the reviewer asks for meanwhile.
    """

    _glanced = Signal()
    _loaded = Signal()

    def __init__(self, options: Options, folder: Path) -> None:
        super().__init__()
        self.window = MainWindow(WindowMemory(folder / "window.ini"))
        self.rows = FirstRows(self.window)
        self.wishes = EarlyWishes(self.window)
        self._shown_ids: frozenset[str] = frozenset()
        self._failure: BaseException | None = None
        self._is_loading = False
        self._is_over = False
        self._glance: Future[ShownRows | None] | None = None
        self._queue: DocumentQueue | None = None
        if (report := options.report_start) is not None:
            from klearstack_desktop.start_report import write_start

            self.rows.painted.connect(lambda: write_start(report))

    def show_while_loading(
        self, glance: Future[ShownRows | None], load: Callable[[], None]
    ) -> None:
        """Show the list as it was last, and return when the program is loaded.

        This is the first of two event loops, one after the other: the program's own needs what is
        being loaded meanwhile. Nothing but the window lives in it.

        Args:
            glance: what the list showed last, for whoever may see it.
            load: loads the program, in a thread of its own; it may make classes and no widgets.
        """
        self._loading = threading.Thread(
            target=self._run, args=(load,), name="loading", daemon=True
        )
        loop = QEventLoop()
        self._loaded.connect(loop.quit)
        self.rows.painted.connect(self._load)
        self.window.queue_panel.set_notice("")
        self._glance = glance
        self._glanced.connect(self._take)
        if glance.done():
            self._take()
        else:
            glance.add_done_callback(lambda _done: self._glanced.emit())
        self.window.show()
        QTimer.singleShot(LONGEST_GLANCE_MS, self, self._load)
        loop.exec()
        self._is_over = True
        if not self._shown_ids:
            self.window.queue_panel.set_notice(NOBODY_YET)
        if self._failure is not None:
            raise self._failure

    def follow(self, queue: DocumentQueue) -> None:
        """Let rows go that a queue turns out not to have."""
        self._queue = queue
        if self._shown_ids:
            self.window.queue_panel.set_loading(False)
        queue.replaced.connect(self._drop_what_left)

    def _drop_what_left(self) -> None:
        if self._queue is not None:
            self._drop(self._queue.ids())

    def drop_rows(self) -> None:
        """Show none of the rows any more: whoever wants to see them must sign in first."""
        self._drop(())
        self.window.queue_panel.set_loading(False)
        self.window.queue_panel.setEnabled(False)
        self.window.set_working(is_working=False)
        self.window.queue_panel.set_notice(NOBODY_YET)
        self.window.status_line.set_connection(ConnectionState.SIGNED_OUT)

    def _drop(self, listed: Iterable[str]) -> None:
        gone, self._shown_ids = self._shown_ids.difference(listed), frozenset()
        if gone:
            self.window.queue_panel.drop_entries(gone)

    def _take(self) -> None:
        if self._is_over or self._glance is None:
            return
        shown = self._glance.result()
        if shown is None or not shown.entries:
            self.window.queue_panel.set_notice(NOBODY_YET)
            self._load()
            return
        panel = self.window.queue_panel
        self._shown_ids = frozenset(entry.document_id for entry in shown.entries)
        panel.take_entries(shown.entries)
        # There may be more of them than were kept.
        panel.set_loading(True)
        panel.select(shown.last_open)
        self.window.status_line.set_connection(ConnectionState.CONNECTING)
        self.wishes.begin()

    def _load(self) -> None:
        if self._is_loading:
            return
        self._is_loading = True
        self._loading.start()

    def _run(self, load: Callable[[], None]) -> None:
        try:
            load()
        except BaseException as failure:  # noqa: BLE001 - it is raised where it can be seen
            self._failure = failure
        self._loaded.emit()
