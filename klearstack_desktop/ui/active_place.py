"""Where the reviewer is: in a field or in a cell, also while the focus is on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.line_items.place import CellPlace

if TYPE_CHECKING:
    from klearstack_desktop.model.line_items.place import Spot
    from klearstack_desktop.review.session import ReviewSession
    from klearstack_desktop.ui.fields.line_items import LineItems
    from klearstack_desktop.ui.fields.panel import FieldPanel


class ActivePlace(QObject):
    """The one answer to what is active; who captures, reverts, settles or marks asks here.

    It stays when the focus goes to the page or to the decision.

    Signals:
        entered: carries the `Spot` that the focus came to.
    """

    entered = Signal(object)

    def __init__(self, session: ReviewSession, fields: FieldPanel, line_items: LineItems) -> None:
        super().__init__(fields)
        self._fields = fields
        self._line_items = line_items
        self._is_in_lines = False
        fields.field_entered.connect(self._on_field_entered)
        line_items.cell_entered.connect(self._on_cell_entered)
        session.opened.connect(self._leave_lines)

    @property
    def spot(self) -> Spot | None:
        """The field or cell, or None where there is none."""
        return self._line_items.current if self._is_in_lines else self._fields.active_key

    def focus(self, spot: Spot) -> None:
        """Give the focus to a field or cell; one that is not shown does nothing."""
        if isinstance(spot, CellPlace):
            self._line_items.focus_cell(spot)
        else:
            self._fields.focus_field(spot)

    def _on_field_entered(self, key: object) -> None:
        self._is_in_lines = False
        self.entered.emit(key)

    def _on_cell_entered(self) -> None:
        self._is_in_lines = True
        if (place := self._line_items.current) is not None:
            self.entered.emit(place)

    def _leave_lines(self) -> None:
        self._is_in_lines = False
