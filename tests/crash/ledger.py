"""What was seen of the program before it was killed, and what must be there afterwards."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from klearstack_desktop.model.journal import JournalKind
from klearstack_desktop.model.outbox import OutboxKind, OutboxState
from klearstack_desktop.store.journal_check import check
from tests.crash.messages import (
    COMMENT,
    Listed,
    Message,
    Pressed,
    Promised,
    Shown,
    Submitted,
    values_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.journal import Anchor
    from tests.crash.memory import Memory

_ENDS = {
    OutboxState.APPLIED,
    OutboxState.REFUSED,
    OutboxState.CONFLICT,
    OutboxState.WITHDRAWN,
}
_SENT_AS = {"approve": OutboxKind.APPROVE, "reject": OutboxKind.REJECT}


@dataclass
class Ledger:
    """The seen history of one account over all kills.

    Attributes:
        counts: how often what was seen and found.
        broken: every promise that was not kept, in words.
    """

    counts: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    _found: dict[str, dict[str, str]] = field(default_factory=dict)
    _shown: defaultdict[str, list[Shown]] = field(default_factory=lambda: defaultdict(list))
    _promised: int = 0
    _submitted: Counter[str] = field(default_factory=Counter)
    _listed: set[str] = field(default_factory=set)
    _anchors: list[Anchor] = field(default_factory=list)

    def hear(self, message: Message) -> None:
        """Take what the program told."""
        match message:
            case Shown():
                self._shown[message.document].append(message)
            case Promised():
                self._promised = max(self._promised, message.revision)
            case Pressed():
                self.counts[f"{message.deed} pressed"] += 1
            case Submitted():
                self._submitted[message.document] += 1
            case Listed():
                self._listed |= message.rows

    def close_chapter(self) -> None:
        """Count what was told since the program started."""
        revisions = {s.revision for shown in self._shown.values() for s in shown}
        self.counts["edits"] += max(revisions, default=0)
        self.counts["promised edits"] += self._promised

    def compare_edits(self, documents: Iterable[Document], memory: Memory) -> None:
        """Check that nothing is older than what was promised.

        Args:
            documents: as the service has them.
            memory: what the workstation remembers.
        """
        for document in documents:
            found = values_of(memory.laid_over(document), "")
            allowed = self._allowed(document.id)
            for name in found.keys() - {COMMENT}:
                values = [state[name] for state in allowed if name in state]
                if values and found[name] not in values:
                    self._complain(document.id, f"{name} is {found[name]!r}, not {values!r}")
            comments = {state[COMMENT] for state in allowed if COMMENT in state}
            if comments and not comments & memory.comments(document.id):
                self._complain(document.id, f"no comment of {comments!r}")

    def compare_outbox(self, memory: Memory) -> None:
        """Check that every row that the outbox has shown is kept."""
        for row in self._listed - {row.id for row in memory.rows}:
            self._complain("outbox", f"the row {row} was shown and is not there")

    def compare_decisions(self, memory: Memory, record: Iterable[Mapping[str, Any]]) -> None:
        """Check that every decision has come to its end once, and that no other was sent."""
        decided: defaultdict[str, list[OutboxKind]] = defaultdict(list)
        for entry in record:
            if entry["call"] == "approve_reject_doc":
                decided[entry["document_id"]].append(_SENT_AS[entry["decision"]])
        rows = [row for row in memory.rows if row.kind.is_decision]
        for row in rows:
            if row.state not in _ENDS:
                self._complain(row.document_id, f"its {row.kind} is still {row.state}")
        for document in {row.document_id for row in rows} | decided.keys():
            applied = [
                row.kind
                for row in rows
                if row.document_id == document and row.state is OutboxState.APPLIED
            ]
            if applied != decided[document] or len(applied) > 1:
                told = f"applied here {applied}, on the server {decided[document]}"
                self._complain(document, told)

    def verify_journal(self, memory: Memory) -> None:
        """Check that no row was changed, and that what was there at any kill before still is."""
        found = check(memory.journal, memory.seal, [*self._anchors, *memory.anchors])
        self._anchors.append(found.end)
        for stretch in found.damage:
            self._complain("journal", stretch.sentence)
        recorded = sum(f'"kind":"{JournalKind.DECISION}"' in row.entry for row in memory.journal)
        if recorded != sum(row.kind.is_decision for row in memory.rows):
            self._complain("journal", f"it records {recorded} decisions")

    def begin_chapter(self, documents: Iterable[Document], memory: Memory) -> None:
        """Start from what was found: the program runs again, and its revisions begin anew."""
        for document in documents:
            shown = memory.laid_over(document)
            self._found[document.id] = values_of(shown, memory.comment(document.id))
        self._shown.clear()
        self._promised = 0

    def count_rows(self, memory: Memory) -> None:
        """Count how the saves and decisions of the account ended."""
        for row in memory.rows:
            self.counts[f"rows {row.state}"] += 1
        self.counts["rows shown in the outbox"] += len(self._listed)
        self.counts["journal rows verified"] += len(memory.journal)
        self.counts["journal rows sealed with a key"] += sum(
            bool(row.mac) for row in memory.journal
        )
        written = Counter(row.document_id for row in memory.rows if row.kind.is_decision)
        unkept = sum((self._submitted - written).values())
        self.counts["decisions killed before they were kept"] += unkept

    def _allowed(self, document: str) -> list[Mapping[str, str]]:
        """Return the states of a document that may be found: the last promised one and later.

        States of one revision differ by what is no edit, for example that a decision takes the
        comment along.
        """
        shown = self._shown[document]
        safe = [state.revision for state in shown if state.revision <= self._promised]
        if safe:
            return [state.values for state in shown if state.revision >= safe[-1]]
        return [self._found.get(document, {}), *(state.values for state in shown)]

    def _complain(self, about: str, words: str) -> None:
        complaint = f"{about}: {words}"
        if complaint not in self.broken:
            self.broken.append(complaint)
