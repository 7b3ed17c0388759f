"""Whose documents are shown: everybody's, or the reviewer's share of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from klearstack_desktop.model.share import Share
from klearstack_desktop.ui.fields.text import plain_tooltip
from klearstack_desktop.ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

_ALL = "Everybody’s documents"


class ShareButton(QToolButton):
    """Says whose documents are shown; its menu changes that and takes over for who is absent.

    It is hidden where no team is known.

    Signals:
        share_changed: carries the `Share` to show, or None for everybody's documents.
        taken_over_changed: carries the frozen set of colleagues whose share is taken besides.
    """

    share_changed = Signal(object)
    taken_over_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shareButton")
        self.setAccessibleName("Whose documents to show")
        self.setProperty("kind", "flat")
        self.setIcon(icon("user"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._share = Share("")
        self._menu = QMenu(self)
        self._menu.setObjectName("shareMenu")
        self._choice = QActionGroup(self)
        self._all = self._entry(_ALL)
        self._mine = self._entry("My share")
        for action in (self._all, self._mine):
            self._choice.addAction(action)
        self._all.setChecked(True)
        self._choice.triggered.connect(lambda _action: self._tell())
        self._menu.addSeparator()
        self._colleagues: dict[str, QAction] = {}
        self.setMenu(self._menu)
        self.set_share(self._share)

    def _entry(self, text: str) -> QAction:
        action = self._menu.addAction(text)
        action.setCheckable(True)
        return action

    def set_share(self, share: Share) -> None:
        """Offer the share of a reviewer; where the team is not known nothing is offered."""
        for action in self._colleagues.values():
            self._menu.removeAction(action)
        self._share = share
        self._colleagues = {}
        for member in share.colleagues:
            action = self._colleagues[member] = self._entry(f"Take over {member}’s share")
            action.setChecked(member in share.taken_over)
            action.toggled.connect(lambda _is_on: self._on_taken_over())
        self.setVisible(share.is_possible)
        self._tell()

    @property
    def take_overs(self) -> Mapping[str, QAction]:
        """What takes over the share of a colleague, by the colleague's name."""
        return self._colleagues

    def toggle(self) -> None:
        """Show one's own share instead of everybody's documents, or the other way round."""
        if self._share.is_possible:
            (self._mine if self._all.isChecked() else self._all).setChecked(True)
            self._tell()

    def _on_taken_over(self) -> None:
        absent = frozenset(name for name, action in self._colleagues.items() if action.isChecked())
        self._share = replace(self._share, taken_over=absent)
        # Who takes over wants to see it.
        if absent:
            self._mine.setChecked(True)
        self.taken_over_changed.emit(absent)
        self._tell()

    def _tell(self) -> None:
        is_mine = self._mine.isChecked() and self._share.is_possible
        self.setText(self._share.words if is_mine else _ALL)
        self.setToolTip(plain_tooltip(self.text()))
        self.share_changed.emit(self._share if is_mine else None)
