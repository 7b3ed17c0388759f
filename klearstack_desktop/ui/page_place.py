"""Where the page is: between queue and fields, or in a window of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from klearstack_desktop.ui.page.window import PageWindow
from klearstack_desktop.ui.window_memory import PageWindowPlace

if TYPE_CHECKING:
    from PySide6.QtCore import QByteArray
    from PySide6.QtWidgets import QMainWindow, QSplitter

    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.page.pane import PagePane
    from klearstack_desktop.ui.window_memory import WindowMemory

PAGE_PLACE: Final = 1
"""The page's place among the panes."""

_INTO_MAIN: Final = ("list", "search", "comment", "reject", "next_pane")
"""Actions that lead into the main window, also where its focus stays the same."""


class PagePlace(QObject):
    """Tears the page off and docks it, and remembers which of both it was and on which screen.

    A key that is pressed in the page's window may lead to a field, the comment or a sheet in the
    main window; then that comes to the front, so that what is typed next arrives there.

    Args:
        main: the main window.
        panes: the splitter that the page pane lies in.
        pane: the page pane.
        actions: the main window's actions.
        memory: where it is remembered.
    """

    def __init__(
        self,
        *,
        main: QMainWindow,
        panes: QSplitter,
        pane: PagePane,
        actions: Actions,
        memory: WindowMemory,
    ) -> None:
        super().__init__(main)
        self._main = main
        self._panes = panes
        self._pane = pane
        self._memory = memory
        self._toggle = actions["page_window"]
        self._stand_in = QWidget()
        self._docked_state: QByteArray | None = None
        self._window = PageWindow(main, actions)
        self._window.close_requested.connect(self.dock)
        self._toggle.triggered.connect(self._on_toggled)
        for action in actions:
            is_leading = action in {actions[name] for name in _INTO_MAIN}
            action.triggered.connect(lambda _on=False, leads=is_leading: self._follow(leads=leads))
        pane.box_clicked.connect(lambda _key: self._bring_main_forward())
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenRemoved.connect(self._on_screen_removed)

    @property
    def is_torn_off(self) -> bool:
        """Whether the page has a window of its own."""
        return self._docked_state is not None

    def restore(self) -> None:
        """Tear the page off where it was so at the last close, if its screen is still there."""
        kept = self._memory.page_window()
        if kept is not None and kept.screen in {s.name() for s in QGuiApplication.screens()}:
            self._window.restoreGeometry(kept.geometry)
            self.tear_off()

    def leave(self) -> None:
        """Remember where the page is, because the program ends, and let it take no more input.

        Where its screen is gone for now, what was remembered stays for when it is back.
        """
        if self.is_torn_off:
            screen = self._window.screen().name()
            self._memory.keep_page_window(PageWindowPlace(self._window.saveGeometry(), screen))
            self._window.hide()

    def panes_state(self) -> QByteArray:
        """Return how the panes share the width while the page is docked."""
        return self._panes.saveState() if self._docked_state is None else self._docked_state

    def tear_off(self) -> None:
        """Give the page a window of its own."""
        if self.is_torn_off:
            return
        focus = QApplication.focusWidget()
        self._docked_state = self._panes.saveState()
        self._panes.replaceWidget(PAGE_PLACE, self._stand_in)
        self._stand_in.hide()
        self._window.take(self._pane)
        self._window.show()
        self._toggle.setChecked(True)
        # Not every system shows a window without giving it the keyboard.
        if focus is not None and not self._pane.isAncestorOf(focus):
            self._main.activateWindow()

    def dock(self) -> None:
        """Bring the page back between queue and fields; from then on it is remembered there."""
        self._memory.forget_page_window()
        self._dock()

    def _dock(self) -> None:
        if self._docked_state is None:
            return
        state, self._docked_state = self._docked_state, None
        self._panes.replaceWidget(PAGE_PLACE, self._pane)
        self._stand_in.setParent(None)
        self._pane.show()
        self._panes.restoreState(state)
        self._window.hide()
        self._toggle.setChecked(False)
        self._main.activateWindow()

    def enter(self) -> None:
        """Give the page the focus, in whichever window it is."""
        if self.is_torn_off:
            self._window.activateWindow()
        self._pane.setFocus()

    def _on_toggled(self, is_wanted: bool) -> None:
        if is_wanted:
            self.tear_off()
        else:
            self.dock()

    def _on_screen_removed(self) -> None:
        # Once the system has moved what was there; with the screen it comes back at a later start.
        QTimer.singleShot(0, self, self._dock_where_both_are_on_one_screen)

    def _dock_where_both_are_on_one_screen(self) -> None:
        if self.is_torn_off and self._window.screen() is self._main.screen():
            self._dock()

    def _follow(self, *, leads: bool) -> None:
        """Bring the main window forward once an action has moved the focus in it."""
        if not self.is_torn_off or QApplication.activeWindow() is not self._window:
            return
        before = self._main.focusWidget()

        def look() -> None:
            if leads or self._main.focusWidget() is not before:
                self._bring_main_forward()

        QTimer.singleShot(0, self, look)

    def _bring_main_forward(self) -> None:
        if self.is_torn_off and QApplication.activeModalWidget() is None:
            self._main.activateWindow()
