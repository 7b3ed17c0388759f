"""The page of the settings where every action's keys can be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from klearstack_desktop.ui.action_specs import ActionSpec, Scope, native
from klearstack_desktop.ui.keys.keymap import KeyMap, normal, table_title
from klearstack_desktop.ui.keys.model import ACTION, EVERYWHERE, MENU, PAGE, SCOPES, KeysModel
from klearstack_desktop.ui.keys.recorder import KeyRecorder
from klearstack_desktop.ui.settings.parts import label, table

if TYPE_CHECKING:
    from klearstack_desktop.model.key_choices import KeyChoices
    from klearstack_desktop.ui.keys.keymap import TitleOf

_ABOUT: Final = (
    "What you change counts at once. Enter, Tab, Esc, arrows, F2 and Alt+Down belong to the field"
    " or list that has the focus."
)
_WIDTHS: Final = {MENU: 100, EVERYWHERE: 230, PAGE: 150}


class KeysPage(QWidget):
    """Shows every action with its keys; a new key is recorded by pressing it.

    Signals:
        changed: carries the `KeyChoices` that shall count.
        export_requested: the choices shall be written for another workstation.
        import_requested: the choices of another workstation shall be read.
    """

    changed = Signal(object)
    export_requested = Signal()
    import_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("keysPage")
        self.model = KeysModel()
        self.view = table("keysTable", "Actions and their keys", self.model, _WIDTHS)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.recorder = KeyRecorder()
        self._adds = False
        self._title: TitleOf = table_title
        self._change = self._button("changeKeyButton", "Change…")
        self._add = self._button("addKeyButton", "Add…")
        self._remove = self._button("removeKeysButton", "Remove")
        self._reset = self._button("resetKeysButton", "Reset")
        self._reset_all = self._button("resetAllKeysButton", "Reset all")
        self._import = self._button("importKeysButton", "Import…")
        self._export = self._button("exportKeysButton", "Export…")
        self._message = label("", "small")
        self._message.setObjectName("keysMessage")
        self._message.setMinimumHeight(34)
        self._message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._lay_out()
        self._change.clicked.connect(lambda: self._begin(adds=False))
        self._add.clicked.connect(lambda: self._begin(adds=True))
        self._remove.clicked.connect(self._take_away)
        self._reset.clicked.connect(self._on_reset)
        self._reset_all.clicked.connect(self._on_reset_all)
        self._import.clicked.connect(self.import_requested)
        self._export.clicked.connect(self.export_requested)
        self.view.activated.connect(lambda: self._begin(adds=False))
        self.view.selectionModel().currentChanged.connect(self._fit)
        self.recorder.recorded.connect(self._on_recorded)
        self.recorder.left.connect(self._come_back)
        self.view.setCurrentIndex(self.model.index(0, EVERYWHERE))
        self.say(_ABOUT)

    @staticmethod
    def _button(name: str, text: str) -> QPushButton:
        made = QPushButton(text)
        made.setObjectName(name)
        made.setAutoDefault(False)
        return made

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.recorder, 1)
        for button in (self._change, self._add, self._remove, self._reset):
            bar.addWidget(button)
        bar.addSpacing(16)
        for button in (self._reset_all, self._import, self._export):
            bar.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 4)
        column.setSpacing(8)
        column.addWidget(self.view, 1)
        column.addLayout(bar)
        column.addWidget(self._message)

    # What the program tells

    def name_by(self, title_of: TitleOf) -> None:
        """Call the actions what they do here, in the table as in sentences."""
        self._title = title_of
        self.model.name_by(title_of)

    def show_choices(self, choices: KeyChoices) -> None:
        """Show the choices that count."""
        self.model.show_keys(KeyMap(choices, title_of=self._title))
        self._fit()

    def say(self, sentence: str, *, role: str = "small") -> None:
        """Say what was done, or why not."""
        self._message.setText(sentence)
        self._message.setProperty("role", role)
        self._message.style().unpolish(self._message)
        self._message.style().polish(self._message)

    # What the reviewer does

    @property
    def _place(self) -> tuple[ActionSpec, Scope]:
        """The action and the scope that the chosen cell is about."""
        index = self.view.currentIndex()
        return self.model.spec(index.row()), SCOPES.get(index.column(), Scope.WINDOW)

    def _begin(self, *, adds: bool) -> None:
        spec, scope = self._place
        self._adds = adds
        self.recorder.begin()
        self.say(f"“{self._title(spec)}”, {scope.value}: press the new key.")

    def _on_recorded(self, key: str) -> None:
        spec, scope = self._place
        keymap = self.model.keymap
        why_not = keymap.why_not(spec, scope, key) if key else "This is no key of its own."
        self._come_back()
        if why_not:
            self.say(why_not, role="problem")
            return
        before = tuple(dict.fromkeys(map(normal, keymap.keys(spec, scope)))) if self._adds else ()
        keys = (*(k for k in before if k != key), key)
        self._change_to(keymap.with_keys(spec, scope, keys))
        self.say(f"“{self._title(spec)}” has {native(key)} {scope.value}.", role="good")

    def _take_away(self) -> None:
        spec, scope = self._place
        self._change_to(self.model.keymap.with_keys(spec, scope, ()))
        self.say(f"“{self._title(spec)}” has no key {scope.value}; the menu has it.")

    def _on_reset(self) -> None:
        spec, _scope = self._place
        reset = self.model.keymap.without_choice(spec)
        self._change_to(reset)
        if missing := reset.missing(spec):
            self.say(missing, role="problem")
        else:
            self.say(f"“{self._title(spec)}” has the keys that it comes with.", role="good")

    def _on_reset_all(self) -> None:
        self._change_to(KeyMap(title_of=self._title))
        self.say("Every action has the keys that it comes with.", role="good")

    def _change_to(self, keymap: KeyMap) -> None:
        self.model.show_keys(keymap)
        self._fit()
        self.changed.emit(keymap.choices)

    def _come_back(self) -> None:
        self.say(_ABOUT)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        index = self.view.currentIndex()
        is_about_keys = index.column() in (ACTION, *SCOPES)
        spec, scope = self._place
        keymap = self.model.keymap
        self._change.setEnabled(is_about_keys)
        self._add.setEnabled(is_about_keys)
        self._remove.setEnabled(is_about_keys and bool(keymap.keys(spec, scope)))
        self._reset.setEnabled(keymap.is_changed(spec))
        self._reset_all.setEnabled(not keymap.choices.is_empty)
