"""What is sent, and what never is."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.model.outbox import OutboxKind
from klearstack_desktop.model.role import Role
from klearstack_desktop.review.outcome import Verdict
from tests.localserver.caller import sample_id
from tests.review.sending.reviewers import COMMENT, NOBODY_THERE, Reviewer, applied

if TYPE_CHECKING:
    from klearstack_desktop.review.outcome import SendOutcome
    from tests.server_process import ServerProcess

ODD_VALUES = [
    "1.234,50 €",
    "0012",
    "1e5",
    " spaces ",
    "",
    "שלום עולם",
    "\u202eevil\u202c",
    "👩‍👩‍👧 🇩🇪",
    "línea\nnueva",
    "<b>bold</b> & 'quoted' \"twice\" \\",
    "x" * 10_000,
]


def last_values(server: ServerProcess, document_id: str) -> dict[str, object]:
    rows = [row for row in server.record() if row["document_id"] == document_id]
    found: dict[str, object] = rows[-1]["values"]
    return found


@pytest.mark.parametrize("odd", ODD_VALUES, ids=range(len(ODD_VALUES)))
def test_only_what_was_edited_is_sent_and_as_it_was_typed(
    server: ServerProcess, priya: Reviewer, document_id: str, odd: str
) -> None:
    seen = priya.sees(document_id)
    outcome = priya.send(priya.row(OutboxKind.SAVE, seen, {"supplier_name_value": odd}))
    assert outcome.is_applied
    sent = {"_value": odd, "_coordinates": [0, 0, 0, 0]}
    assert last_values(server, document_id) == {"supplier_name_value": sent}
    after = priya.client.document(document_id)
    untouched = [f for f in seen.document.fields if f.name != "supplier_name_value"]
    assert [f for f in after.fields if f.name != "supplier_name_value"] == untouched


def test_the_position_goes_with_the_value(
    server: ServerProcess, priya: Reviewer, document_id: str
) -> None:
    seen = priya.sees(document_id)
    assert priya.send(priya.row(OutboxKind.SAVE, seen, {"doc_number_value": "N"})).is_applied
    assert last_values(server, document_id) == {
        "doc_number_value": {"_value": "N", "_coordinates": [200, 40, 280, 56]}
    }


@pytest.mark.parametrize("kind", [OutboxKind.APPROVE, OutboxKind.REJECT])
def test_a_decision_carries_its_comment(
    server: ServerProcess, priya: Reviewer, document_id: str, kind: OutboxKind
) -> None:
    assert priya.send(priya.row(kind, priya.sees(document_id))).is_applied
    (row,) = [row for row in server.record() if row["document_id"] == document_id]
    assert (row["decision"], row["comment"], row["user"]) == (kind.value, COMMENT, "priya")


def test_who_may_not_decide_is_refused_and_has_changed_nothing_but_the_corrections(
    server: ServerProcess, document_id: str
) -> None:
    with Reviewer(server, "arjun") as creator:
        row = creator.row(OutboxKind.APPROVE, creator.sees(document_id), {"currency_value": "CHF"})
        outcome = creator.send(row)
    assert (outcome.verdict, outcome.role) == (Verdict.REFUSED, Role.CREATOR)
    assert "takes you for a Creator" in outcome.note
    assert "You do not have permission" in outcome.note
    assert applied(server, document_id) == ["currency_value"]


def test_an_update_that_is_refused_stops_its_decision(
    server: ServerProcess, priya: Reviewer, document_id: str
) -> None:
    row = priya.row(OutboxKind.REJECT, priya.sees(document_id), {"currency_value": "CHF"})
    server.switch(endpoints={"update_document": "/access/klearstack/moved"})
    outcome = priya.send(row)
    assert (outcome.verdict, outcome.role) == (Verdict.REFUSED, Role.UNKNOWN)
    assert applied(server, document_id) == []


@pytest.mark.parametrize("kind", ["status_500_html", "garbage", "half_json", "not_json"])
def test_a_document_that_nobody_can_read_can_be_rejected(
    server: ServerProcess, priya: Reviewer, document_id: str, kind: str
) -> None:
    seen = priya.sees(document_id)
    server.fault("getdocument", kind, None, document=document_id)
    assert priya.send(priya.row(OutboxKind.APPROVE, seen)).verdict is Verdict.NOT_SENT
    assert priya.send(priya.row(OutboxKind.REJECT, seen)).is_applied
    assert applied(server, document_id) == ["reject"]


@pytest.mark.parametrize("kind", list(OutboxKind))
@pytest.mark.parametrize("is_decided", [False, True])
def test_the_service_s_clock_is_told_with_every_answer(
    server: ServerProcess, priya: Reviewer, document_id: str, kind: OutboxKind, is_decided: bool
) -> None:
    values = {"currency_value": "CHF"} if kind is OutboxKind.SAVE else None
    row = priya.row(kind, priya.sees(document_id), values)
    if is_decided:
        priya.client.approve(document_id, COMMENT)
    server.switch(clock_skew=-86_400.0)
    outcome = priya.send(row)
    assert outcome.is_applied is not is_decided
    assert outcome.server_date is not None
    assert timedelta(hours=23) < datetime.now(UTC) - outcome.server_date < timedelta(hours=25)


def test_the_date_of_an_approval_is_that_of_its_answer(
    server: ServerProcess, priya: Reviewer, document_id: str
) -> None:
    row = priya.row(OutboxKind.APPROVE, priya.sees(document_id))

    async def while_the_clock_is_set() -> SendOutcome:
        server.fault("approve_reject_doc", "held", document=document_id)
        sending = asyncio.create_task(priya.sent(row))
        await asyncio.to_thread(server.wait_until_held)
        server.fault("getdocument", "held", document=document_id)
        await asyncio.to_thread(server.let_go)
        await asyncio.to_thread(server.wait_until_held)
        server.switch(clock_skew=-86_400.0)
        await asyncio.to_thread(server.let_go)
        return await sending

    outcome = asyncio.run(while_the_clock_is_set())
    assert outcome.is_applied
    assert outcome.server_date is not None
    assert datetime.now(UTC) - outcome.server_date < timedelta(hours=23)


def test_what_was_never_answered_has_no_date(server: ServerProcess, priya: Reviewer) -> None:
    row = priya.row(OutboxKind.REJECT, priya.sees(sample_id(0)))
    with Reviewer(server, "priya", url=NOBODY_THERE) as offline:
        assert offline.send(row).server_date is None


def test_a_dead_token_is_renewed_on_the_way(
    server: ServerProcess, priya: Reviewer, document_id: str
) -> None:
    row = priya.row(OutboxKind.APPROVE, priya.sees(document_id), {"currency_value": "CHF"})
    server.expire_tokens()
    for call in ("getdocument", "update_document", "getimage", "approve_reject_doc"):
        server.fault(call, "status_401", document=document_id)
    assert priya.send(row).is_applied
    assert applied(server, document_id) == ["currency_value", "approve"]
