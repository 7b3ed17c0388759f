"""A window with a field panel that keeps a draft, as the session does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import Document, Field, FieldKey
from klearstack_desktop.model.findings import examine
from klearstack_desktop.ui.fields.panel import FieldPanel
from tests.model.builders import field
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

NUMBER = FieldKey("doc_number_value")
DATE = FieldKey("doc_date_value")
SUPPLIER = FieldKey("supplier_name_value")
ADDRESS = FieldKey("shipto_party_address_value")
CURRENCY = FieldKey("currency_value")
TOTAL = FieldKey("total_value")


def invoice(document_id: str = "first", **confidences: float) -> Document:
    """An invoice with one field of each kind of editor; all is well read unless told otherwise."""
    fields = (
        field("Inv_Number", "06717056"),
        field("Inv_Date", "26-Jul-2026"),
        field("Inv_Supplier", "Flora Concept Llc"),
        field("Shipto_Party_Address", "2506 Pioneer Ave\nVista CA 92081"),
        field("Inv_Currency", "USD"),
        field("Inv_Total", "55,413.00"),
    )
    return Document(
        id=document_id,
        fields=tuple(replace(f, confidence=confidences.get(f.name, f.confidence)) for f in fields),
    )


def with_value(document: Document, name: str, value: str) -> Document:
    """The document as it would have come with another value in one field."""
    return replace(
        document,
        fields=tuple(
            replace(f, value=value, original_value=value) if f.name == name else f
            for f in document.fields
        ),
    )


class Review(QWidget):
    """Keeps what was edited in a draft and shows the document again after each change."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.base = document
        self.draft = Draft()
        self.said: list[tuple[str, object]] = []
        self.panel = FieldPanel()
        self.after = QPushButton("after the fields")
        column = QVBoxLayout(self)
        column.addWidget(self.panel)
        column.addWidget(self.after)
        self.resize(430, 600)
        panel = self.panel
        panel.value_edited.connect(self._on_edited)
        panel.field_entered.connect(lambda key: self.said.append(("entered", key)))
        panel.field_left.connect(lambda key: self.said.append(("left", key)))
        panel.field_accepted.connect(self._on_accepted)
        panel.walk_finished.connect(lambda: self.said.append(("finished", None)))
        panel.revert_requested.connect(lambda key: self.said.append(("revert", key)))
        self.render_now()

    def render_now(self, *, read_only_reason: str = "") -> None:
        shown = self.draft.laid_over(self.base)
        self.panel.show_document(
            shown,
            self.draft,
            examine(shown, self.draft),
            is_read_only=bool(read_only_reason),
            read_only_reason=read_only_reason,
        )

    def open(self, document: Document) -> None:
        self.base, self.draft = document, Draft()
        self.render_now()

    def _on_edited(self, key: FieldKey, value: str) -> None:
        self.said.append(("edited", value))
        current = self.base.by_key(key)
        assert current is not None
        self.draft = self.draft.with_field(current, value, None)
        self.render_now()

    def _on_accepted(self, key: FieldKey) -> None:
        self.said.append(("accepted", key))
        self.draft = self.draft.with_checked(key, self.draft.laid_over(self.base))
        self.render_now()

    def heard(self, what: str) -> list[object]:
        """What the panel said under that name, in order."""
        return [value for name, value in self.said if name == what]

    def line(self, key: FieldKey) -> QLineEdit:
        """The line editor of a field."""
        return found(self.panel, QLineEdit, f"field:{key.name}")

    def shown_field(self, key: FieldKey) -> Field:
        """The field as the draft makes it."""
        current = self.draft.laid_over(self.base).by_key(key)
        assert current is not None
        return current


def started(qtbot: QtBot, document: Document) -> Review:
    """Show a review in an active window."""
    review = Review(document)
    qtbot.addWidget(review)
    review.show()
    review.activateWindow()
    qtbot.waitUntil(review.isActiveWindow)
    return review


def focused() -> QWidget:
    """The widget that has the focus."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press and release a key where the focus is."""
    QTest.keyClick(focused(), key, modifiers)


def type_text(text: str) -> None:
    """Type a text where the focus is, also where the first key moves it."""
    for character in text:
        QTest.keyClicks(focused(), character)
