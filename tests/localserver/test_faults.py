"""Faults on demand: each spoils the calls it is armed for, and the record tells the truth."""

from __future__ import annotations

import io
import json
import struct
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import requests
from PIL import Image

from tests.localserver.caller import TIMEOUT, Caller, sample_id

if TYPE_CHECKING:
    from tests.server_process import ServerProcess

NETWORK_ERRORS = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


def approvals(server: ServerProcess, document_id: str) -> int:
    rows = server.record()
    return sum(
        row["call"] == "approve_reject_doc" and row["document_id"] == document_id for row in rows
    )


@pytest.mark.parametrize(
    ("kind", "status"),
    [("status_401", 401), ("status_500_html", 500), ("status_502_html", 502), ("status_429", 429)],
)
def test_a_status_fault_refuses_the_call(
    server: ServerProcess, caller: Caller, document_id: str, kind: str, status: int
) -> None:
    server.fault("approve_reject_doc", kind)
    assert caller.decide(document_id, "approve").status_code == status
    assert approvals(server, document_id) == 0
    assert caller.decide(document_id, "approve").status_code == 200


def test_html_pages_and_retry_after_are_what_proxies_send(
    server: ServerProcess, caller: Caller
) -> None:
    server.fault("getuserid", "status_502_html")
    answer = caller.call("getuserid", username="priya")
    assert answer.headers["content-type"].startswith("text/html")
    server.fault("getuserid", "status_429", retry_after=7)
    assert caller.call("getuserid", username="priya").headers["retry-after"] == "7"


@pytest.mark.parametrize(
    ("kind", "applied"), [("cut_before", 0), ("cut_during", 1), ("cut_after", 1)]
)
def test_a_cut_connection_comes_before_or_after_the_change(
    server: ServerProcess, caller: Caller, document_id: str, kind: str, applied: int
) -> None:
    server.fault("approve_reject_doc", kind)
    with pytest.raises(NETWORK_ERRORS):
        caller.decide(document_id, "approve")
    assert approvals(server, document_id) == applied


@pytest.mark.parametrize("kind", ["empty", "half_json", "not_json", "garbage"])
def test_a_spoiled_answer_hides_a_change_that_was_made(
    server: ServerProcess, caller: Caller, document_id: str, kind: str
) -> None:
    server.fault("approve_reject_doc", kind)
    answer = caller.decide(document_id, "approve")
    assert answer.status_code == 200
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()
    assert approvals(server, document_id) == 1


def test_applied_turns_a_kind_around(
    server: ServerProcess, caller: Caller, document_id: str
) -> None:
    server.fault("approve_reject_doc", "status_500_html", applied=True)
    assert caller.decide(document_id, "approve").status_code == 500
    assert approvals(server, document_id) == 1


def test_a_slow_answer_comes_when_the_caller_has_gone(
    server: ServerProcess, caller: Caller, document_id: str
) -> None:
    server.fault("approve_reject_doc", "slow", seconds=0.4)
    form = {
        "company_name": server.company,
        "collection_name": "invoices",
        "id": document_id,
        "approve_reject": "approve",
        "comment": "ok",
    }
    with pytest.raises(requests.ReadTimeout):
        requests.post(
            f"{server.url}/access/klearstack/approve_reject_doc",
            data=form,
            headers={"Authorization": f"Bearer {caller.tokens['access_token']}"},
            timeout=0.2,
        )
    pause = threading.Event()
    while not approvals(server, document_id):
        pause.wait(0.02)


def test_a_held_answer_waits_until_it_is_let_go(
    server: ServerProcess, caller: Caller, document_id: str
) -> None:
    server.fault("approve_reject_doc", "held")
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(caller.decide, document_id, "approve")
        server.wait_until_held()
        assert approvals(server, document_id) == 1
        assert not answer.done()
        server.let_go()
        assert answer.result(TIMEOUT).status_code == 200


def test_a_page_can_be_replaced(server: ServerProcess, caller: Caller, document_id: str) -> None:
    server.replace_page(document_id, 1, b"another image", "image/png")
    answer = caller.on_document("getimage", document_id)
    assert (answer.content, answer.headers["content-type"]) == (b"another image", "image/png")
    with pytest.raises(requests.HTTPError, match="400"):
        server.replace_page(document_id, 9, b"no such page")


