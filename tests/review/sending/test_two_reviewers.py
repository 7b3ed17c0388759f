"""Two reviewers on one document, in all orders: what each is told is what the service recorded."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.model.changes import FieldChange, TableChange
from klearstack_desktop.model.outbox import OutboxKind
from klearstack_desktop.review.outcome import SendOutcome, Verdict
from klearstack_desktop.review.settling import NOTHING_TO_SEND
from tests.review.sending.reviewers import Reviewer, applied

if TYPE_CHECKING:
    from klearstack_desktop.model.outbox import OutboxRow
    from klearstack_desktop.model.seen import Seen
    from tests.server_process import ServerProcess

APPLIED, CONFLICT = Verdict.APPLIED, Verdict.CONFLICT
DEEDS = ("number", "other number", "total", "approve", "reject", "approve total", "reject total")
"""What either of them may do: save a field, decide, or decide with a correction."""


def row_of(deed: str, reviewer: Reviewer, seen: Seen) -> OutboxRow:
    kind = next((kind for kind in OutboxKind if deed.startswith(kind)), OutboxKind.SAVE)
    values = {}
    if deed.endswith("number"):
        values["doc_number_value"] = deed
    if deed.endswith("total"):
        values["total_value"] = f"77.00 {deed}"
    return reviewer.row(kind, seen, values)


def value(reviewer: Reviewer, document_id: str, name: str) -> str:
    field = reviewer.client.document(document_id).field(name)
    assert field is not None
    return field.value


def told(outcome: SendOutcome) -> str:
    """What stood in the way."""
    if outcome.decided:
        return f"already {outcome.decided}"
    if outcome.clashes:
        return "clash"
    return "changed" if outcome.differences else ""


@pytest.mark.parametrize(
    ("first", "second", "verdict", "why"),
    [
        ("number", "total", APPLIED, ""),
        ("number", "number", APPLIED, ""),
        ("number", "other number", CONFLICT, "clash"),
        ("number", "approve", CONFLICT, "changed"),
        ("number", "approve total", CONFLICT, "changed"),
        ("number", "reject", APPLIED, ""),
        ("number", "reject total", APPLIED, ""),
        ("total", "reject total", CONFLICT, "clash"),
        ("approve", "total", CONFLICT, "already approved"),
        ("approve", "approve", CONFLICT, "already approved"),
        ("approve", "reject", CONFLICT, "already approved"),
        ("approve", "reject total", CONFLICT, "already approved"),
        ("reject", "approve", CONFLICT, "already rejected"),
        ("reject", "reject", CONFLICT, "already rejected"),
    ],
)
def test_one_after_the_other(
    server: ServerProcess,
    priya: Reviewer,
    meera: Reviewer,
    document_id: str,
    first: str,
    second: str,
    verdict: Verdict,
    why: str,
) -> None:
    seen = priya.sees(document_id)
    assert meera.send(row_of(first, meera, seen)).is_applied
    before = applied(server, document_id)
    outcome = priya.send(row_of(second, priya, seen))
    assert (outcome.verdict, told(outcome)) == (verdict, why)
    if verdict is CONFLICT:
        assert outcome.problem is not None
        assert applied(server, document_id) == before


@pytest.mark.parametrize(("first", "second"), [*itertools.combinations_with_replacement(DEEDS, 2)])
def test_both_at_once(
    server: ServerProcess,
    priya: Reviewer,
    meera: Reviewer,
    document_id: str,
    first: str,
    second: str,
) -> None:
    seen = priya.sees(document_id)
    rows = (row_of(first, priya, seen), row_of(second, meera, seen))

    async def both() -> tuple[SendOutcome, ...]:
        return await asyncio.gather(priya.sent(rows[0]), meera.sent(rows[1]))

    check(asyncio.run(both()), applied(server, document_id))


@pytest.mark.parametrize(("first", "second"), [*itertools.product(DEEDS, repeat=2)])
def test_both_in_each_order(
    server: ServerProcess,
    priya: Reviewer,
    meera: Reviewer,
    document_id: str,
    first: str,
    second: str,
) -> None:
    seen = priya.sees(document_id)
    rows = (row_of(first, priya, seen), row_of(second, meera, seen))
    outcomes = (priya.send(rows[0]), meera.send(rows[1]))
    assert outcomes[0].is_applied
    check(outcomes, applied(server, document_id))


def check(outcomes: tuple[SendOutcome, ...], record: list[str]) -> None:
    """What both are told is what the service recorded, and only one of them decided."""
    decisions = [deed for deed in record if deed in {"approve", "reject"}]
    claimed = [o.row.kind.value for o in outcomes if o.is_applied and o.row.kind.is_decision]
    assert decisions == claimed
    assert len(decisions) <= 1
    assert {outcome.verdict for outcome in outcomes} <= {APPLIED, CONFLICT}
    for outcome, other in zip(outcomes, reversed(outcomes), strict=True):
        if not outcome.is_applied:
            continue
        mine = {key.name for key in outcome.row.draft.fields}
        theirs = {key.name for key in other.row.draft.fields}
        assert mine <= set(record)
        if outcome.row.kind is OutboxKind.APPROVE and not mine & theirs:
            assert bool(outcome.alarm) == bool(theirs & set(record))


def test_different_fields_merge_and_it_is_told(
    server: ServerProcess, priya: Reviewer, meera: Reviewer, document_id: str
) -> None:
    seen = priya.sees(document_id)
    assert meera.send(row_of("number", meera, seen)).is_applied
    outcome = priya.send(row_of("total", priya, seen))
    (taken,) = outcome.taken
    assert isinstance(taken.after, FieldChange)
    assert (taken.label, taken.after.value) == ("Invoice number", "number")
    assert applied(server, document_id) == ["doc_number_value", "total_value"]
    assert value(priya, document_id, "doc_number_value") == "number"


def test_a_clash_shows_both_and_sends_nothing_at_all(
    server: ServerProcess, priya: Reviewer, meera: Reviewer, document_id: str
) -> None:
    seen = priya.sees(document_id)
    assert meera.send(row_of("number", meera, seen)).is_applied
    mine = {"doc_number_value": "mine", "currency_value": "CHF"}
    outcome = priya.send(priya.row(OutboxKind.SAVE, seen, mine))
    (clash,) = outcome.clashes
    assert isinstance(clash.theirs, FieldChange)
    assert isinstance(clash.edit.mine, FieldChange)
    assert (clash.edit.mine.value, clash.theirs.value) == ("mine", "number")
    assert "mine" not in outcome.note
    assert applied(server, document_id) == ["doc_number_value"]


def test_tables_merge_as_a_whole(
    server: ServerProcess, priya: Reviewer, meera: Reviewer, document_id: str
) -> None:
    seen = priya.sees(document_id)
    assert meera.send(meera.row(OutboxKind.SAVE, seen, lines=("theirs", "new"))).is_applied
    outcome = priya.send(priya.row(OutboxKind.SAVE, seen, lines=("mine",)))
    (clash,) = outcome.clashes
    assert isinstance(clash.theirs, TableChange)
    assert [row[0].value for row in clash.theirs.rows] == ["theirs", "new"]
    assert applied(server, document_id) == ["line_items"]


def test_what_another_corrected_in_the_same_way_is_not_sent(
    server: ServerProcess, priya: Reviewer, meera: Reviewer, document_id: str
) -> None:
    seen = priya.sees(document_id)
    assert meera.send(row_of("number", meera, seen)).is_applied
    assert priya.send(row_of("number", priya, seen)).note == NOTHING_TO_SEND
    assert applied(server, document_id) == ["doc_number_value"]


def test_a_save_of_a_document_that_shows_its_rejection_is_kept(
    server: ServerProcess, priya: Reviewer, meera: Reviewer, document_id: str
) -> None:
    server.switch(rejected_key="status")
    seen = priya.sees(document_id)
    assert meera.send(row_of("reject", meera, seen)).is_applied
    outcome = priya.send(row_of("number", priya, seen))
    assert (outcome.verdict, outcome.decided) == (CONFLICT, "rejected")
    assert applied(server, document_id) == ["reject"]


def test_a_save_that_an_approval_overtakes_is_a_conflict(
    server: ServerProcess, priya: Reviewer, meera: Reviewer, document_id: str
) -> None:
    seen = priya.sees(document_id)

    async def overtaken() -> SendOutcome:
        server.fault("getdocument", "held", document=document_id)
        sending = asyncio.create_task(priya.sent(row_of("number", priya, seen)))
        await asyncio.to_thread(server.wait_until_held)
        assert (await meera.sent(row_of("approve", meera, seen))).is_applied
        await asyncio.to_thread(server.let_go)
        return await sending

    outcome = asyncio.run(overtaken())
    assert (outcome.verdict, outcome.decided) == (CONFLICT, "approved")
    assert applied(server, document_id) == ["approve"]
