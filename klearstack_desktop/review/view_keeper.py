"""Remembers where the reviewer was in each document: field, cursor, page and zoom.

Wire format, under the document's name in ``view_state``::

    {"field": [NAME, OCCURRENCE] or null, "caret": NUMBER, "page": NUMBER, "fit": TEXT,
     "zoom": NUMBER}
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.review.lanes import Lane, Lanes
from klearstack_desktop.store.view_state import key_of_document

if TYPE_CHECKING:
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.account_store import AccountStore

log = logging.getLogger(__name__)

GATHER_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class DocumentView:
    """Where the reviewer was in a document.

    Attributes:
        field: the field that was being looked at, or None.
        caret: how many characters of it stand before the cursor, as Qt counts them.
        page: number of the page, from 1.
        fit: what decides the zoom, by the name that the page pane has for it.
        zoom: the zoom; 1.0 shows an image pixel on a logical pixel.
    """

    field: FieldKey | None = None
    caret: int = 0
    page: int = 1
    fit: str = ""
    zoom: float = 1.0


class ViewKeeper(QObject):
    """Gathers views for a second and writes them beside what can be fetched again.

    A view that cannot be kept is logged and nothing more: nobody would miss it.

    Signals:
        recalled: carries a document's id and its `DocumentView`, or None where none is kept.
    """

    recalled = Signal(str, object)

    def __init__(self, store: AccountStore, lanes: Lanes, tasks: TaskRegister) -> None:
        super().__init__()
        self._store = store
        self._lanes = lanes
        self._tasks = tasks
        self._waiting: set[str] = set()
        self._noted: dict[str, DocumentView] = {}
        self._is_gathering = False

    def note(self, document_id: str, view: DocumentView) -> None:
        """Take where the reviewer is in a document; it is written within a second."""
        self._noted[document_id] = view
        self._waiting.add(document_id)
        if not self._is_gathering:
            self._is_gathering = True
            self._tasks.spawn(self._gather(), "remember views")

    def recall(self, document_id: str) -> None:
        """Ask where the reviewer was in a document; `recalled` answers, of this run at once."""
        if (view := self._noted.get(document_id)) is not None:
            self.recalled.emit(document_id, view)
            return
        self._tasks.spawn(self._recall(document_id), "recall a view")

    async def close(self) -> None:
        """Write what waits, and forget documents that are in the list no more."""
        await self._write()
        await self._try(self._store.view_state.forget_documents_that_left)

    async def _gather(self) -> None:
        try:
            await asyncio.sleep(GATHER_SECONDS)
        finally:
            self._is_gathering = False
        await self._write()

    async def _write(self) -> None:
        waiting, self._waiting = self._waiting, set()
        if waiting:
            forms = {key_of_document(each): _form(self._noted[each]) for each in waiting}
            await self._try(self._store.view_state.put_all, forms)

    async def _recall(self, document_id: str) -> None:
        form = await self._try(self._store.view_state.get, key_of_document(document_id))
        self.recalled.emit(document_id, _view(form))

    async def _try(self, work: Any, *arguments: object) -> Any:  # noqa: ANN401 - whatever JSON holds
        try:
            return await self._lanes.run(Lane.STORE_CACHE, work, *arguments)
        except Problem as problem:
            log.warning("where the reviewer was is not kept: %s", problem.details)
            return None


def _form(view: DocumentView) -> dict[str, Any]:
    return {
        "field": [view.field.name, view.field.occurrence] if view.field else None,
        "caret": view.caret,
        "page": view.page,
        "fit": view.fit,
        "zoom": view.zoom,
    }


def _view(form: object) -> DocumentView | None:
    """Return the view that was written; None where it is something else."""
    match form:
        case {
            "field": field,
            "caret": int(caret),
            "page": int(page),
            "fit": str(fit),
            "zoom": float(zoom) | int(zoom),
        }:
            match field:
                case [str(name), int(occurrence)]:
                    key: FieldKey | None = FieldKey(name, occurrence)
                case _:
                    key = None
            return DocumentView(key, caret, page, fit, float(zoom))
        case _:
            return None
