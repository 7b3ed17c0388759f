"""Looking at the journal: find, read, check and export, without holding up the work."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from klearstack_desktop.model.journal import recorded
from klearstack_desktop.review.journal_keeping import KeptAnchor, seal_to_check
from klearstack_desktop.review.lanes import Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from klearstack_desktop.model.journal import Anchor, JournalFilter, RecordedEntry
    from klearstack_desktop.model.journal_check import JournalCheck
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.ports import Clock, KeySource
    from klearstack_desktop.store.journal_reader import JournalReader

T = TypeVar("T")


class JournalReview:
    """The journal of one account through a connection of its own, which cannot write.

    Args:
        folder: the account's folder.
        lanes: where the disk and the keychain are waited for.
        clock: the time of an export.
        keys: the keychain with the seal's key and the last anchor.
    """

    def __init__(self, folder: Path, lanes: Lanes, clock: Clock, keys: KeySource) -> None:
        self._folder = folder
        self._lanes = lanes
        self._clock = clock
        self._keys = keys
        self._open: JournalReader | None = None
        self._exports = 0

    async def find(self, wanted: JournalFilter) -> Sequence[int]:
        """Return the numbers of the rows that are wanted, newest first.

        Raises:
            Problem: the journal cannot be read.
        """
        return await self._run(lambda: self._reader().find(wanted))

    async def entries(self, numbers: Sequence[int]) -> dict[int, RecordedEntry]:
        """Return rows as people read them, by their number.

        Raises:
            Problem: the journal cannot be read.
        """
        rows = await self._run(lambda: self._reader().rows(numbers))
        return {number: recorded(row) for number, row in rows.items()}

    async def check(self, anchor_file: Path | None = None) -> JournalCheck:
        """Check the whole journal, against the keychain's anchor and those in a file.

        Raises:
            Problem: the journal or the file cannot be read.
        """
        return await self._run(self._checked, anchor_file)

    async def export(self, path: Path) -> Anchor:
        """Write the whole journal into a file, and return the anchor at its end.

        Raises:
            Problem: the file's ending, the disk or its rights stand in the way.
        """
        self._exports += 1
        try:
            return await self._run(self._exported, path)
        finally:
            self._exports -= 1

    async def close(self) -> None:
        """Close the connection, giving up what is being read but for an export.

        The next call opens it again.
        """
        if self._open is not None and not self._exports:
            self._open.interrupt()
        await self._run(self._closed)

    async def _run(self, work: Callable[..., T], *arguments: object) -> T:
        return await self._lanes.run(Lane.STORE_READ, work, *arguments)

    def _reader(self) -> JournalReader:
        from klearstack_desktop.store.journal_reader import JournalReader

        self._open = self._open or JournalReader(self._folder)
        return self._open

    def _checked(self, anchor_file: Path | None) -> JournalCheck:
        # Loaded when somebody looks at the journal, in the thread that reads it.
        from klearstack_desktop.store.journal_check import check
        from klearstack_desktop.store.journal_export import read_anchors

        account = self._folder.name
        kept = KeptAnchor(self._keys, account).load()
        anchors = [kept] if kept is not None else []
        if anchor_file is not None:
            anchors.extend(read_anchors(anchor_file))
        return check(self._reader().every_row(), seal_to_check(self._keys, account), anchors)

    def _exported(self, path: Path) -> Anchor:
        from klearstack_desktop.store.accounts import whose_journal
        from klearstack_desktop.store.journal_export import write_export

        rows, account = self._reader().every_row(), whose_journal(self._folder)
        return write_export(path, rows, account, self._clock.now())

    def _closed(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None
