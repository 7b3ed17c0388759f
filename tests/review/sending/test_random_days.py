"""Random bad days, the same at every run: whatever happens, what is told is what was done."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.api.errors import Refused
from klearstack_desktop.model.outbox import OutboxKind
from klearstack_desktop.review.outcome import Verdict

if TYPE_CHECKING:
    from tests.review.sending.reviewers import Reviewer
    from tests.server_process import ServerProcess

MINE, THEIRS = "doc_number_value", "total_value"
CALLS = ("getdocument", "getimage", "update_document", "approve_reject_doc")
FAULTS = (
    *("cut_before", "cut_during", "cut_after", "empty", "half_json", "garbage", "not_json"),
    *("status_401", "status_429", "status_500_html", "status_502_html"),
)
UNDER_WAY = {Verdict.UNKNOWN, Verdict.NOT_SENT}
BAD_ATTEMPTS = 4


def another_acts(chance: random.Random, other: Reviewer, document_id: str) -> None:
    """Now and then somebody else changes or decides the document; a decided one cannot be."""
    deed = chance.choice(["nothing"] * 6 + ["mine", "theirs", "approve", "reject"])
    try:
        if deed == "mine":
            other.saves(document_id, MINE, "by another")
        elif deed == "theirs":
            other.saves(document_id, THEIRS, "by another")
        elif deed == "approve":
            other.client.approve(document_id, "by another")
        elif deed == "reject":
            other.client.reject(document_id, "by another")
    except Refused:
        pass


@pytest.mark.parametrize("seed", range(80))
def test_whatever_happens_it_is_done_once_and_told_truly(
    server: ServerProcess, priya: Reviewer, meera: Reviewer, document_id: str, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a day, no secret
    kind = chance.choice(list(OutboxKind))
    is_corrected = kind is OutboxKind.SAVE or chance.random() < 0.5
    row = priya.row(kind, priya.sees(document_id), {MINE: "by me"} if is_corrected else {})

    def goes_wrong() -> None:
        for call in chance.sample(CALLS, 2):
            server.fault(call, chance.choice(FAULTS), document=document_id)

    goes_wrong()
    outcome = priya.send(row)
    for attempt in range(BAD_ATTEMPTS):
        server.clear_faults()
        if outcome.verdict not in UNDER_WAY:
            break
        another_acts(chance, meera, document_id)
        if attempt < BAD_ATTEMPTS - 1:
            goes_wrong()
        outcome = priya.send_again(outcome)

    record = [row for row in server.record() if row["document_id"] == document_id]
    decided = [row["decision"] for row in record if "decision" in row]
    decided_here = [row for row in record if "decision" in row and row["user"] == "priya"]
    updated_here = [row["values"] for row in record if "values" in row and row["user"] == "priya"]
    assert outcome.verdict in {Verdict.APPLIED, Verdict.CONFLICT}
    assert len(decided) <= 1
    assert len(updated_here) <= 1
    assert all(values.keys() == {MINE} for values in updated_here)
    if kind.is_decision:
        # Somebody else's rejection may be taken for our own of unknown outcome: it is the same.
        assert decided == [kind.value] if outcome.is_applied else not decided_here
    if outcome.is_applied and is_corrected:
        assert len(updated_here) == 1
    if all(row["user"] == "priya" for row in record):
        assert (outcome.verdict, outcome.taken) == (Verdict.APPLIED, ())
    if decided_here and kind is OutboxKind.APPROVE:
        before = record[: record.index(decided_here[0])]
        assert all(row["user"] == "priya" for row in before)
        assert outcome.alarm == ""
