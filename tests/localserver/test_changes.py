"""Corrections and decisions, and the record of them (sections 5.1, 5.3)."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from tests.localserver.caller import Caller

if TYPE_CHECKING:
    import requests


def update(caller: Caller, document_id: str, changes: object) -> requests.Response:
    return caller.on_document("update_document", document_id, data=json.dumps(changes))


def recorded(caller: Caller, document_id: str) -> list[dict[str, Any]]:
    return [row for row in caller.server.record() if row["document_id"] == document_id]


def test_values_and_boxes_are_stored(caller: Caller, document_id: str) -> None:
    answer = update(
        caller,
        document_id,
        {
            "doc_number_value": {"_value": "Ä-1 <b>", "_coordinates": [1, 2, 3, 4]},
            "total_value": {"_value": "7,00", "_coordinates": [0, 0, 0, 0]},
        },
    )
    assert answer.json()["success"] == "Document updated successfully"
    details = caller.details(document_id)
    assert details["doc_number_value"]["_value"] == "Ä-1 <b>"
    assert details["doc_number_value"]["_coordinates"] == [1, 2, 3, 4]
    assert details["total_value"]["_coordinates"] == [0, 0, 0, 0]
    assert details["currency_value"]["_value"] == "EUR"  # not sent, not changed


def test_a_known_field_that_was_not_read_can_be_added(caller: Caller, document_id: str) -> None:
    change = {"po_number_value": {"_value": "PO-9", "_coordinates": [5, 5, 9, 9]}}
    assert update(caller, document_id, change).status_code == 200
    assert caller.details(document_id)["po_number_value"]["_value"] == "PO-9"


def test_a_table_is_replaced_whole(caller: Caller, document_id: str) -> None:
    rows = [{"description": {"_value": "A", "_coordinates": [0, 0, 0, 0]}}, {"description": "bare"}]
    assert update(caller, document_id, {"line_items": rows}).status_code == 200
    assert caller.details(document_id)["line_items"] == rows


@pytest.mark.parametrize(
    "changes",
    [
        {"doc_number_value": {"_value": "X"}, "no_such_value": {"_value": "Y"}},
        {"doc_number_value": {"_value": 5}},
        {"doc_number_value": {"_value": "X", "_coordinates": [1, 2]}},
        {"line_items": ["no row"]},
        {"line_items": {"_value": "no table"}},
        {"doc_number_value": [{"no": "field"}]},
        {"doc_number_value": {"_value": "half a pair: \ud800"}},
        {"line_items": [{"total": float("nan")}]},
        ["no map"],
    ],
)
def test_what_is_not_understood_changes_nothing(
    caller: Caller, document_id: str, changes: object
) -> None:
    before = caller.details(document_id)
    answer = update(caller, document_id, changes)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert caller.details(document_id) == before
    assert recorded(caller, document_id) == []


@pytest.mark.parametrize(("decision", "told"), [("approve", "approved"), ("reject", "rejected")])
def test_a_decision_is_taken_once(
    caller: Caller, document_id: str, decision: str, told: str
) -> None:
    assert caller.decide(document_id, decision, "because").json() == {
        "success": "Document updated successfully",
        "release_version": "7.8.9",
    }
    for again in ("approve", "reject"):
        answer = caller.decide(document_id, again)
        assert answer.status_code == 400
        assert answer.json() == {"error": f"Document is already {told}"}
    assert caller.details(document_id)["is_approved"] == (1 if decision == "approve" else 0)


def test_an_approved_document_refuses_updates(caller: Caller, document_id: str) -> None:
    caller.decide(document_id, "approve")
    answer = update(caller, document_id, {"doc_number_value": {"_value": "late"}})
    assert answer.status_code == 400
    assert answer.json() == {"error": "Document is already approved"}


@pytest.mark.parametrize("comment", ["", "   "])
def test_a_comment_is_required(caller: Caller, document_id: str, comment: str) -> None:
    answer = caller.decide(document_id, "approve", comment)
    assert answer.json() == {"error": "Please provide comment."}


def test_a_creator_may_correct_but_not_decide(caller: Caller, document_id: str) -> None:
    creator = Caller(caller.server, "arjun")
    assert update(creator, document_id, {"doc_number_value": {"_value": "C"}}).status_code == 200
    assert creator.decide(document_id, "approve").status_code == 403
    assert caller.details(document_id)["is_approved"] == 0


def test_the_record_tells_what_was_applied_in_order(caller: Caller, document_id: str) -> None:
    changes = {"doc_number_value": {"_value": "R", "_coordinates": [0, 0, 0, 0]}}
    update(caller, document_id, changes)
    caller.decide(document_id, "reject", "not ours")
    caller.decide(document_id, "reject", "again")
    first, second = recorded(caller, document_id)
    assert (first["call"], first["values"]) == ("update_document", changes)
    assert (second["call"], second["decision"]) == ("approve_reject_doc", "reject")
    assert second["comment"] == "not ours"
    assert first["user"] == second["user"] == "priya"
    assert first["time"] <= second["time"]


def test_of_many_decisions_at_once_exactly_one_is_applied(caller: Caller, document_id: str) -> None:
    people = [Caller(caller.server, name) for name in ("priya", "meera") * 4]
    with ThreadPoolExecutor(len(people)) as pool:
        answers = list(pool.map(lambda person: person.decide(document_id, "approve"), people))
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 7
    assert len(recorded(caller, document_id)) == 1
