"""Draws the sample documents that a data folder lacks, in processes beside the server.

Drawing a page keeps the interpreter busy; in the server's own process every request would wait for
it. The first documents are drawn as fast as the machine can, the others at low priority.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from klearstack_desktop.localserver.content import (
    StoredDocument,
    StoredField,
    StoredFile,
    StoredPage,
    StoredWord,
    ocr_id_of,
    wire_time,
)
from klearstack_desktop.localserver.database import Database
from klearstack_desktop.localserver.documents import Documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from klearstack_desktop.localserver.folder import DataFolder
    from klearstack_desktop.localserver.samples.contract import SampleCell, SampleDocument

FIRST_DOCUMENTS = 12
"""So many documents are there before the server says that it is ready."""

SHARES = 2
SAMPLES = "klearstack_desktop.localserver.samples.generate"
_LOW_PRIORITY = 10
_UPLOADER = "arjun"
_SIGNATURE = "sign_exist_flag_value", "Sign_Exist_Flag"


class SampleSource(Protocol):
    """A module that makes samples."""

    def generate(self, seed: int, index: int) -> SampleDocument:
        """Return one sample, the same for the same seed and index."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What a full data folder holds, and whose share of the work this is.

    Attributes:
        samples: name of the module that makes the documents.
        share: which of ``SHARES`` processes draws; None outside of them.
    """

    folder: DataFolder
    documents: int
    seed: int
    samples: str = SAMPLES
    share: int | None = None

    @property
    def first(self) -> set[int]:
        """The indices without which the server is not ready."""
        return set(range(min(FIRST_DOCUMENTS, self.documents)))

    def missing(self, documents: Documents) -> list[int]:
        """Return the indices that are still to be drawn, in order."""
        return sorted(set(range(self.documents)) - documents.sample_indices())


def draw_share(filling: Filling) -> None:
    """Draw every sample of one share that is missing; each is stored whole or not at all."""
    documents = Documents(Database(filling.folder.database))
    source = cast("SampleSource", import_module(filling.samples))
    is_urgent = True
    # Shared out by number and not by place in the list, which shrinks while the others draw.
    own = [index for index in filling.missing(documents) if index % SHARES == filling.share]
    for index in own:
        if is_urgent and index not in filling.first:
            _lower_priority()
            is_urgent = False
        store_sample(documents, source.generate(filling.seed, index))
    documents.database.close()


def _lower_priority() -> None:
    if hasattr(os, "nice"):
        os.nice(_LOW_PRIORITY)


def store_sample(documents: Documents, sample: SampleDocument) -> None:
    """Store one sample with its pages in one transaction, unless it is there already."""
    pages = [
        StoredPage(
            page_index=number,
            ocr_id=ocr_id_of(sample.document_id, number),
            width=page.width,
            height=page.height,
            dpi=page.dpi,
            words=tuple(StoredWord(word.text, word.box) for word in page.words),
            file=min(number, len(sample.files)) - 1,
        )
        for number, page in enumerate(sample.pages, start=1)
    ]
    files = [StoredFile(file.media_type, file.data) for file in sample.files]
    with documents.database.transaction() as connection:
        if documents.get(sample.document_id) is None:
            documents.save(connection, _stored(sample))
            documents.mark_sample(connection, sample.document_id, sample.index)
            documents.save_pages(connection, sample.document_id, pages, files)


def _stored(sample: SampleDocument) -> StoredDocument:
    uploaded_at = wire_time(sample.uploaded_at)
    fields = [
        StoredField(r.name, r.label, r.value, r.confidence, r.page_index, r.box)
        for r in sample.readings
    ]
    if all(field.name != _SIGNATURE[0] for field in fields):
        pages = range(1, len(sample.pages) + 1)
        fields += [StoredField(*_SIGNATURE, "False", 0.99, page) for page in pages]
    return StoredDocument(
        id=sample.document_id,
        file_name=sample.file_name,
        document_type=sample.document_type,
        collection_name=sample.collection_name,
        overall_confidence=sample.overall_confidence,
        uploaded_at=uploaded_at,
        finished_at=uploaded_at,
        uploaded_by=_UPLOADER,
        batch_id=f"{sample.document_id[:8]}-sample",
        fields=tuple(fields),
        tables={"line_items": [_wire_row(row.items()) for row in sample.line_items]},
    )


def _wire_row(cells: Iterable[tuple[str, SampleCell]]) -> dict[str, Any]:
    return {
        name: {
            "_value": cell.value,
            "_coordinates": list(cell.box or (0, 0, 0, 0)),
            "_confidence": cell.confidence,
            "_page_index": cell.page_index,
        }
        for name, cell in cells
    }


class Fillers:
    """The processes that draw. They end with this one, however it ends: their input closes."""

    def __init__(self, filling: Filling) -> None:
        self._processes = [
            subprocess.Popen(  # noqa: S603 -- our own program with our own arguments
                _command(filling, share),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for share in range(SHARES)
        ]

    def have_ended(self) -> bool:
        """Whether all have ended, well or not."""
        return all(process.poll() is not None for process in self._processes)

    def stop(self) -> None:
        """End them and wait until they are gone."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait()
            if process.stdin:
                process.stdin.close()


def _command(filling: Filling, share: int) -> list[str]:
    program = (
        [sys.executable, "serve"]
        if getattr(sys, "frozen", False)
        else [sys.executable, "-m", "klearstack_desktop.localserver.serve"]
    )
    return [
        *program,
        f"--data={filling.folder.path}",
        f"--documents={filling.documents}",
        f"--seed={filling.seed}",
        f"--samples={filling.samples}",
        f"--draw-share={share}",
        "--exit-with-parent",
    ]


def at_end_of_input(act: Callable[[], object]) -> None:
    """Act once standard input ends; never, where there is no standard input."""

    def watch() -> None:
        try:
            while os.read(0, 1024):
                pass
        except OSError:
            return
        act()

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
