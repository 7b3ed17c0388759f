"""What could not be had of documents of the list: their details, or a page."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.queue import Mark


@dataclass(slots=True)
class _Lacks:
    """Why there are no details, empty where there are, and why no page, by its number from 1."""

    details: str = ""
    pages: dict[int, str] = field(default_factory=dict)


class Lacking(QObject):
    """Keeps it until it comes, the connection is back, or the document leaves the list.

    Signals:
        changed: something else is lacking of a document; carries its id.
    """

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._lacks: dict[str, _Lacks] = {}

    def of(self, document_id: str) -> tuple[Mark, str] | None:
        """Return what is lacking of a document, with a sentence; None where nothing is."""
        lacks = self._lacks.get(document_id)
        if lacks is None:
            return None
        if lacks.details:
            return Mark.SUMMARY_ONLY, lacks.details
        first = min(lacks.pages)
        return Mark.PAGE_MISSING, f"Page {first}: {lacks.pages[first]}"

    def no_details(self, document_id: str, sentence: str) -> None:
        """Note that there is nothing of a document but what the list says."""
        self._lacks.setdefault(document_id, _Lacks()).details = sentence
        self.changed.emit(document_id)

    def no_page(self, document_id: str, page: int, sentence: str) -> None:
        """Note that a page (from 1) cannot be had."""
        self._lacks.setdefault(document_id, _Lacks()).pages[page] = sentence
        self.changed.emit(document_id)

    def details_came(self, document_id: str) -> None:
        """Note that there are details now."""
        lacks = self._lacks.get(document_id)
        if lacks is not None and lacks.details:
            lacks.details = ""
            self._tell(document_id, lacks)

    def page_came(self, document_id: str, page: int) -> None:
        """Note that a page (from 1) is there now."""
        lacks = self._lacks.get(document_id)
        if lacks is not None and lacks.pages.pop(page, None) is not None:
            self._tell(document_id, lacks)

    def forget(self, document_id: str) -> None:
        """Let go of a document that has left the list."""
        self._lacks.pop(document_id, None)

    def start_over(self) -> None:
        """Forget all of it: what could not be had may be had now."""
        before, self._lacks = self._lacks, {}
        for document_id in before:
            self.changed.emit(document_id)

    def _tell(self, document_id: str, lacks: _Lacks) -> None:
        if not (lacks.details or lacks.pages):
            del self._lacks[document_id]
        self.changed.emit(document_id)
