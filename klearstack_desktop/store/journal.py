"""The journal: one row for each thing that happened, in the transaction that made it happen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.model.journal import Anchor, JournalEntry, JournalKind
from klearstack_desktop.store.database import transaction, translated
from klearstack_desktop.store.seal import START, Link

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from datetime import datetime

    from klearstack_desktop.model.journal import Witness
    from klearstack_desktop.store.seal import Seal

ROWS_PER_ANCHOR = 100


def _nobody() -> None:
    """Take no anchor."""


class Journal:
    """Writes the journal of one account; lives in the thread that opened the connection.

    Args:
        connection: to ``work.db``.
        seal: seals the rows of this session.
        witness: who acts, where.

    Attributes:
        overdue: called, in the connection's thread and before the commit, when the journal has
            grown so much that somebody should take an anchor.
    """

    def __init__(self, connection: sqlite3.Connection, seal: Seal, witness: Witness) -> None:
        self._connection = connection
        self._seal = seal
        self._witness = witness
        self.overdue: Callable[[], None] = _nobody

    def append(self, *entries: JournalEntry) -> None:
        """Write entries inside the transaction that the caller has begun.

        They count if that transaction is committed, and only then.

        Raises:
            RuntimeError: no transaction was begun.
            sqlite3.Error: the rows cannot be written; the caller's transaction rolls back.
        """
        if not self._connection.in_transaction:
            raise RuntimeError("a journal entry belongs to the transaction that it records")
        # Read anew each time: what an earlier, rolled back transaction wrote must not be built on.
        sequence, link = self._last()
        since = sequence // ROWS_PER_ANCHOR
        for entry in entries:
            sequence += 1
            text = entry.canonical(self._witness, self._seal.name)
            link = self._seal.link(link, sequence, text)
            self._connection.execute(
                "INSERT INTO journal (sequence, entry, chain, mac) VALUES (?, ?, ?, ?)",
                (sequence, text, link.chain, link.mac),
            )
        if sequence // ROWS_PER_ANCHOR > since:
            self.overdue()

    def begin(self, at: datetime, kept: Anchor | None) -> bool:
        """Record that somebody signed in, and first, if need be, that the journal is not whole.

        Args:
            at: now.
            kept: the anchor that was kept elsewhere last; None where there is none.

        Returns:
            Whether the journal holds that anchor.

        Raises:
            StoreProblem: the journal cannot be read or written.
        """
        entries = [JournalEntry(JournalKind.SIGN_IN, "", at)]
        is_whole = kept is None or self.keeps(kept)
        if kept is not None and not is_whole:
            facts = {"why": "The journal does not hold its last anchor.", "anchor": kept.long}
            entries.insert(0, JournalEntry(JournalKind.ALARM, "", at, facts))
        with transaction(self._connection):
            self.append(*entries)
        return is_whole

    def anchor(self) -> Anchor:
        """Return how long the journal is now and how it ends.

        Raises:
            StoreProblem: the journal cannot be read.
        """
        with translated():
            sequence, link = self._last()
        return Anchor(sequence, link.chain)

    def keeps(self, anchor: Anchor) -> bool:
        """Whether the row at which an anchor was taken is still there and ends as it did then.

        Raises:
            StoreProblem: the journal cannot be read.
        """
        if anchor.rows == 0:
            return anchor.matches(START.chain)
        with translated():
            row = self._connection.execute(
                "SELECT CAST(chain AS BLOB) FROM journal WHERE sequence = ?", (anchor.rows,)
            ).fetchone()
        return row is not None and anchor.matches(row[0].decode("utf-8", "replace"))

    def _last(self) -> tuple[int, Link]:
        row = self._connection.execute(
            "SELECT sequence, CAST(chain AS BLOB), CAST(mac AS BLOB) FROM journal"
            " ORDER BY sequence DESC LIMIT 1"
        ).fetchone()
        if row is None:
            return 0, START
        # What somebody tampered with may be no text at all; the work goes on, the check finds it.
        sequence, chain, mac = row
        return sequence, Link(chain.decode("utf-8", "replace"), mac.decode("utf-8", "replace"))
