"""Two documents side by side: their pages, their values, and what one can do about it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from klearstack_desktop.model.slips.alike import Why, compared_with, why_in_words
from klearstack_desktop.model.slips.facts import facts_of
from klearstack_desktop.ui.compare.page_side import PageSide
from klearstack_desktop.ui.compare.together import Together
from klearstack_desktop.ui.compare.values_table import ValuesTable
from klearstack_desktop.ui.focus_origin import give_back_the_front
from klearstack_desktop.ui.page.geometry import ZoomMode
from klearstack_desktop.ui.trust.labels import plain_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.review.side_by_side import Pair
    from klearstack_desktop.ui.actions import Actions

_MARGIN: Final = 32
_SMALLEST: Final = QSize(900, 520)
_WIDTHS: Final = (360, 360, 480)
_COMING: Final = "The values of the other document are on their way…"
_NO_VALUES: Final = "The values of the other document are not here."
_REMEMBERED: Final = "Its values are those that this workstation remembers."


class Deed(Enum):
    """What can be asked for here, with the key that does it besides the desk's own."""

    CLOSE = "Close"
    OPEN = "Open the other one"
    REJECT = "Reject…"
    LET_STAND = "Let it stand…"
    PREVIOUS = "Previous"
    NEXT = "Next"
    TURN_ON = "Next page"
    TURN_BACK = "Previous page"
    ZOOM_IN = "Zoom in"
    ZOOM_OUT = "Zoom out"
    FIT_PAGE = "Fit page"
    FIT_WIDTH = "Fit width"


_KEYS: Final = {
    Qt.Key.Key_O: Deed.OPEN,
    Qt.Key.Key_R: Deed.REJECT,
    Qt.Key.Key_L: Deed.LET_STAND,
    Qt.Key.Key_Left: Deed.PREVIOUS,
    Qt.Key.Key_Right: Deed.NEXT,
    Qt.Key.Key_PageDown: Deed.TURN_ON,
    Qt.Key.Key_PageUp: Deed.TURN_BACK,
    Qt.Key.Key_Plus: Deed.ZOOM_IN,
    Qt.Key.Key_Equal: Deed.ZOOM_IN,
    Qt.Key.Key_Minus: Deed.ZOOM_OUT,
    Qt.Key.Key_0: Deed.FIT_PAGE,
    Qt.Key.Key_9: Deed.FIT_WIDTH,
}
_ACTIONS: Final = {
    "compare": Deed.CLOSE,
    "reject": Deed.REJECT,
    "override": Deed.LET_STAND,
    "zoom_in": Deed.ZOOM_IN,
    "zoom_out": Deed.ZOOM_OUT,
    "fit_page": Deed.FIT_PAGE,
    "fit_width": Deed.FIT_WIDTH,
}
"""The desk's own keys, whichever they are, do the same here."""

_PLAIN: Final = frozenset(
    {
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.ShiftModifier,
        Qt.KeyboardModifier.KeypadModifier,
    }
)


