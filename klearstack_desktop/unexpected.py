"""The four doors through which the unexpected comes, all leading to one place."""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QtMsgType, Signal, qInstallMessageHandler

if TYPE_CHECKING:
    from types import TracebackType

    from PySide6.QtCore import QMessageLogContext

log = logging.getLogger(__name__)

SENTENCE = "Something unexpected happened. The log says more."


class Unexpected(QObject):
    """Logs what nobody caught and says so once in the window.

    Exceptions in slots and overridden methods reach ``sys.excepthook``, sometimes in a worker
    thread, so the hooks only emit a signal.

    Signals:
        happened: carries a sentence for people and details for the log.
    """

    happened = Signal(str, str)

    def install(self) -> None:
        """Open the doors: the main thread's hook, the other threads' hook and Qt's messages."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        qInstallMessageHandler(_log_qt_message)

    def report(self, failure: BaseException | None, message: str = "") -> None:
        """Take a failure that a task or the event loop met."""
        log.error("unexpected: %s", message, exc_info=failure)
        self.happened.emit(SENTENCE, type(failure).__name__ if failure else message)

    def _on_exception(
        self, kind: type[BaseException], failure: BaseException, trace: TracebackType | None
    ) -> None:
        log.error("unexpected", exc_info=(kind, failure, trace))
        self.happened.emit(SENTENCE, kind.__name__)

    def _on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        self.report(arguments.exc_value, "in a thread")


def _log_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    level = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
    }.get(kind, logging.ERROR)
    log.log(level, "Qt: %s", message)
