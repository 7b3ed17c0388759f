"""The comment, with a list of what was written before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QToolButton

from klearstack_desktop.ui.fields.choice_popup import ChoicePopup
from klearstack_desktop.ui.fields.editors import AreaEditor
from klearstack_desktop.ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from klearstack_desktop.model.comments import CommentOffer

_SPOKEN: Final = "Earlier comments"
_TEXT: Final = Qt.ItemDataRole.UserRole + 1
_VISIBLE_ROWS: Final = 8
_BUTTON: Final = 22
_EDGE: Final = 3
_NO_PARENT = QModelIndex()


class CommentBox(AreaEditor):
    """Text of up to two lines; Alt+Down, F4 or the button opens what was written before.

    Signals:
        offer_chosen: carries a text that takes the place of the comment.

    Args:
        parent: what it stands in.
    """

    offer_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, max_lines=2)
        self._offers: Callable[[], tuple[CommentOffer, ...]] = tuple
        self._model = _OffersModel(self)
        self._popup = ChoicePopup(
            self, self._model, most_rows=_VISIBLE_ROWS, name="commentHistory", spoken=_SPOKEN
        )
        self._popup.wanted.connect(self.open_list)
        self._popup.chosen.connect(self._choose)
        self._button = QToolButton(self)
        self._button.setObjectName("commentHistoryButton")
        self._button.setAccessibleName(_SPOKEN)
        self._button.setToolTip("Earlier comments (Alt+Down)")
        self._button.setIcon(icon("chevron-down"))
        self._button.setIconSize(QSize(14, 14))
        self._button.setProperty("kind", "flat")
        self._button.setCursor(Qt.CursorShape.ArrowCursor)
        # The key does it from the box; a stop of Tab more would be one between comment and buttons.
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._button.clicked.connect(self._on_button)
        self.setViewportMargins(0, 0, _BUTTON, 0)

    def set_offers(self, offers: Callable[[], tuple[CommentOffer, ...]]) -> None:
        """Ask there what can be offered, each time the list is opened."""
        self._offers = offers

    def is_open(self) -> bool:
        """Whether the list is on screen."""
        return self._popup.is_open()

    def open_list(self) -> None:
        """Show what was written before, the likeliest first."""
        if self.isReadOnly():
            return
        self._model.show_offers(self._offers())
        if self._model.rowCount():
            self._popup.open(0)

    def _choose(self, index: QModelIndex) -> None:
        text = index.data(_TEXT)
        if isinstance(text, str) and text != self.value():
            self.offer_chosen.emit(text)
            self.set_caret(len(self.value()))

    def _on_button(self) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.open_list()

    def setReadOnly(self, is_read_only: bool) -> None:  # noqa: N802 - Qt's own
        """Offer nothing where nothing can be written."""
        super().setReadOnly(is_read_only)
        self._button.setVisible(not is_read_only)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list on Alt+Down and F4; an open list takes Enter and Esc itself."""
        if not self._popup.takes(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button in its corner."""
        super().resizeEvent(event)
        self._button.setGeometry(self.width() - _BUTTON - _EDGE, _EDGE, _BUTTON, _BUTTON)


class _OffersModel(QAbstractListModel):
    """What was written before, each on one line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._offers: tuple[CommentOffer, ...] = ()

    def show_offers(self, offers: tuple[CommentOffer, ...]) -> None:
        """Show other texts."""
        self.beginResetModel()
        self._offers = offers
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self._offers)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401 - Qt's own signature
        """Return a text, on one line or whole, or where it comes from."""
        offer = self._offers[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return " ".join(offer.text.split())
            case Qt.ItemDataRole.UserRole:
                return offer.origin
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{offer.text}, {offer.origin}"
            case _ if role == _TEXT:
                return offer.text
            case _:
                return None
