"""The one table of actions: what can be done, by which key, and where it stands in the menus."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from klearstack_desktop.ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

    KeysFor: TypeAlias = Callable[["ActionSpec", "Scope"], tuple[str, ...]]


class Scope(Enum):
    """Where an action's keys work."""

    WINDOW = "everywhere"
    PAGE = "in the page pane"
    FIELD = "in a field of one line"


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One line of the table.

    Attributes:
        name: how the code calls it.
        menu: the menu it stands in.
        text: what the menu says.
        keys: the default keys on Windows and Linux; the first one is shown.
        mac_keys: the default keys on macOS; empty where they are the same (Ctrl is Cmd there).
        page_keys: second ways that work in the page pane only.
        field_keys: second ways that work in the fields of one line and in cells.
        outranks_widgets: while the action is enabled its keys are not the focused widget's.
        icon: name of an icon, or empty.
        is_checkable: the action is a mode that is on or off.
        repeats: holding the key down does it again and again.
        needs: why it cannot be done while it is disabled, in a sentence.
    """

    name: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    mac_keys: tuple[str, ...] = ()
    page_keys: tuple[str, ...] = ()
    field_keys: tuple[str, ...] = ()
    outranks_widgets: bool = False
    icon: str = ""
    is_checkable: bool = False
    repeats: bool = False
    needs: str = ""


_IN_LINES = "Go to the line items first."

ACTIONS = (
    ActionSpec("upload", "File", "Upload…", ("Ctrl+U",), icon="upload"),
    ActionSpec("lock_now", "File", "Lock the desk", ("Ctrl+Shift+K",), icon="lock"),
    ActionSpec("forget", "File", "Forget this workstation…"),
    ActionSpec("quit", "File", "Quit", ("Ctrl+Q",)),
    ActionSpec(
        "undo",
        "Edit",
        "Undo",
        ("Ctrl+Z",),
        icon="undo",
        repeats=True,
        needs="There is nothing to undo.",
    ),
    ActionSpec(
        "redo",
        "Edit",
        "Redo",
        ("Ctrl+Y", "Ctrl+Shift+Z"),
        icon="redo",
        repeats=True,
        needs="There is nothing to do again.",
    ),
    ActionSpec("revert", "Edit", "Back to the value as it was read", ("Ctrl+Shift+O",)),
    ActionSpec("apply_fix", "Edit", "Use the offered fix", ("Ctrl+E",)),
    ActionSpec("override", "Edit", "Let a warning stand…", ("Ctrl+Shift+E",)),
    ActionSpec("fit_page", "View", "Fit page", ("Ctrl+0",), page_keys=("0",)),
    ActionSpec("fit_width", "View", "Fit width", ("Ctrl+9",), page_keys=("9",)),
    ActionSpec("actual_size", "View", "100 %", ("Ctrl+1",), page_keys=("1",)),
    ActionSpec(
        "zoom_in",
        "View",
        "Zoom in",
        ("Ctrl+=", "Ctrl++"),
        page_keys=("=", "+"),
        icon="plus",
        repeats=True,
    ),
    ActionSpec(
        "zoom_out", "View", "Zoom out", ("Ctrl+-",), page_keys=("-",), icon="minus", repeats=True
    ),
    ActionSpec("zoom_to_field", "View", "Zoom to the active field", ("Ctrl+G",), page_keys=("G",)),
    ActionSpec(
        "follow_field",
        "View",
        "Follow the active field",
        ("Ctrl+Shift+F",),
        page_keys=("Shift+G",),
        is_checkable=True,
    ),
    ActionSpec(
        "freeze_view",
        "View",
        "Freeze the view",
        ("Ctrl+Shift+H",),
        page_keys=("F",),
        is_checkable=True,
    ),
    ActionSpec(
        "contrast",
        "View",
        "Brightness and contrast…",
        ("Ctrl+Shift+B",),
        page_keys=("B",),
        icon="contrast",
        is_checkable=True,
    ),
    ActionSpec(
        "page_window",
        "View",
        "Page in its own window",
        ("Ctrl+Shift+W",),
        is_checkable=True,
    ),
    ActionSpec(
        "rotate_right",
        "View",
        "Rotate right",
        ("Ctrl+Shift+T",),
        page_keys=("R",),
        icon="rotate-right",
    ),
    ActionSpec(
        "rotate_left",
        "View",
        "Rotate left",
        ("Ctrl+Shift+Y",),
        page_keys=("Shift+R",),
        icon="rotate-left",
    ),
    ActionSpec(
        "next_page",
        "View",
        "Next page",
        page_keys=("PgDown",),
        field_keys=("PgDown",),
        repeats=True,
    ),
    ActionSpec(
        "previous_page",
        "View",
        "Previous page",
        page_keys=("PgUp",),
        field_keys=("PgUp",),
        repeats=True,
    ),
    ActionSpec(
        "approve",
        "Document",
        "Approve and open the next document",
        ("Ctrl+Return", "Ctrl+Enter"),
        icon="approve",
    ),
    ActionSpec("reject", "Document", "Reject…", ("Ctrl+Shift+R",), icon="reject"),
    ActionSpec(
        "take_back",
        "Document",
        "Take back the last decision",
        ("Ctrl+Shift+Backspace",),
        icon="undo",
    ),
    ActionSpec(
        "choose",
        "Document",
        "Choose between two people's values…",
        ("Ctrl+Shift+G",),
        needs="Nobody else changed what you changed.",
    ),
    ActionSpec("save", "Document", "Save corrections", ("Ctrl+S",), icon="save"),
    ActionSpec("compare", "Document", "Side by side with the likely duplicate…", ("Ctrl+T",)),
    ActionSpec("comment", "Document", "To the comment", ("Ctrl+M",), ("Ctrl+Shift+M",)),
    ActionSpec(
        "capture",
        "Document",
        "Capture text",
        ("Ctrl+B",),
        page_keys=("C",),
        icon="capture",
        is_checkable=True,
    ),
    ActionSpec(
        "leave_capture",
        "Document",
        "Leave capture",
        ("Esc",),
        outranks_widgets=True,
        needs="No text is being captured.",
    ),
    ActionSpec(
        "next_problem",
        "Document",
        "Next field to check",
        ("F8",),
        ("F8", "Ctrl+Alt+N"),
        repeats=True,
    ),
    ActionSpec(
        "previous_problem",
        "Document",
        "Previous field to check",
        ("Shift+F8",),
        ("Shift+F8", "Ctrl+Alt+P"),
        repeats=True,
    ),
    ActionSpec(
        "insert_row",
        "Line items",
        "Insert a row below",
        ("Ctrl+Shift+I",),
        needs=_IN_LINES,
    ),
    ActionSpec(
        "duplicate_rows",
        "Line items",
        "Duplicate the chosen rows",
        ("Ctrl+Shift+D",),
        needs=_IN_LINES,
    ),
    ActionSpec(
        "delete_rows",
        "Line items",
        "Delete the chosen rows",
        ("Ctrl+Del",),
        ("Ctrl+Backspace",),
        needs=_IN_LINES,
    ),
    ActionSpec(
        "move_rows_up",
        "Line items",
        "Move the chosen rows up",
        ("Alt+Up",),
        repeats=True,
        needs=_IN_LINES,
    ),
    ActionSpec(
        "move_rows_down",
        "Line items",
        "Move the chosen rows down",
        ("Alt+Down",),
        repeats=True,
        needs=_IN_LINES,
    ),
    ActionSpec(
        "fill_down",
        "Line items",
        "Fill down",
        ("Ctrl+D",),
        needs=_IN_LINES,
    ),
    ActionSpec(
        "copy_cells",
        "Line items",
        "Copy the chosen cells",
        needs=_IN_LINES,
    ),
    ActionSpec(
        "paste_cells",
        "Line items",
        "Paste cells",
        needs=_IN_LINES,
    ),
    ActionSpec(
        "next_document",
        "Queue",
        "Next document",
        ("Ctrl+PgDown", "Alt+Right"),
        ("Ctrl+Alt+Right",),
        icon="next",
        repeats=True,
    ),
    ActionSpec(
        "previous_document",
        "Queue",
        "Previous document",
        ("Ctrl+PgUp", "Alt+Left"),
        ("Ctrl+Alt+Left",),
        icon="previous",
        repeats=True,
    ),
    ActionSpec("refresh", "Queue", "Refresh", ("F5", "Ctrl+R"), ("Ctrl+R",), icon="refresh"),
    ActionSpec("search", "Queue", "Search the queue", ("Ctrl+F",), icon="search"),
    ActionSpec("list", "Queue", "Go to the list", ("Ctrl+L",)),
    ActionSpec("filter", "Queue", "Filter the list", ("Ctrl+Shift+N",), icon="filter"),
    ActionSpec("hold", "Queue", "Hold until…", ("Ctrl+Shift+L",), icon="clock"),
    ActionSpec("bulk_approve", "Queue", "Approve the selected documents…", ("Ctrl+Shift+Return",)),
    ActionSpec("bulk_reject", "Queue", "Reject the selected documents…", ("Ctrl+Shift+Del",)),
    ActionSpec("sweep", "Queue", "Check one field across documents…", ("Ctrl+Shift+A",)),
    ActionSpec("my_share", "Queue", "My share or everybody’s documents", ("Ctrl+Shift+U",)),
    ActionSpec("outbox", "Queue", "Outbox…", ("Ctrl+Shift+X",), icon="sending"),
    ActionSpec("next_pane", "Queue", "Next pane", ("F6",), ("F6", "Ctrl+Alt+Down")),
    ActionSpec("journal", "Tools", "Journal…", ("Ctrl+Shift+J",)),
    ActionSpec("doctor", "Tools", "Examine the server…"),
    ActionSpec("settings", "Tools", "Settings…", ("Ctrl+,",)),
    ActionSpec("palette", "Help", "Find a command…", ("Ctrl+K", "Ctrl+Shift+P")),
    ActionSpec("keys", "Help", "Keys", ("F1",)),
)
# What can be done while the desk is locked.
WHILE_LOCKED = ("quit",)
MENUS = ("File", "Edit", "View", "Document", "Line items", "Queue", "Tools", "Help")


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


def default_keys(spec: ActionSpec, scope: Scope) -> tuple[str, ...]:
    """Return the keys that an action has on this system until somebody changes them."""
    if scope is Scope.PAGE:
        return spec.page_keys
    if scope is Scope.FIELD:
        return spec.field_keys
    return spec.mac_keys if sys.platform == "darwin" and spec.mac_keys else spec.keys


def native(key: str) -> str:
    """Return a key as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
