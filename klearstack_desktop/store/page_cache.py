"""Fetched pages on disk, encrypted: they are there at the next start, and without the network.

Everything here may be lost: whatever is missing, damaged, foreign or cannot be written counts as a
page that is not there and is fetched again. The wire format is that of `page_cipher` and
`page_index`.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import time
from typing import TYPE_CHECKING, NamedTuple

from klearstack_desktop.model.document import PageImage
from klearstack_desktop.store.folders import FILE_MODE, not_written, private_folder
from klearstack_desktop.store.page_cipher import OVERHEAD_BYTES, Contents, PageCipher, PagePlace
from klearstack_desktop.store.page_index import IndexedPage, PageIndex
from klearstack_desktop.store.problems import StoreProblem

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterator
    from datetime import timedelta
    from pathlib import Path

log = logging.getLogger(__name__)

BATCH = 64
"""How many files one call of `PageCache.prune` removes at most: a few milliseconds of work."""

_SEVERAL_PAGES = {"application/pdf", "image/tiff"}
"""Media types of which one file may hold many pages."""


class _Shared(NamedTuple):
    """The file of several pages that was used last, opened."""

    name: str
    sha256: str
    data: bytes


class PageCache:
    """The cached pages of one account; lives in the thread that opened the connection.

    A call takes a few milliseconds for a page, up to about 50 ms for the largest files.
    """

    def __init__(
        self,
        folder: Path,
        index: sqlite3.Connection,
        key: bytes | None,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Prepare reading and writing; nothing is touched yet.

        Args:
            folder: where the files lie; made when the first page is put.
            index: to ``cache.db``.
            key: 32 bytes that outlive the process; None where there is no keychain, and then no
                page is written to disk, nor read from it.
            now: seconds since 1970.

        Raises:
            ValueError: the key has another length.
        """
        self._folder = folder
        self._index = PageIndex(index)
        self._cipher = PageCipher(key) if key is not None else None
        self._now = now
        # Pages of one PDF share its bytes: in memory, and in being encrypted and opened once.
        self._shared: _Shared | None = None
        self._strays: list[str] | None = None

    @property
    def is_on_disk(self) -> bool:
        """Whether pages outlive the process."""
        return self._cipher is not None

    def has(self, document_id: str, page: int) -> bool:
        """Whether a page is there, as far as one can tell without opening it."""
        is_there = False
        if self._cipher is not None:
            with _forgiven("look for a page"):
                known = self._index.find(document_id, page)
                is_there = known is not None and (self._folder / known.place.file).is_file()
        return is_there

    def get(self, document_id: str, page: int) -> PageImage | None:
        """Return a page, or None; what is not exactly what was put is removed."""
        image = None
        if self._cipher is not None:
            with _forgiven("read a page"):
                image = self._found(self._cipher, document_id, page)
        return image

    def put(self, document_id: str, image: PageImage) -> None:
        """Keep a page, instead of what was kept as that page before; trouble is logged."""
        if self._cipher is not None:
            with _forgiven("keep a page"):
                self._keep(self._cipher, document_id, image)

    def forget(self, document_id: str) -> None:
        """Remove the pages of a document, because the service has others by now."""
        with _forgiven("forget pages"):
            self._drop(self._index.files_of(document_id))

    def prune(self, max_bytes: int, max_age: timedelta) -> bool:
        """Remove some of what is too old or too much, least recently used first, and stray files.

        Pages that no key opens any more go this way too.

        Args:
            max_bytes: what the files may take together.
            max_age: how long a page is kept after it was last used.

        Returns:
            Whether more is to go: call again, so that other work has its turn in between.
        """
        is_more = False
        with _forgiven("make room"):
            is_more = self._made_room(max_bytes, self._now() - max_age.total_seconds())
        return is_more  # noqa: RET504 - it stays False where the block was left

    def wipe(self) -> None:
        """Remove all pages, however many there are.

        Raises:
            NotWritten: something is left; calling again removes what it can.
        """
        self._shared = None
        self._index.clear()
        try:
            for name in self._files():
                (self._folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise not_written(self._folder, error) from error

    def _made_room(self, max_bytes: int, oldest: float) -> bool:
        if self._strays is None:
            known = self._index.files()
            self._strays = [name for name in self._files() if name not in known]
        strays, self._strays = self._strays[:BATCH], self._strays[BATCH:]
        for stray in strays:
            _unlink(self._folder / stray)
        doomed = self._index.doomed(max_bytes, oldest, BATCH)
        self._drop(doomed)
        return bool(self._strays) or len(doomed) == BATCH

    def _found(self, cipher: PageCipher, document_id: str, page: int) -> PageImage | None:
        known = self._index.find(document_id, page)
        if known is None:
            return None
        place, contents = known.place, known.contents
        data = self._opened(cipher, known) if cipher.is_marked(place, known.mark) else None
        if data is None:
            log.warning("a cached page was not what had been kept, and is removed")
            self._drop([place.file])
            return None
        with _forgiven("note that a page was used"):
            self._index.touch(place.file, self._now())
        return PageImage(page, data, contents.media_type, place.frame, place.rendition, place.dpi)

    def _opened(self, cipher: PageCipher, known: IndexedPage) -> bytes | None:
        name, contents, shared = known.place.file, known.contents, self._shared
        if shared is not None and (shared.name, shared.sha256) == (name, contents.sha256):
            return shared.data
        path = self._folder / name
        try:
            # Whatever else lies there in the place of a page is not read into memory.
            sealed = path.read_bytes() if path.stat().st_size == known.size else b""
        except OSError as error:
            log.info("a cached page cannot be read: %s", error.strerror)
            return None
        data = cipher.open(contents, sealed)
        if data is not None and contents.part == 0:
            self._shared = _Shared(name, contents.sha256, data)
        return data

    def _keep(self, cipher: PageCipher, document_id: str, image: PageImage) -> None:
        part = 0 if image.media_type in _SEVERAL_PAGES else image.page
        contents = Contents(document_id, part, image.media_type, self._sha256(image.data))
        name = cipher.name(contents)
        if part == 0:
            self._shared = _Shared(name, contents.sha256, image.data)
        path, size = self._folder / name, len(image.data) + OVERHEAD_BYTES
        is_new = self._index.size_of(name, contents.sha256) != size or _size(path) != size
        if is_new:
            private_folder(self._folder)
            _write(path, cipher.seal(contents, image.data))
        place = PagePlace(document_id, image.page, name, image.frame, image.rendition, image.dpi)
        entry = IndexedPage(place, cipher.mark(place), contents, size)
        self._drop(self._index.put(entry, self._now(), is_new=is_new))

    def _sha256(self, data: bytes) -> str:
        if self._shared is not None and self._shared.data is data:
            return self._shared.sha256
        return hashlib.sha256(data).hexdigest()

    def _drop(self, names: Collection[str]) -> None:
        """Remove files and all that the index says of them; a file that stays is a stray later."""
        if not names:
            return
        if self._shared is not None and self._shared.name in names:
            self._shared = None
        self._index.drop(names)
        for name in names:
            _unlink(self._folder / name)

    def _files(self) -> list[str]:
        """Return the names of all files in the folder: ten thousand take a few milliseconds."""
        try:
            with os.scandir(self._folder) as entries:
                return [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
        except FileNotFoundError:
            return []


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _write(path: Path, sealed: bytes) -> None:
    """Write a file that may be lost: nothing waits for the disk.

    Raises:
        NotWritten: there is no such file.
    """
    try:
        with open(path, "wb", opener=_private) as file:
            file.write(sealed)
    except OSError as error:
        _unlink(path)
        raise not_written(path, error) from error


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, FILE_MODE)


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.info("a cached page is not removed yet: %s", error.strerror)


@contextlib.contextmanager
def _forgiven(what: str) -> Iterator[None]:
    """Log the store's trouble and go on without the page."""
    try:
        yield
    except (StoreProblem, OSError) as problem:
        log.warning("could not %s: %s", what, getattr(problem, "details", "") or problem)
