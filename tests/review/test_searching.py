"""The search as the window asks it: fed in the background, the latest question answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.waiting import until

if TYPE_CHECKING:
    from klearstack_desktop.model.search import SearchHits
    from klearstack_desktop.review.desk import Desk
    from tests.review.conftest import AtDesk


class Asking:
    """Asks until the index has what is looked for: it is fed while people work."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.answers: list[SearchHits] = []
        desk.searching.found.connect(self._on_found)

    def _on_found(self, hits: SearchHits) -> None:
        self.answers.append(hits)

    async def find(self, text: str) -> SearchHits:
        def is_there() -> bool:
            last = self.answers[-1] if self.answers else None
            if last is not None and last.text == text and (last.ids or last.earlier):
                return True
            self.desk.searching.ask(text)
            return False

        await until(self.desk.searching.found, is_there, f"something with {text}")
        return self.answers[-1]


def test_the_list_and_what_left_it_are_found(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        asking = Asking(desk)
        await until(desk.queue.replaced, lambda: bool(desk.queue.documents()), "the list")
        documents = desk.queue.documents()
        number = documents[0].value_of(FieldRole.NUMBER)
        assert documents[0].id in (await asking.find(number)).ids
        # Somebody removed it from the service's list.
        replace = desk._store.summaries.replace
        await desk._lanes.run(Lane.STORE_CACHE, replace, documents[1:])
        desk.queue.fill(documents[1:])
        asking.answers.clear()
        hits = await asking.find(number)
        assert documents[0].id not in hits.ids
        seen = next(seen for seen in hits.earlier if seen.id == documents[0].id)
        desk.searching.open_earlier(seen)
        desk.session.open(seen.id)
        assert desk.queue.state(seen.id) is ReviewState.NOT_LISTED
        await until(
            desk.session.changed,
            lambda: desk.session.current is not None and desk.session.current.has_details,
            "its details",
        )
        assert desk.session.current is not None
        assert desk.session.current.shown.value_of(FieldRole.NUMBER) == number
        assert "no longer in the list" in desk.session.current.read_only_reason

    at_desk(work)


def test_only_the_latest_question_is_answered(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        asking = Asking(desk)
        for text in ("i", "in", "inv"):
            desk.searching.ask(text)
        await until(desk.searching.found, lambda: bool(asking.answers), "an answer")
        assert [hits.text for hits in asking.answers] == ["inv"]

    at_desk(work)
