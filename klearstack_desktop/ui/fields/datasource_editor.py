"""An editor that finds a value in a long list while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, QTimer

from klearstack_desktop.model.choices import Choice, ChoiceList
from klearstack_desktop.ui.fields.choice_popup import ChoicePopup
from klearstack_desktop.ui.fields.form_editor import FormEditor
from klearstack_desktop.ui.fields.list_arrow import is_on_arrow, leave_room_for_arrow, paint_arrow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

_LIST_WIDTH = 360


class DatasourceEditor(FormEditor):
    """Typing opens the list of what fits, best first; Enter takes the marked one, Esc none.

    The label is shown, the value is sent. A text that is in the list neither as label nor as value
    stays as it was typed.

    Args:
        parent: the row it stands in.
    """

    keys_in_words = "Typing searches, Alt+Down opens the list"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _ChoiceModel(self)
        self._popup = ChoicePopup(self, self._model)
        self._popup.wanted.connect(self.open_list)
        self._popup.chosen.connect(self._choose)
        self._search: Iterator[tuple[Choice, ...]] = iter(())
        # One slice of a long search for each turn of the event loop: keys go before.
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._search_on)
        leave_room_for_arrow(self)
        self.textEdited.connect(self._find)

    def is_open(self) -> bool:
        """Whether the list is on screen."""
        return self._popup.is_open()

    def is_searching(self) -> bool:
        """Whether choices are still being compared."""
        return self._turn.isActive()

    def found(self) -> tuple[Choice, ...]:
        """Return the choices in the list, the best first."""
        return self._model.choices

    def open_list(self) -> None:
        """Show all choices, the present one marked."""
        choices = self._choice_list()
        if self.isReadOnly() or choices is None:
            return
        self._turn.stop()
        self._model.show_choices(next(choices.search("", len(choices))))
        self._show_list(choices.place_of(self.value()) or 0)

    def _choice_list(self) -> ChoiceList | None:
        return self.form if isinstance(self.form, ChoiceList) and len(self.form) else None

    def _find(self, text: str) -> None:
        choices = self._choice_list()
        if choices is None:
            return
        self._search = choices.search(text)
        self._model.show_choices(next(self._search))
        self._turn.start()
        if self._model.choices and text:
            self._show_list(0)
        else:
            self._popup.close()

    def _search_on(self) -> None:
        better = next(self._search, None)
        if better is None:
            self._turn.stop()
            return
        if better == self._model.choices:
            return
        marked = self._popup.marked()
        self._model.show_choices(better)
        if better and self.hasFocus():
            self._show_list(max(marked, 0))

    def _show_list(self, marked: int) -> None:
        self._popup.open(marked, _LIST_WIDTH)

    def _choose(self, index: QModelIndex) -> None:
        value = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(value, str):
            self._turn.stop()
            self.put(value)

    def _long_value(self) -> str:
        choices = self._choice_list()
        is_stranger = choices is not None and self.value() not in choices
        return "Not in the list" if is_stranger and self.value().strip() else super()._long_value()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list on Alt+Down and F4; an open list takes Enter and Esc itself."""
        if not self._popup.takes(event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Go on with what was typed: Tab is no choice."""
        self._turn.stop()
        self._popup.close()
        return super().focusNextPrevChild(is_next)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the list where the arrow is pressed."""
        if is_on_arrow(self, event):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.open_list()
            event.accept()
        else:
            super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow behind the text."""
        super().paintEvent(event)
        if not self.isReadOnly() and self._choice_list() is not None:
            paint_arrow(self)


class _ChoiceModel(QAbstractListModel):
    """What was found; the label is shown, the value is `UserRole`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.choices: tuple[Choice, ...] = ()

    def show_choices(self, choices: tuple[Choice, ...]) -> None:
        """Show other choices."""
        if choices != self.choices:
            self.beginResetModel()
            self.choices = choices
            self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of choices."""
        return 0 if parent.isValid() else len(self.choices)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401 - Qt's own signature
        """Return label or value of a choice."""
        choice = self.choices[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return choice.label
            case Qt.ItemDataRole.UserRole:
                return choice.value
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{choice.label}, {choice.value}"
            case _:
                return None
