"""One of two documents side by side: its title, its page, the number of that page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSizeF, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from klearstack_desktop.pages.page import as_page
from klearstack_desktop.ui.fields.text import ElidedLabel
from klearstack_desktop.ui.page import geometry
from klearstack_desktop.ui.page.boxes import BoxState, PageBox
from klearstack_desktop.ui.page.contents import OpenContents
from klearstack_desktop.ui.page.notice import PageNotice
from klearstack_desktop.ui.page.stage import PageStage
from klearstack_desktop.ui.page.view import PageView
from klearstack_desktop.ui.trust.labels import plain_label

if TYPE_CHECKING:
    from collections.abc import Collection

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.merge import Place

_NARROWEST: Final = 220


class PageSide(QWidget):
    """Shows the pages of one document, one at a time.

    Signals:
        page_came: a page was painted as sharp as it is needed.
        page_changed: number of the page that was turned to; it may still be on its way.
        retry_requested: what could not be fetched shall be fetched again.

    Args:
        name: begins the object names of its parts.
        called: how it is called for those who cannot see it.
    """

    page_came = Signal()
    page_changed = Signal(int)
    retry_requested = Signal()

    def __init__(self, name: str, called: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}Side")
        self.setMinimumWidth(_NARROWEST)
        self._called = called
        self._title = ElidedLabel(is_bold=True)
        self._title.setObjectName(f"{name}Title")
        self._number = plain_label("", "muted", wraps=False)
        self._number.setObjectName(f"{name}PageNumber")
        self.view = PageView()
        self.view.setObjectName(f"{name}PageView")
        self.view.setAccessibleName(f"Page of {called}")
        self._notice = PageNotice()
        self._notice.setFixedWidth(_NARROWEST - 2 * geometry.MARGIN)
        self._stage = PageStage(self.view, self._notice)
        over_view = QGridLayout(self.view.viewport())
        over_view.addWidget(self._notice, 0, 0, Qt.AlignmentFlag.AlignCenter)
        head = QHBoxLayout()
        head.setContentsMargins(8, 4, 8, 4)
        head.addWidget(self._title, 1)
        head.addWidget(self._number)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        self._stage.page_shown.connect(self.page_came)
        self._stage.page_changed.connect(self._on_page_changed)
        self.view.turn_wanted.connect(self._stage.read_on)
        self._notice.retry_requested.connect(self.retry_requested)

    def show_document(self, document_id: str, title: str, page_count: int | None) -> None:
        """Begin with a document; its pages come by `put_page` and `put_problem`."""
        self._title.set_text(title)
        self.view.setAccessibleName(f"Page of {self._called}: {title}")
        self._stage.open(OpenContents(document_id, page_count))
        self._say_number()

    def set_page_count(self, count: int | None) -> None:
        """Take the number of pages."""
        if count is not None and count != self._stage.contents.stated_count:
            self._stage.contents.stated_count = count
            self._stage.count_changed()
            self._say_number()

    def put_page(self, page: int, decoded: object) -> None:
        """Take a decoded page, from 1."""
        self._stage.contents.put_page(page, as_page(decoded))
        self._stage.page_came(page)
        self._say_number()

    def page_sharpened(self, decoded: object) -> None:
        """Take notice that a page has more detail now; of another document's page nothing."""
        self._stage.page_sharpened(as_page(decoded))

    def put_problem(self, page: int, sentence: str) -> None:
        """Say why a page, from 1, cannot be shown; plain text."""
        self._stage.contents.put_problem(page, sentence)
        self._stage.page_came(page)
        self._say_number()

    def mark(self, document: Document, differing: Collection[Place]) -> None:
        """Draw boxes around the values that differ; the others are drawn when they are chosen."""
        self._stage.set_boxes(
            [
                PageBox(
                    *(field.key, field.page or 1, field.box, field.label, field.value),
                    state=BoxState.CHECK if field.key in differing else BoxState.GOOD,
                    remark="Differs" if field.key in differing else "The same in both",
                    is_quiet=field.key not in differing,
                )
                for field in document.fields
                if field.box is not None
            ]
        )

    def choose(self, place: Place | None) -> None:
        """Show where a value stands, as far as that is known."""
        self._stage.set_active(None if isinstance(place, str) else place)

    def turn(self, step: int) -> None:
        """Turn so many pages on."""
        self._stage.turn_to(self._stage.current + step)

    @property
    def width_at_actual_size(self) -> float | None:
        """How many pixels the page on show is wide as it lies there; None while there is none."""
        page = self._stage.contents.page(self._stage.current)
        if page is None:
            return None
        return geometry.turned(QSizeF(*page.size), self.view.camera.turns).width()

    def _on_page_changed(self, number: int) -> None:
        self._say_number()
        self.page_changed.emit(number)

    def _say_number(self) -> None:
        count = self._stage.contents.count
        known = self._stage.contents.stated_count is not None
        of = f" of {count}" if known else ""
        self._number.setText(f"Page {self._stage.current}{of}" if count else "")
