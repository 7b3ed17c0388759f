from __future__ import annotations

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.changes import Draft, FieldChange, FieldEdit, TableChange, TableEdit
from klearstack_desktop.model.document import Cell, Document, FieldKey, Row
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.model.journal import JournalKind, canonical
from klearstack_desktop.model.journal_facts import (
    answer_facts,
    changes_between,
    conflict_facts,
    corrections_of,
    decision_facts,
    merged_facts,
    table_change,
)
from klearstack_desktop.model.merge import Clash, Taken
from klearstack_desktop.model.outbox import OutboxKind, OutboxRow, OutboxState
from klearstack_desktop.model.seen import Difference, Seen

AT = datetime(2026, 11, 22, 19, 53, tzinfo=UTC)
NET, TAX = FieldKey("net"), FieldKey("tax", 1)


def row(*values: str) -> Row:
    return Row(tuple(Cell(value) for value in values))


def table(*rows: Row) -> TableChange:
    return TableChange(("item", "total"), rows)


def edit(base: str, mine: str, box: Box | None = None) -> FieldEdit:
    return FieldEdit(FieldChange(base), FieldChange(mine, box))


def facts_between(before: Draft, after: Draft) -> list[object]:
    entries = changes_between("doc", before, after, AT)
    assert all(e.kind is JournalKind.CHANGE and e.document_id == "doc" for e in entries)
    return [json.loads(canonical(e.facts)) for e in entries]


def outbox_row(draft: Draft | None = None, seen: Seen | None = None) -> OutboxRow:
    return OutboxRow(
        id="row-1",
        document_id="doc",
        collection_name="c",
        kind=OutboxKind.APPROVE,
        draft=draft or Draft(),
        wire_names={},
        comment="fine",
        state=OutboxState.WAITING,
        created_at=AT,
        not_before=AT,
        seen=seen,
    )


def test_a_first_change_goes_from_what_was_read() -> None:
    after = Draft({NET: edit("10", "12", Box(1, 2, 3, 4))})
    assert facts_between(Draft(), after) == [
        {
            "field": "net",
            "before": {"value": "10"},
            "after": {"value": "12", "box": [1, 2, 3, 4]},
        }
    ]


def test_a_second_change_goes_from_the_first() -> None:
    before, after = Draft({TAX: edit("10", "12")}), Draft({TAX: edit("10", "13")})
    assert facts_between(before, after) == [
        {"field": "tax", "occurrence": 1, "before": {"value": "12"}, "after": {"value": "13"}}
    ]


def test_taking_a_change_back_is_a_change() -> None:
    assert facts_between(Draft({NET: edit("10", "12")}), Draft()) == [
        {"field": "net", "before": {"value": "12"}, "after": {"value": "10"}}
    ]


def test_what_stays_the_same_is_not_said_again() -> None:
    same = Draft({NET: edit("10", "12")}, {"items": TableEdit(table(), table(row("a", "1")))})
    assert facts_between(same, same) == []


def test_a_table_says_which_rows_differ() -> None:
    before = table(row("a", "1"), row("b", "2"), row("c", "3"))
    after = table(row("a", "1"), row("b", "5"), row("b2", "6"), row("c", "3"))
    assert json.loads(canonical(table_change("items", before, after))) == {
        "table": "items",
        "columns": ["item", "total"],
        "first_row": 1,
        "before": [[{"value": "b"}, {"value": "2"}]],
        "after": [[{"value": "b"}, {"value": "5"}], [{"value": "b2"}, {"value": "6"}]],
    }


def test_another_set_of_columns_is_said_in_full() -> None:
    before = TableChange(("item",), (row("a"),))
    said = table_change("items", before, table(row("a", "1")))
    assert said["columns_before"] == ["item"]
    assert (said["before"], len(said["after"])) == ([[{"value": "a"}]], 1)


CELLS = st.builds(Cell, st.sampled_from(["", "1", "2"]), page=st.sampled_from([None, 1]))
ROWS = st.lists(st.builds(lambda a, b: Row((a, b)), CELLS, CELLS), max_size=6)


@given(ROWS, ROWS)
def test_the_table_after_follows_from_the_table_before(old: list[Row], new: list[Row]) -> None:
    before, after = table(*old), table(*new)
    said = table_change("items", before, after)
    whole = table_change("items", TableChange(("item", "total"), ()), before)["after"]
    first, gone = said["first_row"], len(said["before"])
    assert whole[first : first + gone] == said["before"]
    expected = table_change("items", TableChange(("item", "total"), ()), after)["after"]
    assert whole[:first] + said["after"] + whole[first + gone :] == expected


def test_a_decision_names_what_it_was_made_on() -> None:
    draft = Draft({NET: edit("10", "12")})
    decided = outbox_row(draft, Seen(Document("doc"), {1: "aa", 2: "bb"}))
    facts = decision_facts(
        decided, unseen_fields=["tax"], unseen_pages=[2], waived_pages={3: "does not come"}
    )
    assert json.loads(canonical(facts)) == {
        "row": "row-1",
        "decision": "approve",
        "comment": "fine",
        "corrections": json.loads(canonical(corrections_of(draft))),
        "pages": {"1": "aa", "2": "bb"},
        "unseen_fields": ["tax"],
        "unseen_pages": [2],
        "waived_pages": {"3": "does not come"},
    }


def test_an_answer_names_the_servers_clock() -> None:
    facts = answer_facts(outbox_row(), "applied", note="confirmed by refusal", server_date=AT)
    assert facts == {
        "row": "row-1",
        "outcome": "applied",
        "note": "confirmed by refusal",
        "server_date": "2026-11-22T19:53:00.000000Z",
    }


def test_merges_and_conflicts_name_all_sides() -> None:
    taken = Taken(TAX, "Tax", FieldChange("1"), None)
    clash = Clash(NET, "Net", edit("10", "12"), table(row("a", "1")))
    merged = json.loads(canonical(merged_facts(outbox_row(), [taken])))
    assert merged["taken"] == [{"label": "Tax", "before": {"value": "1"}, "after": None}]
    facts = conflict_facts(
        outbox_row(), "changed", clashes=[clash], differences=[Difference("Page 1", "a", "b")]
    )
    said = json.loads(canonical(facts))
    assert said["clashes"][0]["mine"] == {"value": "12"}
    assert said["clashes"][0]["theirs"]["rows"] == [[{"value": "a"}, {"value": "1"}]]
    assert said["differences"] == [{"label": "Page 1", "then": "a", "now": "b"}]
