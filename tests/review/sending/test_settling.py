"""Unknown outcomes: whatever becomes of an answer, the service does each thing once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.api import Limits
from klearstack_desktop.model.outbox import OutboxKind
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.review.outcome import SendOutcome, Verdict
from klearstack_desktop.review.settling import CONFIRMED_BY_REFUSAL, FOUND_APPLIED
from tests.review.sending.reviewers import NOBODY_THERE, Reviewer, applied

if TYPE_CHECKING:
    from tests.server_process import ServerProcess

MINE = {"doc_number_value": "mine"}
UPDATE, DECIDE = "update_document", "approve_reject_doc"

ARRIVES = ["cut_during", "cut_after", "empty", "half_json", "garbage", "not_json"]
"""What hides an answer to a call that was carried out."""

GETS_LOST = ["cut_before", "status_500_html", "status_502_html"]
"""What keeps a call from being carried out, and nobody can tell."""

FAULTS = pytest.mark.parametrize(
    ("kind", "arrived"),
    [(kind, True) for kind in ARRIVES]
    + [(kind, False) for kind in GETS_LOST]
    + [("status_500_html", True), ("status_502_html", True)],
)


@FAULTS
def test_an_unknown_update_is_settled_by_its_values(
    server: ServerProcess, priya: Reviewer, document_id: str, kind: str, arrived: bool
) -> None:
    row = priya.row(OutboxKind.SAVE, priya.sees(document_id), MINE)
    server.fault(UPDATE, kind, applied=arrived)
    unknown = priya.send(row)
    assert unknown.verdict is Verdict.UNKNOWN
    assert unknown.problem is not None
    assert len(applied(server, document_id)) == arrived
    settled = priya.send_again(unknown)
    assert settled.verdict is Verdict.APPLIED
    assert settled.note == (FOUND_APPLIED if arrived else "")
    assert applied(server, document_id) == ["doc_number_value"]


@FAULTS
def test_an_unknown_approval_is_settled_by_the_flag(
    server: ServerProcess, priya: Reviewer, document_id: str, kind: str, arrived: bool
) -> None:
    row = priya.row(OutboxKind.APPROVE, priya.sees(document_id))
    server.fault(DECIDE, kind, applied=arrived)
    unknown = priya.send(row)
    assert unknown.verdict is Verdict.UNKNOWN
    settled = priya.send_again(unknown)
    assert (settled.verdict, settled.alarm) == (Verdict.APPLIED, "")
    assert settled.note == (FOUND_APPLIED if arrived else "")
    assert applied(server, document_id) == ["approve"]


@FAULTS
def test_corrections_of_one_s_own_are_not_taken_for_somebody_else_s(
    server: ServerProcess, priya: Reviewer, document_id: str, kind: str, arrived: bool
) -> None:
    row = priya.row(OutboxKind.APPROVE, priya.sees(document_id), MINE)
    server.fault(DECIDE, kind, applied=arrived)
    settled = priya.send_again(priya.send(row))
    assert (settled.verdict, settled.taken) == (Verdict.APPLIED, ())


@FAULTS
def test_an_unknown_rejection_is_sent_once_more(
    server: ServerProcess, priya: Reviewer, document_id: str, kind: str, arrived: bool
) -> None:
    row = priya.row(OutboxKind.REJECT, priya.sees(document_id))
    server.fault(DECIDE, kind, applied=arrived)
    unknown = priya.send(row)
    assert unknown.verdict is Verdict.UNKNOWN
    assert unknown.server_date is not None
    settled = priya.send_again(unknown)
    assert settled.verdict is Verdict.APPLIED
    assert settled.note == (CONFIRMED_BY_REFUSAL if arrived else "")
    assert applied(server, document_id) == ["reject"]


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
@pytest.mark.parametrize("decision", [OutboxKind.APPROVE, OutboxKind.REJECT])
def test_corrections_of_a_decision_arrive_once_and_before_it(
    server: ServerProcess, priya: Reviewer, document_id: str, kind: str, decision: OutboxKind
) -> None:
    row = priya.row(decision, priya.sees(document_id), MINE)
    server.fault(UPDATE, kind, document=document_id)
    first = priya.send(row)
    assert (first.verdict, priya.updated) == (Verdict.UNKNOWN, set())
    server.fault(DECIDE, kind, document=document_id)
    second = priya.send_again(first)
    assert (second.verdict, priya.updated) == (Verdict.UNKNOWN, {row.id})
    assert priya.send_again(second).is_applied
    assert applied(server, document_id) == ["doc_number_value", decision.value]


def test_a_rejection_that_the_service_shows_is_not_sent_again(
    server: ServerProcess, priya: Reviewer, document_id: str
) -> None:
    server.switch(rejected_key="is_rejected")
    row = priya.row(OutboxKind.REJECT, priya.sees(document_id))
    server.fault(DECIDE, "cut_after")
    assert priya.send_again(priya.send(row)).note == FOUND_APPLIED


def test_an_answer_that_comes_too_late_is_none(server: ServerProcess, document_id: str) -> None:
    with Reviewer(server, "priya", limits=Limits(read=0.2, repeat_pauses=())) as hasty:
        row = hasty.row(OutboxKind.REJECT, hasty.sees(document_id))
        server.fault(DECIDE, "held")
        unknown = hasty.send(row)
        server.let_go()
        assert unknown.verdict is Verdict.UNKNOWN
    with Reviewer(server, "priya") as patient:
        assert patient.send_again(unknown).note == CONFIRMED_BY_REFUSAL
    assert applied(server, document_id) == ["reject"]


def test_an_approval_that_no_reading_showed_is_confirmed_by_refusal_and_looked_at(
    server: ServerProcess, priya: Reviewer, meera: Reviewer, document_id: str
) -> None:
    row = priya.row(OutboxKind.APPROVE, priya.sees(document_id))
    server.fault(DECIDE, "cut_before")
    unknown = priya.send(row)

    async def while_read_again() -> SendOutcome:
        server.fault("getdocument", "held", document=document_id)
        sending = asyncio.create_task(priya.sent(replace(unknown.row, was_unknown=True)))
        await asyncio.to_thread(server.wait_until_held)
        # Stands for our own call, on its way all this time.
        await asyncio.to_thread(meera.saves, document_id, "total_value", "9999.99")
        await asyncio.to_thread(meera.client.approve, document_id, "late")
        await asyncio.to_thread(server.let_go)
        return await sending

    settled = asyncio.run(while_read_again())
    assert (settled.verdict, settled.note) == (Verdict.APPLIED, CONFIRMED_BY_REFUSAL)
    assert "Total" in settled.alarm
    assert applied(server, document_id) == ["total_value", "approve"]


@pytest.mark.parametrize("unknown_to", [OutboxKind.APPROVE, OutboxKind.REJECT])
def test_the_opposite_decision_is_a_conflict_and_never_answered(
    server: ServerProcess,
    priya: Reviewer,
    meera: Reviewer,
    document_id: str,
    unknown_to: OutboxKind,
) -> None:
    opposite = {OutboxKind.APPROVE: OutboxKind.REJECT, OutboxKind.REJECT: OutboxKind.APPROVE}
    seen = priya.sees(document_id)
    server.fault(DECIDE, "cut_before")
    unknown = priya.send(priya.row(unknown_to, seen))
    assert meera.send(meera.row(opposite[unknown_to], seen)).is_applied
    settled = priya.send_again(unknown)
    assert (settled.verdict, bool(settled.decided)) == (Verdict.CONFLICT, True)
    assert applied(server, document_id) == [opposite[unknown_to].value]


def test_an_approval_that_got_lost_is_bound_to_what_was_seen_again(
    server: ServerProcess, priya: Reviewer, meera: Reviewer, document_id: str
) -> None:
    row = priya.row(OutboxKind.APPROVE, priya.sees(document_id))
    server.fault(DECIDE, "cut_before")
    unknown = priya.send(row)
    meera.saves(document_id, "total_value", "9999.99")
    settled = priya.send_again(unknown)
    assert settled.verdict is Verdict.CONFLICT
    assert [difference.label for difference in settled.differences] == ["Total"]
    assert applied(server, document_id) == ["total_value"]


@pytest.mark.parametrize("kind", [OutboxKind.APPROVE, OutboxKind.REJECT])
def test_an_unknown_update_does_not_make_a_stranger_s_decision_ours(
    server: ServerProcess, priya: Reviewer, meera: Reviewer, document_id: str, kind: OutboxKind
) -> None:
    seen = priya.sees(document_id)
    server.fault(UPDATE, "cut_before")
    unknown = priya.send(priya.row(kind, seen, MINE))
    assert meera.send(meera.row(kind, seen)).is_applied
    settled = priya.send_again(unknown)
    assert (settled.verdict, bool(settled.decided)) == (Verdict.CONFLICT, True)
    assert applied(server, document_id).count(kind.value) == 1


@pytest.mark.parametrize("arrived", [True, False])
def test_what_another_wrote_over_an_unknown_update_stays(
    server: ServerProcess, priya: Reviewer, meera: Reviewer, document_id: str, arrived: bool
) -> None:
    row = priya.row(OutboxKind.SAVE, priya.sees(document_id), MINE)
    server.fault(UPDATE, "cut_after", applied=arrived)
    unknown = priya.send(row)
    meera.saves(document_id, "doc_number_value", "theirs")
    settled = priya.send_again(unknown)
    assert settled.verdict is Verdict.CONFLICT
    (clash,) = settled.clashes
    assert clash.theirs is not None
    number = priya.client.document(document_id).field("doc_number_value")
    assert number is not None
    assert number.value == "theirs"


@pytest.mark.parametrize("kind", list(OutboxKind))
def test_what_is_unknown_stays_unknown_while_nothing_can_be_read(
    server: ServerProcess, priya: Reviewer, document_id: str, kind: OutboxKind
) -> None:
    values = MINE if kind is OutboxKind.SAVE else None
    row = priya.row(kind, priya.sees(document_id), values)
    server.fault(UPDATE if values else DECIDE, "cut_after")
    unknown = priya.send(row)
    server.fault("getdocument", "cut_before", None, document=document_id)
    still = priya.send_again(unknown)
    assert still.verdict is Verdict.UNKNOWN
    server.clear_faults()
    assert priya.send_again(still).is_applied
    assert len(applied(server, document_id)) == 1


@pytest.mark.parametrize("kind", list(OutboxKind))
def test_without_a_network_nothing_was_sent(
    server: ServerProcess, priya: Reviewer, document_id: str, kind: OutboxKind
) -> None:
    row = priya.row(kind, priya.sees(document_id), MINE)
    with Reviewer(server, "priya", url=NOBODY_THERE) as offline:
        outcome = offline.send(row)
    assert outcome.verdict is Verdict.NOT_SENT
    assert priya.send_again(outcome).is_applied


@pytest.mark.parametrize(("call", "kind"), [(UPDATE, OutboxKind.SAVE), (DECIDE, OutboxKind.REJECT)])
def test_a_service_that_is_too_busy_did_nothing_and_says_for_how_long(
    server: ServerProcess, priya: Reviewer, document_id: str, call: str, kind: OutboxKind
) -> None:
    values = MINE if kind is OutboxKind.SAVE else None
    row = priya.row(kind, priya.sees(document_id), values)
    server.fault(call, "status_429", retry_after=7)
    outcome = priya.send(row)
    assert (outcome.verdict, outcome.retry_after) == (Verdict.NOT_SENT, 7.0)
    assert priya.send_again(outcome).is_applied
    assert len(applied(server, document_id)) == 1


def test_a_sign_in_that_breaks_under_a_decision_sent_nothing(
    server: ServerProcess, priya: Reviewer, document_id: str
) -> None:
    row = priya.row(OutboxKind.REJECT, priya.sees(document_id))

    async def while_the_token_dies() -> Verdict:
        server.fault("getdocument", "held", document=document_id)
        sending = asyncio.create_task(priya.sent(row))
        await asyncio.to_thread(server.wait_until_held)
        server.expire_tokens()
        for call in ("get_access_token", "getaccesstokenfromrefreshtoken"):
            server.fault(call, "cut_before", None)
        server.let_go()
        return (await sending).verdict

    assert asyncio.run(while_the_token_dies()) is Verdict.NOT_SENT
    assert applied(server, document_id) == []


@pytest.mark.parametrize("values", [None, MINE], ids=["a decision", "its corrections"])
def test_nothing_goes_out_that_could_not_be_written_down_first(
    server: ServerProcess, priya: Reviewer, document_id: str, values: dict[str, str] | None
) -> None:
    row = priya.row(OutboxKind.APPROVE, priya.sees(document_id), values)
    priya.cannot_note_leaving = Problem("The disk is full.")
    outcome = priya.send(row)
    assert (outcome.verdict, outcome.problem) == (Verdict.NOT_SENT, priya.cannot_note_leaving)
    assert applied(server, document_id) == []
    priya.cannot_note_leaving = None
    assert priya.send_again(outcome).is_applied
    assert priya.left == [row.id] * (2 if values else 1), "once for each request"


def test_a_decision_does_not_follow_corrections_that_are_not_written_down(
    server: ServerProcess, priya: Reviewer, document_id: str
) -> None:
    row = priya.row(OutboxKind.APPROVE, priya.sees(document_id), MINE)
    priya.cannot_write = Problem("The disk is full.")
    outcome = priya.send(row)
    assert (outcome.verdict, outcome.problem) == (Verdict.UNKNOWN, priya.cannot_write)
    assert applied(server, document_id) == ["doc_number_value"]
    priya.cannot_write = None
    assert priya.send_again(outcome).is_applied
    assert applied(server, document_id) == ["doc_number_value", "approve"]


def test_a_look_that_fails_after_the_corrections_lets_the_approval_wait(
    server: ServerProcess, priya: Reviewer, document_id: str
) -> None:
    row = priya.row(OutboxKind.APPROVE, priya.sees(document_id), MINE)

    async def without_a_second_look() -> SendOutcome:
        server.fault(UPDATE, "held", document=document_id)
        sending = asyncio.create_task(priya.sent(row))
        await asyncio.to_thread(server.wait_until_held)
        server.fault("getdocument", "cut_before", document=document_id)
        await asyncio.to_thread(server.let_go)
        return await sending

    waiting = asyncio.run(without_a_second_look())
    assert (waiting.verdict, priya.updated) == (Verdict.NOT_SENT, {row.id})
    assert priya.send_again(waiting).is_applied
    assert applied(server, document_id) == ["doc_number_value", "approve"]


def test_corrections_that_got_lost_and_are_refused_now_are_refused(
    server: ServerProcess, priya: Reviewer, document_id: str
) -> None:
    server.fault(UPDATE, "cut_before", document=document_id)
    unknown = priya.send(priya.row(OutboxKind.REJECT, priya.sees(document_id), MINE))
    server.switch(endpoints={UPDATE: "/access/klearstack/moved"})
    assert priya.send_again(unknown).verdict is Verdict.REFUSED
    assert applied(server, document_id) == []


def test_a_document_that_is_gone_leaves_an_unknown_decision_to_a_person(
    server: ServerProcess, priya: Reviewer, document_id: str
) -> None:
    row = priya.row(OutboxKind.APPROVE, priya.sees(document_id))
    server.fault(DECIDE, "cut_after")
    unknown = replace(priya.send(row).row, document_id="f" * 24, was_unknown=True)
    outcome = priya.send(unknown)
    assert outcome.verdict is Verdict.CONFLICT
    assert "nobody can tell" in outcome.note
    assert priya.send(replace(unknown, was_unknown=False)).verdict is Verdict.REFUSED
