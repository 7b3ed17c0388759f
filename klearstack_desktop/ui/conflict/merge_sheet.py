"""The merge sheet: two people changed the same field, and one of them is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QElapsedTimer, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.ui.conflict.clash_row import ClashRow
from klearstack_desktop.ui.focus_origin import give_back_the_front
from klearstack_desktop.ui.trust.labels import plain_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QKeyEvent, QShowEvent

    from klearstack_desktop.model.merge import Clash, Place
    from klearstack_desktop.pages.page import Page

_WIDTH: Final = 720
_TALLEST: Final = 620
_BUTTON_HEIGHT: Final = 34
_GUARD_MILLISECONDS: Final = 400
_LATER: Final = (
    "Nothing was sent. M takes your value, T the other person's. Esc leaves it for later: your"
    " values stay in the draft."
)


class MergeSheet(QDialog):
    """Asks for each clash whose value shall stand; nothing is chosen beforehand.

    M takes the reviewer's own value, T the other person's, and both go on to the next clash. Show
    it with ``open()``; Esc leaves everything as it is. For a moment after it came it takes no key:
    nobody shall choose by a word they were typing.

    Signals:
        resolved: every clash was decided; carries a dict from `Place` to whether mine stands.

    Args:
        clashes: what both changed.
        pages: the decoded pages by number, as far as they are there.
        parent: the window it belongs to.
    """

    resolved = Signal(object)

    def __init__(
        self,
        clashes: Sequence[Clash],
        pages: Mapping[int, Page],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        give_back_the_front(self)
        self.setObjectName("mergeSheet")
        self.setWindowTitle("Somebody else changed the same")
        self.setModal(True)
        self._shown_for = QElapsedTimer()
        self._rows = [ClashRow(clash, pages) for clash in clashes]
        self._mine = _button("Mine everywhere", "mineEverywhereButton")
        self._theirs = _button("Theirs everywhere", "theirsEverywhereButton")
        self._later = _button("Later", "mergeLaterButton")
        self._apply = _button("Use these values", "applyMergeButton")
        self._apply.setProperty("kind", "primary")
        self._apply.setDefault(True)
        self._lay_out()
        for row in self._rows:
            row.chosen.connect(self._on_chosen)
        self._mine.clicked.connect(self._choose_all_mine)
        self._theirs.clicked.connect(self._choose_all_theirs)
        self._later.clicked.connect(self.reject)
        self._apply.clicked.connect(self._finish)
        self._on_chosen()
        self._rows[0].focus_choice()

    @property
    def rows(self) -> tuple[ClashRow, ...]:
        """The clashes in the order in which they are shown."""
        return tuple(self._rows)

    @property
    def is_listening(self) -> bool:
        """Whether keys count by now."""
        return self._shown_for.isValid() and self._shown_for.hasExpired(_GUARD_MILLISECONDS)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin the moment in which no key counts."""
        self._shown_for.start()
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a side by its letter; arrows and Tab are the buttons' own."""
        if not self.is_listening:
            return
        match event.key():
            case Qt.Key.Key_M:
                self._choose_and_go_on(self._row_in_focus(), mine=True)
            case Qt.Key.Key_T:
                self._choose_and_go_on(self._row_in_focus(), mine=False)
            case _:
                super().keyPressEvent(event)

    def _choose_and_go_on(self, at: int, *, mine: bool) -> None:
        self._rows[at].choose(mine=mine)
        undecided = next((row for row in self._rows if row.keeps_mine is None), None)
        if undecided is None:
            self._apply.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            undecided.focus_choice()

    def _row_in_focus(self) -> int:
        focus = self.focusWidget()
        return next((at for at, row in enumerate(self._rows) if row.isAncestorOf(focus)), 0)

    def _choose_all_mine(self) -> None:
        self._choose_all(mine=True)

    def _choose_all_theirs(self) -> None:
        self._choose_all(mine=False)

    def _choose_all(self, *, mine: bool) -> None:
        for row in self._rows:
            row.choose(mine=mine)
        self._apply.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_chosen(self) -> None:
        left = sum(row.keeps_mine is None for row in self._rows)
        self._apply.setEnabled(left == 0)
        self._apply.setToolTip("" if left == 0 else f"{left} still to be chosen")

    def _finish(self) -> None:
        choices: dict[Place, bool] = {row.clash.place: bool(row.keeps_mine) for row in self._rows}
        self.accept()
        self.resolved.emit(choices)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("clashList")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        for row in self._rows:
            column.addWidget(row)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("clashes")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 16, 20)
        layout.setSpacing(12)
        many = len(self._rows) > 1
        title = "Whose values shall stand?" if many else "Whose value shall stand?"
        layout.addWidget(plain_label(title, "title", wraps=False))
        layout.addWidget(plain_label(_LATER, "muted"))
        layout.addWidget(scroll, 1)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 0, 8, 0)
        buttons.setSpacing(8)
        if many:
            buttons.addWidget(self._mine)
            buttons.addWidget(self._theirs)
        else:
            self._mine.setParent(None)
            self._theirs.setParent(None)
        buttons.addStretch(1)
        buttons.addWidget(self._later)
        buttons.addWidget(self._apply)
        layout.addLayout(buttons)
        wanted = (
            inside.sizeHint().height() + layout.sizeHint().height() - scroll.sizeHint().height()
        )
        self.resize(_WIDTH, min(wanted + 16, _TALLEST))


def _button(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setMinimumHeight(_BUTTON_HEIGHT)
    return button
