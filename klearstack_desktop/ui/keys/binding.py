"""Lets the chosen keys count: in the window, in what is written on it, and in the settings."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.ui.file_dialog import ask_for_file, ask_where_to_save
from klearstack_desktop.ui.keys.keymap import KeyMap

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from pathlib import Path

    from klearstack_desktop.model.key_choices import KeyChoices
    from klearstack_desktop.review.chosen_keys import ChosenKeys
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.ui.keys.page import KeysPage
    from klearstack_desktop.ui.main_window import MainWindow

_FILES: Final = "Keys (*.toml)"
_ON_BUTTONS: Final = {
    "approve": "approve",
    "reject": "reject",
    "save": "save",
    "next": "next_document",
}
_SHORT: Final = (("Shift+", "⇧"), ("Return", "⏎"), ("Enter", "⏎"), ("PgDown", "PgDn"))


class KeysBinding(QObject):
    """Joins the chosen keys to the window.

    Args:
        window: whose actions have the keys.
        keys: what was chosen.
        tasks: owns what is read and written.
    """

    def __init__(self, window: MainWindow, keys: ChosenKeys, tasks: TaskRegister) -> None:
        super().__init__(window)
        self._window = window
        self._keys = keys
        self._tasks = tasks
        self._page: KeysPage | None = None
        keys.changed.connect(self._apply)
        keys.not_kept.connect(self._on_not_kept)
        self._apply(keys.current)

    def join(self, page: KeysPage) -> None:
        """Let a page show the choices and change them, until it is destroyed."""
        self._page = page
        page.name_by(self._window.action_table.title_of)
        page.show_choices(self._keys.current)
        page.changed.connect(self._keys.change)
        page.export_requested.connect(self._choose_export)
        page.import_requested.connect(self._choose_import)
        page.destroyed.connect(self._forget)

    def _forget(self) -> None:
        self._page = None

    def _apply(self, choices: KeyChoices) -> None:
        actions = self._window.action_table
        actions.bind(KeyMap(choices).keys)
        self._window.decision_bar.set_key_hints(
            {button: short(actions.first_key(name)) for button, name in _ON_BUTTONS.items()}
        )
        self._window.queue_panel.set_search_shortcut(actions["search"].shortcut())

    def _on_not_kept(self, sentence: str) -> None:
        if self._page is not None:
            self._page.say(sentence, role="problem")

    def _choose_export(self) -> None:
        ask_where_to_save(
            self._page, "exportKeysDialog", "Export the keys", _FILES, "keys.toml", self.export
        )

    def export(self, path: Path) -> None:
        """Write the choices for another workstation."""

        async def export() -> None:
            await self._keys.export(path)
            self._say(f"Exported: {path.name}")

        self._do(export())

    def _choose_import(self) -> None:
        ask_for_file(self._page, "importKeysDialog", "Import keys", _FILES, self.take_in)

    def take_in(self, path: Path) -> None:
        """Let the choices of another workstation count, unless any of them cannot."""

        async def take_in() -> None:
            title_of = self._window.action_table.title_of
            keymap = KeyMap(await self._keys.read(path), title_of=title_of)
            if keymap.left_out:
                self._say(f"Nothing was changed. {keymap.left_out[0]}", role="problem")
                return
            self._keys.change(keymap.choices)
            if self._page is not None:
                self._page.show_choices(keymap.choices)
            self._say(f"Imported: {path.name}")

        self._do(take_in())

    def _say(self, sentence: str, *, role: str = "good") -> None:
        if self._page is not None:
            self._page.say(sentence, role=role)

    def _do(self, work: Awaitable[None]) -> None:
        async def do() -> None:
            try:
                await work
            except Problem as problem:
                self._say(problem.sentence, role="problem")

        self._tasks.spawn(do(), "hand on the keys")


def short(key: str) -> str:
    """Return a key as a button with little room shows it; macOS writes signs anyway."""
    if sys.platform != "darwin":
        for long, sign in _SHORT:
            key = key.replace(long, sign)
    return key
