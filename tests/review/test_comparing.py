"""The desk compares its documents with each other, and learns from what is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.model.slips.facts import Facts
from klearstack_desktop.model.slips.warning import DUPLICATE, NEAR_NAME, RESUBMITTED
from klearstack_desktop.waiting import until
from tests.review.steps import reached, ready

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.review.desk import Desk
    from tests.review.conftest import AtDesk


def said(desk: Desk) -> dict[str, str]:
    current = desk.session.current
    assert current is not None
    return {finding.code: finding.sentence for finding in current.findings}


def make_like(desk: Desk, other: Document, *roles: FieldRole) -> None:
    """Type what another document says into the open one."""
    current = desk.session.current
    assert current is not None
    for role in roles:
        field = current.shown.by_role(role)
        assert field is not None
        desk.editing.set_field(field.key, other.value_of(role))


def has_seen(desk: Desk, document: Document) -> bool:
    twin = Facts(
        "twin",
        supplier=document.value_of(FieldRole.SUPPLIER),
        number=document.value_of(FieldRole.NUMBER),
    )
    return bool(desk.standards.known.seen.same_number(twin))


def test_a_number_typed_as_in_another_document_is_said_at_once(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        first = await ready(desk)
        await ready(desk, 1)
        await until(desk.standards.known_changed, lambda: has_seen(desk, first.shown), "comparing")
        assert DUPLICATE not in said(desk)
        make_like(desk, first.shown, FieldRole.SUPPLIER, FieldRole.NUMBER)
        assert "same supplier and number" in said(desk)[DUPLICATE]
        current = desk.session.current
        assert current is not None
        assert desk.side_by_side.begin()
        assert desk.side_by_side.pair is not None
        assert desk.side_by_side.pair.other.id == first.id
        assert desk.queue.entry(current.id).is_duplicate

    at_desk(work)


def test_the_number_of_a_rejected_document_is_said_with_the_reason(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        first = await ready(desk)
        desk.submissions.reject("not ours")
        await reached(desk, first.id, ReviewState.REJECTED)
        await ready(desk, 1)
        make_like(desk, first.shown, FieldRole.SUPPLIER, FieldRole.NUMBER)
        await until(desk.session.changed, lambda: RESUBMITTED in said(desk), "the rejection")
        assert "“not ours”" in said(desk)[RESUBMITTED]

    at_desk(work)


def test_a_supplier_is_compared_with_those_of_approved_documents(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        first = await ready(desk)
        supplier = first.shown.value_of(FieldRole.SUPPLIER)
        desk.submissions.approve()
        await reached(desk, first.id, ReviewState.APPROVED)
        second = await ready(desk, 1)
        field = second.shown.by_role(FieldRole.SUPPLIER)
        assert field is not None
        desk.editing.set_field(field.key, f"{supplier}s")
        await until(desk.session.changed, lambda: NEAR_NAME in said(desk), "the approval")
        assert supplier in said(desk)[NEAR_NAME]

    at_desk(work)


def test_a_rejection_counts_even_where_the_cache_was_deleted(
    at_desk: AtDesk, tmp_path: Path
) -> None:
    rejected: list[Document] = []

    async def reject(desk: Desk) -> None:
        first = await ready(desk)
        rejected.append(first.shown)
        desk.submissions.reject("not ours")
        await reached(desk, first.id, ReviewState.REJECTED)

    async def look(desk: Desk) -> None:
        await ready(desk, 1)
        make_like(desk, rejected[0], FieldRole.SUPPLIER, FieldRole.NUMBER)
        await until(desk.session.changed, lambda: RESUBMITTED in said(desk), "the rejection")
        assert said(desk)[RESUBMITTED].startswith("Resubmitted: rejected here. ")

    at_desk(reject)
    for file in (tmp_path / "profile").rglob("cache.db*"):
        file.unlink()
    at_desk(look)
