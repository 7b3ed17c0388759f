"""A process that writes is killed; what it said was saved must be there."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import Document
from klearstack_desktop.store.database import open_database
from klearstack_desktop.store.drafts import Drafts
from klearstack_desktop.store.outbox import Outbox
from klearstack_desktop.store.schema import CACHE, WORK
from klearstack_desktop.store.summaries import Summaries

if TYPE_CHECKING:
    from pathlib import Path

# Each round writes two fields with the same number and tells it; every tenth goes into the outbox.
WRITER = """
import itertools, sys
from datetime import UTC, datetime
from pathlib import Path
from klearstack_desktop.model.changes import Draft, FieldChange, FieldEdit
from klearstack_desktop.model.document import Document, FieldKey
from klearstack_desktop.store.database import open_database
from klearstack_desktop.store.drafts import Drafts
from klearstack_desktop.model.outbox import OutboxKind
from klearstack_desktop.store.outbox import Outbox
from klearstack_desktop.store.schema import WORK

connection = open_database(Path(sys.argv[1]), WORK)
drafts, outbox = Drafts(connection), Outbox(connection)
for number in itertools.count(1):
    edit = FieldEdit(FieldChange(""), FieldChange(str(number)))
    draft = Draft({FieldKey("a"): edit, FieldKey("b"): edit})
    drafts.save("doc", draft, number)
    if number % 10 == 0:
        outbox.enqueue(Document("doc"), draft, OutboxKind.APPROVE, str(number), datetime.now(UTC))
    print(number, flush=True)
"""


@pytest.mark.parametrize("rounds", [1, 9, 10, 23, 57])
def test_what_was_told_to_be_saved_survives_a_kill(work_path: Path, rounds: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(work_path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        for _ in range(rounds):
            assert writer.stdout.readline()
        writer.kill()
        told = rounds + len(writer.stdout.read().splitlines())

    with contextlib.closing(open_database(work_path, WORK)) as connection:
        draft = Drafts(connection).load("doc")
        rows = Outbox(connection).rows()
    in_draft = {edit.mine.value for edit in draft.fields.values()} if draft else set()
    in_outbox = [
        {edit.mine.value for edit in row.draft.fields.values()} | {row.comment} for row in rows
    ]
    assert all(len(values) == 1 for values in in_outbox)
    assert len(in_draft) <= 1
    newest = max(int(value) for values in (in_draft, *in_outbox) for value in values)
    # The last round may have been committed without having been told.
    assert newest in {told, told + 1}
    assert len(rows) in {told // 10, (told + 1) // 10}


# Each list has another order and other contents than the one before; it is told batch by batch.
LISTER = """
import itertools, sys
from pathlib import Path
from klearstack_desktop.model.document import Document
from klearstack_desktop.store.database import open_database
from klearstack_desktop.store.schema import CACHE
from klearstack_desktop.store.summaries import Summaries

summaries = Summaries(open_database(Path(sys.argv[1]), CACHE))
for number in itertools.count(1):
    ids = [f"d{each}" for each in range(number, number + 90)][:: (-1) ** number]
    writing = summaries.writing()
    for start in range(0, 90, 30):
        writing.take(Document(each, file_name=str(number)) for each in ids[start : start + 30])
        print(number, flush=True)
    writing.finish()
"""


@pytest.mark.parametrize("rounds", [4, 7, 8, 9, 31])
def test_after_a_kill_the_list_is_an_older_or_the_newer_one(tmp_path: Path, rounds: int) -> None:
    path = tmp_path / "cache.db"
    with subprocess.Popen(
        [sys.executable, "-c", LISTER, str(path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline() for _ in range(rounds)]
        writer.kill()
        newest = int([*told, *writer.stdout.read().splitlines()][-1])

    with contextlib.closing(open_database(path, CACHE)) as connection:
        documents = Summaries(connection).load()
    ids = [document.id for document in documents]
    lists = {
        number: [f"d{each}" for each in range(number, number + 90)][:: (-1) ** number]
        for number in (newest - 1, newest)
    }
    assert ids in lists.values()
    # Of the list after the newest one, a part may have been stored without having been told.
    stored = {int(document.file_name) for document in documents}
    assert stored <= {newest - 1, newest, newest + 1}


# Each round is one more step, but every third takes one back.
STEPPER = """
import itertools, sys
from pathlib import Path
from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import Document
from klearstack_desktop.model.undo import CommentStep, Step, UndoStack
from klearstack_desktop.store.database import open_database
from klearstack_desktop.store.drafts import DraftRecord, Drafts
from klearstack_desktop.store.schema import WORK

drafts, draft, stack = Drafts(open_database(Path(sys.argv[1]), WORK)), Draft(), UndoStack()
for number in itertools.count(1):
    if number % 3 == 0:
        stack, step = stack.taken_back()
        draft = step.undone(draft, Document("doc"))
    else:
        change = CommentStep(draft.comment, f"{draft.comment}.")
        stack = stack.pushed(Step("edit of the comment", str(number), change))
        draft = stack.done[-1].redone(draft, Document("doc"))
    drafts.save_all({"doc": DraftRecord(draft, stack)}, number)
    print(number, flush=True)
"""


@pytest.mark.parametrize("rounds", [1, 3, 8, 60])
def test_after_a_kill_the_steps_fit_the_draft(work_path: Path, rounds: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STEPPER, str(work_path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        for _ in range(rounds):
            assert writer.stdout.readline()
        writer.kill()
        told = rounds + len(writer.stdout.read().splitlines())

    with contextlib.closing(open_database(work_path, WORK)) as connection:
        drafts = Drafts(connection)
        draft = drafts.load("doc") or Draft()
        assert drafts.revision("doc") in {told, told + 1}
        stack = drafts.steps.load("doc")
    assert len(draft.comment) == len(stack.done)
    while (taken := stack.taken_back()) is not None:
        stack, step = taken
        draft = step.undone(draft, Document("doc"))
    assert draft.is_empty
    while (again := stack.done_again()) is not None:
        stack, step = again
        draft = step.redone(draft, Document("doc"))
    assert len(draft.comment) == len(stack.done)
