"""Asks for a file to read or to write: the one place that makes file dialogs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from klearstack_desktop.ui.focus_origin import give_back_the_front

if TYPE_CHECKING:
    from collections.abc import Callable


def ask_for_files(
    parent: QWidget | None,
    name: str,
    title: str,
    kinds: str,
    chosen: Callable[[list[Path]], object],
) -> None:
    """Let a person choose one or more files that are there.

    Args:
        parent: what the dialog is for; its window has the front again afterwards.
        name: the dialog's object name.
        title: what it says above.
        kinds: the name filters as Qt writes them.
        chosen: is told the files, unless the dialog was closed without any.
    """
    dialog = _dialog(parent, name, title, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda names: chosen([Path(name) for name in names]))
    dialog.open()


def ask_for_file(
    parent: QWidget | None, name: str, title: str, kinds: str, chosen: Callable[[Path], object]
) -> None:
    """Let a person choose one file that is there; as `ask_for_files` otherwise."""
    dialog = _dialog(parent, name, title, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.open()


def ask_where_to_save(
    parent: QWidget | None,
    name: str,
    title: str,
    kinds: str,
    offer: str,
    chosen: Callable[[Path], object],
) -> None:
    """Let a person say where a file goes; as `ask_for_files` otherwise.

    The name that is offered stands there at first; its suffix is added where none is typed.
    """
    dialog = _dialog(parent, name, title, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(offer).suffix.removeprefix("."))
    dialog.selectFile(offer)
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.open()


class _FileDialog(QFileDialog):
    """Has the front again once Qt's own questions over it are answered."""

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.WindowUnblocked:
            self.activateWindow()
        return super().event(event)


def _dialog(parent: QWidget | None, name: str, title: str, kinds: str) -> QFileDialog:
    dialog = _FileDialog(parent, title, "", kinds)
    dialog.setObjectName(name)
    give_back_the_front(dialog)
    dialog.finished.connect(dialog.deleteLater)
    return dialog
