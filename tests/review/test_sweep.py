"""One field of many documents: what is confirmed and corrected goes the way of every edit."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from klearstack_desktop.api import Credentials, KlearStackClient, ServerProfile
from klearstack_desktop.model.changes import Draft, FieldChange, FieldEdit
from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.hold import tomorrow
from klearstack_desktop.model.journal import JournalFilter, JournalKind
from klearstack_desktop.model.policy import MustLookAt, Policy
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.model.sweep import Mark, SweepTally, SweptField
from klearstack_desktop.pages.crop import as_crop
from klearstack_desktop.review.standings import CLASH
from klearstack_desktop.review.sweep_edits import (
    NO_CROP,
    NO_PLACE,
    NOTHING_TO_UNDO,
    ON_ITS_WAY,
    UNDO_ELSEWHERE,
)
from klearstack_desktop.waiting import until
from tests.hand_clock import HandClock
from tests.review.desk_at_work import Account, desk_at_work
from tests.review.steps import NUMBER, TOTAL, reached, ready

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine
    from pathlib import Path

    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.sweep import SweptRow
    from tests.server_process import ServerProcess

DATE = FieldKey("doc_date_value")
PAGE_KEY = bytes(range(32))


class Sweeper:
    """A desk at which everybody must look at each number, and what it tells of a sweep."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.sweep, self.edits = desk.sweeping.sweep, desk.sweeping.edits
        self.fields: tuple[SweptField, ...] = ()
        self.remark = ""
        self.finished = 0
        self.sweep.counted.connect(self._on_counted)
        self.edits.remarked.connect(self._on_remarked)
        self.edits.walk_finished.connect(self._on_finished)
        policy = Policy(must_look_at=MustLookAt.LISTED, listed=(NUMBER.name,))
        desk.standards.judge_by(policy)

    def _on_counted(self, fields: tuple[SweptField, ...]) -> None:
        self.fields = fields

    def _on_remarked(self, sentence: str) -> None:
        self.remark = sentence

    def _on_finished(self) -> None:
        self.finished += 1

    async def begun(self, key: FieldKey = NUMBER) -> list[str]:
        """Sweep a field of all documents, all of them in sight; return their ids."""
        queue, sweep = self.desk.queue, self.sweep
        await until(queue.replaced, lambda: len(queue.documents()) == 4, "the list")
        sweep.open([document.id for document in queue.documents()], key)
        await until(sweep.moved, lambda: sweep.current is not None, "the first document")
        sweep.look_at(sweep.ids)
        return list(sweep.ids)

    def row(self, document_id: str) -> SweptRow:
        found = self.sweep.row(document_id)
        assert found is not None
        return found

    def value(self, document_id: str) -> str:
        field = self.row(document_id).field
        assert field is not None
        return field.value

    async def cropped(self, document_id: str) -> None:
        """Wait until the crop of a document is there, and paint it."""

        def is_there() -> bool:
            row = self.row(document_id)
            return row.opened.has_details and row.crop is not None and row.crop.cut is not None

        await until(self.sweep.row_changed, is_there, "a crop")
        self.edits.note_painted(document_id)

    async def confirmed(self, document_id: str) -> None:
        await self.cropped(document_id)
        assert self.sweep.current == document_id
        self.edits.confirm()


class Workplace:
    """Desks of one account on a clock that the test moves; pages are kept on the disk."""

    def __init__(self, server: ServerProcess, profile: Path) -> None:
        self.server = server
        self.clock = HandClock()
        self._profile = profile

    @asynccontextmanager
    async def sweeper(self) -> AsyncIterator[Sweeper]:
        account = Account.of(self.server)
        async with (
            asyncio.timeout(60),
            desk_at_work(account, self._profile, page_key=PAGE_KEY, clock=self.clock) as desk,
        ):
            yield Sweeper(desk)

    async def colleague_corrects(self, document_id: str, number: str) -> None:
        await asyncio.to_thread(self._correct, document_id, number)

    def _correct(self, document_id: str, number: str) -> None:
        colleague = Credentials(self.server.company, "meera", self.server.passwords["meera"])
        with KlearStackClient(ServerProfile(self.server.url), colleague) as client:
            client.update_document(document_id, {NUMBER.name: number})


