"""Reads uploads in the background, one page at a time, in the one thread that may use pdfium."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from klearstack_desktop.localserver.content import State, StoredPage, ocr_id_of, wire_now, wire_time
from klearstack_desktop.localserver.reading.invoice import read_invoice
from klearstack_desktop.localserver.reading.pages import ReadPage, Unreadable
from klearstack_desktop.localserver.reading.upload import open_upload

if TYPE_CHECKING:
    from collections.abc import Iterable

    from klearstack_desktop.localserver.content import StoredDocument
    from klearstack_desktop.localserver.documents import Documents

logger = logging.getLogger(__name__)

SHORTEST_READING = timedelta(seconds=1)
"""A service far away is never done at once, and a client has to cope with waiting."""


@dataclass(slots=True)
class _Job:
    document_id: str
    data: bytes
    pages: tuple[ReadPage, ...] = ()
    page_count: int = 0


class ReadingQueue:
    """Uploads wait here; a long one lets others have their turn after each page.

    Attributes:
        shortest: a reading that is faster is held back until so much time has passed.
    """

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._pdfium = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading")
        self._jobs: dict[str, _Job] = {}
        self.shortest = SHORTEST_READING

    def check(self, data: bytes) -> None:
        """Open a file once, before it is taken.

        Raises:
            Unreadable: it can never be read.
        """
        self._pdfium.submit(lambda: open_upload(data).close()).result()

    def add(self, document_id: str, data: bytes) -> None:
        """Read an upload that is already stored with the state ``processing``."""
        job = _Job(document_id, data)
        self._jobs[document_id] = job
        self._schedule(job)

    def resume(self) -> None:
        """Take up again what an earlier run of the server left unread."""
        for document in self._documents.find("state = ?", State.PROCESSING):
            upload = self._documents.upload(document.id)
            if upload is not None:
                self.add(document.id, upload.data)

    def progress(self, documents: Iterable[StoredDocument]) -> str:
        """Say how far these documents are."""
        jobs = [self._jobs[d.id] for d in documents if d.id in self._jobs]
        if not jobs:
            return "All pages read"
        done = sum(len(job.pages) for job in jobs)
        return f"{done} of {max(sum(job.page_count for job in jobs), 1)} pages read"

    def close(self) -> None:
        """Stop after the page that is being read; the rest is resumed by the next start."""
        self._pdfium.shutdown(wait=True, cancel_futures=True)

    def _schedule(self, job: _Job) -> None:
        # The queue is closing: the next start takes the job up again from its first page.
        with suppress(RuntimeError):
            self._pdfium.submit(self._step, job)

    def _step(self, job: _Job) -> None:
        """Read the next page of a job, or finish it."""
        try:
            source = open_upload(job.data)
            try:
                job.page_count = source.page_count
                job.pages = (*job.pages, source.page(len(job.pages)))
            finally:
                source.close()
            if len(job.pages) < job.page_count:
                self._schedule(job)
                return
            self._complete(job)
        except Unreadable as problem:
            self._fail(job, str(problem))
        except Exception:
            logger.exception("reading of %s failed", job.document_id)
            self._fail(job, "The document could not be read.")
        self._jobs.pop(job.document_id, None)

    def _complete(self, job: _Job) -> None:
        readings = read_invoice(job.pages)
        found = [r.confidence for r in readings if r.value]
        pages = [
            StoredPage(
                page_index=number,
                ocr_id=ocr_id_of(job.document_id, number),
                width=page.width,
                height=page.height,
                dpi=page.dpi,
                words=page.words,
                file=number - 1,
            )
            for number, page in enumerate(job.pages, start=1)
        ]
        with self._documents.database.transaction() as connection:
            document = self._documents.get(job.document_id)
            if document is None or document.state is not State.PROCESSING:
                return
            completed = replace(
                document,
                state=State.COMPLETED,
                finished_at=self._finish_time(document),
                overall_confidence=sum(found) / len(found) if found else 0.0,
                fields=readings,
                tables={"line_items": []},
            )
            self._documents.save(connection, completed)
            files = [page.file for page in job.pages]
            self._documents.save_pages(connection, job.document_id, pages, files)

    def _fail(self, job: _Job, problem: str) -> None:
        with self._documents.database.transaction() as connection:
            document = self._documents.get(job.document_id)
            if document is not None:
                failed = replace(
                    document,
                    state=State.FAILED,
                    problem=problem,
                    finished_at=self._finish_time(document),
                )
                self._documents.save(connection, failed)

    def _finish_time(self, document: StoredDocument) -> str:
        uploaded = datetime.fromisoformat(document.uploaded_at).replace(tzinfo=UTC)
        return max(wire_now(), wire_time(uploaded + self.shortest))
