"""What the editors need to know beyond their field: country, document, lists, earlier values."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.formats.customs import Customs, customs_of
from klearstack_desktop.model.formats.forms import Conventions, form_for
from klearstack_desktop.ui.fields.form_editor import FormEditor
from klearstack_desktop.ui.fields.recalling_editor import RecallingEditor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from klearstack_desktop.model.choices import ChoiceList
    from klearstack_desktop.model.document import Document, Field
    from klearstack_desktop.model.fieldmap import DatasourceUse
    from klearstack_desktop.model.formats.forms import Form
    from klearstack_desktop.model.formats.locales import LocaleFormats
    from klearstack_desktop.ui.fields.editors import FieldEditor


def _present_day() -> date:
    return datetime.now().astimezone().date()


class Usage(NamedTuple):
    """How one document writes its values.

    Attributes:
        came: the fields as the service read them, by name.
        customs: what is learned from them.
        currency: of the document.
    """

    came: tuple[tuple[str, str], ...] = ()
    customs: Customs = Customs()
    currency: str = ""

    def of(self, document: Document) -> Usage:
        """Return how a document writes its values; learned anew only where it came otherwise."""
        came = tuple((field.name, field.original_value) for field in document.fields)
        customs = self.customs if came == self.came else customs_of(document)
        return Usage(came, customs, document.value_of(FieldRole.CURRENCY))


class Outfitter(QObject):
    """Gives every editor what fits its field; until a locale is known, values are shown as kept.

    Signals:
        changed: editors must be fitted again.

    Args:
        parent: the panel.
        today: says what day it is.
    """

    changed = Signal()
    _shared = Signal(object, object)

    def __init__(self, parent: QObject, today: Callable[[], date] = _present_day) -> None:
        super().__init__(parent)
        self._today = today
        self._locale: LocaleFormats | None = None
        self._choices: dict[DatasourceUse, ChoiceList] = {}
        self._known: Mapping[str, Sequence[str]] = {}

    def twin(self, parent: QObject) -> Outfitter:
        """Return one for the fields of other documents; locale and lists are always the same."""
        twin = Outfitter(parent, self._today)
        self._shared.connect(twin.take_shared)
        twin.take_shared(self._locale, self._choices)
        return twin

    def take_shared(
        self, locale: LocaleFormats | None, choices: Mapping[DatasourceUse, ChoiceList]
    ) -> None:
        """Show and read values by the locale and the lists of another one."""
        if locale is not self._locale or choices != self._choices:
            self._locale, self._choices = locale, dict(choices)
            self.changed.emit()

    def set_locale(self, locale: LocaleFormats) -> None:
        """Show and read values as people of a locale write them."""
        if locale is not self._locale:
            self._locale = locale
            self._tell()

    def set_choices(self, use: DatasourceUse, choices: ChoiceList) -> None:
        """Offer other choices in all fields of that use of a datasource."""
        self._choices[use] = choices
        self._tell()

    def set_known(self, values: Mapping[str, Sequence[str]]) -> None:
        """Offer other earlier values: internal name of a field to values, the likeliest first."""
        if values != self._known:
            self._known = values
            self.changed.emit()

    def _tell(self) -> None:
        self.changed.emit()
        self._shared.emit(self._locale, self._choices)

    def fit(self, editor: FieldEditor, field: Field, usage: Usage) -> None:
        """Give an editor what fits its field in a document that writes its values so."""
        if isinstance(editor, FormEditor):
            editor.set_form(self._form(field, usage))
        elif isinstance(editor, RecallingEditor):
            is_unique = field.role is FieldRole.NUMBER
            editor.set_known(() if is_unique else self._known.get(field.key.name, ()))

    def _form(self, field: Field, usage: Usage) -> Form | None:
        if field.definition.datasource is not None:
            return self._choices.get(field.definition.datasource)
        if self._locale is None:
            return None
        conventions = Conventions(self._locale, self._today())
        return form_for(field, conventions, usage.customs, usage.currency)
