"""An approval means what was seen: one value, one row, one page, before, during and after."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import pytest
from PIL import Image

from klearstack_desktop.api.errors import Refused
from klearstack_desktop.model.outbox import OutboxKind
from klearstack_desktop.model.seen import Seen
from klearstack_desktop.review.outcome import SendOutcome, Verdict
from klearstack_desktop.review.settling import NOT_READ_AFTERWARDS
from tests.localserver.caller import sample_id
from tests.localserver.tiny_samples import TIFF_INDEX
from tests.review.sending.reviewers import Reviewer, applied

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.model.outbox import OutboxRow
    from tests.server_process import ServerProcess

Deed: TypeAlias = "Callable[[ServerProcess, Reviewer, str], None]"


def another_value(_server: ServerProcess, other: Reviewer, document_id: str) -> None:
    other.saves(document_id, "total_value", "9999.99")


def another_row(_server: ServerProcess, other: Reviewer, document_id: str) -> None:
    seen = other.sees(document_id)
    assert other.send(other.row(OutboxKind.SAVE, seen, lines=("Thing", "and more"))).is_applied


def another_page(server: ServerProcess, _other: Reviewer, document_id: str) -> None:
    server.replace_page(document_id, 1, b"\x89PNG\r\n\x1a\n another page")


DEEDS = pytest.mark.parametrize(
    ("deed", "named"),
    [(another_value, "Total"), (another_row, "Line items"), (another_page, "Page 1")],
    ids=["value", "row", "page"],
)


def approval(reviewer: Reviewer, document_id: str) -> OutboxRow:
    return reviewer.row(OutboxKind.APPROVE, reviewer.sees(document_id))


async def while_held(
    server: ServerProcess, call: str, reviewer: Reviewer, row: OutboxRow, deed: Callable[[], None]
) -> SendOutcome:
    """Send a row, and do something between a call of it and its answer."""
    server.fault(call, "held", document=row.document_id)
    sending = asyncio.create_task(reviewer.sent(row))
    await asyncio.to_thread(server.wait_until_held)
    await asyncio.to_thread(deed)
    await asyncio.to_thread(server.let_go)
    return await sending


def test_what_is_as_it_was_seen_is_approved(
    server: ServerProcess, priya: Reviewer, document_id: str
) -> None:
    outcome = priya.send(approval(priya, document_id))
    assert (outcome.verdict, outcome.alarm, outcome.differences) == (Verdict.APPLIED, "", ())
    assert outcome.server_date is not None
    assert applied(server, document_id) == ["approve"]


@DEEDS
def test_a_change_before_keeps_the_approval_back(
    server: ServerProcess,
    priya: Reviewer,
    meera: Reviewer,
    document_id: str,
    deed: Deed,
    named: str,
) -> None:
    row = approval(priya, document_id)
    deed(server, meera, document_id)
    outcome = priya.send(row)
    assert outcome.verdict is Verdict.CONFLICT
    assert [difference.label for difference in outcome.differences] == [named]
    assert named in outcome.note
    assert "approve" not in applied(server, document_id)


def test_old_and_new_are_told(
    server: ServerProcess, priya: Reviewer, meera: Reviewer, document_id: str
) -> None:
    row = approval(priya, document_id)
    assert row.seen is not None
    then = row.seen.document.field("total_value")
    another_value(server, meera, document_id)
    (difference,) = priya.send(row).differences
    assert then is not None
    assert (difference.then, difference.now) == (then.value, "9999.99")
    assert "9999.99" not in priya.send(row).note


@DEEDS
def test_a_change_in_the_gap_raises_the_alarm(
    server: ServerProcess,
    priya: Reviewer,
    meera: Reviewer,
    document_id: str,
    deed: Deed,
    named: str,
) -> None:
    # The page is the last thing that is read again: what changes while its answer is under way
    # is approved unseen, and only the reading afterwards can tell.
    row = approval(priya, document_id)
    outcome = asyncio.run(
        while_held(server, "getimage", priya, row, lambda: deed(server, meera, document_id))
    )
    assert outcome.verdict is Verdict.APPLIED
    assert [difference.label for difference in outcome.differences] == [named]
    assert named in outcome.alarm
    assert applied(server, document_id)[-1] == "approve"


def test_a_page_changed_while_the_approval_is_answered_raises_the_alarm(
    server: ServerProcess, priya: Reviewer, meera: Reviewer, document_id: str
) -> None:
    row = approval(priya, document_id)
    outcome = asyncio.run(
        while_held(
            server,
            "approve_reject_doc",
            priya,
            row,
            lambda: another_page(server, meera, document_id),
        )
    )
    assert outcome.is_applied
    assert "Page 1" in outcome.alarm


@pytest.mark.parametrize("deed", [another_value, another_row], ids=["value", "row"])
def test_nobody_changes_what_is_approved(
    server: ServerProcess, priya: Reviewer, meera: Reviewer, document_id: str, deed: Deed
) -> None:
    assert priya.send(approval(priya, document_id)).alarm == ""
    with pytest.raises((Refused, AssertionError)):
        deed(server, meera, document_id)
    assert applied(server, document_id) == ["approve"]


def test_a_value_changed_while_the_corrections_are_answered_keeps_the_approval_back(
    server: ServerProcess, priya: Reviewer, meera: Reviewer, document_id: str
) -> None:
    row = priya.row(OutboxKind.APPROVE, priya.sees(document_id), {"doc_number_value": "T-1"})
    outcome = asyncio.run(
        while_held(
            server,
            "update_document",
            priya,
            row,
            lambda: another_value(server, meera, document_id),
        )
    )
    assert outcome.verdict is Verdict.CONFLICT
    assert [difference.label for difference in outcome.differences] == ["Total"]
    assert applied(server, document_id) == ["doc_number_value", "total_value"]
    assert row.id in priya.updated


def test_a_correction_undone_by_another_keeps_the_approval_back(
    server: ServerProcess, priya: Reviewer, meera: Reviewer, document_id: str
) -> None:
    seen = priya.sees(document_id)
    row = priya.row(OutboxKind.APPROVE, seen, {"doc_number_value": "T-1"})
    before = seen.document.field("doc_number_value")
    assert before is not None
    # As after a break between the two calls: the corrections are there, the decision is not.
    assert priya.send(priya.row(OutboxKind.SAVE, seen, {"doc_number_value": "T-1"})).is_applied
    meera.saves(document_id, "doc_number_value", before.value)
    outcome = priya.send(replace(row, is_updated=True))
    assert outcome.verdict is Verdict.CONFLICT
    assert [difference.now for difference in outcome.differences] == [before.value]


def test_own_corrections_are_no_difference(
    server: ServerProcess, priya: Reviewer, document_id: str
) -> None:
    row = priya.row(
        OutboxKind.APPROVE,
        priya.sees(document_id),
        {"doc_number_value": "T-1", "currency_value": "CHF"},
        lines=("one", "two"),
    )
    outcome = priya.send(row)
    assert (outcome.verdict, outcome.alarm) == (Verdict.APPLIED, "")
    assert applied(server, document_id) == ["currency_value,doc_number_value,line_items", "approve"]


def test_the_same_correction_by_another_is_no_difference(
    server: ServerProcess, priya: Reviewer, meera: Reviewer, document_id: str
) -> None:
    seen = priya.sees(document_id)
    row = priya.row(OutboxKind.APPROVE, seen, {"doc_number_value": "T-1"})
    assert meera.send(meera.row(OutboxKind.SAVE, seen, {"doc_number_value": "T-1"})).is_applied
    assert priya.send(row).is_applied
    assert applied(server, document_id) == ["doc_number_value", "approve"]


def test_every_page_of_a_file_is_compared(server: ServerProcess, priya: Reviewer) -> None:
    row = approval(priya, sample_id(TIFF_INDEX))
    assert row.seen is not None
    assert len(set(row.seen.pages.values())) == 2
    pages = [Image.new("L", (400, 560), shade) for shade in (255, 254)]
    file = io.BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:])
    for page in (1, 2):
        server.replace_page(row.document_id, page, file.getvalue(), "image/tiff")
    outcome = priya.send(row)
    # They came in one file, and nobody can tell which page of it is another one.
    assert [difference.label for difference in outcome.differences] == ["Page 1", "Page 2"]


def test_pages_are_counted_where_the_details_do_not_tell_how_many_there_are(
    server: ServerProcess, priya: Reviewer, document_id: str
) -> None:
    for about in (document_id, sample_id(TIFF_INDEX)):
        server.fault("getdocument", "no_page_count", None, document=about)
    row = approval(priya, document_id)
    assert row.seen is not None
    assert row.seen.document.page_count is None
    counted = Seen(replace(row.seen.document, page_count=1), row.seen.pages)
    assert priya.send(replace(row, seen=counted)).differences == ()
    two_pages = approval(priya, sample_id(TIFF_INDEX))
    assert two_pages.seen is not None
    one_page = Seen(replace(two_pages.seen.document, page_count=1), {1: two_pages.seen.pages[1]})
    (difference,) = priya.send(replace(two_pages, seen=one_page)).differences
    assert (difference.label, difference.then, difference.now) == ("Number of pages", "1", "2")


def test_a_waived_page_is_not_compared(
    server: ServerProcess, priya: Reviewer, meera: Reviewer, document_id: str
) -> None:
    row = approval(priya, document_id)
    assert row.seen is not None
    another_page(server, meera, document_id)
    outcome = priya.send(replace(row, seen=Seen(row.seen.document)))
    assert (outcome.verdict, outcome.alarm) == (Verdict.APPLIED, "")


@pytest.mark.parametrize(("times", "verdict"), [(1, Verdict.APPLIED), (2, Verdict.CONFLICT)])
def test_a_page_that_came_damaged_is_fetched_once_more(
    server: ServerProcess, priya: Reviewer, document_id: str, times: int, verdict: Verdict
) -> None:
    row = approval(priya, document_id)
    server.fault("getimage", "truncated_jpeg", times, document=document_id)
    assert priya.send(row).verdict is verdict


def test_a_page_that_is_gone_keeps_the_approval_back(
    server: ServerProcess, priya: Reviewer, document_id: str
) -> None:
    row = approval(priya, document_id)
    server.fault("getimage", "no_pages", None, document=document_id)
    outcome = priya.send(row)
    assert outcome.verdict is Verdict.CONFLICT
    assert [(d.label, d.now) for d in outcome.differences] == [("Page 1", "")]
    assert applied(server, document_id) == []


@pytest.mark.parametrize("kind", ["cut_before", "status_502_html", "status_429", "empty"])
def test_a_page_that_cannot_be_fetched_now_lets_the_approval_wait(
    server: ServerProcess, priya: Reviewer, document_id: str, kind: str
) -> None:
    row = approval(priya, document_id)
    server.fault("getimage", kind, None, document=document_id)
    outcome = priya.send(row)
    assert outcome.verdict is Verdict.NOT_SENT
    assert outcome.problem is not None
    assert applied(server, document_id) == []
    server.clear_faults()
    assert priya.send_again(outcome).is_applied


def test_an_approval_that_cannot_be_looked_at_afterwards_says_so(
    server: ServerProcess, priya: Reviewer, document_id: str
) -> None:
    row = approval(priya, document_id)
    outcome = asyncio.run(
        while_held(
            server,
            "approve_reject_doc",
            priya,
            row,
            lambda: server.fault("getdocument", "cut_before", None, document=document_id),
        )
    )
    assert (outcome.verdict, outcome.note) == (Verdict.APPLIED, NOT_READ_AFTERWARDS)


def test_an_approval_of_nobody_knows_what_is_not_sent(
    server: ServerProcess, priya: Reviewer, document_id: str
) -> None:
    outcome = priya.send(replace(approval(priya, document_id), seen=None))
    assert outcome.verdict is Verdict.CONFLICT
    assert applied(server, document_id) == []


def test_a_rejection_whose_corrections_arrived_does_not_look_at_them_again(
    server: ServerProcess, priya: Reviewer, meera: Reviewer, document_id: str
) -> None:
    row = priya.row(OutboxKind.REJECT, priya.sees(document_id), {"total_value": "1"})
    another_value(server, meera, document_id)
    assert priya.send(row).verdict is Verdict.CONFLICT
    assert priya.send(replace(row, is_updated=True)).is_applied
    assert applied(server, document_id) == ["total_value", "reject"]


def test_a_rejection_is_not_bound_to_what_was_seen(
    server: ServerProcess, priya: Reviewer, meera: Reviewer, document_id: str
) -> None:
    row = priya.row(OutboxKind.REJECT, priya.sees(document_id))
    another_value(server, meera, document_id)
    another_page(server, meera, document_id)
    outcome = priya.send(row)
    assert (outcome.verdict, outcome.differences) == (Verdict.APPLIED, ())
    assert [taken.label for taken in outcome.taken] == ["Total"]
