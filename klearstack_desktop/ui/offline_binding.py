"""Says above the list how work goes on without the server, and what is missing until it is back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.ui.queue.panel import QueuePanel

OFFLINE: Final = (
    "Offline: go on with what is on this workstation. "
    "What you decide waits here until KlearStack answers."
)
NO_PAGES: Final = "No pages are kept here, because this computer offers no keychain."
PASSWORD_UNCHECKED: Final = "Your password will be checked then."  # noqa: S105 - a sentence


class OfflineBinding(QObject):
    """Shows a sentence as long as the server is out of reach.

    Whoever comes back to the window may have plugged in a cable: then the server is asked at once.
    """

    def __init__(self, desk: Desk, panel: QueuePanel) -> None:
        super().__init__(panel)
        self._desk = desk
        self._panel = panel
        desk.service.connection_changed.connect(self._tell)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._on_application_state_changed)
        self._tell()

    def _on_application_state_changed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self._desk.reconnecting.hint()

    def _tell(self) -> None:
        self._panel.set_notice(" ".join(self._sentences()))

    def _sentences(self) -> list[str]:
        if not self._desk.service.is_offline:
            return []
        start = self._desk.offline_start
        is_unchecked = start is not None and not start.is_password_checked
        return [
            OFFLINE,
            *([PASSWORD_UNCHECKED] if is_unchecked else []),
            *([] if self._desk.keeps_pages else [NO_PAGES]),
        ]
