"""From one thing that needs a person to the next."""

from __future__ import annotations

import pytest

from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.line_items.place import CellPlace, Spot
from klearstack_desktop.model.walk import next_to_check

A, B, C = (FieldKey(name) for name in "abc")
FIRST, SECOND, OTHER = (CellPlace("t", row, 1) for row in (0, 2, 1))
TO_CHECK: tuple[Spot, ...] = (A, C, FIRST, SECOND)


@pytest.mark.parametrize(
    ("active", "forward", "back"),
    [
        (A, C, SECOND),
        (B, C, A),
        (C, FIRST, A),
        (FIRST, SECOND, C),
        (OTHER, SECOND, FIRST),
        (SECOND, A, FIRST),
        (None, A, SECOND),
    ],
)
def test_it_goes_from_the_fields_to_the_cells_and_around(
    active: Spot | None, forward: Spot, back: Spot
) -> None:
    assert next_to_check((A, B, C), TO_CHECK, active, 1) == forward
    assert next_to_check((A, B, C), TO_CHECK, active, -1) == back


def test_where_nothing_is_to_check_it_goes_nowhere() -> None:
    assert next_to_check((A, B), (), A, 1) is None
    assert next_to_check((), (), None, -1) is None
    assert next_to_check((A, B), (A,), A, 1) == A
