"""How quick the panel is with very many fields.

The field panel with 300 fields beside an open document, joined as the window joins them. A key is
typed into a field in the middle: the draft, all rules, what is said about each field, and the paint
that follows. Another document with as many fields is shown in place of the one before; that many
are not filled in ahead, only their rows are made.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.figure import FRAME_MS, measured, median, milliseconds, p99, spread
from benchmarks.workplace import application
from klearstack_desktop.model.document import Document, Field, FieldKey
from klearstack_desktop.model.fieldmap import default_field_map
from klearstack_desktop.review.open_document import OpenDocument
from klearstack_desktop.ui.fields.panel import FieldPanel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.figure import Figure

FIELDS: Final = 300
_KEYS: Final = 200
_QUICK_KEYS: Final = 20
_DOCUMENTS: Final = 20
_QUICK_DOCUMENTS: Final = 3
_SIZE: Final = (452, 860)


class _Bench:
    """A field panel and the document that is open in it."""

    def __init__(self) -> None:
        self._opened = self._document(0)
        self.panel = FieldPanel()
        self.panel.value_edited.connect(self._on_edited)
        self.panel.resize(*_SIZE)
        self._show()
        self.panel.show()
        QTest.qWaitForWindowExposed(self.panel)

    @staticmethod
    def _document(number: int) -> OpenDocument:
        field_map = default_field_map()
        fields = tuple(
            Field(name, field_map.describe(name), value, value, confidence=0.98)
            for name, value in (
                (f"Field_{place}", f"value {number * place}") for place in range(FIELDS)
            )
        )
        return OpenDocument(Document(f"bench {number}", fields=fields), has_details=True)

    def _on_edited(self, key: FieldKey, value: str) -> None:
        self._opened = self._opened.with_value(key, value, None, "visit")
        self._show()

    def _show(self) -> None:
        opened = self._opened
        self.panel.show_document(opened.shown, opened.draft, opened.findings, is_read_only=False)

    def _painted(self) -> None:
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        QApplication.sendPostedEvents(self.panel, QEvent.Type.UpdateRequest.value)

    def keys(self, keys: int) -> list[float]:
        """Return the milliseconds of each of so many keys typed into a field in the middle."""
        self.panel.focus_field(self.panel.keys_in_order()[FIELDS // 2])
        self._painted()
        return [milliseconds(self._key) for _ in range(keys)]

    def _key(self) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.panel, Qt.Key.Key_A)
        self._painted()

    def documents(self, documents: int) -> list[float]:
        """Return the milliseconds until each of so many other documents is shown and painted."""
        return [milliseconds(partial(self._open, number)) for number in range(1, documents + 1)]

    def _open(self, number: int) -> None:
        self._opened = self._document(number)
        self._show()
        self._painted()


def figures(*, quick: bool) -> Iterator[Figure]:
    """Type, then open other documents."""
    application()
    bench = _Bench()
    typed = bench.keys(_QUICK_KEYS if quick else _KEYS)
    opened = bench.documents(_QUICK_DOCUMENTS if quick else _DOCUMENTS)
    bench.panel.close()
    yield measured(
        f"key typed into a panel of {FIELDS} fields: p99 against one frame",
        p99(typed),
        "ms",
        against=FRAME_MS,
        most_ratio=1,
        note=f"until it is painted; {spread(typed, 'ms')}",
    )
    yield measured(
        f"another document of {FIELDS} fields shown and painted: median against one frame",
        median(opened),
        "ms",
        against=FRAME_MS,
        note=f"rows that are there already; {spread(opened, 'ms')}",
    )