@pytest.fixture
def workplace(server: ServerProcess, tmp_path: Path) -> Workplace:
    return Workplace(server, tmp_path / "profile")


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


def test_the_fields_are_counted_and_the_wanted_one_is_begun(workplace: Workplace) -> None:
    async def work() -> None:
        async with workplace.sweeper() as sweeper:
            ids = await sweeper.begun()
            assert sweeper.sweep.key == NUMBER
            assert len(ids) == 4
            by_key = {field.key: field for field in sweeper.fields}
            assert (by_key[NUMBER].documents, by_key[NUMBER].to_check) == (4, 4)
            assert (by_key[DATE].documents, by_key[DATE].to_check) == (4, 4)
            assert by_key[TOTAL].to_check == 0
            assert sweeper.sweep.current == ids[0]
            assert sweeper.sweep.tally == SweepTally(left=4)
            sweeper.sweep.choose(TOTAL)
            assert sweeper.sweep.tally == SweepTally()
            assert sweeper.sweep.current == ids[0]

    run(work())


def test_a_field_that_nobody_has_gives_way_to_the_one_that_needs_most(
    workplace: Workplace,
) -> None:
    async def work() -> None:
        async with workplace.sweeper() as sweeper:
            await sweeper.begun(FieldKey("no_such_field"))
            most = max(sweeper.fields, key=lambda field: field.to_check)
            assert sweeper.sweep.key == most.key

    run(work())


def test_without_any_field_there_is_nothing_to_sweep(workplace: Workplace) -> None:
    async def work() -> None:
        async with workplace.sweeper() as sweeper:
            sweeper.sweep.open([], NUMBER)
            begun: list[bool] = []
            sweeper.sweep.begun.connect(lambda: begun.append(True))
            await until(sweeper.sweep.begun, lambda: bool(begun), "the end of the count")
            assert sweeper.fields == ()
            assert sweeper.sweep.current is None
            sweeper.edits.confirm()
            sweeper.edits.set_value("x")
            sweeper.sweep.go_by(1)

    run(work())


def test_what_is_confirmed_and_corrected_outlives_the_program(
    workplace: Workplace, server: ServerProcess
) -> None:
    kept: list[str] = []

    async def sweep() -> None:
        async with workplace.sweeper() as sweeper:
            ids = await sweeper.begun()
            kept.extend(ids)
            await sweeper.confirmed(ids[0])
            assert sweeper.sweep.current == ids[1], "the next one that needs a person"
            sweeper.edits.set_value("T-9")
            sweeper.edits.set_value("T-99")
            await sweeper.confirmed(ids[1])
            assert sweeper.sweep.tally == SweepTally(confirmed=1, corrected=1, left=2)
            assert sweeper.row(ids[0]).standing.mark is Mark.CONFIRMED
            assert sweeper.row(ids[1]).standing.mark is Mark.CORRECTED
            assert sweeper.desk.queue.state(ids[1]) is ReviewState.DRAFT
            sweeper.sweep.close()

    async def look() -> None:
        async with workplace.sweeper() as sweeper:
            desk = sweeper.desk
            assert desk.queue.draft(kept[0]).checked.keys() == {NUMBER}
            edit = desk.queue.draft(kept[1]).fields[NUMBER]
            assert (edit.base.value, edit.mine.value) == ("T-001", "T-99")
            opened = await ready(desk, 1)
            assert opened.id == kept[1]
            await until(
                desk.session.changed,
                lambda: desk.session.current is not None and desk.session.current.has_history,
                "the steps",
            )
            assert desk.session.current is not None
            assert desk.session.current.undo_label.startswith("edit of ")
            desk.editing.undo()
            assert desk.session.current.shown.by_key(NUMBER) == opened.base.by_key(NUMBER)

    run(sweep())
    run(look())
    assert server.record() == [], "nothing is sent"


