"""The rows of the conformance suite leave no pair of switches out."""

from __future__ import annotations

from dataclasses import fields
from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.localserver.switches import Switches
from tests.api.conformance import tenants
from tests.api.conformance.pairwise import pairwise

sizes = st.lists(st.integers(1, 4), min_size=2, max_size=6)


@given(sizes)
def test_every_pair_is_there(counts: list[int]) -> None:
    choices = {f"s{place}": list(range(count)) for place, count in enumerate(counts)}
    rows = pairwise(choices)
    for one, other in combinations(choices, 2):
        met = {(row[one], row[other]) for row in rows}
        assert met == set(product(choices[one], choices[other]))


@given(sizes)
def test_rows_are_the_same_every_time_and_fewer_than_all(counts: list[int]) -> None:
    choices = {f"s{place}": list(range(count)) for place, count in enumerate(counts)}
    rows = pairwise(choices)
    assert rows == pairwise(choices)
    everything = list(product(*choices.values()))
    assert len(rows) <= len(everything)
    assert {tuple(row.values()) for row in rows} <= set(everything)


def test_no_switch_of_the_server_is_left_out() -> None:
    assert tenants.CHOICES.keys() == {field.name for field in fields(Switches)}


def test_every_tenant_has_a_name_of_its_own() -> None:
    some = tenants.in_pairs()
    assert len({str(tenant) for tenant in some}) == len(some)


def test_all_tenants_are_as_many_as_counted() -> None:
    assert sum(1 for _ in tenants.all_tenants()) == tenants.count_of_all()
