"""Several documents at once: what is approved needs nobody, and each goes its own way."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import Document, Field
from klearstack_desktop.model.fieldmap import FieldRole, default_field_map
from klearstack_desktop.model.finding import Severity
from klearstack_desktop.model.line_items.place import CellPlace
from klearstack_desktop.model.outbox import OutboxKind
from klearstack_desktop.model.policy import Policy
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.review.bulk import (
    CONFIRM,
    CREDIT_NOTE,
    DATED,
    NO_REASON,
    BulkPlan,
    BulkResult,
    LeftOut,
    obstacle_to_approval,
    obstacle_to_rejection,
)
from klearstack_desktop.review.open_document import OpenDocument
from klearstack_desktop.waiting import until

if TYPE_CHECKING:
    from klearstack_desktop.review.desk import Desk
    from tests.review.conftest import AtDesk
    from tests.server_process import ServerProcess


class Told:
    """What a desk tells of a bulk decision."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.plans: list[BulkPlan] = []
        self.results: list[BulkResult] = []
        self.failures: list[LeftOut] = []
        desk.bulk.looked.connect(self._on_looked)
        desk.bulk.ended.connect(self._on_ended)
        desk.bulk.failed.connect(self._on_failed)

    def _on_looked(self, plan: BulkPlan) -> None:
        self.plans.append(plan)

    def _on_ended(self, result: BulkResult) -> None:
        self.results.append(result)

    def _on_failed(self, left_out: LeftOut) -> None:
        self.failures.append(left_out)

    async def plan(self, kind: OutboxKind, ids: list[str] | None = None) -> BulkPlan:
        queue = self.desk.queue
        await until(queue.replaced, lambda: bool(queue.documents()), "the list")
        ids = ids or [document.id for document in queue.documents()]
        self.desk.bulk.look_at(ids, kind)
        await until(self.desk.bulk.looked, lambda: bool(self.plans), "the plan")
        return self.plans.pop()

    async def accept_all(self) -> None:
        """Accept every field and cell of every document, as a person would beforehand."""
        queue = self.desk.queue
        await until(queue.replaced, lambda: bool(queue.documents()), "the list")
        service = self.desk.service
        for listed in queue.documents():
            # The list does not tell the lines.
            document = await service.background(
                service.client.document, listed.id, listed.collection_name
            )
            draft = Draft()
            for field in document.fields:
                draft = draft.with_checked(field.key, document)
            for table in document.tables:
                cells = [
                    CellPlace(table.name, row, column)
                    for row in range(len(table.rows))
                    for column in range(len(table.columns))
                ]
                draft = draft.with_checked_cells(table.name, cells, table.rows)
            queue.set_draft(listed.id, draft)

    async def reached(self, ids: tuple[str, ...], state: ReviewState) -> None:
        queue = self.desk.queue
        await until(
            queue.entry_changed,
            lambda: all(queue.state(document_id) is state for document_id in ids),
            f"all to be {state.value}",
        )

    async def carried_out(self, plan: BulkPlan, reason: str = "") -> BulkResult:
        self.desk.bulk.carry_out(plan, reason)
        await until(self.desk.bulk.ended, lambda: bool(self.results), "the end")
        return self.results.pop()


def decisions(server: ServerProcess) -> list[tuple[str, str]]:
    rows = [row for row in server.record() if row["call"] == "approve_reject_doc"]
    return [(str(row["document_id"]), str(row["comment"])) for row in rows]


