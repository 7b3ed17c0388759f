"""Joins what the desk knows beyond the open document to the editors of its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.ui.fields.panel import FieldPanel


class EditorsBinding(QObject):
    """Hands lists to choose from and earlier values to the editors as they arrive."""

    def __init__(self, desk: Desk, fields: FieldPanel) -> None:
        super().__init__(fields)
        desk.datasources.loaded.connect(fields.outfitter.set_choices)
        desk.value_history.recalled.connect(fields.outfitter.set_known)
        desk.datasources.bring()
