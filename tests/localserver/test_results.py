"""Results for other systems: dates, changes, accounting, pushes (4.2, 4.5, 4.6, 5.2, 7)."""

from __future__ import annotations

import json
import queue
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from tests.localserver.caller import Caller, sample_id

if TYPE_CHECKING:
    from collections.abc import Iterator

ALL_TIME = {"from_date": "01/01/2000", "to_date": "31/12/2999"}


def ids(answer: dict[str, Any]) -> list[str]:
    return [entries[0][0] for entries in answer["result"]]


def approved(caller: Caller, **more: str) -> dict[str, dict[str, Any]]:
    answer = caller.result("getapproveinvoices", **{**ALL_TIME, **more})
    return {document["Document_id"]: document for document in answer["result"]}


def test_documents_between_dates_include_both_days(caller: Caller) -> None:
    # Tiny samples arrive hourly from 8:00 on 1 March 2026: sixteen on that day.
    day = {"document_type": "Invoices", "from_date": "01/03/2026", "to_date": "01/03/2026"}
    assert ids(caller.result("getdocumentsbetweendates", **day)) == [
        sample_id(index) for index in range(16)
    ]


@pytest.mark.parametrize("name", ["getdocumentsbetweendates", "getapproveinvoices"])
def test_a_date_that_is_none_is_a_400(caller: Caller, document_id: str, name: str) -> None:
    caller.decide(document_id, "approve")
    dates = {"from_date": "2026-03-01", "to_date": "01/03/2026"}
    assert caller.call(name, document_type="Invoices", **dates).status_code == 400


def test_changes_are_told_once(caller: Caller, document_id: str) -> None:
    caller.result("getmodifiedinvoices")
    change = json.dumps({"doc_number_value": {"_value": "M"}})
    Caller(caller.server, "arjun").on_document("update_document", document_id, data=change)
    assert ids(caller.result("getmodifiedinvoices")) == [document_id]
    assert ids(caller.result("getmodifiedinvoices")) == []


def test_approved_results_are_objects_with_accounts(caller: Caller, document_id: str) -> None:
    caller.decide(document_id, "approve")
    document = approved(caller)[document_id]
    today = datetime.now(UTC)
    assert document["approved_date"].endswith(f"{today.day:02} {today.year}")
    assert document["Inv_Supplier"]["value"] == "Tiny Ltd"
    accounts = document["AccountsData"]
    assert accounts["Supplier name"] == "Tiny Ltd"
    assert accounts["SplitFlag"] == "false"
    assert isinstance(accounts["Supplier ID"], int)
    assert accounts["LineItemAccounts"][0].startswith("LineItem1, 980001, Thing ")


def test_a_creator_may_not_read_approved_results(caller: Caller) -> None:
    answer = Caller(caller.server, "arjun").call("getapproveinvoices", **ALL_TIME)
    assert answer.status_code == 403


def test_approved_results_can_be_narrowed(caller: Caller, document_id: str) -> None:
    caller.decide(document_id, "approve")
    yesterday = (datetime.now(UTC) - timedelta(days=1)).strftime("%d/%m/%Y")
    assert document_id not in approved(caller, to_date=yesterday)
    assert document_id in approved(caller, user_list="somebody, arjun")
    assert document_id not in approved(caller, user_list="somebody")
    assert document_id not in approved(caller, QBE_status="failed")
    told = {
        "document_id": document_id,
        "QBE_status": "failed",
        "error_message": "no account",
        "QBE_timestamp": "02/03/2026 10:11:12",
    }
    answer = caller.call("updateqbestatus", QBE_response=json.dumps(told))
    assert answer.text == '"QBE status updated successfully"'
    assert document_id in approved(caller, QBE_status="failed")
    assert document_id not in approved(caller, QBE_status="successful")


def test_a_quickbooks_result_for_nothing_is_a_200(caller: Caller) -> None:
    told = {"document_id": "f" * 24, "QBE_status": "successful", "error_message": ""}
    told["QBE_timestamp"] = "02/03/2026 10:11:12"
    answer = caller.call("updateqbestatus", QBE_response=json.dumps(told))
    assert (answer.status_code, answer.json()) == (200, "Document ID not found")


@pytest.mark.parametrize("wrong", [{"QBE_status": "maybe"}, {"QBE_timestamp": "2026-03-02"}])
def test_a_quickbooks_result_that_is_none_is_a_400(caller: Caller, wrong: dict[str, str]) -> None:
    told = {"document_id": "x", "QBE_status": "failed", "QBE_timestamp": "02/03/2026 10:11:12"}
    answer = caller.call("updateqbestatus", QBE_response=json.dumps({**told, **wrong}))
    assert answer.status_code == 400


def test_a_field_mapping_is_taken_as_text(caller: Caller) -> None:
    field = {"label": "Invoice Number", "required": True, "visibility": True}
    mapping = [{"documentTypeDetails": {"invoices": {"fields": {"doc_number_value": field}}}}]
    form = {"username": "meera", "collection_name": "Invoices"}
    answer = caller.call("updatemappingdataapi", **form, data=json.dumps(mapping))
    assert answer.text == "Request Submitted Successfully"
    assert caller.server.record()[-1]["values"] == mapping
    assert caller.call("updatemappingdataapi", **form, data="{}").status_code == 400
    nobody = {**form, "username": "nobody"}
    answer = caller.call("updatemappingdataapi", **nobody, data=json.dumps(mapping))
    assert answer.status_code == 401


class Receiver:
    """A customer's endpoint that answers with the statuses it is given, then with 200."""

    def __init__(self) -> None:
        self.posts: queue.Queue[tuple[str, bytes]] = queue.Queue()
        self.statuses: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(receiver.statuses.pop(0) if receiver.statuses else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()
                receiver.posts.put((self.headers["Authorization"], body))

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/push"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def receiver(caller: Caller) -> Iterator[Receiver]:
    receiver = Receiver()
    caller.server.push_to(receiver.url, "secret")
    yield receiver
    caller.server.push_to("")
    receiver.close()


def test_an_approval_is_pushed(caller: Caller, receiver: Receiver, document_id: str) -> None:
    caller.decide(document_id, "approve")
    authorization, body = receiver.posts.get(timeout=20)
    assert authorization == "Bearer secret"
    assert document_id.encode() in body
    assert b'{"result": [{"Document_id"' in body


def test_a_rejection_is_not_pushed(
    caller: Caller, receiver: Receiver, document_id: str, another_document_id: str
) -> None:
    caller.decide(document_id, "reject")
    retry = {"username": "priya", "collection_name": "invoices"}
    caller.call("retry_push_api", **retry, data=json.dumps([document_id]))
    caller.decide(another_document_id, "approve")
    # Pushes are sent in order, so the first to arrive tells that nothing came before.
    assert another_document_id.encode() in receiver.posts.get(timeout=20)[1]


def test_a_push_can_be_sent_again(caller: Caller, receiver: Receiver, document_id: str) -> None:
    receiver.statuses = [503]
    caller.decide(document_id, "approve")
    receiver.posts.get(timeout=20)
    retry = {"username": "priya", "collection_name": "Invoices"}
    data = json.dumps({"document_id": document_id})
    answer = caller.call("retry_push_api", **retry, data=data)
    assert answer.text == "Request Submitted Successfully"
    assert document_id.encode() in receiver.posts.get(timeout=20)[1]