def test_a_visit_is_one_step_and_one_row_of_the_journal(workplace: Workplace) -> None:
    async def work() -> None:
        async with workplace.sweeper() as sweeper:
            ids = await sweeper.begun()
            for typed in ("T", "T-", "T-7"):
                sweeper.edits.set_value(typed)
            sweeper.sweep.go_by(1)
            sweeper.edits.set_value("T-8")
            sweeper.sweep.close()
            await sweeper.desk.drafts.flush()
            journal = sweeper.desk.journal
            found: list[Any] = []
            journal.found.connect(found.append)
            journal.find(JournalFilter(kinds=frozenset({JournalKind.CHANGE})))
            await until(journal.found, lambda: bool(found), "the journal")
            rows: dict[int, Any] = {}
            journal.fetched.connect(rows.update)
            journal.fetch(found[0])
            await until(journal.fetched, lambda: len(rows) == len(found[0]), "its rows")
            assert sorted(row.document_id for row in rows.values()) == sorted(ids[:2])
            edited = sweeper.desk.session.as_known(ids[0])
            assert edited is not None
            assert edited.draft.fields[NUMBER].mine.value == "T-7"

    run(work())


def test_nobody_confirms_what_was_not_on_the_screen(workplace: Workplace) -> None:
    async def work() -> None:
        async with workplace.sweeper() as sweeper:
            [first, *_others] = await sweeper.begun()
            sweeper.edits.confirm()
            assert sweeper.remark == ON_ITS_WAY
            await until(
                sweeper.sweep.row_changed,
                lambda: sweeper.row(first).crop is not None,
                "the crop",
            )
            sweeper.edits.confirm()
            assert sweeper.remark == ON_ITS_WAY, "it came, and nobody has painted it"
            assert sweeper.desk.queue.draft(first).is_empty
            await sweeper.confirmed(first)
            assert sweeper.desk.queue.draft(first).checked.keys() == {NUMBER}

    run(work())


def test_nobody_confirms_before_the_details_are_there(
    workplace: Workplace, server: ServerProcess
) -> None:
    async def work() -> None:
        async with workplace.sweeper() as sweeper:
            await until(
                sweeper.desk.queue.replaced, lambda: bool(sweeper.desk.queue.documents()), "it"
            )
            document_id = sweeper.desk.queue.documents()[0].id
            server.fault("getdocument", "held", document=document_id)
            [first, *_others] = await sweeper.begun()
            assert first == document_id

            def is_cut() -> bool:
                crop = sweeper.row(first).crop
                return crop is not None and crop.cut is not None

            await until(sweeper.sweep.row_changed, is_cut, "the crop, before the details")
            sweeper.edits.note_painted(first)
            sweeper.edits.confirm()
            assert sweeper.remark == ON_ITS_WAY
            server.let_go()
            await sweeper.confirmed(first)
            assert sweeper.sweep.tally.confirmed == 1

    run(work())


def test_a_value_without_a_place_is_typed_or_left(workplace: Workplace) -> None:
    async def work() -> None:
        async with workplace.sweeper() as sweeper:
            [first, second, *_others] = await sweeper.begun(DATE)
            await until(
                sweeper.sweep.row_changed, lambda: sweeper.row(first).crop is not None, "the word"
            )
            sweeper.edits.confirm()
            assert sweeper.remark == NO_PLACE
            assert sweeper.sweep.current == first
            sweeper.edits.set_value("03-Mar-2026")
            sweeper.edits.confirm()
            assert sweeper.sweep.current == second
            assert sweeper.sweep.tally.corrected == 1

    run(work())


def test_only_the_piece_around_the_value_is_kept(workplace: Workplace) -> None:
    async def work() -> None:
        async with workplace.sweeper() as sweeper:
            ids = await sweeper.begun()
            for document_id in ids:
                await sweeper.cropped(document_id)
                crop = sweeper.row(document_id).crop
                assert crop is not None
                assert crop.place is not None
                cut = as_crop(crop.cut)
                box, place = cut.box, crop.place.box
                assert (box.width, box.height) == (place.width, place.height)
                assert cut.page.height < 560, "not the whole page"
                assert not sweeper.row(document_id).opened.pages
            sweeper.sweep.look_at(ids[:1])
            assert sweeper.sweep.row(ids[3]) is None, "what is out of sight is let go"

    run(work())


