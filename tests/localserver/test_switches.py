"""The same server as other tenants: layouts, envelopes, image forms, tokens."""

from __future__ import annotations

import base64
import json
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import jwt
import pytest
import requests

from tests.localserver.caller import TIMEOUT, Caller

if TYPE_CHECKING:
    from tests.server_process import ServerProcess


def first_listed(caller: Caller, envelope: str | None = "result") -> Any:  # noqa: ANN401
    answer = caller.result("getuserdocuments")
    return (answer[envelope] if envelope else answer)[0]


def test_lists_may_hold_flat_objects(server: ServerProcess, caller: Caller) -> None:
    server.switch(summary="flat")
    found = first_listed(caller)
    assert found["Inv_Number"] == {
        "value": "T-000",
        "confidence": 0.98,
        "page_index": 1,
        "coordinate": [200, 40, 280, 56],
    }
    assert "coordinate" not in found["Inv_Date"]


def test_lists_may_hold_nested_objects(server: ServerProcess, caller: Caller) -> None:
    server.switch(summary="nested")
    assert first_listed(caller)["doc_number_value"]["_value"] == "T-000"


@pytest.mark.parametrize("envelope", ["results", "data", None])
def test_the_envelope_may_differ(
    server: ServerProcess, caller: Caller, envelope: str | None
) -> None:
    server.switch(envelope=envelope or "none")
    assert first_listed(caller, envelope)[0][1] == "Document_id"


@pytest.mark.parametrize(("choice", "length"), [("zero", 5), ("absent", 4)])
def test_missing_positions_may_be_written_one_way_only(
    server: ServerProcess, caller: Caller, choice: str, length: int
) -> None:
    server.switch(missing_position=choice)
    entries = {entry[1]: entry for entry in first_listed(caller)}
    assert len(entries["Inv_Date"]) == len(entries["Inv_Supplier"]) == length


@pytest.mark.parametrize(
    ("form", "key"), [("base64", "image"), ("data_address", "image"), ("list", "result")]
)
def test_images_may_come_as_json(
    server: ServerProcess, caller: Caller, document_id: str, form: str, key: str
) -> None:
    plain = caller.on_document("getimage", document_id).content
    server.switch(image=form)
    sent = caller.on_document("getimage", document_id).json()[key]
    text = sent[0] if isinstance(sent, list) else sent
    assert base64.b64decode(text.removeprefix("data:image/jpeg;base64,")) == plain


def test_images_may_come_as_a_link_that_wants_the_token(
    server: ServerProcess, caller: Caller, document_id: str
) -> None:
    plain = caller.on_document("getimage", document_id).content
    server.switch(image="link")
    link = caller.on_document("getimage", document_id).json()["image_url"]
    assert link.startswith(server.url)
    assert requests.get(link, timeout=TIMEOUT).status_code == 401
    bearer = {"Authorization": f"Bearer {caller.tokens['access_token']}"}
    assert requests.get(link, headers=bearer, timeout=TIMEOUT).content == plain


def test_successes_may_be_bare_text(
    server: ServerProcess, caller: Caller, document_id: str
) -> None:
    server.switch(bare_success=True)
    assert caller.decide(document_id, "approve").text == "Document updated successfully"


def test_refusals_may_come_as_200(server: ServerProcess, caller: Caller, document_id: str) -> None:
    caller.decide(document_id, "approve")
    server.switch(refusals_as_200=True)
    answer = caller.decide(document_id, "approve")
    assert answer.status_code == 200
    assert answer.json() == {"error": "Document is already approved"}


@pytest.mark.parametrize(
    ("key", "value"), [("is_rejected", 1), ("Is_Rejected", 1), ("status", "rejected")]
)
def test_a_tenant_may_say_that_a_document_is_rejected(
    server: ServerProcess, caller: Caller, document_id: str, key: str, value: object
) -> None:
    caller.decide(document_id, "reject")
    assert key not in caller.details(document_id)
    server.switch(rejected_key=key)
    assert caller.details(document_id)[key] == value


def test_calls_may_have_other_names(
    server: ServerProcess, caller: Caller, document_id: str
) -> None:
    server.switch(endpoints={"getimage": "/access/klearstack/page_picture"})
    assert caller.on_document("getimage", document_id).status_code == 404
    answer = requests.post(
        f"{server.url}/access/klearstack/page_picture",
        data={"company_name": server.company, "collection_name": "invoices", "id": document_id},
        headers={"Authorization": f"Bearer {caller.tokens['access_token']}"},
        timeout=TIMEOUT,
    )
    assert answer.headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize(("form", "absent"), [("no_exp", "exp"), ("no_iat", "iat")])
def test_tokens_may_lack_claims(
    server: ServerProcess, caller: Caller, form: str, absent: str
) -> None:
    server.switch(token=form)
    caller.sign_in()
    token = caller.tokens["access_token"]
    assert absent not in jwt.decode(token, options={"verify_signature": False})
    assert caller.call("getuserid", username="priya").status_code == 200


def test_tokens_may_be_opaque(server: ServerProcess, caller: Caller) -> None:
    server.switch(token="opaque")
    caller.sign_in()
    with pytest.raises(jwt.DecodeError):
        jwt.decode(caller.tokens["access_token"], options={"verify_signature": False})
    assert caller.call("getuserid", username="priya").status_code == 200


def test_the_clock_may_be_wrong(server: ServerProcess, caller: Caller) -> None:
    right = parsedate_to_datetime(caller.call("getuserid", username="priya").headers["date"])
    server.switch(clock_skew=7200)
    caller.sign_in()
    answer = caller.call("getuserid", username="priya")
    assert (parsedate_to_datetime(answer.headers["date"]) - right).total_seconds() >= 7200


def test_an_unknown_switch_is_refused(server: ServerProcess) -> None:
    for wrong in ({"summary": "sideways"}, {"colour": "red"}):
        with pytest.raises(requests.HTTPError, match="400"):
            server.switch(**wrong)


def test_a_switch_changes_no_data(server: ServerProcess, caller: Caller) -> None:
    before = json.dumps(server.record())
    server.switch(summary="flat", envelope="data")
    assert json.dumps(server.record()) == before
