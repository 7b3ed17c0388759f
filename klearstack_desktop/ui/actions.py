"""The window's actions: made from the table, put into menus, found by name."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from klearstack_desktop.ui.action_specs import (
    ACTIONS,
    MENUS,
    WHILE_LOCKED,
    ActionSpec,
    Scope,
    default_keys,
    native,
)
from klearstack_desktop.ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

    KeysFor: TypeAlias = Callable[[ActionSpec, Scope], tuple[str, ...]]

_SPECS = {spec.name: spec for spec in ACTIONS}
_MENUS_WHILE_LOCKED = {spec.menu for spec in ACTIONS if spec.name in WHILE_LOCKED}


class Actions:
    """The window's actions, made from the table; other modules connect to them by name."""

    def __init__(self, window: QWidget) -> None:
        self._by_name: dict[str, QAction] = {}
        self._ways: dict[tuple[str, Scope], list[QAction]] = {}
        self._keys_for: KeysFor = default_keys
        self._texts: dict[str, str] = {}
        self._forbidden: dict[str, str] = {}
        self._menus: dict[str, QMenu] = {}
        self._window_keys: frozenset[QKeySequence] = frozenset()
        # A group that is disabled keeps its actions so, whoever enables them, and gives each back
        # what it should be.
        self._freezable = QActionGroup(window)
        self._freezable.setExclusionPolicy(QActionGroup.ExclusionPolicy.None_)
        for spec in ACTIONS:
            action = QAction(spec.text, window)
            action.setObjectName(f"action:{spec.name}")
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setAutoRepeat(spec.repeats)
            action.setCheckable(spec.is_checkable)
            if spec.icon:
                action.setIcon(icon(spec.icon))
            self._ways[spec.name, Scope.WINDOW] = [action]
            window.addAction(action)
            if spec.name not in WHILE_LOCKED:
                self._freezable.addAction(action)
            self._by_name[spec.name] = action
        self.bind(default_keys)

    def bind(self, keys_for: KeysFor) -> None:
        """Let other keys count from now on: in menus, tooltips, and wherever a key is pressed."""
        self._keys_for = keys_for
        for spec in ACTIONS:
            for scope in Scope:
                for way in self._ways.get((spec.name, scope), ()):
                    way.setShortcuts([QKeySequence(key) for key in keys_for(spec, scope)])
            self._explain(spec)
        keys = (action.shortcuts() for action in self._by_name.values())
        self._window_keys = frozenset(chain.from_iterable(keys))

    def _explain(self, spec: ActionSpec) -> None:
        keys, text = self.shown_keys(spec), self.text_of(spec)
        tooltip = f"{text} ({keys})" if keys else text
        self._by_name[spec.name].setToolTip(self._forbidden.get(spec.name) or tooltip)

    def text_of(self, spec: ActionSpec) -> str:
        """Return what an action does, as far as the table and the reviewer's role tell."""
        return self._texts.get(spec.name) or spec.text

    def title_of(self, spec: ActionSpec) -> str:
        """Return what an action does, as it stands in a sentence."""
        return self.text_of(spec).rstrip("…")

    def rename(self, name: str, text: str) -> None:
        """Let an action say that it does something else; empty for what the table says."""
        self._texts[name] = text
        spec = _SPECS[name]
        self._by_name[name].setText(self.text_of(spec))
        self._explain(spec)

    def forbid(self, name: str, reason: str) -> None:
        """Disable an action for a reason that menus and palette say; empty to allow it."""
        self._forbidden[name] = reason
        self._by_name[name].setEnabled(not reason)
        self._explain(_SPECS[name])

    def why_not(self, name: str) -> str:
        """Return why an action that is disabled cannot be done; empty where nobody knows."""
        return self._forbidden.get(name) or _SPECS[name].needs

    def shown_keys(self, spec: ActionSpec) -> str:
        """Return the keys of an action as this system writes them, the page pane's ways last."""
        ways = [native(key) for key in self._keys_for(spec, Scope.WINDOW)]
        ways += [f"{native(key)} (page)" for key in self._keys_for(spec, Scope.PAGE)]
        return ", ".join(ways)

    def first_key(self, name: str) -> str:
        """Return the first key of an action as this system writes it; empty without one."""
        shortcut = self._by_name[name].shortcut()
        return shortcut.toString(QKeySequence.SequenceFormat.NativeText)

    def freeze(self) -> None:
        """Let no action do anything but those that may be done while the desk is locked.

        Menus without any of those go: what can be undone, for example, has names.
        """
        self._freezable.setEnabled(False)
        self._show_menus(lambda title: title in _MENUS_WHILE_LOCKED)

    def thaw(self) -> None:
        """Let every action be as it should be by now."""
        self._freezable.setEnabled(True)
        self._show_menus(lambda _title: True)

    def _show_menus(self, is_shown: Callable[[str], bool]) -> None:
        for title, menu in self._menus.items():
            menu.menuAction().setVisible(is_shown(title))

    def __getitem__(self, name: str) -> QAction:
        return self._by_name[name]

    def __iter__(self) -> Iterator[QAction]:
        return iter(self._by_name.values())

    def add_page_ways(self, page_pane: QWidget) -> None:
        """Let the bare keys of the table work while the page pane has the focus."""
        for spec in ACTIONS:
            self._add_way(spec, Scope.PAGE, page_pane)

    def add_field_ways(self, field_panel: QWidget) -> None:
        """Let the keys that an editor of one line has no use for work while one has the focus."""
        for spec in ACTIONS:
            self._add_way(spec, Scope.FIELD, field_panel)

    def _add_way(self, spec: ActionSpec, scope: Scope, pane: QWidget) -> None:
        way = QAction(spec.text, pane)
        way.setShortcuts([QKeySequence(key) for key in self._keys_for(spec, scope)])
        way.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        way.setAutoRepeat(spec.repeats)
        way.triggered.connect(self._by_name[spec.name].trigger)
        self._ways.setdefault((spec.name, scope), []).append(way)
        pane.addAction(way)

    def fill(self, menu_bar: QMenuBar) -> None:
        """Put every action into its menu."""
        for title in MENUS:
            menu = self._menus[title] = menu_bar.addMenu(f"&{title}")
            menu.setToolTipsVisible(True)
            for spec in ACTIONS:
                if spec.menu == title:
                    menu.addAction(self._by_name[spec.name])

    def is_window_key(self, sequence: QKeySequence) -> bool:
        """Whether a key belongs to the window, so that a text editor must not swallow it."""
        return sequence in self._window_keys

    def outranks_widgets(self, sequence: QKeySequence) -> bool:
        """Whether a key is the window's at the moment, even one that widgets keep to themselves."""
        return any(
            self._by_name[spec.name].isEnabled()
            and sequence in self._by_name[spec.name].shortcuts()
            for spec in ACTIONS
            if spec.outranks_widgets
        )