def test_the_walk_ends_where_nobody_below_needs_a_person(workplace: Workplace) -> None:
    async def work() -> None:
        async with workplace.sweeper() as sweeper:
            ids = await sweeper.begun()
            sweeper.sweep.go_by(2)
            assert sweeper.sweep.current == ids[2]
            await sweeper.confirmed(ids[2])
            await sweeper.confirmed(ids[3])
            assert sweeper.finished == 1
            assert sweeper.sweep.current == ids[3]
            assert sweeper.sweep.tally == SweepTally(confirmed=2, left=2)
            assert not sweeper.sweep.go_to_next()
            assert sweeper.sweep.go_to_next(-1)
            assert sweeper.sweep.current == ids[1]
            sweeper.sweep.go_by(99)
            assert sweeper.sweep.current == ids[3]
            sweeper.sweep.go_by(-99)
            assert sweeper.sweep.current == ids[0]

    run(work())


def test_the_open_document_is_the_same_in_both_places(workplace: Workplace) -> None:
    async def work() -> None:
        async with workplace.sweeper() as sweeper:
            desk = sweeper.desk
            opened = await ready(desk, 1)
            desk.editing.set_field(TOTAL, "77.00")
            ids = await sweeper.begun()
            sweeper.sweep.go_to(opened.id)
            sweeper.edits.set_value("T-5")
            assert desk.session.current is not None
            draft = desk.session.current.draft
            assert {key: edit.mine.value for key, edit in draft.fields.items()} == {
                NUMBER: "T-5",
                TOTAL: "77.00",
            }
            sweeper.edits.undo()
            assert desk.session.current.draft.fields.keys() == {TOTAL}
            sweeper.edits.undo()
            assert sweeper.remark == UNDO_ELSEWHERE
            assert desk.session.current.draft.fields.keys() == {TOTAL}
            desk.editing.set_field(NUMBER, "T-6")
            assert sweeper.value(opened.id) == "T-6"
            assert desk.session.current.pages, "its pages stay where they were"
            sweeper.sweep.go_to(ids[2])
            sweeper.edits.undo()
            assert sweeper.remark == NOTHING_TO_UNDO

    run(work())


def test_steps_of_an_earlier_day_are_taken_back(workplace: Workplace) -> None:
    async def yesterday() -> None:
        async with workplace.sweeper() as sweeper:
            await sweeper.begun()
            sweeper.edits.set_value("T-3")

    async def today() -> None:
        async with workplace.sweeper() as sweeper:
            [first, *_others] = await sweeper.begun()
            assert sweeper.value(first) == "T-3"
            assert sweeper.sweep.current != first, "it needs nobody any more"
            sweeper.sweep.go_to(first)
            await until(
                sweeper.sweep.row_changed,
                lambda: sweeper.row(first).opened.has_history,
                "the steps",
            )
            sweeper.edits.undo()
            assert sweeper.value(first) == "T-000"
            sweeper.edits.redo()
            assert sweeper.value(first) == "T-3"
            sweeper.edits.revert()
            assert sweeper.value(first) == "T-000"

    run(yesterday())
    run(today())


def test_what_is_decided_or_on_hold_is_skipped(workplace: Workplace) -> None:
    async def work() -> None:
        async with workplace.sweeper() as sweeper:
            desk = sweeper.desk
            await ready(desk, 1)
            assert desk.submissions.reject("wrong company")
            decided = desk.queue.documents()[1].id
            await reached(desk, decided, ReviewState.REJECTED)
            held = await ready(desk, 2)
            desk.holding.hold(held.id, tomorrow(workplace.clock.now().date()), "ask Bea")
            await reached(desk, held.id, ReviewState.ON_HOLD)
            ids = await sweeper.begun()
            assert ids[1:3] == [decided, held.id]
            assert sweeper.sweep.tally == SweepTally(skipped=2, left=2)
            assert "rejected" in sweeper.row(decided).why_not
            assert "ask Bea" in sweeper.row(held.id).why_not
            await sweeper.confirmed(ids[0])
            assert sweeper.sweep.current == ids[3]
            for document_id in (decided, held.id):
                sweeper.sweep.go_to(document_id)
                sweeper.edits.set_value("T-1")
                assert sweeper.remark == sweeper.row(document_id).why_not
                assert sweeper.desk.queue.draft(document_id).is_empty
            sweeper.edits.confirm()
            assert sweeper.sweep.current == ids[3], "Enter leads on"

    run(work())


