"""Queue and open document are judged by the same policy, also when it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.finding import CellFix, FieldFix
from klearstack_desktop.model.rules.book import rules_over_shipped
from tests.review.steps import TOTAL, ready, value

if TYPE_CHECKING:
    from klearstack_desktop.review.desk import Desk
    from tests.review.conftest import AtDesk

ONE_OF = """
    [[rule]]
    id = "known_suppliers"
    sets = ["invoice"]
    check = "one_of"
    field = "supplier"
    values = ["Northwind"]
"""


def test_other_rules_count_at_once_in_the_queue_and_in_the_open_document(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        opened = await ready(desk)
        supplier = FieldKey("supplier_name_value")
        entry = desk.queue.entry(opened.id)
        assert entry.to_check is not None
        assert not opened.findings.needs_person(supplier)
        desk.standards.judge_by_rules(rules_over_shipped("rules.toml", ONE_OF))
        assert desk.session.current is not None
        assert desk.session.current.findings.needs_person(supplier)
        assert desk.queue.entry(opened.id).to_check == entry.to_check + 1

    at_desk(work)


def test_an_error_in_a_draft_is_said_in_the_row_of_the_queue(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        opened = await ready(desk)
        assert not desk.queue.entry(opened.id).broken_rules
        desk.editing.set_field(TOTAL, "99.00")
        (sentence,) = desk.queue.entry(opened.id).broken_rules
        assert sentence == "Lines add up to 10.50"

    at_desk(work)


def test_a_fix_goes_into_field_or_cell_and_where_there_is_none_nowhere(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        opened = await ready(desk)
        table = opened.shown.tables[0]
        box = opened.shown.by_key(TOTAL)
        desk.editing.apply_fix(FieldFix("Use it", TOTAL, "77.0"))
        assert value(desk, TOTAL) == "77.0"
        after = desk.session.current
        assert after is not None
        fixed = after.shown.by_key(TOTAL)
        assert fixed is not None
        assert box is not None
        assert fixed.box == box.box
        column = table.columns.index("total")
        desk.editing.apply_fix(CellFix("Use it", table.name, 0, column, "12.34"))
        current = desk.session.current
        assert current is not None
        assert current.shown.tables[0].rows[0][column].value == "12.34"
        assert current.undo_label == "fix of row 1"
        before = current
        desk.editing.apply_fix(CellFix("Use it", table.name, 99, column, "1"))
        desk.editing.apply_fix(CellFix("Use it", "nothing", 0, 0, "1"))
        desk.editing.apply_fix(FieldFix("Use it", FieldKey("nothing"), "1"))
        now = desk.session.current
        assert now is not None
        assert (now.draft, now.undo) == (before.draft, before.undo)
        desk.editing.undo()
        desk.editing.undo()
        assert value(desk, TOTAL) == "10.50"

    at_desk(work)


def test_a_day_that_begins_is_another_day(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        known = desk.standards.known
        assert known is desk.standards.known
        assert known.today == datetime.now(UTC).astimezone().date()

    at_desk(work)


def test_a_save_leaves_the_reasons_with_the_draft(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        opened = await ready(desk)
        desk.editing.set_field(FieldKey("doc_date_value"), "24-Dec-2099")
        assert desk.session.current is not None
        (warning,) = desk.session.current.findings.of(FieldKey("doc_date_value"))
        desk.editing.override(warning, "Agreed")
        assert desk.submissions.save()
        current = desk.session.current
        assert current is not None
        assert not current.draft.has_corrections
        assert [stood.reason for stood in current.findings.overridden] == ["Agreed"]
        desk.editing.override(replace(warning, can_override=False), "No")
        assert desk.session.current is current
        assert opened.id == current.id

    at_desk(work)


def test_reasons_of_a_draft_that_comes_back_stand_under_newer_ones() -> None:
    older = Draft(overrides={"a": "old", "b": "kept"})
    newer = Draft(overrides={"a": "new"})
    assert newer.over(older).overrides == {"a": "new", "b": "kept"}
    assert not older.is_empty
    assert older.with_override("a", "").with_override("b", "").is_empty
