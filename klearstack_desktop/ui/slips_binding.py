"""Leads from a document to the one that it is likely the same as, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.presenter import Presenter

NOTHING_LIKE_IT: Final = "Nothing that this workstation has seen is likely the same document."
COMPARING: Final = "This is the document it was compared with; the same key leads back."


class SlipsBinding(QObject):
    """One key goes to the other document; pressed there, it goes back."""

    def __init__(self, desk: Desk, actions: Actions, presenter: Presenter) -> None:
        super().__init__(presenter)
        self._desk = desk
        self._presenter = presenter
        self._way_back: tuple[str, str] | None = None
        actions["open_duplicate"].triggered.connect(self._go)

    def _go(self) -> None:
        session = self._desk.session
        if (current := session.current) is None:
            return
        if self._way_back is not None and self._way_back[0] == current.id:
            _other, back = self._way_back
            self._way_back = None
            session.open(back)
            return
        other = self._desk.comparing.likeliest_duplicate(current)
        if other is None:
            self._presenter.show_news(NOTHING_LIKE_IT)
            return
        self._way_back = other, current.id
        session.open(other)
        self._presenter.show_news(COMPARING)