def test_what_a_colleague_changes_meanwhile_is_not_confirmed_any_more(
    workplace: Workplace,
) -> None:
    async def work() -> None:
        async with workplace.sweeper() as sweeper:
            [first, second, *_others] = await sweeper.begun()
            await sweeper.confirmed(first)
            await workplace.colleague_corrects(first, "T-X")
            workplace.clock.pass_by(120)
            sweeper.sweep.go_to(first)
            await until(
                sweeper.sweep.row_changed, lambda: sweeper.value(first) == "T-X", "the other value"
            )
            assert sweeper.row(first).standing.mark is Mark.TO_CHECK
            assert sweeper.row(first).opened.changed_elsewhere[NUMBER] == "T-000"
            sweeper.sweep.go_to(second)
            sweeper.sweep.look_at((second,))
            sweeper.sweep.look_at((first, second))
            assert sweeper.row(first).standing.mark is Mark.TO_CHECK, "nor when it comes back"

    run(work())


def test_where_both_changed_a_person_chooses_in_the_document(workplace: Workplace) -> None:
    async def work() -> None:
        async with workplace.sweeper() as sweeper:
            [first, *_others] = await sweeper.begun()
            await sweeper.cropped(first)
            sweeper.edits.set_value("T-MINE")
            await workplace.colleague_corrects(first, "T-THEIRS")
            workplace.clock.pass_by(120)
            sweeper.sweep.retry()
            await until(
                sweeper.sweep.row_changed, lambda: sweeper.row(first).why_not == CLASH, "the clash"
            )
            assert sweeper.value(first) == "T-MINE"
            sweeper.edits.set_value("T-MORE")
            assert sweeper.remark == CLASH
            assert sweeper.value(first) == "T-MINE"

    run(work())


def test_a_draft_that_comes_back_from_the_outbox_is_not_lost(workplace: Workplace) -> None:
    async def work() -> None:
        async with workplace.sweeper() as sweeper:
            [first, *_others] = await sweeper.begun()
            edit = FieldEdit(FieldChange("10.50"), FieldChange("11.00"))
            sweeper.desk.queue.set_draft(first, Draft({TOTAL: edit}))
            sweeper.edits.set_value("T-5")
            assert sweeper.desk.queue.draft(first).fields.keys() == {TOTAL, NUMBER}

    run(work())


def test_a_page_that_cannot_be_had_says_why_and_is_tried_again(
    workplace: Workplace, server: ServerProcess
) -> None:
    async def work() -> None:
        server.fault("getimage", "truncated_jpeg", None)
        async with workplace.sweeper() as sweeper:
            [first, *_others] = await sweeper.begun()

            def problem() -> str:
                crop = sweeper.row(first).crop
                return crop.problem if crop is not None else ""

            await until(sweeper.sweep.row_changed, lambda: bool(problem()), "the sentence")
            assert problem().startswith("Page 1")
            sweeper.edits.confirm()
            assert sweeper.remark == NO_CROP
            server.clear_faults()
            sweeper.sweep.retry()
            await sweeper.confirmed(first)
            assert sweeper.sweep.tally.confirmed == 1

    run(work())


def test_offline_it_works_with_what_is_kept(workplace: Workplace, server: ServerProcess) -> None:
    async def work() -> None:
        async with workplace.sweeper() as sweeper:
            ids = await sweeper.begun()
            for document_id in ids:
                await sweeper.cropped(document_id)
            sweeper.sweep.close()
            await asyncio.to_thread(server.stop)
            workplace.clock.pass_by(120)
            ids = await sweeper.begun()
            for document_id in ids:
                await sweeper.confirmed(document_id)
            assert sweeper.sweep.tally == SweepTally(confirmed=4)

    run(work())


def test_a_document_that_leaves_the_list_is_passed_over(workplace: Workplace) -> None:
    async def work() -> None:
        async with workplace.sweeper() as sweeper:
            ids = await sweeper.begun()
            sweeper.sweep.look_at(ids[:1])
            sweeper.desk.queue.remove(ids[2])
            sweeper.sweep.go_to(ids[1])
            sweeper.sweep.go_by(1)
            assert sweeper.sweep.current in {ids[2], ids[3]}
            sweeper.sweep.go_to(ids[3])
            await sweeper.cropped(ids[3])

    run(work())
