"""What the journal last said of each draft, so that it says each change once.

A change is journalled when a visit to its place ends, not with each key press. The table
``journalled`` holds the edits as they were then; what the draft holds now is compared with it. An
edit that moves between draft and outbox is no change: the table follows it without a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.model.journal_facts import changes_between
from klearstack_desktop.store import codec
from klearstack_desktop.store.draft_parts import (
    Part,
    draft_of,
    is_readable,
    stored_parts,
    write_parts,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from datetime import datetime

    from klearstack_desktop.store.journal import Journal


def record_changes(
    connection: sqlite3.Connection, journal: Journal, document_id: str, at: datetime
) -> None:
    """Journal what a reviewer changed in a document since this was done last.

    Args:
        connection: in a transaction that the caller began.
        journal: takes one entry for each field and table that changed.
        document_id: the document whose stored draft is looked at.
        at: when the visit ended.
    """
    key = codec.text_key(document_id)
    known = stored_parts(connection, "journalled", key)
    stored = _edits(stored_parts(connection, "draft_part", key))
    turned = {
        part
        for part in known | stored
        if known.get(part) != stored.get(part)
        # What cannot be read is no reason to say that somebody set it back.
        and all(is_readable(part, parts[part]) for parts in (known, stored) if part in parts)
    }
    if not turned:
        return
    before = draft_of((part, known[part]) for part in known if part in turned)
    after = draft_of((part, stored[part]) for part in stored if part in turned)
    journal.append(*changes_between(document_id, before, after, at))
    write_parts(connection, "journalled", key, known, stored)


def follow_move(
    connection: sqlite3.Connection, key: str, before: Mapping[Part, str], after: Mapping[Part, str]
) -> None:
    """Let the table follow a draft that changed because edits went to the outbox or came back.

    What was changed by hand and not journalled yet stays to be journalled.

    Args:
        connection: in a transaction that the caller began.
        key: the document, as `codec.text_key`.
        before: the parts of the draft before the move.
        after: the parts of the draft after it.
    """
    known = stored_parts(connection, "journalled", key)
    wanted = dict(known)
    for part in _edits(before) | _edits(after):
        if part not in after:
            wanted.pop(part, None)
        elif known.get(part) == before.get(part):
            wanted[part] = after[part]
    write_parts(connection, "journalled", key, known, wanted)


def _edits(parts: Mapping[Part, str]) -> dict[Part, str]:
    return {part: value for part, value in parts.items() if part[0] in {"field", "table"}}
