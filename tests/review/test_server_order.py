"""The order of the server's list by difference."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.review import server_order
from klearstack_desktop.review.server_order import ServerOrder

_LISTS = st.lists(
    st.lists(st.integers(0, 30).map(str), unique=True, max_size=20), min_size=1, max_size=5
)


@given(_LISTS, st.integers(1, 6))
def test_lists_that_come_one_after_the_other_are_followed(
    lists: list[list[str]], size: int
) -> None:
    order = ServerOrder()
    for listed in lists:
        last = None
        for start in range(0, len(listed), size):
            part = listed[start : start + size]
            order.follow(part, last)
            last = part[-1]
        for gone in set(order) - set(listed):
            order.remove(gone)
        assert list(order) == listed
        places = [order.place_of(each) for each in order]
        assert places == sorted(set(places))


def test_what_did_not_move_keeps_its_place() -> None:
    order = ServerOrder()
    order.follow(["a", "b", "c", "d"], None)
    before = {each: order.place_of(each) for each in order}
    assert order.follow(["new", "a", "b", "e", "c", "d"], None) == {"new", "e"}
    assert {each: order.place_of(each) for each in before} == before
    assert order.follow(["d", "new", "a", "b", "e", "c"], None) == {"d"}


def test_others_make_room_where_none_is_left() -> None:
    order = ServerOrder()
    order.follow(["first", "last"], None)
    wanted = ["first"]
    moved = 0
    for number in range(200):
        wanted.insert(1, str(number))
        moved += len(order.follow([str(number)], "first")) - 1
    assert list(order) == [*wanted, "last"]
    places = [order.place_of(each) for each in order]
    assert places == sorted(set(places))
    assert 0 < moved < 2_000
    assert server_order._ROOM.bit_length() == 41
