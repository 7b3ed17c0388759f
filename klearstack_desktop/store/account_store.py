"""Everything this workstation remembers of one account."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from klearstack_desktop.store.database import open_database, transaction
from klearstack_desktop.store.datasource_cache import DatasourceCache
from klearstack_desktop.store.details import Details
from klearstack_desktop.store.drafts import Drafts
from klearstack_desktop.store.folders import account_folder, private_file
from klearstack_desktop.store.forgetting import Wiped, wipe
from klearstack_desktop.store.holds import Holds
from klearstack_desktop.store.journal import Journal
from klearstack_desktop.store.lock import AccountLock, summons_of
from klearstack_desktop.store.outbox import Outbox
from klearstack_desktop.store.outbox_history import OutboxHistory
from klearstack_desktop.store.page_cache import PageCache
from klearstack_desktop.store.problems import DamagedDatabase, NotWritten
from klearstack_desktop.store.recovery import Recovery, entry_of, finish_recovery, recover
from klearstack_desktop.store.schema import CACHE, WORK
from klearstack_desktop.store.search import SearchIndex, SearchReader
from klearstack_desktop.store.summaries import Summaries
from klearstack_desktop.store.supplier_memory import SupplierMemory
from klearstack_desktop.store.value_history import ValueHistory
from klearstack_desktop.store.view_state import ViewState

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from klearstack_desktop.model.fieldmap import FieldMap
    from klearstack_desktop.model.journal import Witness
    from klearstack_desktop.store.seal import Seal

log = logging.getLogger(__name__)


class AccountStore:
    """The folder of one account, locked for this process.

    The precious half, ``work.db`` with journal, drafts and outbox, and the half that can be fetched
    again, ``cache.db`` with summaries, details and view state beside the encrypted pages, belong to
    one thread each: a half is opened, used and closed there. `close` comes last, from any thread.

    Attributes:
        folder: where all of it lies.
        recovery: what came of a damaged ``work.db``; None where it was sound.
        journal: there after `open_work`.
        drafts: there after `open_work`.
        outbox: there after `open_work`.
        outbox_history: there after `open_work`.
        holds: there after `open_work`.
        summaries: there after `open_cache`.
        details: there after `open_cache`.
        view_state: there after `open_cache`.
        pages: there after `open_cache`.
        search: what can be found by its words; there after `open_cache`.
        values: free text of approved documents; there after `open_cache`.
        datasources: there after `open_cache`.
        suppliers: what was decided and seen, to compare with; there after `open_cache`.
    """

    journal: Journal
    drafts: Drafts
    outbox: Outbox
    outbox_history: OutboxHistory
    holds: Holds
    summaries: Summaries
    details: Details
    view_state: ViewState
    pages: PageCache
    search: SearchIndex
    values: ValueHistory
    datasources: DatasourceCache
    suppliers: SupplierMemory

    def __init__(self, profile: Path, server: str, company: str, username: str) -> None:
        """Make the folder where it is missing and take its lock.

        Raises:
            AccountInUse: another process works on this account.
            NotWritten: the folder cannot be made or written.
        """
        self.folder = account_folder(profile, server, company, username)
        self.recovery: Recovery | None = None
        self._lock = AccountLock(self.folder / "lock")
        try:
            private_file(self.summons)
        except NotWritten:
            self._lock.close()
            raise
        self._work: sqlite3.Connection | None = None
        self._cache: sqlite3.Connection | None = None

    @property
    def summons(self) -> Path:
        """The file that changes when another program wants this account."""
        return summons_of(self._lock.path)

    def open_work(self, seal: Seal, witness: Witness, field_map: FieldMap | None = None) -> None:
        """Open ``work.db`` for the calling thread; of a damaged one, what can be read.

        Args:
            seal: seals the rows of the journal.
            witness: who acts, for the journal.
            field_map: describes the fields of what was seen before a decision; None means the map
                that ships with the program.

        Raises:
            NewerDatabase: a newer program wrote it; nothing was touched.
            NotWritten: the folder cannot be written; a damaged file is still in its place.
        """
        path = self.folder / f"{WORK.name}.db"
        finish_recovery(path)
        now = datetime.now(UTC)
        try:
            self._work = open_database(path, WORK)
        except DamagedDatabase:
            self.recovery = recover(path, now)
            self._work = open_database(path, WORK)
        self.journal = Journal(self._work, seal, witness)
        if self.recovery is not None:
            with transaction(self._work):
                self.journal.append(entry_of(self.recovery, now))
        self.drafts = Drafts(self._work, self.journal)
        self.outbox = Outbox(self._work, self.journal, field_map)
        self.outbox_history = OutboxHistory(self._work, field_map)
        self.holds = Holds(self._work, self.journal)

    def open_cache(self, field_map: FieldMap | None = None, page_key: bytes | None = None) -> None:
        """Open ``cache.db`` for the calling thread; a damaged one is begun anew.

        Args:
            field_map: describes the fields of remembered documents; None means the map that ships
                with the program.
            page_key: encrypts the cached pages, 32 bytes; None means that none lie on disk.

        Raises:
            NewerDatabase: a newer program wrote it; nothing was touched.
            NotWritten: the folder cannot be written.
        """
        self._cache = _open_or_begin_anew(self.folder / f"{CACHE.name}.db")
        self.summaries = Summaries(self._cache, field_map)
        self.details = Details(self._cache, field_map)
        self.view_state = ViewState(self._cache)
        self.pages = PageCache(self.folder / "pages", self._cache, page_key)
        self.search = SearchIndex(self._cache, field_map)
        self.values = ValueHistory(self._cache)
        self.datasources = DatasourceCache(self._cache)
        self.suppliers = SupplierMemory(self._cache)

    def open_search(self) -> SearchReader:
        """Open a way to search, for the calling thread, which closes it; after `open_cache`.

        Raises:
            StoreProblem: the index cannot be read.
        """
        return SearchReader(self.folder / f"{CACHE.name}.db")

    def close_work(self) -> None:
        """Close ``work.db`` in the thread that opened it; a second call does nothing."""
        if self._work is not None:
            self._work.close()
            self._work = None

    def close_cache(self) -> None:
        """Close ``cache.db`` in the thread that opened it; a second call does nothing."""
        if self._cache is not None:
            self._cache.close()
            self._cache = None

    def close(self) -> None:
        """Give the account free for other processes; a second call does nothing."""
        self._lock.close()

    def wipe(self) -> Wiped:
        """Remove all files of the account, which nobody else can open meanwhile, and give it free.

        Both halves must be closed. Nothing of this object can be used afterwards.

        Returns:
            What was removed, and what could not be.
        """
        wiped = wipe(self.folder, keep=self._lock.path)
        if wiped.left:
            self._lock.close()
            return wiped
        try:
            self._lock.close_and_remove()
        except NotWritten as problem:
            log.warning("the folder of an account is still there: %s", problem.details)
            return replace(wiped, left=(str(self.folder),))
        return wiped


def _open_or_begin_anew(path: Path) -> sqlite3.Connection:
    try:
        return open_database(path, CACHE)
    except DamagedDatabase:
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                path.with_name(path.name + ending).unlink()
        return open_database(path, CACHE)
