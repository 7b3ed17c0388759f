"""What was approved is offered for the next document of the same supplier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.waiting import until
from tests.review.steps import reached, ready

if TYPE_CHECKING:
    from klearstack_desktop.review.desk import Desk
    from tests.review.conftest import AtDesk

FREE_TEXT = FieldKey("sign_exist_flag_value")
SUPPLIER = FieldKey("supplier_name_value")


async def recalled(desk: Desk, supplier: str) -> dict[str, tuple[str, ...]]:
    """Type a supplier into the open document and wait for what is known of it."""
    answers: list[dict[str, tuple[str, ...]]] = []
    desk.value_history.recalled.connect(answers.append)
    desk.editing.set_field(SUPPLIER, supplier)
    await until(desk.value_history.recalled, lambda: bool(answers), "what was written")
    desk.value_history.recalled.disconnect(answers.append)
    return answers[-1]


def test_an_approval_that_was_applied_teaches_what_its_fields_said(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        first = await ready(desk)
        supplier = first.shown.value_of(FieldRole.SUPPLIER)
        desk.editing.set_field(FREE_TEXT, "by hand, two names")
        desk.submissions.approve()
        await reached(desk, first.id, ReviewState.APPROVED)
        await ready(desk, 1)
        await recalled(desk, "Somebody Else")
        known = await recalled(desk, supplier)
        assert known[FREE_TEXT.name] == ("by hand, two names",)
        assert supplier in known[SUPPLIER.name]

    at_desk(work)


def test_a_rejection_teaches_nothing(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        first = await ready(desk)
        supplier = first.shown.value_of(FieldRole.SUPPLIER)
        desk.submissions.reject("not ours")
        await reached(desk, first.id, ReviewState.REJECTED)
        await ready(desk, 1)
        await recalled(desk, "Somebody Else")
        assert await recalled(desk, supplier) == {}

    at_desk(work)
