"""Small parts of the queue panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QToolButton

from klearstack_desktop.model.queue import QueueEntry, ReviewState, search_text
from klearstack_desktop.ui.icons import icon
from klearstack_desktop.ui.queue.order import QueueOrder

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from klearstack_desktop.model.search import SeenDocument


def entry_of(seen: SeenDocument) -> QueueEntry:
    """Return the row of a document that was in the list once."""
    return QueueEntry(
        document_id=seen.id,
        supplier=seen.supplier,
        amount=seen.amount,
        number=seen.number,
        date_text=seen.date_text,
        state=ReviewState.NOT_LISTED,
        state_note="Seen here earlier; it is no longer in the list of the service.",
        search_text=search_text((seen.supplier, seen.number, seen.amount, seen.date_text)),
        document_type=seen.document_type,
    )


def filter_words(*, is_on: bool) -> str:
    """Return what the filter button says."""
    return (
        "Filter: the list is narrowed" if is_on else "Filter by state, mark, type, date, confidence"
    )


def flat_button(name: str, words: str, drawing: str, parent: QWidget) -> QToolButton:
    """Return a button with a drawing and without a frame."""
    button = QToolButton(parent)
    button.setObjectName(name)
    button.setAccessibleName(words)
    button.setToolTip(words)
    button.setIcon(icon(drawing))
    button.setProperty("kind", "flat")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def small_label(name: str) -> QLabel:
    """Return a label for small plain text."""
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", "small")
    return label


def sort_box(parent: QWidget) -> QComboBox:
    """Return the choice of what the rows are ordered by."""
    box = QComboBox(parent)
    box.setObjectName("sortBox")
    box.setAccessibleName("Order of the documents")
    box.setToolTip("Order of the documents")
    box.setProperty("kind", "flat")
    for order in QueueOrder:
        box.addItem(order.value, order)
    return box
