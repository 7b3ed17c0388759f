"""One clash: the page, both values, and the choice between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QRadioButton, QWidget

from klearstack_desktop.model.changes import FieldEdit
from klearstack_desktop.model.seen import said
from klearstack_desktop.ui.conflict.crop import PageCrop
from klearstack_desktop.ui.trust.labels import plain_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klearstack_desktop.model.geometry import Box
    from klearstack_desktop.model.merge import Clash
    from klearstack_desktop.pages.page import Page

_EMPTY: Final = "(empty)"
_GONE: Final = "(no longer there)"
_LONGEST: Final = 600
"""Characters of a value that are shown; whole tables can be long."""


class ClashRow(QFrame):
    """Lets a reviewer choose between their own value and another person's.

    Signals:
        chosen: a choice was made.

    Args:
        clash: what both changed.
        pages: the decoded pages by number, as far as they are there.
        parent: the widget it lies in.
    """

    chosen = Signal()

    def __init__(
        self, clash: Clash, pages: Mapping[int, Page], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.clash = clash
        self.setProperty("card", "true")
        name = clash.place if isinstance(clash.place, str) else clash.place.name
        self.setObjectName(f"clash:{name}")
        self.setAccessibleName(clash.label)
        self._mine = _choice("Mine", "mine", said(clash.edit.mine), clash.label)
        self._theirs = _choice("Theirs", "theirs", _theirs_text(clash), clash.label)
        self._group = QButtonGroup(self)
        for button in (self._mine, self._theirs):
            self._group.addButton(button)
        self._group.buttonClicked.connect(self.chosen)
        self._lay_out(PageCrop(pages.get(clash.page or 1), _box_of(clash), clash.label))

    @property
    def keeps_mine(self) -> bool | None:
        """Whether the reviewer's own value shall stand; None while nothing is chosen."""
        if self._group.checkedButton() is None:
            return None
        return self._mine.isChecked()

    def choose(self, *, mine: bool) -> None:
        """Choose a side."""
        (self._mine if mine else self._theirs).setChecked(True)
        self.chosen.emit()

    def focus_choice(self) -> None:
        """Give the focus to the choice."""
        (self._group.checkedButton() or self._mine).setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self, crop: PageCrop) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 10, 12, 10)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.addWidget(plain_label(self.clash.label, "strong", wraps=False), 0, 0, 1, 3)
        grid.addWidget(crop, 1, 0, 3, 1, Qt.AlignmentFlag.AlignTop)
        was = _shortened(said(self.clash.edit.base)) or _EMPTY
        for row, (button, text) in enumerate(
            (
                (self._mine, said(self.clash.edit.mine)),
                (self._theirs, _theirs_text(self.clash)),
                (plain_label("Before", "muted", wraps=False), was),
            ),
            start=1,
        ):
            grid.addWidget(button, row, 1, Qt.AlignmentFlag.AlignTop)
            value = plain_label(_shortened(text) or _EMPTY, "muted" if row == 3 else "")
            # As deep as the button's own border and padding, so that both stand on one line.
            value.setContentsMargins(0, 4 if isinstance(button, QRadioButton) else 0, 0, 0)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(value, row, 2, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(2, 1)


def _choice(text: str, side: str, value: str, label: str) -> QRadioButton:
    button = QRadioButton(text)
    button.setObjectName(f"{side}Choice")
    button.setAccessibleName(f"{label}: {text}: {value or _EMPTY}")
    return button


def _theirs_text(clash: Clash) -> str:
    return _GONE if clash.theirs is None else said(clash.theirs)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _box_of(clash: Clash) -> Box | None:
    edit = clash.edit
    if isinstance(edit, FieldEdit):
        return edit.mine.box or edit.base.box
    return next((row.box for row in edit.base.rows if row.box is not None), None)
