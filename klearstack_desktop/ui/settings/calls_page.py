"""The page of the settings that overrides paths and form fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from klearstack_desktop.ui.settings.calls_model import (
    CALL,
    CHANGED,
    EVIDENCE,
    CallsModel,
    ParametersModel,
)
from klearstack_desktop.ui.settings.parts import label, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QModelIndex

    from klearstack_desktop.review.profile_checks import CallDescription

_PARAMETERS_HEIGHT = 150


class CallsPage(QWidget):
    """The calls above, the form fields of the chosen one below.

    Signals:
        edited: an override was changed by hand.
    """

    edited = Signal()

    def __init__(self, calls: tuple[CallDescription, ...]) -> None:
        super().__init__()
        self.model = CallsModel(calls, self)
        self.model.edited.connect(self.edited)
        self._parameters = ParametersModel(self.model)
        self.view = table(
            "callsTable", "Calls", self.model, {CALL: 210, EVIDENCE: 100, CHANGED: 150}
        )
        self.parameters_view = table(
            "parametersTable", "Form fields of the call", self._parameters, {0: 210}
        )
        self.parameters_view.setFixedHeight(_PARAMETERS_HEIGHT)
        self._back = QPushButton("Back to the usual")
        self._back.setObjectName("takeBackButton")
        self._back.setAutoDefault(False)
        self._back.clicked.connect(self._take_back)
        self._chosen = label("", "strong")
        self.view.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.model.dataChanged.connect(self._fit_button)
        self.model.modelReset.connect(self._choose_first)
        row = QHBoxLayout()
        row.addWidget(self._chosen, 1)
        row.addWidget(self._back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(
            label(
                "Names that are assumed or disputed may be others on this server. Double-click or"
                " press F2 to change a path; emptied, it goes back to the usual one.",
                "small",
            )
        )
        layout.addWidget(self.view, 1)
        layout.addLayout(row)
        layout.addWidget(self.parameters_view)
        self._choose_first()

    def show_overrides(
        self, paths: Mapping[str, str], renamed: Mapping[str, Mapping[str, str]]
    ) -> None:
        """Show a profile's overrides."""
        self.model.show_overrides(paths, renamed)

    def _choose_first(self) -> None:
        self.view.selectRow(0)
        self._on_row_changed(self.model.index(0, 0))

    def _on_row_changed(self, current: QModelIndex) -> None:
        call = self.model.calls[current.row()] if current.isValid() else None
        self._parameters.show_call(call)
        self._chosen.setText(f"Form fields of {call.name}" if call else "")
        self._fit_button()

    def _fit_button(self) -> None:
        current = self.view.currentIndex()
        self._back.setEnabled(
            current.isValid() and self.model.is_overridden(self.model.calls[current.row()].name)
        )

    def _take_back(self) -> None:
        current = self.view.currentIndex()
        if current.isValid():
            self.model.take_back(self.model.calls[current.row()].name)
            self._on_row_changed(current)
