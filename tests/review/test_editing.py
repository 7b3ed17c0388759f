"""Undo and redo at the desk: through saves, other documents and restarts."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import pytest

from klearstack_desktop.waiting import until
from tests.review.steps import NUMBER, TOTAL, ready

if TYPE_CHECKING:
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.open_document import OpenDocument
    from tests.review.conftest import AtDesk


ITEMS = "line_items"

State: TypeAlias = tuple[tuple[str, ...], tuple[tuple[str, ...], ...], str]
"""The values of the fields, the rows of the table, and the comment."""


def current(desk: Desk) -> OpenDocument:
    assert desk.session.current is not None
    return desk.session.current


def state(desk: Desk) -> State:
    shown = current(desk).shown
    table = shown.table(ITEMS)
    rows = tuple(tuple(cell.value for cell in row) for row in table.rows) if table else ()
    return tuple(each.value for each in shown.fields), rows, current(desk).draft.comment


async def opened_again(desk: Desk, document_id: str) -> None:
    """Leave the document and come back to it."""
    other = next(each.id for each in desk.queue.documents() if each.id != document_id)
    desk.session.open(other)
    desk.session.open(document_id)
    await with_history(desk)


async def with_history(desk: Desk) -> None:
    await until(
        desk.session.changed,
        lambda: current(desk).has_history and current(desk).has_details,
        "the steps of earlier days",
    )


@dataclass
class Model:
    """What undo and redo must come to: a list of states and a place in it."""

    states: list[State] = field(default_factory=list)
    place: int = 0

    def edited(self, now: State) -> None:
        if now != self.states[self.place]:
            self.states[self.place + 1 :] = [now]
            self.place += 1

    def moved(self, step: int) -> None:
        self.place = min(max(self.place + step, 0), len(self.states) - 1)


def edit(desk: Desk, chance: random.Random) -> None:
    """Do something to the open document in a visit of its own."""
    desk.editing.begin_visit("somewhere")
    match chance.randrange(4):
        case 0:
            desk.editing.set_field(NUMBER, chance.choice(["", "7", "INV-8"]))
        case 1:
            desk.editing.set_field(TOTAL, f"{chance.randrange(99)}.50")
        case 2:
            desk.editing.set_comment(chance.choice(["", "look", "fine"]))
        case _:
            table = current(desk).shown.table(ITEMS)
            assert table is not None
            rows = table.rows
            is_fewer = len(rows) > 1 and chance.random() < 0.5
            desk.editing.set_rows(ITEMS, rows[1:] if is_fewer else (*rows, rows[0]), "change")


@pytest.mark.parametrize("seed", range(4))
def test_undo_and_redo_walk_through_the_states_whatever_happens_between(
    at_desk: AtDesk, seed: int
) -> None:
    chance, model, where = random.Random(seed), Model(), ""  # noqa: S311 - no secret

    async def work(desk: Desk) -> None:
        nonlocal where
        if not where:
            where = (await ready(desk)).id
            model.states.append(state(desk))
        else:
            await until(desk.queue.replaced, lambda: bool(desk.queue.documents()), "the queue")
            desk.session.open(where)
        await with_history(desk)
        assert state(desk) == model.states[model.place]
        for _ in range(40):
            match chance.choice(["edit", "edit", "undo", "undo", "redo", "again"]):
                case "edit":
                    edit(desk, chance)
                    model.edited(state(desk))
                case "undo":
                    desk.editing.undo()
                    model.moved(-1)
                case "redo":
                    desk.editing.redo()
                    model.moved(1)
                case _:
                    await opened_again(desk, where)
            assert state(desk) == model.states[model.place]
            undo = current(desk).undo
            assert len(undo.done) == model.place
            assert len(undo.undone) == len(model.states) - 1 - model.place

    for _ in range(3):
        at_desk(work)


def test_a_paste_a_capture_a_revert_and_a_row_are_steps_of_their_own(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        opened = await ready(desk)
        await with_history(desk)
        read = opened.shown.by_key(NUMBER)
        assert read is not None
        desk.editing.begin_visit("number")
        for text in ("1", "12", "1234", "12345"):
            desk.editing.set_field(NUMBER, text)
        desk.editing.revert_field(NUMBER)
        table = opened.shown.table(ITEMS)
        assert table is not None
        desk.editing.set_rows(ITEMS, table.rows[1:], "deletion of 1 row")
        desk.editing.set_rows(ITEMS, table.rows, "paste of 1 row")
        label = read.label
        assert [step.label for step in current(desk).undo.done] == [
            f"edit of {label}",
            f"edit of {label}",
            f"edit of {label}",
            f"resetting of {label}",
            "deletion of 1 row",
            "paste of 1 row",
        ]

    at_desk(work)


def test_esc_leaves_no_step(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        opened = await ready(desk)
        read = opened.shown.by_key(NUMBER)
        assert read is not None
        desk.editing.begin_visit("number")
        desk.editing.set_field(NUMBER, "1")
        desk.editing.set_field(NUMBER, read.value)
        assert current(desk).undo_label == ""

    at_desk(work)


def test_undo_across_a_save_makes_a_new_edit(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        opened = await ready(desk)
        read = opened.shown.by_key(NUMBER)
        assert read is not None
        desk.editing.set_field(NUMBER, "7")
        saved: list[str] = []
        desk.submissions.saved.connect(saved.append)
        assert desk.submissions.save()
        await until(desk.submissions.saved, lambda: bool(saved), "the save")
        assert not current(desk).draft.has_corrections
        desk.editing.undo()
        edited = current(desk).draft.fields[NUMBER]
        assert (edited.base.value, edited.mine.value) == ("7", read.value)
        desk.editing.redo()
        assert not current(desk).draft.has_corrections

    at_desk(work)


def test_a_visit_to_an_amount_is_one_step_though_each_key_writes_it_anew(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        await ready(desk)
        await with_history(desk)
        before = state(desk)
        desk.editing.begin_visit("total")
        for text in ("1.00", "12.00", "1234.50"):
            desk.editing.set_field(TOTAL, text)
        desk.editing.undo()
        assert state(desk) == before
        assert current(desk).undo.done == ()

    at_desk(work)