def test_what_needs_nobody_is_approved_and_all_else_is_left(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        told = Told(desk)
        await told.accept_all()
        plan = await told.plan(OutboxKind.APPROVE)
        assert plan.ready
        ids = {document.id for document in desk.queue.documents()}
        ready = {looked_at.id for looked_at in plan.ready}
        assert ready | {one.document_id for one in plan.left_out} == ids
        for looked_at in plan.ready:
            assert looked_at.readiness.is_ready
            assert not looked_at.findings.errors
            assert not looked_at.findings.warnings
            assert looked_at.seen == frozenset(), "nobody saw its pages, and nobody says so"
        assert all(one.reason for one in plan.left_out)
        assert sum(count for count, _total in plan.totals.values()) == len(ready)
        result = await told.carried_out(plan)
        assert set(result.decided) == ready
        assert result.stopped == 0
        await told.reached(result.decided, ReviewState.APPROVED)
        assert {row[0] for row in decisions(server)} == ready

    at_desk(work)


def test_one_reason_rejects_them_all_and_each_is_sent_by_itself(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        told = Told(desk)
        plan = await told.plan(OutboxKind.REJECT)
        result = await told.carried_out(plan, "wrong company")
        await told.reached(result.decided, ReviewState.REJECTED)
        # Different documents overtake each other on the way.
        assert sorted(decisions(server)) == sorted((i, "wrong company") for i in result.decided)
        assert len(result.decided) == len(plan.ready) > 1

    at_desk(work)


def test_nothing_is_rejected_without_a_reason(at_desk: AtDesk, server: ServerProcess) -> None:
    async def work(desk: Desk) -> None:
        told = Told(desk)
        result = await told.carried_out(await told.plan(OutboxKind.REJECT), "  ")
        assert (result.decided, result.stopped) == ((), 0)
        assert told.failures
        assert {one.reason for one in told.failures} == {NO_REASON}
        assert decisions(server) == []

    at_desk(work)


def test_a_stop_leaves_the_rest_as_it_was(at_desk: AtDesk, server: ServerProcess) -> None:
    async def work(desk: Desk) -> None:
        told = Told(desk)
        plan = await told.plan(OutboxKind.REJECT)
        desk.bulk.decided.connect(lambda _id: desk.bulk.stop())
        result = await told.carried_out(plan, "wrong company")
        assert len(result.decided) == 1
        assert result.stopped == len(plan.ready) - 1
        await until(
            desk.queue.entry_changed,
            lambda: desk.queue.state(result.decided[0]) is ReviewState.REJECTED,
            "the one",
        )
        assert len(decisions(server)) == 1

    at_desk(work)


def test_what_was_decided_meanwhile_is_told_as_a_failure(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        told = Told(desk)
        plan = await told.plan(OutboxKind.REJECT)
        other = plan.ready[0]
        approve = desk.service.client.approve
        collection = other.base.collection_name
        await desk.service.background(approve, other.id, "by a colleague", collection)
        await told.carried_out(plan, "wrong company")
        await until(desk.bulk.failed, lambda: bool(told.failures), "the failure")
        assert [one.document_id for one in told.failures] == [other.id]
        assert told.failures[0].reason

    at_desk(work)


def test_what_cannot_be_decided_any_more_is_listed_with_its_reason(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        told = Told(desk)
        plan = await told.plan(OutboxKind.REJECT)
        first, *others = plan.ready
        assert desk.submissions.decide(first, OutboxKind.REJECT, "by itself")
        await told.reached((first.id,), ReviewState.REJECTED)
        result = await told.carried_out(plan, "wrong company")
        assert [(one.document_id, one.reason) for one in told.failures] == [
            (first.id, "It is rejected")
        ]
        assert (result.decided, result.stopped) == (tuple(one.id for one in others), 0)
        await told.reached(result.decided, ReviewState.REJECTED)
        assert ("by itself", 1) in Counter(why for _id, why in decisions(server)).items()

    at_desk(work)


def test_what_is_not_as_it_was_planned_is_listed_and_not_approved(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        told = Told(desk)
        await told.accept_all()
        plan = await told.plan(OutboxKind.APPROVE)
        broken = plan.ready[0].with_details_problem("The details are gone.")
        result = await told.carried_out(replace(plan, ready=(broken,)))
        assert [one.reason for one in told.failures] == [DATED]
        assert (result.decided, result.stopped) == ((), 0)
        assert decisions(server) == []

    at_desk(work)


def test_a_page_that_cannot_be_shown_leaves_its_document_out(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        told = Told(desk)
        await told.accept_all()
        plan = await told.plan(OutboxKind.APPROVE)
        assert plan.ready
        ready = [looked_at.id for looked_at in plan.ready]
        server.fault("getimage", "truncated_jpeg", None, document=ready[0])
        again = await told.plan(OutboxKind.APPROVE, ready)
        assert [one.document_id for one in again.left_out] == ready[:1]
        assert again.left_out[0].reason

    at_desk(work)


def looked_at(**values: str) -> OpenDocument:
    fields = tuple(
        Field(name, default_field_map().describe(name), value, value, confidence=0.99)
        for name, value in values.items()
    )
    document = Document("d", fields=fields, page_count=0)
    return OpenDocument(base=document, has_details=True)


CLEAN = looked_at(
    doc_number_value="N1",
    doc_date_value="2026-01-02",
    supplier_name_value="Acme",
    total_value="100.00",
    currency_value="EUR",
)


def test_a_credit_note_is_never_approved_with_others() -> None:
    negative = looked_at(total_value="-100.00", currency_value="EUR")
    assert obstacle_to_approval(negative, ReviewState.OPEN) == CREDIT_NOTE
    role = next(d for d in default_field_map().definitions() if d.role is FieldRole.DOCUMENT_KIND)
    credit = looked_at(**{role.name: "Credit note", "total_value": "100.00"})
    assert obstacle_to_approval(credit, ReviewState.OPEN) == CREDIT_NOTE


LOOKED_AT_ANEW = {"open", "draft", "summary only", "page missing"}


@pytest.mark.parametrize("state", [s for s in ReviewState if s not in LOOKED_AT_ANEW])
def test_what_is_not_open_is_left_out(state: ReviewState) -> None:
    assert obstacle_to_approval(CLEAN, state) == f"It is {state.value}"


@pytest.mark.parametrize("state", [ReviewState.SUMMARY_ONLY, ReviewState.PAGE_MISSING])
def test_what_could_not_be_had_before_is_judged_by_what_is_there_now(state: ReviewState) -> None:
    assert obstacle_to_approval(CLEAN, state) == obstacle_to_approval(CLEAN, ReviewState.OPEN)
    without = looked_at(total_value="1.00").with_page_count(1).with_page_problem(1, "It is gone.")
    assert "gone" in obstacle_to_approval(without, state)


def test_a_finding_is_the_reason_in_its_own_words() -> None:
    doubtful = replace(
        CLEAN,
        base=replace(
            CLEAN.base, fields=tuple(replace(f, confidence=0.2) for f in CLEAN.base.fields)
        ),
    )
    warnings = [f for f in doubtful.findings if f.severity is not Severity.NOTE]
    assert obstacle_to_approval(doubtful, ReviewState.OPEN) in {f.sentence for f in warnings}
    assert obstacle_to_rejection(doubtful, ReviewState.OPEN) == ""


def test_an_amount_that_wants_to_be_confirmed_is_left_out() -> None:
    strict = Policy(confirm_above={"EUR": Decimal(50)})
    assert obstacle_to_approval(replace(CLEAN, policy=strict), ReviewState.OPEN) == CONFIRM
    lax = Policy(confirm_above={"EUR": Decimal(500)})
    assert obstacle_to_approval(replace(CLEAN, policy=lax), ReviewState.OPEN) != CONFIRM


def test_sums_are_kept_apart_by_currency() -> None:
    dollars = looked_at(total_value="1,000.50", currency_value="usd")
    plan = BulkPlan(OutboxKind.APPROVE, (CLEAN, CLEAN, dollars), ())
    assert plan.totals == {"EUR": (2, Decimal("200.00")), "USD": (1, Decimal("1000.50"))}


@pytest.mark.parametrize("total", ["30.00", "-30.00"])
def test_credit_notes_are_taken_off_the_sum_however_they_are_written(total: str) -> None:
    credit = looked_at(total_value=total, currency_value="EUR", doc_kind_value="Credit note")
    plan = BulkPlan(OutboxKind.REJECT, (CLEAN, credit), ())
    assert plan.totals == {"EUR": (2, Decimal("70.00"))}