def test_a_fault_strikes_as_often_as_it_says(server: ServerProcess, caller: Caller) -> None:
    server.fault("getuserid", "status_500_html", times=2)
    statuses = [caller.call("getuserid", username="priya").status_code for _ in range(3)]
    assert statuses == [500, 500, 200]


def test_a_fault_without_times_stays_until_cleared(server: ServerProcess, caller: Caller) -> None:
    server.fault("*", "status_500_html", times=None)
    assert [caller.call("getuserid", username="priya").status_code for _ in range(3)] == [500] * 3
    server.clear_faults()
    assert caller.call("getuserid", username="priya").status_code == 200


def test_a_fault_may_be_about_one_document(
    server: ServerProcess, caller: Caller, document_id: str
) -> None:
    server.fault("getdocument", "status_500_html", document=document_id)
    assert caller.on_document("getdocument", sample_id(0)).status_code == 200
    assert caller.on_document("getdocument", document_id).status_code == 500


def test_image_faults(server: ServerProcess, caller: Caller, document_id: str) -> None:
    for kind in ("not_an_image", "truncated_jpeg", "huge_image"):
        server.fault("getimage", kind)
    answers = [caller.on_document("getimage", document_id) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    text, truncated, huge = (answer.content for answer in answers)
    with pytest.raises(OSError, match="cannot identify"):
        Image.open(io.BytesIO(text))
    with pytest.raises(OSError, match="truncated"):
        Image.open(io.BytesIO(truncated)).load()
    assert len(huge) < 1000
    assert struct.unpack(">II", huge[16:24]) == (40_000, 40_000)


def test_a_document_without_pages(server: ServerProcess, caller: Caller, document_id: str) -> None:
    for call in ("getdocument", "getimage"):
        server.fault(call, "no_pages")
    details = caller.details(document_id)
    assert (details["page_count"], details["ocr_id"]) == (0, [])
    assert caller.on_document("getimage", document_id).status_code == 404


def test_details_that_do_not_tell_how_many_pages_there_are(
    server: ServerProcess, caller: Caller, document_id: str
) -> None:
    server.fault("getdocument", "no_page_count")
    details = caller.details(document_id)
    assert "page_count" not in details
    assert "_page_index" not in details["total_value"]
    assert details["total_value"].keys() >= {"_value", "_coordinates"}


def test_values_with_markup(server: ServerProcess, caller: Caller, document_id: str) -> None:
    for call in ("getdocument", "getuserdocuments"):
        server.fault(call, "markup_values")
    assert caller.details(document_id)["currency_value"]["_value"].startswith("<b>EUR</b>")
    listed = caller.result("getuserdocuments")["result"]
    entries = next(found for found in listed if found[0][0] == document_id)
    values = [entry[0] for entry in entries if entry[1] == "Inv_Currency"]
    assert values[0].startswith("<b>EUR</b>")


@pytest.mark.parametrize("path", ["faults", "record", "expire_tokens", "switches", "held", "page"])
@pytest.mark.parametrize("headers", [{}, {"X-Control-Token": "guess"}])
def test_the_control_desk_is_invisible_without_its_token(
    server: ServerProcess, path: str, headers: dict[str, str]
) -> None:
    for method in ("GET", "POST", "DELETE"):
        url = f"{server.url}/_local/{path}"
        answer = requests.request(method, url, headers=headers, json=[], timeout=TIMEOUT)
        assert answer.status_code in (404, 405)


def test_a_fault_that_is_misspelt_is_refused(server: ServerProcess) -> None:
    with pytest.raises(requests.HTTPError, match="400"):
        server.fault("getimage", "no_such_kind")
    with pytest.raises(requests.HTTPError, match="400"):
        server.fault("getimage", "slow", sekunden=3)


def test_the_record_keeps_the_values_that_were_applied(
    server: ServerProcess, caller: Caller, document_id: str
) -> None:
    server.fault("update_document", "cut_after")
    changes = {"total_value": {"_value": "1", "_coordinates": [0, 0, 0, 0]}}
    with pytest.raises(NETWORK_ERRORS):
        caller.on_document("update_document", document_id, data=json.dumps(changes))
    assert server.record()[-1]["values"] == changes
