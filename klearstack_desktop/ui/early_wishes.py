"""What a reviewer asks for while the program behind the list is still being loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.ui.main_window import MainWindow

_OF_THE_LIST: Final = ("search", "list", "filter")
"""The list does these itself."""

_OF_THE_WINDOW: Final = ("settings", "doctor", "palette", "keys")
"""Nobody needs to be signed in for these, but they are not there yet."""

_OF_THE_DESK: Final = ("next_document", "previous_document", "refresh", "upload")
"""Ways on; a decision waits for nobody, because it means what was seen."""


class EarlyWishes(QObject):
    """Keeps what is asked for until somebody can do it: nothing that was pressed is lost.

    Attributes:
        chosen: the document that was chosen in the list last, or None.
        wants_to_leave: the window was told to close.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._asked: list[str] = []
        self._waits = {name: self._wait_of(name) for name in (*_OF_THE_WINDOW, *_OF_THE_DESK)}
        self._is_over = False
        self._focus: QWidget | None = None
        self._place: str | None = None
        self.chosen: str | None = None
        self.wants_to_leave = False
        for name, wait in self._waits.items():
            window.action_table[name].triggered.connect(wait)
        window.close_requested.connect(self._leave)
        window.queue_panel.document_chosen.connect(self._choose)

    def _wait_of(self, name: str) -> Callable[[], None]:
        asked = self._asked

        def wait() -> None:
            asked.append(name)

        return wait

    def begin(self) -> None:
        """Let the reviewer walk through the list, whose rows are there."""
        for name in (*_OF_THE_LIST, *_OF_THE_DESK):
            self._window.action_table[name].setEnabled(True)
        self._window.queue_panel.setEnabled(True)
        self._window.queue_panel.focus_list()
        self._focus = self._window.focusWidget()
        self._place = self._window.queue_panel.selected()

    def give_to_window(self) -> None:
        """Let the window do what it can do by now."""
        self._give(_OF_THE_WINDOW)

    def focus_to_keep(self) -> QWidget | None:
        """Return where the reviewer works in the list; None where nobody has touched it yet.

        Until somebody does, the list has the focus only so that arrow keys arrive there.
        """
        focus = QApplication.focusWidget()
        if focus is None or not self._window.queue_panel.isAncestorOf(focus):
            return None
        if focus is self._focus and self._place == self._window.queue_panel.selected():
            focus.clearFocus()
            return None
        return focus

    def end(self) -> None:
        """Keep nothing any more; a document that is chosen from now on is opened by the desk."""
        if self._is_over:
            return
        self._is_over = True
        self._window.close_requested.disconnect(self._leave)
        self._window.queue_panel.document_chosen.disconnect(self._choose)

    def give_to_desk(self) -> None:
        """Let the desk do what was asked for, in the same order."""
        self._give(_OF_THE_DESK)

    def _give(self, names: tuple[str, ...]) -> None:
        actions = self._window.action_table
        for name in names:
            if (wait := self._waits.pop(name, None)) is not None:
                actions[name].triggered.disconnect(wait)
        asked = [name for name in self._asked if name in names]
        self._asked[:] = [name for name in self._asked if name not in names]
        for name in asked:
            actions[name].trigger()

    def _choose(self, document_id: str) -> None:
        self.chosen = document_id

    def _leave(self) -> None:
        self.wants_to_leave = True
