"""Which editor a field gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.model.fieldmap import FieldKind
from klearstack_desktop.ui.fields.choice_editor import CURRENCIES, ChoiceEditor
from klearstack_desktop.ui.fields.datasource_editor import DatasourceEditor
from klearstack_desktop.ui.fields.date_editor import DateEditor
from klearstack_desktop.ui.fields.editors import AreaEditor, FieldEditor
from klearstack_desktop.ui.fields.number_editor import NumberEditor
from klearstack_desktop.ui.fields.recalling_editor import RecallingEditor

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from klearstack_desktop.model.document import Field


def editor_for(field: Field, parent: QWidget) -> FieldEditor:
    """Return a new editor of the kind that a field needs."""
    definition = field.definition
    if definition.multiline:
        return AreaEditor(parent)
    if definition.datasource is not None:
        return DatasourceEditor(parent)
    match field.kind:
        case FieldKind.DATE:
            return DateEditor(parent)
        case FieldKind.AMOUNT | FieldKind.QUANTITY:
            return NumberEditor(parent)
        case FieldKind.CURRENCY:
            return ChoiceEditor(definition.choices or CURRENCIES, parent)
        case FieldKind.CHOICE if definition.choices:
            return ChoiceEditor(definition.choices, parent)
        case _:
            return RecallingEditor(parent)
