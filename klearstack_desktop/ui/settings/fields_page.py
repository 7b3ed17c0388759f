"""The page of the settings that adds to the field map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.ui.settings.fields_model import (
    ALSO,
    CHOICES,
    GROUP,
    KIND,
    NAME,
    FieldsModel,
)
from klearstack_desktop.ui.settings.parts import label, table

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel, QPersistentModelIndex
    from PySide6.QtWidgets import QStyleOptionViewItem


class FieldsPage(QWidget):
    """The additions, and buttons to add and remove one.

    Signals:
        edited: an addition was changed by hand.
    """

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.model = FieldsModel(self)
        self.model.edited.connect(self.edited)
        self.view = table(
            "fieldsTable",
            "Additional fields",
            self.model,
            {NAME: 210, KIND: 100, GROUP: 100, ALSO: 220},
        )
        self._choices = _ChoiceDelegate(self.view)
        for column in CHOICES:
            self.view.setItemDelegateForColumn(column, self._choices)
        add = QPushButton("Add a field")
        add.setObjectName("addFieldButton")
        add.setAutoDefault(False)
        add.clicked.connect(self._add)
        self._remove = QPushButton("Remove")
        self._remove.setObjectName("removeFieldButton")
        self._remove.setAutoDefault(False)
        self._remove.setEnabled(False)
        self._remove.clicked.connect(self._remove_current)
        self.view.selectionModel().selectionChanged.connect(self._fit_button)
        self.model.modelReset.connect(self._fit_button)
        row = QHBoxLayout()
        row.addWidget(add)
        row.addWidget(self._remove)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(
            label(
                "Fields that this tenant has besides the usual ones. A field that is not listed is"
                " shown all the same, as text under Other.",
                "small",
            )
        )
        layout.addWidget(self.view, 1)
        layout.addLayout(row)

    def _add(self) -> None:
        place = self.model.add()
        self.view.setCurrentIndex(place)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.view.edit(place)

    def _remove_current(self) -> None:
        current = self.view.currentIndex()
        if current.isValid():
            self.model.remove(current.row())
            self._fit_button()

    def _fit_button(self) -> None:
        self._remove.setEnabled(self.view.selectionModel().hasSelection())


class _ChoiceDelegate(QStyledItemDelegate):
    """Edits a kind or a group by choosing it from a list."""

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        """Return the list of what can be chosen."""
        box = QComboBox(parent)
        box.addItems([str(choice) for choice in CHOICES[index.column()]])
        return box

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        """Show what is chosen now."""
        if isinstance(editor, QComboBox):
            editor.setCurrentText(str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(
        self,
        editor: QWidget,
        model: QAbstractItemModel,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Take what was chosen."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText(), Qt.ItemDataRole.EditRole)
