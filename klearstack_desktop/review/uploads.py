"""Uploads a file and waits until KlearStack has read it."""

from __future__ import annotations

import asyncio
import itertools
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.api import BatchStatus, errors
from klearstack_desktop.model.document import Document
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.review.lanes import Lane, Lanes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.service import Service
    from klearstack_desktop.review.tasks import TaskRegister

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 5.0
PATIENCE_SECONDS = 600.0

OFFLINE = (
    "not uploaded, because KlearStack cannot be reached. Files do not wait here: upload it again "
    "when the connection is back."
)


@dataclass(frozen=True, slots=True)
class UploadProgress:
    """How far an upload is.

    Attributes:
        file_name: the file's name without its folder.
        text: what happens at the moment, or why it ended.
        document_id: the document that came of it, once it was read.
        is_over: nothing more will come.
        is_problem: it ended without a document.
    """

    file_name: str
    text: str
    document_id: str | None = None
    is_over: bool = False
    is_problem: bool = False


class Uploads(QObject):
    """Takes files to the service and into the queue.

    Signals:
        progressed: carries an `UploadProgress`.
    """

    progressed = Signal(object)

    def __init__(
        self,
        *,
        service: Service,
        queue: DocumentQueue,
        lanes: Lanes,
        tasks: TaskRegister,
        inspect: Callable[[Path], object],
    ) -> None:
        """Take the parts; `inspect` looks into a file in the pdf lane and raises `Problem`."""
        super().__init__()
        self._service = service
        self._queue = queue
        self._lanes = lanes
        self._tasks = tasks
        self._inspect = inspect
        self._numbers = itertools.count(1)

    def upload(self, path: Path) -> None:
        """Upload one PDF, JPEG, PNG or TIFF file."""
        self._tasks.spawn(self._upload(path), f"upload {path.suffix}")

    async def _upload(self, path: Path) -> None:
        placeholder = f"upload-{next(self._numbers)}"
        try:
            if not self._service.may_be_asked:
                raise Problem(OFFLINE)  # noqa: TRY301 - told as any other problem
            self._say(path, "checking the file")
            await self._lanes.run(Lane.PDF, self._inspect, path)
            self._queue.set_state(placeholder, ReviewState.BEING_READ, "KlearStack is reading it.")
            self._queue.add(Document(id=placeholder, file_name=path.name))
            self._say(path, "uploading")
            upload = await self._service.background(self._service.client.upload_document, path)
            self._say(path, "being read")
            documents = await self._read(upload.batch_id)
        except Problem as problem:
            self._queue.remove(placeholder)
            text = f"{path.name}: {problem.sentence}"
            self.progressed.emit(UploadProgress(path.name, text, None, True, True))
            return
        except asyncio.CancelledError:
            self._queue.remove(placeholder)
            raise
        self._queue.remove(placeholder)
        for document in documents:
            self._queue.add(document)
        newest = documents[-1].id if documents else None
        self.progressed.emit(UploadProgress(path.name, f"{path.name} was read", newest, True))

    async def _read(self, batch_id: str) -> tuple[Document, ...]:
        pause = FIRST_PAUSE_SECONDS
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            try:
                batch = await self._service.background(
                    self._service.client.batch_documents, batch_id
                )
            except errors.NotReachable as problem:
                # The file has arrived; what is read from it is asked for when the way is free.
                log.info("an upload waits for the server: %s", problem.details)
            else:
                if batch.status is BatchStatus.FAILED:
                    raise Problem(batch.message or "KlearStack could not read this file.")
                if batch.status is BatchStatus.COMPLETED:
                    return batch.documents
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)
        raise Problem("KlearStack is still reading it: refresh the queue later.")

    def _say(self, path: Path, what: str) -> None:
        self.progressed.emit(UploadProgress(path.name, f"{path.name}: {what}"))
