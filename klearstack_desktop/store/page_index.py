"""Which file holds which cached page: the rows of ``cache.db`` beside the encrypted files.

Wire format: a row of ``page_file`` for each file (`page_cipher.Contents`, its size in bytes as it
lies on disk, when it was last used in seconds since 1970) and a row of ``page`` for each page
(`page_cipher.PagePlace` with its mark). All of it is in clear; no row holds anything of a page
but its digest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from klearstack_desktop.store import codec
from klearstack_desktop.store.database import transaction, translated
from klearstack_desktop.store.page_cipher import Contents, PagePlace

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class IndexedPage:
    """What the index says of a page; only the cipher tells whether it is true.

    Attributes:
        place: which page of which file.
        mark: what is to prove the place.
        contents: what the file holds.
        size: bytes of the file as it lies on disk.
    """

    place: PagePlace
    mark: str
    contents: Contents
    size: int


class PageIndex:
    """The index of one account's pages; lives in the thread that opened the connection.

    Every method raises `StoreProblem` where the database cannot be read or written; nothing was
    changed then.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def find(self, document_id: str, page: int) -> IndexedPage | None:
        """Return what is known of a page, or None."""
        with translated():
            row = self._connection.execute(
                "SELECT file, frame, width, height, dpi, mark, part, media_type, sha256, bytes"
                " FROM page JOIN page_file ON page_file.name = page.file"
                " WHERE page.document_id = ? AND page.page = ?",
                (codec.text_key(document_id), page),
            ).fetchone()
        if row is None:
            return None
        file, frame, width, height, dpi, mark, part, media_type, sha256, size = row
        rendition = None if width is None or height is None else (width, height)
        return IndexedPage(
            PagePlace(document_id, page, file, frame, rendition, dpi),
            mark,
            Contents(document_id, part, media_type, sha256),
            size,
        )

    def size_of(self, file: str, sha256: str) -> int | None:
        """Return the size of a file that holds just these bytes; None where there is none."""
        with translated():
            row = self._connection.execute(
                "SELECT bytes FROM page_file WHERE name = ? AND sha256 = ?", (file, sha256)
            ).fetchone()
        return int(row[0]) if row else None

    def put(self, entry: IndexedPage, now: float, *, is_new: bool) -> list[str]:
        """Note a page, instead of what was known of it.

        Args:
            entry: the page and its file.
            now: seconds since 1970.
            is_new: the file was written just now, so that older rows speak of other bytes.

        Returns:
            Files of the document that no page needs any more.
        """
        place, contents = entry.place, entry.contents
        document = codec.text_key(place.document_id)
        width, height = place.rendition or (None, None)
        with transaction(self._connection):
            if is_new:
                self._delete([place.file])
                self._connection.execute(
                    "INSERT INTO page_file (name, document_id, part, media_type, sha256, bytes,"
                    " last_used) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        place.file,
                        document,
                        contents.part,
                        contents.media_type,
                        contents.sha256,
                        entry.size,
                        now,
                    ),
                )
            self._connection.execute(
                "INSERT OR REPLACE INTO page"
                " (document_id, page, file, frame, width, height, dpi, mark)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    document,
                    place.page,
                    place.file,
                    place.frame,
                    width,
                    height,
                    place.dpi,
                    entry.mark,
                ),
            )
            unused = self._connection.execute(
                "SELECT name FROM page_file WHERE document_id = ?1"
                " AND name NOT IN (SELECT file FROM page WHERE document_id = ?1)",
                (document,),
            ).fetchall()
        return [name for (name,) in unused]

    def files_of(self, document_id: str) -> list[str]:
        """Return the names of the files that hold pages of a document."""
        with translated():
            found = self._connection.execute(
                "SELECT name FROM page_file WHERE document_id = ?", (codec.text_key(document_id),)
            )
            return [name for (name,) in found]

    def touch(self, file: str, now: float) -> None:
        """Note that a file was used now, in seconds since 1970."""
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE page_file SET last_used = ? WHERE name = ?", (now, file)
            )

    def drop(self, files: Collection[str]) -> None:
        """Forget files and the pages in them."""
        with transaction(self._connection):
            self._delete(files)

    def clear(self) -> None:
        """Forget everything."""
        with transaction(self._connection):
            self._connection.execute("DELETE FROM page_file")

    def doomed(self, max_bytes: int, oldest: float, limit: int) -> list[str]:
        """Return the files that must go, least recently used first, at most so many at once.

        Args:
            max_bytes: what all files may take together.
            oldest: when a file must have been used to stay, in seconds since 1970.
            limit: how many names to return.
        """
        with translated():
            total = self._connection.execute("SELECT coalesce(sum(bytes), 0) FROM page_file")
            kept = int(total.fetchone()[0])
            rows = self._connection.execute(
                "SELECT name, bytes, last_used FROM page_file ORDER BY last_used LIMIT ?", (limit,)
            ).fetchall()
        doomed: list[str] = []
        for name, size, last_used in rows:
            if last_used >= oldest and kept <= max_bytes:
                break
            doomed.append(name)
            kept -= size
        return doomed

    def files(self) -> set[str]:
        """Return the names of all files."""
        with translated():
            return {name for (name,) in self._connection.execute("SELECT name FROM page_file")}

    def _delete(self, files: Collection[str]) -> None:
        """The rows of their pages go with them: the schema says so."""
        self._connection.executemany(
            "DELETE FROM page_file WHERE name = ?", [(file,) for file in files]
        )
