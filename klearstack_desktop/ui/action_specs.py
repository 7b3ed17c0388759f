"""The one table of actions: what can be done, by which key, and where it stands in the menus."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QKeySequence


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
