"""Finding widgets by the names that tests and screen readers know."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

W = TypeVar("W", bound=QWidget)


def found(parent: QObject, kind: type[W], name: str) -> W:
    """Return the one widget of that kind and ``objectName``."""
    (widget,) = parent.findChildren(kind, name)
    return widget
