"""Text of the page in a field: what is asked of the server, and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.review.editing import OFFLINE_CAPTURE
from klearstack_desktop.waiting import until
from tests.review.steps import NUMBER, TOTAL, ready, value

if TYPE_CHECKING:
    from klearstack_desktop.model.document import FieldKey
    from klearstack_desktop.model.geometry import Box
    from klearstack_desktop.model.problems import Problem
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.open_document import OpenDocument
    from tests.review.conftest import AtDesk
    from tests.server_process import ServerProcess


def place_of(opened: OpenDocument, key: FieldKey) -> Box:
    field = opened.shown.by_key(key)
    assert field is not None
    assert field.box is not None
    assert field.page == 1
    return field.box


async def capture(desk: Desk, key: FieldKey, *boxes: Box) -> None:
    came: list[object] = []
    desk.editing.captured.connect(came.append)
    desk.editing.capture(key, 1, boxes)
    await until(desk.editing.captured, lambda: bool(came), "the text")
    desk.editing.captured.disconnect(came.append)


def test_words_that_stand_apart_are_joined_in_reading_order(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        opened = await ready(desk)
        number, total = place_of(opened, NUMBER), place_of(opened, TOTAL)
        await capture(desk, NUMBER, number)
        number_text = value(desk, NUMBER)
        await capture(desk, NUMBER, total)
        total_text = value(desk, NUMBER)
        await capture(desk, NUMBER, total, number)
        first, second = sorted(((number.top, number_text), (total.top, total_text)))
        assert value(desk, NUMBER) == f"{first[1]} {second[1]}"
        assert desk.session.current is not None
        field = desk.session.current.shown.by_key(NUMBER)
        assert field is not None
        assert field.box == number.united(total)

    at_desk(work)


def test_a_capture_is_one_step(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        opened = await ready(desk)
        before = value(desk, NUMBER)
        await capture(desk, NUMBER, place_of(opened, TOTAL))
        assert value(desk, NUMBER) != before
        desk.editing.undo()
        assert value(desk, NUMBER) == before

    at_desk(work)


def test_offline_it_says_so_without_trying(at_desk: AtDesk, server: ServerProcess) -> None:
    problems: list[Problem] = []

    async def work(desk: Desk) -> None:
        opened = await ready(desk)
        server.stop()
        desk.refresh()
        await until(desk.service.connection_changed, lambda: desk.service.is_offline, "the cut")
        desk.editing.problem_met.connect(problems.append)
        before = value(desk, NUMBER)
        desk.editing.capture(NUMBER, 1, (place_of(opened, TOTAL),))
        await until(desk.editing.problem_met, lambda: bool(problems), "the problem")
        assert value(desk, NUMBER) == before

    at_desk(work)
    assert [problem.sentence for problem in problems] == [OFFLINE_CAPTURE]
