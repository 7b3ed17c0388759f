"""What a workstation remembers of an account, read from beside the program."""

from __future__ import annotations

import base64
import contextlib
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from klearstack_desktop.keychain import SERVICE
from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.journal import Anchor, SealedRow, anchors_in
from klearstack_desktop.model.outbox import UNSETTLED, OutboxRow, OutboxState
from klearstack_desktop.review.workstation_keys import KeyPurpose
from klearstack_desktop.store.drafts import Drafts
from klearstack_desktop.store.outbox import Outbox
from klearstack_desktop.store.seal import Seal
from tests.file_keyring import kept_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klearstack_desktop.model.document import Document


@dataclass(frozen=True)
class Memory:
    """Drafts, outbox and journal at one moment.

    Attributes:
        seal: with the key of the journal where there is a keychain.
        anchors: the one of the journal in the keychain, where there is one.
    """

    drafts: Mapping[str, Draft]
    rows: tuple[OutboxRow, ...]
    journal: tuple[SealedRow, ...]
    seal: Seal
    anchors: tuple[Anchor, ...]

    def rows_of(self, document: str) -> list[OutboxRow]:
        return [row for row in self.rows if row.document_id == document]

    def laid_over(self, document: Document) -> Document:
        """Return the document with all that is still on its way to the service, and the draft."""
        for row in self.rows_of(document.id):
            if row.state in UNSETTLED:
                document = row.draft.laid_over(document)
        return self.drafts.get(document.id, Draft()).laid_over(document)

    def comment(self, document: str) -> str:
        """Return the comment of a document's draft."""
        return self.drafts.get(document, Draft()).comment

    def comments(self, document: str) -> set[str]:
        """Return every comment that is remembered of a document."""
        return {self.comment(document), *(row.draft.comment for row in self.rows_of(document))}


def remembered(profile: Path, keychain: Path) -> Memory:
    """Read the memory of the only account under a profile folder while its program runs.

    Args:
        profile: the profile folder.
        keychain: the file of a `FileKeyring`; it need not be there.
    """
    path = _work_database(profile)
    # First, because the anchor follows the journal.
    keys = _keys(keychain, path.parent.name)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return _read(connection, *keys)


def left_behind(profile: Path, keychain: Path) -> Memory:
    """Read the memory that a killed program left, without mending it as opening would."""
    path = _work_database(profile)
    with tempfile.TemporaryDirectory() as folder:
        for file in path.parent.glob(f"{path.name}*"):
            shutil.copy(file, folder)
        with contextlib.closing(sqlite3.connect(Path(folder) / path.name)) as connection:
            return _read(connection, *_keys(keychain, path.parent.name))


def _work_database(profile: Path) -> Path:
    (path,) = profile.glob("accounts/*/work.db")
    return path


def _keys(keychain: Path, account: str) -> tuple[Seal, tuple[Anchor, ...]]:
    kept = kept_in(keychain)

    def secret(purpose: KeyPurpose) -> bytes | None:
        text = kept.get(f"{SERVICE}/{purpose.entry(account)}")
        return base64.b64decode(text) if text else None

    anchor = secret(KeyPurpose.ANCHOR) or b""
    return Seal(secret(KeyPurpose.JOURNAL)), tuple(anchors_in(anchor.decode("ascii")))


def _read(connection: sqlite3.Connection, seal: Seal, anchors: tuple[Anchor, ...]) -> Memory:
    connection.execute("BEGIN")
    journal = connection.execute(
        "SELECT sequence, entry, chain, mac FROM journal ORDER BY sequence"
    )
    return Memory(
        Drafts(connection).load_all(),
        Outbox(connection).rows(frozenset(OutboxState)),
        tuple(SealedRow(*row) for row in journal),
        seal,
        anchors,
    )
