"""The outbox as a state machine: whatever is done to it in whatever order, nothing is lost."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from klearstack_desktop.model.changes import Draft, FieldChange, FieldEdit
from klearstack_desktop.model.document import Document, Field, FieldKey
from klearstack_desktop.model.fieldmap import default_field_map
from klearstack_desktop.model.journal import JournalEntry, JournalKind
from klearstack_desktop.model.outbox import UNSETTLED, OutboxKind, OutboxState
from klearstack_desktop.store.database import open_database
from klearstack_desktop.store.drafts import Drafts
from klearstack_desktop.store.journal import Journal
from klearstack_desktop.store.outbox import Outbox
from klearstack_desktop.store.outbox_history import OutboxHistory
from klearstack_desktop.store.schema import WORK
from klearstack_desktop.store.seal import Seal
from tests.witness import WITNESS

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
DOCUMENTS = ("a", "b")
KEY = FieldKey("doc_number_value")
_GIVEN_BACK = (OutboxState.REFUSED, OutboxState.CONFLICT)


class Model:
    """What the outbox should be: one row, in plain words."""

    def __init__(self, document_id: str, kind: OutboxKind, value: str) -> None:
        self.document_id = document_id
        self.kind = kind
        self.value = value
        self.state = OutboxState.WAITING
        self.was_unknown = False


class OutboxStates(RuleBasedStateMachine):
    """Runs the real outbox beside a model of it; now and then the file is closed and opened."""

    rows = Bundle("rows")

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.models: dict[str, Model] = {}
        self.typed: dict[str, str] = dict.fromkeys(DOCUMENTS, "")
        self.entries = 0
        self.number = 0
        self._open()

    def _open(self) -> None:
        self.connection = open_database(Path(self.folder.name) / "work.db", WORK)
        self.drafts = Drafts(self.connection)
        self.outbox = Outbox(
            self.connection, Journal(self.connection, Seal(), WITNESS), now=lambda: NOW
        )
        self.history = OutboxHistory(self.connection)

    def teardown(self) -> None:
        if hasattr(self, "connection"):
            self.connection.close()
            self.folder.cleanup()

    @rule()
    def restart(self) -> None:
        self.connection.close()
        self._open()

    @rule(document_id=st.sampled_from(DOCUMENTS))
    def type(self, document_id: str) -> None:
        self.number += 1
        self.typed[document_id] = str(self.number)
        self.drafts.save(document_id, _draft(self.typed[document_id]), self.number)

    @rule(
        target=rows,
        document_id=st.sampled_from(DOCUMENTS),
        kind=st.sampled_from(list(OutboxKind)),
    )
    def submit(self, document_id: str, kind: OutboxKind) -> str:
        draft = self.drafts.load(document_id) or Draft()
        row = self.outbox.enqueue(_document(document_id), draft, kind, "why", NOW)
        self.models[row.id] = Model(document_id, kind, self.typed[document_id])
        self.typed[document_id] = ""
        self.entries += 1
        return row.id

    @rule(row_id=rows)
    def begin_sending(self, row_id: str) -> None:
        model = self.models[row_id]
        earlier = list(self.models)[: list(self.models).index(row_id)]
        is_first = not any(
            self.models[other].state in UNSETTLED
            for other in earlier
            if self.models[other].document_id == model.document_id
        )
        may_begin = is_first and model.state in {OutboxState.WAITING, OutboxState.UNKNOWN}
        begun = self.outbox.begin_sending(row_id)
        assert (begun is not None) == may_begin
        if may_begin:
            model.state = OutboxState.SENDING
            self.entries += 1

    @rule(row_id=rows)
    def put_back(self, row_id: str) -> None:
        done = self.outbox.put_back(row_id, NOW, "later", [self._answer()])
        if self._follows(row_id, OutboxState.WAITING, done=done):
            self.models[row_id].was_unknown = False

    @rule(row_id=rows)
    def lose_sight_of(self, row_id: str) -> None:
        done = self.outbox.mark_unknown(row_id, "cut", [self._answer()])
        if self._follows(row_id, OutboxState.UNKNOWN, done=done):
            self.models[row_id].was_unknown = True

    @rule(row_id=rows)
    def finish(self, row_id: str) -> None:
        done = self.outbox.finish(row_id, "", [self._answer()])
        self._follows(row_id, OutboxState.APPLIED, done=done)

    @rule(row_id=rows, state=st.sampled_from(_GIVEN_BACK))
    def stop(self, row_id: str, state: OutboxState) -> None:
        is_sending = self.models[row_id].state is OutboxState.SENDING
        given = self.outbox.give_back(row_id, state, "no", entries=[self._answer()])
        assert (given is not None) == is_sending
        if given is not None:
            self.entries += 1
            self._came_back(row_id, state)

    @rule(row_id=rows)
    def take_back(self, row_id: str) -> None:
        is_waiting = self.models[row_id].state is OutboxState.WAITING
        given = self.outbox.give_back(row_id, OutboxState.WITHDRAWN, "taken back")
        assert (given is not None) == is_waiting
        if given is not None:
            self._came_back(row_id, OutboxState.WITHDRAWN)

    @rule()
    def prune(self) -> None:
        assert self.history.prune(NOW - timedelta(days=1)) == 0

    def _came_back(self, row_id: str, state: OutboxState) -> None:
        model = self.models[row_id]
        names = list(self.models)
        behind = [
            self.models[other]
            for other in names[names.index(row_id) + 1 :]
            if self.models[other].document_id == model.document_id
            and self.models[other].state is OutboxState.WAITING
        ]
        model.state = state
        for later in behind:
            later.state = OutboxState.WITHDRAWN
        self.entries += len(behind) + (state is OutboxState.WITHDRAWN)
        values = [model.value, *(later.value for later in behind), self.typed[model.document_id]]
        self.typed[model.document_id] = next((value for value in reversed(values) if value), "")

    def _follows(self, row_id: str, state: OutboxState, *, done: bool) -> bool:
        model = self.models[row_id]
        assert done == (model.state is OutboxState.SENDING)
        if done:
            model.state = state
            self.entries += 1
        return done

    def _answer(self) -> JournalEntry:
        return JournalEntry(JournalKind.ANSWER, "a", NOW, {"outcome": "some"})

    @invariant()
    def every_row_is_where_it_should_be(self) -> None:
        for row_id, model in getattr(self, "models", {}).items():
            row = self.outbox.row(row_id)
            assert row is not None
            assert (row.state, row.was_unknown) == (model.state, model.was_unknown)
            assert (row.finished_at is None) == (model.state in UNSETTLED)

    @invariant()
    def what_was_typed_is_a_draft_or_under_way_or_with_the_service(self) -> None:
        for document_id, typed in getattr(self, "typed", {}).items():
            draft = self.drafts.load(document_id) or Draft()
            held = draft.fields[KEY].mine.value if KEY in draft.fields else ""
            assert held == typed

    @invariant()
    def one_row_of_a_document_is_under_way_at_most(self) -> None:
        if hasattr(self, "outbox"):
            sending = [row.document_id for row in self.outbox.rows({OutboxState.SENDING})]
            assert len(sending) == len(set(sending))

    @invariant()
    def every_step_is_in_the_journal(self) -> None:
        if hasattr(self, "connection"):
            (count,) = self.connection.execute("SELECT count(*) FROM journal").fetchone()
            assert count == self.entries


def _document(document_id: str) -> Document:
    name = "Inv_Number"
    field = Field(name, default_field_map().describe(name), "", "")
    return Document(document_id, fields=(field,))


def _draft(value: str) -> Draft:
    return Draft(fields={KEY: FieldEdit(FieldChange(""), FieldChange(value))})


TestOutboxStates = OutboxStates.TestCase
TestOutboxStates.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
