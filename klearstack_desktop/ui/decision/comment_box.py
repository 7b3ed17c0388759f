"""The comment, with a list of what was written before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QCompleter, QToolButton

from klearstack_desktop.ui.fields.choice_delegate import ChoiceDelegate
from klearstack_desktop.ui.fields.editors import AreaEditor
from klearstack_desktop.ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from klearstack_desktop.model.comments import CommentOffer

_TEXT: Final = Qt.ItemDataRole.UserRole + 1
_LIST_KEYS: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape})
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
        self._list: QCompleter | None = None
        self._button = QToolButton(self)
        self._button.setObjectName("commentHistoryButton")
        self._button.setAccessibleName("Earlier comments")
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
        popup = self._list.popup() if self._list is not None else None
        return popup is not None and popup.isVisible()

    def open_list(self) -> None:
        """Show what was written before, the likeliest first."""
        if self.isReadOnly():
            return
        self._model.show_offers(self._offers())
        if self._model.rowCount() == 0:
            return
        offered = self._offered()
        offered.complete(QRect(0, 0, self.width(), self.height()))
        popup = offered.popup()
        if popup is not None:
            popup.setCurrentIndex(offered.completionModel().index(0, 0))

    def _offered(self) -> QCompleter:
        if self._list is None:
            completer = QCompleter(self)
            completer.setModel(self._model)
            completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
            completer.setMaxVisibleItems(_VISIBLE_ROWS)
            completer.setWidget(self)
            completer.activated[QModelIndex].connect(self._choose)  # type: ignore[index]
            popup = completer.popup()
            if popup is not None:
                popup.setProperty("choices", "true")
                popup.setItemDelegate(ChoiceDelegate(popup))
                popup.setObjectName("commentHistory")
                popup.setAccessibleName("Earlier comments")
            self._list = completer
        return self._list

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
        is_alt_down = event.key() == Qt.Key.Key_Down and bool(
            event.modifiers() & Qt.KeyboardModifier.AltModifier
        )
        if is_alt_down or event.key() == Qt.Key.Key_F4:
            self.open_list()
            event.accept()
        elif self.is_open() and event.key() in _LIST_KEYS:
            event.ignore()
        else:
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