class CompareSheet(QDialog):
    """Shows a pair; nothing is decided here. Show it with ``open()``; Esc closes it.

    Signals:
        asked: carries a `Deed` that the sheet leaves to others: open, reject, let stand, previous,
            next.
        retry_requested: what could not be fetched of the other document shall be fetched again.

    Args:
        actions: the window's actions, whose keys do the same here.
        parent: the window it belongs to.
    """

    asked = Signal(object)
    retry_requested = Signal()

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_back_the_front(self)
        self.setObjectName("compareSheet")
        self.setAccessibleName("Side by side")
        self.setModal(True)
        self._actions = actions
        self._why = plain_label("", "strong")
        self._why.setObjectName("compareWhy")
        self._with = plain_label("", "muted")
        self._with.setObjectName("compareWith")
        self.own = PageSide("own", "this document")
        self.other = PageSide("other", "the other document")
        self._together = Together(self.own, self.other)
        self._counts = plain_label("", "strong")
        self._counts.setObjectName("compareCounts")
        self._remark = plain_label("", "small")
        self._remark.setObjectName("compareRemark")
        self.table = ValuesTable()
        self._place = plain_label("", "muted", wraps=False)
        self._place.setObjectName("comparePlace")
        self._buttons = {
            deed: self._button(deed, name)
            for deed, name in (
                (Deed.PREVIOUS, "comparePreviousButton"),
                (Deed.NEXT, "compareNextButton"),
                (Deed.LET_STAND, "compareLetStandButton"),
                (Deed.REJECT, "compareRejectButton"),
                (Deed.OPEN, "compareOpenButton"),
                (Deed.CLOSE, "compareCloseButton"),
            )
        }
        self._buttons[Deed.REJECT].setProperty("kind", "reject")
        self._lay_out()
        self.own.retry_requested.connect(self.retry_requested)
        self.other.retry_requested.connect(self.retry_requested)
        self.table.place_chosen.connect(self.own.choose)
        self.table.place_chosen.connect(self.other.choose)
        for widget in (self.table, self.own.view, self.other.view, *self._buttons.values()):
            widget.installEventFilter(self)
        self._fit_to(parent)

    # What is shown

    def show_pair(self, pair: Pair, *, is_new: bool) -> None:
        """Show two documents.

        Args:
            pair: the documents.
            is_new: another document stands beside the open one, or the first one does; its pages
                come by `other`.
        """
        facts = pair.alike.facts
        if is_new:
            self._say_what(pair)
            self.table.begin()
            self.other.show_document(facts.document_id, facts.title, pair.page_count)
        else:
            self.other.set_page_count(pair.page_count)
        rows = pair.rows
        differing = {row.place for row in rows if row.relation.is_difference}
        self.own.mark(pair.own.shown, differing)
        self.other.mark(pair.other, differing)
        self._say_how_many(pair, len(differing), len(rows))
        self.table.show_rows(rows)

    def show_own(self, pair: Pair) -> None:
        """Show the pages of the open document."""
        own = pair.own
        title = facts_of(own.shown).title
        self.own.show_document(own.id, title, own.base.page_count)
        for page, decoded in sorted(own.pages.items()):
            self.own.put_page(page, decoded)
        for page, sentence in own.page_problems.items():
            self.own.put_problem(page, sentence)
        self.setWindowTitle(f"Side by side: {title}")

    def offer(self, *, reject: str, let_stand: str) -> None:
        """Say what can be done about it.

        Args:
            reject: why the open document cannot be rejected, or empty.
            let_stand: why nothing can be let stand, or empty.
        """
        for deed, why_not in ((Deed.REJECT, reject), (Deed.LET_STAND, let_stand)):
            button = self._buttons[deed]
            button.setEnabled(not why_not)
            button.setToolTip(why_not)

    def _say_what(self, pair: Pair) -> None:
        self._why.setText(why_in_words(pair.alike))
        self._with.setText(compared_with(pair.own.known.seen))
        is_duplicate = pair.alike.why.is_duplicate
        reject = self._buttons[Deed.REJECT]
        reject.setText(f"{'Reject as duplicate…' if is_duplicate else Deed.REJECT.value}  R")
        self._buttons[Deed.OPEN].setText(
            f"{'Open the invoice' if pair.alike.why is Why.ORIGINAL else Deed.OPEN.value}  O"
        )
        has_more = len(pair.others) > 1
        self._place.setText(f"{pair.place + 1} of {len(pair.others)}" if has_more else "")
        for deed in (Deed.PREVIOUS, Deed.NEXT):
            self._buttons[deed].setVisible(has_more)

    def _say_how_many(self, pair: Pair, differing: int, count: int) -> None:
        if not count:
            self._counts.setText(_NO_VALUES if pair.details_problem else _COMING)
        else:
            differ = {0: "No value differs", 1: "1 value differs"}.get(
                differing, f"{differing} values differ"
            )
            same = count - differing
            self._counts.setText(f"{differ}, {same} {'is' if same == 1 else 'are'} the same")
        remarks = [pair.details_problem] if pair.details_problem else []
        if count and not pair.has_details and pair.alike.facts.values:
            remarks.append(_REMEMBERED)
        self._remark.setText(" ".join(remarks))
        self._remark.setVisible(bool(remarks))

    # Keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Answer the keys of this sheet before the part of it that has the focus."""
        if event.type() is QEvent.Type.KeyPress and self._answers(cast("QKeyEvent", event)):
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer them wherever the focus is."""
        if not self._answers(event):
            super().keyPressEvent(event)

    def _answers(self, event: QKeyEvent) -> bool:
        deed = self._deed_of(event)
        if deed is None or (deed in {Deed.PREVIOUS, Deed.NEXT} and not self._has_more):
            return False
        is_for_once = deed in {Deed.CLOSE, Deed.OPEN, Deed.REJECT, Deed.LET_STAND}
        if not (event.isAutoRepeat() and is_for_once):
            self._do(deed)
        return True

    def _deed_of(self, event: QKeyEvent) -> Deed | None:
        pressed = QKeySequence(event.keyCombination())
        for name, deed in _ACTIONS.items():
            if pressed in self._actions[name].shortcuts():
                return deed
        return _KEYS.get(Qt.Key(event.key())) if event.modifiers() in _PLAIN else None

    @property
    def _has_more(self) -> bool:
        return not self._buttons[Deed.NEXT].isHidden()

    def _do(self, deed: Deed) -> None:
        here: dict[Deed, Callable[[], object]] = {
            Deed.CLOSE: self.reject,
            Deed.TURN_ON: lambda: self._turn(1),
            Deed.TURN_BACK: lambda: self._turn(-1),
            Deed.ZOOM_IN: lambda: self._together.zoom_by(1),
            Deed.ZOOM_OUT: lambda: self._together.zoom_by(-1),
            Deed.FIT_PAGE: lambda: self._together.fit(ZoomMode.FIT_PAGE),
            Deed.FIT_WIDTH: lambda: self._together.fit(ZoomMode.FIT_WIDTH),
        }
        button = self._buttons.get(deed)
        if deed in here:
            here[deed]()
        elif button is not None and button.isEnabled():
            self.asked.emit(deed)

    def _turn(self, step: int) -> None:
        self.own.turn(step)
        self.other.turn(step)

    # Parts

    def _button(self, deed: Deed, name: str) -> QPushButton:
        keys = {Deed.LET_STAND: "L", Deed.REJECT: "R", Deed.OPEN: "O", Deed.CLOSE: "Esc"}
        arrows = {Deed.PREVIOUS: "←", Deed.NEXT: "→"}
        text = arrows.get(deed) or f"{deed.value}  {keys[deed]}"
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(deed.value)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._do(deed))
        return button

    def _lay_out(self) -> None:
        values = QWidget()
        values.setProperty("panel", True)
        values.setMinimumWidth(300)
        beside = QVBoxLayout(values)
        beside.setContentsMargins(0, 4, 0, 0)
        beside.setSpacing(4)
        for label in (self._counts, self._remark):
            label.setContentsMargins(8, 0, 8, 0)
            beside.addWidget(label)
        beside.addWidget(self.table, 1)
        panes = QSplitter(Qt.Orientation.Horizontal)
        panes.setObjectName("comparePanes")
        panes.setChildrenCollapsible(False)
        panes.setHandleWidth(1)
        for place, (pane, width) in enumerate(
            zip((self.own, self.other, values), _WIDTHS, strict=True)
        ):
            panes.addWidget(pane)
            panes.setStretchFactor(place, width)
        panes.setSizes(list(_WIDTHS))
        head = QVBoxLayout()
        head.setContentsMargins(16, 10, 16, 8)
        head.setSpacing(2)
        head.addWidget(self._why)
        head.addWidget(self._with)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 10)
        foot.setSpacing(8)
        for deed in (Deed.PREVIOUS, Deed.NEXT):
            foot.addWidget(self._buttons[deed])
        foot.addWidget(self._place)
        foot.addStretch(1)
        for deed in (Deed.LET_STAND, Deed.REJECT, Deed.OPEN, Deed.CLOSE):
            foot.addWidget(self._buttons[deed])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(panes, 1)
        column.addLayout(foot)

    def _fit_to(self, window: QWidget | None) -> None:
        self.setMinimumSize(_SMALLEST)
        if window is not None:
            room = window.size() - QSize(2 * _MARGIN, 2 * _MARGIN)
            self.resize(room.expandedTo(_SMALLEST))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
