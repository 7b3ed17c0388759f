"""What needs a person, and what policy makes of it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.decision import forbidden_by
from klearstack_desktop.model.findings import examine
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.model.policy import MustLookAt, Policy, WalkOrder, sound, wrong_with
from klearstack_desktop.model.walk import page_order
from tests.model.builders import document, field

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Field
    from klearstack_desktop.model.line_items.place import Spot

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
NAMES = tuple(Policy.__slots__)


def to_check(policy: Policy, *fields: Field, draft: Draft | None = None) -> tuple[Spot, ...]:
    return examine(document(*fields), draft or Draft(), policy).to_check


def sure(
    name: str, confidence: float = 0.9, *, page: int | None = 1, box: Box | None = None
) -> Field:
    return field(name, "value", confidence=confidence, page=page, box=box)


def test_a_threshold_counts_for_the_field_then_the_type_then_all() -> None:
    one = sure("remarks")
    assert to_check(Policy(), one) == ()
    assert to_check(Policy(threshold=0.95), one) == (one.key,)
    by_type = Policy(thresholds_by_type={"invoices": 0.95})
    assert (one.key in to_check(by_type, one)) == (
        document(one).document_type.casefold() == "invoices"
    )
    by_field = Policy(threshold=0.99, thresholds_by_field={one.label.upper(): 0.5})
    assert to_check(by_field, one) == ()
    assert to_check(Policy(thresholds_by_field={one.key.name: 1.0}), one) == (one.key,)


def test_what_must_be_looked_at_needs_a_person_until_it_was_accepted() -> None:
    one, other = sure("remarks", 1.0), sure("terms", 1.0)
    every = Policy(must_look_at=MustLookAt.ALL)
    assert to_check(every, one, other) == (one.key, other.key)
    listed = Policy(must_look_at=MustLookAt.LISTED, listed=(one.label,))
    assert to_check(listed, one, other) == (one.key,)
    assert to_check(Policy(listed=(one.label,)), one, other) == ()
    accepted = Draft().with_checked(one.key, document(one, other))
    assert to_check(every, one, other, draft=accepted) == (other.key,)


def test_policy_forbids_what_nobody_has_looked_at_and_says_what() -> None:
    fields = tuple(sure(f"extra {number}", 0.3) for number in range(5))
    shown, policy = document(*fields), Policy(block_unlooked=True)

    def why_not(draft: Draft, unseen: tuple[int, ...] = ()) -> str:
        return forbidden_by(policy, shown, draft, examine(shown, draft, policy), unseen)

    draft = Draft()
    first = ", ".join(f.label for f in fields[:3])
    assert why_not(draft) == f"Nobody has looked at {first} and 2 more."
    for one in fields:
        draft = draft.with_checked(one.key, shown)
    assert why_not(draft) == ""
    assert why_not(draft, (2, 3)) == "Nobody has looked at page 2 and 3."
    assert forbidden_by(Policy(), shown, Draft(), examine(shown, Draft()), (2,)) == ""


def test_policy_forbids_open_errors_and_names_the_first() -> None:
    shown = document(field("total", "not a number", confidence=1.0))
    findings = examine(shown, Draft())
    assert findings.errors
    said = forbidden_by(Policy(block_errors=True), shown, Draft(), findings, ())
    assert findings.errors[0].sentence in said
    assert forbidden_by(Policy(), shown, Draft(), findings, ()) == ""


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"threshold": 2}, "a number from 0 to 1"),
        ({"threshold": True}, "a number from 0 to 1"),
        ({"walk": "backwards"}, "panel"),
        ({"must_look_at": "some"}, "listed"),
        ({"listed": "Total"}, "a list"),
        ({"block_errors": 1}, "true or false"),
        ({"confirm_above": {"EUR": "much"}}, "amounts"),
        ({"confirm_above": {"EUR": -1}}, "amounts"),
        ({"approval_template": " "}, "text"),
        ({"approval_template": "{password}"}, "text"),
        ({"approval_template": "{"}, "text"),
        ({"approval_template": "{checked.__class__}"}, "text"),
        ({"thresholds_by_field": {"Total": 95}}, "0 to 1"),
        ({"no such": 1}, "no policy named"),
    ],
)
def test_what_makes_no_sense_is_said_and_stays_out(values: dict[str, Any], part: str) -> None:
    assert part in wrong_with(values)
    assert sound(values) == {}
    assert Policy().overruled(values) == Policy()


def test_an_administrator_goes_before_the_reviewer_where_they_state_something() -> None:
    mine = {"threshold": 0.5, "walk": "page"}
    policy = Policy().overruled(mine).overruled({"threshold": 0.9})
    assert (policy.threshold, policy.walk) == (0.9, WalkOrder.PAGE)


def test_what_is_set_comes_back_from_its_table() -> None:
    policy = Policy(
        threshold=0.9,
        thresholds_by_type={"Receipts": 0.7},
        walk=WalkOrder.PAGE,
        must_look_at=MustLookAt.LISTED,
        listed=("IBAN",),
        block_unlooked=True,
        confirm_above={"EUR": Decimal("10000.50")},
    )
    assert Policy().values == {}
    assert wrong_with(policy.values) == ""
    assert Policy().overruled(policy.values) == policy


@given(st.dictionaries(st.sampled_from(NAMES) | st.text(), JSON))
def test_any_table_is_read(values: dict[str, Any]) -> None:
    policy = Policy().overruled(values)
    assert 0 <= policy.threshold <= 1
    assert policy.approval_template.format(checked=1, corrected=2).strip()
    assert wrong_with(sound(values)) == ""


def test_a_page_is_read_line_by_line() -> None:
    placed = {
        "right": (1, Box(500, 101, 600, 121)),
        "left": (1, Box(10, 100, 90, 120)),
        "below": (1, Box(10, 200, 90, 220)),
        "next page": (2, Box(10, 10, 90, 30)),
    }
    fields = [
        sure("nowhere"),
        *(sure(name, page=page, box=box) for name, (page, box) in placed.items()),
    ]
    order = [key.name for key in page_order(reversed(fields))]
    assert order == ["left", "right", "below", "next page", "nowhere"]
