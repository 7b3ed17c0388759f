from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.share import Share, owner_of, plain_name

names = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
teams = st.lists(names, min_size=1, max_size=8, unique_by=plain_name)
ids = st.text(max_size=24)


@given(ids, teams)
def test_every_desk_comes_to_the_same_result(document_id: str, team: list[str]) -> None:
    other = sorted(team, reverse=True)
    assert owner_of(document_id, other) == owner_of(document_id, team)
    assert owner_of(document_id, team) in team


@given(ids, teams, names)
def test_who_joins_or_leaves_moves_only_their_own_documents(
    document_id: str, team: list[str], newcomer: str
) -> None:
    if plain_name(newcomer) in map(plain_name, team):
        return
    before, after = owner_of(document_id, team), owner_of(document_id, [*team, newcomer])
    assert after in {before, newcomer}


@given(ids, st.lists(names, min_size=2, max_size=8, unique_by=plain_name))
def test_a_document_is_in_one_share_and_in_no_other(document_id: str, team: list[str]) -> None:
    shares = [Share(member, tuple(team)) for member in team]
    assert sum(share.has(document_id) for share in shares) == 1


@given(ids, st.lists(names, min_size=2, max_size=8, unique_by=plain_name))
def test_all_taken_over_is_everything(document_id: str, team: list[str]) -> None:
    share = Share(team[0], tuple(team), frozenset(team[1:]))
    assert share.has(document_id)


def test_shares_are_about_even() -> None:
    team = ("ann", "bea", "carl", "dora")
    counted = Counter(owner_of(f"{number:024x}", team) for number in range(8000))
    assert set(counted) == set(team)
    assert all(1800 < count < 2200 for count in counted.values()), counted


def test_no_team_is_nobodys() -> None:
    assert owner_of("d1", ()) is None
    assert not Share("ann").is_possible
    assert not Share("ann", ("ann",)).is_possible
    assert not Share("zoe", ("ann", "bea")).is_possible


def test_a_share_is_said_in_words() -> None:
    share = Share("ANN ", ("ann", "bea", "carl"))
    assert share.is_possible
    assert share.colleagues == ("bea", "carl")
    assert share.words == "My share"
    more = Share("ann", share.members, frozenset({"bea", "carl"}))
    assert more.words == "My share and bea’s, carl’s"
