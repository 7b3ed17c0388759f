"""Every call of the contract: the form that is sent, the answer that is understood."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, ClassVar

import pytest

from klearstack_desktop.api import (
    BatchStatus,
    Box,
    Credentials,
    DatasourceRow,
    FieldChange,
    FieldSetting,
    KlearStackClient,
    ServerProfile,
    TableChange,
    Upload,
    UploadStatus,
    parse_push,
)
from klearstack_desktop.api.endpoints import Endpoints
from klearstack_desktop.api.errors import NotUnderstood, Refused
from klearstack_desktop.model.document import Cell, Row
from klearstack_desktop.model.problems import FileProblem
from tests.api.conftest import CREDENTIALS, PASSWORD, QUICK
from tests.api.samples import DETAILS, FLAT, POSITIONAL
from tests.api.scripted import ScriptedServer, answer, jwt, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from klearstack_desktop.model.changes import Change

COMPANY = {"company_name": "acme"}
WHO = {**COMPANY, "username": "maria", "password": PASSWORD}
SUCCESS = answer({"success": "Document updated successfully", "release_version": "7.8.9"})
TABLE = TableChange(("Item", "Total"), (Row((Cell("Rose"), Cell("1,50", is_bare=True))),))
DAY_1, DAY_2 = date(2026, 7, 4), date(2026, 12, 31)

CALLS: list[tuple[str, Callable[[KlearStackClient], object], bytes, dict[str, str], object]] = [
    ("getuserid", lambda c: c.user_id(), answer({"user_id": 26}),
     {**COMPANY, "username": "maria"}, "26"),
    ("getuserid", lambda c: c.user_id("jan"), text("u-27"),
     {**COMPANY, "username": "jan"}, "u-27"),
    ("getbatchdocuments", lambda c: c.batch_documents("b1").status, answer({"status": "pending"}),
     {**WHO, "batch_id": "b1", "document_type": "Invoices"}, BatchStatus.PROCESSING),
    ("getdocumentsbetweendates", lambda c: len(c.documents_between(DAY_1, DAY_2)), answer(FLAT),
     {**WHO, "document_type": "Invoices", "from_date": "04/07/2026", "to_date": "31/12/2026"}, 1),
    ("getsetdocuments", lambda c: len(c.set_results("12345")), answer(POSITIONAL),
     {**WHO, "set_reference_number": "12345"}, 2),
    ("getuserdocuments", lambda c: len(c.user_documents()), answer(POSITIONAL), WHO, 2),
    ("getuserdocuments", lambda c: len(c.user_documents(approved=True, saved=False)), answer(FLAT),
     {**WHO, "approve_flag": "true", "save_flag": "false"}, 1),
    ("getmodifiedinvoices", lambda c: len(c.modified_documents()), answer(FLAT),
     {**WHO, "document_type": "Invoices"}, 1),
    ("getapproveinvoices",
     lambda c: len(c.approved_documents(DAY_1, DAY_1, ("Eva", "Jan"), "failed")), answer(FLAT),
     {**WHO, "document_type": "Invoices", "from_date": "04/07/2026", "to_date": "04/07/2026",
      "user_list": "Eva,Jan", "QBE_status": "failed"}, 1),
    ("getdocument", lambda c: c.document("d1").file_name, answer(DETAILS),
     {**COMPANY, "collection_name": "invoices", "id": "d1"}, "scan.tiff"),
    ("getdocument", lambda c: c.document("d1", "receipts").file_name, answer(DETAILS),
     {**COMPANY, "collection_name": "receipts", "id": "d1"}, "scan.tiff"),
    ("approve_reject_doc", lambda c: c.approve("d1", "fine").message, SUCCESS,
     {**COMPANY, "collection_name": "invoices", "id": "d1", "approve_reject": "approve",
      "comment": "fine"}, "Document updated successfully"),
    ("approve_reject_doc", lambda c: c.reject("d1", "Übel €", "Invoices").message, SUCCESS,
     {**COMPANY, "collection_name": "Invoices", "id": "d1", "approve_reject": "reject",
      "comment": "Übel €"}, "Document updated successfully"),
    ("gettext", lambda c: c.capture_text("o1", Box(1, 2, 30, 40)), answer({"text": "INV 7"}),
     {**COMPANY, "collection_name": "invoices", "ocr_text_id": "o1",
      "coordinates": "[1, 2, 30, 40]"}, "INV 7"),
    ("getdatasources", lambda c: c.datasources(), answer(["Suppliers", "Accounts"]),
     COMPANY, ("Suppliers", "Accounts")),
    ("getdatasources", lambda c: c.datasources(), answer([{"DataSourceName": "Suppliers"}]),
     COMPANY, ("Suppliers",)),
    ("getdatasourcedata", lambda c: c.datasource_rows("Suppliers"),
     answer({"data": [{"_id": "r1", "Name": "Rose BV", "No": 7, "Tags": ["a"]}]}),
     {**COMPANY, "datasource_name": "Suppliers"},
     (DatasourceRow("r1", {"Name": "Rose BV", "No": "7", "Tags": '["a"]'}),)),
    ("update_datasource_row",
     lambda c: c.update_datasource_row("Suppliers", "r1", {"Name": "Rosé"}).message,
     answer({"success": True}),
     {**COMPANY, "datasource_name": "Suppliers", "id": "r1", "data": '{"Name": "Ros\\u00e9"}'}, ""),
    ("delete_datasource_row", lambda c: c.delete_datasource_row("Suppliers", "r1").message,
     answer({"success": True}), {**COMPANY, "datasource_name": "Suppliers", "id": "r1"}, ""),
    ("deletedatasource", lambda c: c.delete_datasource("Suppliers").message,
     answer({"success": True}), {**COMPANY, "datasource_name": "Suppliers"}, ""),
    ("getdocumentsofset", lambda c: len(c.set_documents("12345")), answer(FLAT),
     {**COMPANY, "set_reference_number": "12345"}, 1),
    ("getsetuploadstatus", lambda c: c.set_upload_status("12345"),
     answer([{"file_name": "a.pdf", "status": "done"}]),
     {**COMPANY, "set_reference_number": "12345"}, (UploadStatus("a.pdf", "done"),)),
    ("getsetreferencenumbers", lambda c: c.set_reference_numbers(),
     answer({"result": [{"set_reference_number": 12345}]}), COMPANY, ("12345",)),
    ("retry_push_api", lambda c: c.retry_push("Invoices", [{"id": "d1"}]).message,
     text("Request Submitted Successfully"),
     {**COMPANY, "username": "maria", "collection_name": "Invoices", "data": '[{"id": "d1"}]'},
     "Request Submitted Successfully"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "call", "reply", "form", "expected"), CALLS, ids=[call[0] for call in CALLS]
)
def test_form_and_answer(
    server: ScriptedServer,
    client: KlearStackClient,
    name: str,
    call: Callable[[KlearStackClient], object],
    reply: bytes,
    form: dict[str, str],
    expected: object,
) -> None:
    server.script(name, reply)
    assert call(client) == expected
    (request,) = server.calls(name)
    assert request.form == form
    assert request.method == "POST"
    assert request.path == Endpoints()[name].path
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert request.token.count(".") == 2


LIST_CALLS: dict[str, Callable[[KlearStackClient], object]] = {
    "getuserdocuments": lambda c: c.user_documents(),
    "getdocumentsbetweendates": lambda c: c.documents_between(DAY_1, DAY_2),
    "getsetdocuments": lambda c: c.set_results("12345"),
    "getapproveinvoices": lambda c: c.approved_documents(DAY_1, DAY_2),
    "getdocumentsofset": lambda c: c.set_documents("12345"),
    "getdatasources": lambda c: c.datasources(),
    "getdatasourcedata": lambda c: c.datasource_rows("Suppliers"),
    "getsetuploadstatus": lambda c: c.set_upload_status("12345"),
    "getsetreferencenumbers": lambda c: c.set_reference_numbers(),
}


@pytest.mark.parametrize("name", LIST_CALLS)
@pytest.mark.parametrize("body", [b"", b" \r\n", b'""'], ids=["no bytes", "blank", "no letters"])
def test_no_answer_is_no_empty_list(
    server: ScriptedServer, client: KlearStackClient, name: str, body: bytes
) -> None:
    """Taken for an empty list, it would empty a reviewer's queue."""
    server.script(name, answer(body))
    with pytest.raises(NotUnderstood):
        LIST_CALLS[name](client)


@pytest.mark.parametrize("name", LIST_CALLS)
@pytest.mark.parametrize("envelope", ["result", "results", "data", None])
def test_an_empty_list_is_one(
    server: ScriptedServer, client: KlearStackClient, name: str, envelope: str | None
) -> None:
    server.script(name, answer({envelope: []} if envelope else []))
    assert LIST_CALLS[name](client) == ()


def test_the_documented_answer_to_no_changes_is_empty(
    server: ScriptedServer, client: KlearStackClient
) -> None:
    server.script("getmodifiedinvoices", answer(b""))
    assert client.modified_documents() == ()


def test_update_sends_only_what_changed(server: ScriptedServer, client: KlearStackClient) -> None:
    server.script("update_document", SUCCESS)
    changes: dict[str, str | Change] = {
        "doc_number_value": FieldChange("A-1", Box(1, 2, 3, 4)),
        "doc_date_value": "02-Oct-2022",
        "line_items": TABLE,
    }
    receipt = client.update_document("d1", changes, "receipts")
    assert receipt.message == "Document updated successfully"
    form = server.calls("update_document")[0].form
    assert (form["id"], form["collection_name"]) == ("d1", "receipts")
    assert json.loads(form["data"]) == {
        "doc_number_value": {"_value": "A-1", "_coordinates": [1, 2, 3, 4]},
        "doc_date_value": {"_value": "02-Oct-2022", "_coordinates": [0, 0, 0, 0]},
        "line_items": [{"Item": {"_value": "Rose", "_coordinates": [0, 0, 0, 0]}, "Total": "1,50"}],
    }


@pytest.mark.parametrize(
    "value",
    ["1.50", " padded ", "שלום", "नमस्ते", "🧾", "a\nb", "<b>&amp;", "\u200f", "x" * 10_000, ""],
)
def test_odd_values_are_sent_unchanged(
    server: ScriptedServer, client: KlearStackClient, value: str
) -> None:
    server.script("update_document", SUCCESS)
    client.update_document("d1", {"x_value": value})
    sent = json.loads(server.calls("update_document")[0].form["data"])
    assert sent["x_value"]["_value"] == value


def test_nothing_to_send_is_a_mistake(server: ScriptedServer, client: KlearStackClient) -> None:
    with pytest.raises(ValueError, match="nothing to send"):
        client.update_document("d1", {})
    assert server.requests == []


@pytest.mark.parametrize("decision", ["approve", "reject"])
@pytest.mark.parametrize(
    ("words", "already"),
    [
        ("Document is already approved", "approved"),
        ("Document is already rejected", "rejected"),
        ("Comment is missing", None),
    ],
)
def test_a_refusal_says_whether_it_was_decided_before(
    server: ScriptedServer, client: KlearStackClient, decision: str, words: str, already: str | None
) -> None:
    server.script("approve_reject_doc", answer({"error": words}, 400))
    with pytest.raises(Refused) as caught:
        getattr(client, decision)("d1", "approved")
    assert caught.value.reason == words
    assert caught.value.already == already
    assert not caught.value.may_retry
    assert not caught.value.may_have_arrived


def test_the_receipt_has_the_clock_of_the_server(
    server: ScriptedServer, client: KlearStackClient
) -> None:
    at = "Sun, 22 Nov 2026 10:00:00 GMT"
    server.script("approve_reject_doc", answer({"success": "ok"}, Date=at))
    assert client.approve("d1", "x").server_time == datetime(2026, 11, 22, 10, tzinfo=UTC)


class TestUpload:
    @pytest.mark.parametrize(
        "answered",
        [
            {"OCR_ref_no": "faaf-1", "status": "queued"},
            {"batch_id": "faaf-1"},
            {"Function successfully executed!": "faaf-1", "release_version": "7.8.9"},
            {"result": {"OCR_ref_no": "faaf-1"}},
        ],
    )
    def test_a_path(
        self,
        server: ScriptedServer,
        client: KlearStackClient,
        tmp_path: Path,
        answered: dict[str, object],
    ) -> None:
        path = tmp_path / "Rechnung Müller.pdf"
        path.write_bytes(b"%PDF-1.7 pretend")
        server.script("processdocument", answer(answered))
        assert client.upload_document(path) == Upload("faaf-1")
        request = server.calls("processdocument")[0]
        assert request.parts["file"] == b"%PDF-1.7 pretend"
        assert "Müller.pdf".encode() in request.body
        form = request.form
        del form["file"]
        assert form == {
            **WHO,
            "processing_pref": "Accuracy",
            "invoice_type": "B2B",
            "source_name": "API",
            "document_type": "Invoices",
        }

    def test_an_open_file_into_a_new_set(
        self, server: ScriptedServer, client: KlearStackClient
    ) -> None:
        server.script("processdocument", answer({"OCR_ref_no": "b", "set_reference_number": 12}))
        upload = client.upload_document(
            io.BytesIO(b"\x89PNG\r\n\x1a\n"),
            file_name="scan.png",
            new_set_name="July",
            priority=True,
            additional_params={"tenure": 12},
        )
        assert upload == Upload("b", "12")
        form = server.calls("processdocument")[0].form
        assert (form["set_name"], form["create_new_set"]) == ("July", "True")
        assert (form["priority_flag"], form["additional_params"]) == ("true", '{"tenure": 12}')

    def test_a_zip(self, server: ScriptedServer, client: KlearStackClient) -> None:
        done = {"Function successfully executed!": "uuid", "set_reference_number": "12345"}
        server.script("uploadbatch", answer(done))
        assert client.upload_zip(io.BytesIO(b"PK\x03\x04")) == Upload("uuid", "12345")

    def test_progress(self, server: ScriptedServer, client: KlearStackClient) -> None:
        server.script("processdocument", answer({"OCR_ref_no": "b"}))
        seen: list[tuple[int, int]] = []
        client.upload_document(
            io.BytesIO(b"x" * 100_000), progress=lambda sent, total: seen.append((sent, total))
        )
        assert seen == sorted(seen)
        assert len(seen) > 2
        assert seen[-1][0] == seen[-1][1] == len(server.calls("processdocument")[0].body)

    def test_is_sent_again_after_a_401_but_not_after_a_fault(
        self, server: ScriptedServer, client: KlearStackClient
    ) -> None:
        server.script("getaccesstokenfromrefreshtoken", answer({"access_token": jwt(name="n")}))
        server.script("getuserid", answer({"user_id": 1}))
        client.user_id()
        server.script("processdocument", text("expired", 401), answer({"OCR_ref_no": "b"}))
        assert client.upload_document(io.BytesIO(b"abc")).batch_id == "b"
        assert [r.parts["file"] for r in server.calls("processdocument")] == [b"abc", b"abc"]

    @pytest.mark.parametrize(
        ("content", "words"), [(b"", "empty"), (b"x" * 2_000_000, "larger than 1 MB")]
    )
    def test_hopeless_files_are_not_sent(
        self, server: ScriptedServer, content: bytes, words: str
    ) -> None:
        profile = ServerProfile(server.url, upload_limit=1024 * 1024)
        with (
            KlearStackClient(profile, CREDENTIALS, limits=QUICK) as client,
            pytest.raises(FileProblem, match=words),
        ):
            client.upload_document(io.BytesIO(content))
        assert server.requests == []

    def test_a_missing_file(self, client: KlearStackClient, tmp_path: Path) -> None:
        with pytest.raises(FileProblem, match="cannot be read"):
            client.upload_document(tmp_path / "nowhere.pdf")

    def test_no_batch_number(self, server: ScriptedServer, client: KlearStackClient) -> None:
        server.script("processdocument", answer({"status": "queued"}))
        with pytest.raises(NotUnderstood) as caught:
            client.upload_document(io.BytesIO(b"abc"))
        assert caught.value.may_have_arrived


@pytest.mark.parametrize(
    ("payload", "status", "count"),
    [
        ({"extraction_status": "Completed", "results": FLAT["result"]}, BatchStatus.COMPLETED, 1),
        ({"status": "complete", "data": FLAT["result"]}, BatchStatus.COMPLETED, 1),
        (FLAT, BatchStatus.COMPLETED, 1),
        ({"extractionStatus": "in progress"}, BatchStatus.PROCESSING, 0),
        ({"status": "resting", "result": []}, BatchStatus.PROCESSING, 0),
        ({"result": []}, BatchStatus.PROCESSING, 0),
        ({"status": "FAILED", "error": "Unreadable"}, BatchStatus.FAILED, 0),
        ("Processing", BatchStatus.PROCESSING, 0),
    ],
)
def test_states_of_a_batch(
    server: ScriptedServer,
    client: KlearStackClient,
    payload: object,
    status: BatchStatus,
    count: int,
) -> None:
    server.script("getbatchdocuments", answer(payload))
    batch = client.batch_documents("b1")
    assert (batch.status, len(batch.documents)) == (status, count)
    assert batch.message == ("Unreadable" if status is BatchStatus.FAILED else "")


@pytest.mark.parametrize(
    "reply",
    [
        answer({"text": "INV 7"}),
        text("INV 7"),
        answer("INV 7"),
        answer({"result": "INV 7", "release_version": "7.8.9"}),
        answer({"data": {"text": "INV 7"}}),
        answer({"result": ["INV", "7"]}),
        answer({"result": [{"text": "INV"}, {"text": "7"}]}),
    ],
)
def test_captured_text_in_any_envelope(
    server: ScriptedServer, client: KlearStackClient, reply: bytes
) -> None:
    server.script("gettext", reply)
    assert client.capture_text("o1", Box(1, 2, 3, 4)) == "INV 7"


def test_captured_text_may_look_like_json(server: ScriptedServer, client: KlearStackClient) -> None:
    server.script("gettext", text("[7] Roses"))
    assert client.capture_text("o1", Box(1, 2, 3, 4)) == "[7] Roses"


def test_bytes_that_are_no_text_are_not_captured(
    server: ScriptedServer, client: KlearStackClient
) -> None:
    server.script("gettext", answer(bytes(range(256))), text("a\x00b"), answer({"text": "a\x1bb"}))
    for _ in range(3):
        with pytest.raises(NotUnderstood):
            client.capture_text("o1", Box(1, 2, 3, 4))


def test_no_text_at_all(server: ScriptedServer, client: KlearStackClient) -> None:
    server.script("gettext", answer({"release_version": "7.8.9"}))
    with pytest.raises(NotUnderstood):
        client.capture_text("o1", Box(1, 2, 3, 4))


class TestQuickBooks:
    AT = datetime(2026, 7, 4, 9, 5, 3, tzinfo=UTC)

    def test_success(self, server: ScriptedServer, client: KlearStackClient) -> None:
        server.script("updateqbestatus", answer("QBE status updated successfully"))
        client.record_quickbooks_result("d1", "failed", "No such account", self.AT)
        form = server.calls("updateqbestatus")[0].form
        assert json.loads(form.pop("QBE_response")) == {
            "document_id": "d1",
            "QBE_status": "failed",
            "error_message": "No such account",
            "QBE_timestamp": "04/07/2026 09:05:03",
        }
        assert form == {**WHO, "document_type": "Invoices"}

    @pytest.mark.parametrize(
        "reply", [answer("Document ID not found"), text("Document ID not found")]
    )
    def test_a_200_that_is_a_failure(
        self, server: ScriptedServer, client: KlearStackClient, reply: bytes
    ) -> None:
        server.script("updateqbestatus", reply)
        with pytest.raises(Refused, match="not found"):
            client.record_quickbooks_result("d1", "successful", at=self.AT)


class TestPush:
    FORM: ClassVar = {
        "company_name": "acme",
        "username": "receiver",
        "password": "receiving secret",
        "document_type": "Invoices",
        "batch_id": "b1",
        "Document_id": "5e9ebf7c1ed959c4bb4dc214",
        "file_name": "Invoice 231799.pdf",
        "data": json.dumps(FLAT),
    }

    def test_is_read(self, client: KlearStackClient) -> None:
        push = client.parse_push(self.FORM)
        assert push == parse_push(self.FORM)
        assert (push.document_id, push.batch_id) == ("5e9ebf7c1ed959c4bb4dc214", "b1")
        assert push.documents[0].fields[0].value == "231799"
        assert "secret" not in repr(push)

    def test_the_other_spelling(self) -> None:
        form = {**self.FORM, "document_id": "d9"}
        del form["Document_id"]
        assert parse_push(form).document_id == "d9"

    @pytest.mark.parametrize("data", [None, "", "{", "17"])
    def test_without_a_result(self, data: str | None) -> None:
        form = {name: value for name, value in self.FORM.items() if name != "data"}
        with pytest.raises(NotUnderstood):
            parse_push(form if data is None else {**form, "data": data or "x"})


@pytest.mark.parametrize(
    ("call", "method"),
    [("insertdatasource", "create_datasource"), ("appenddatasource", "append_to_datasource")],
)
def test_rows_of_a_file(
    server: ScriptedServer, client: KlearStackClient, call: str, method: str
) -> None:
    server.script(call, answer({"success": True, "release_version": "7.8.9"}))
    rows = b"Name,IBAN\nRose BV,NL1\n"
    getattr(client, method)("Suppliers", ["Name", "IBAN"], io.BytesIO(rows), file_name="s.csv")
    request = server.calls(call)[0]
    assert request.parts["dataset"] == rows
    assert request.form["datasource_name"] == "Suppliers"
    assert json.loads(request.form["data"]) == {
        "DataSourceName": "Suppliers",
        "DataSourceType": "excel_or_csv",
        "DataSourceStatus": True,
        "fields": [
            {"name": "Name", "datatype": "string"},
            {"name": "IBAN", "datatype": "string"},
        ],
    }


def test_field_mapping(server: ScriptedServer, client: KlearStackClient) -> None:
    server.script("updatemappingdataapi", text("Request Submitted Successfully"))
    setting = FieldSetting("Invoice Number", required=True)
    client.update_field_mapping("invoices", {"doc_number_value": setting})
    request = server.calls("updatemappingdataapi")[0]
    assert request.path == "/klearstack/updatemappingdataapi"
    assert json.loads(request.form["data"]) == [
        {
            "documentTypeDetails": {
                "invoices": {
                    "fields": {
                        "doc_number_value": {
                            "label": "Invoice Number",
                            "required": True,
                            "visibility": True,
                        }
                    }
                }
            }
        }
    ]


def test_sign_in_with_a_user_id(server: ScriptedServer, client: KlearStackClient) -> None:
    server.script("getaccesstokenfromuserid", answer({"access_token": "opaque"}))
    server.script("getuserid", answer({"user_id": 26}))
    client.sign_in_with_user_id("26")
    client.user_id()
    assert server.calls("getaccesstokenfromuserid")[0].form == {**COMPANY, "user_id": "26"}
    assert server.calls("getuserid")[0].token == "opaque"
    assert not server.calls("get_access_token")


def test_somebody_else_signs_in(server: ScriptedServer, client: KlearStackClient) -> None:
    server.script("getuserid", answer({"user_id": 26}))
    client.sign_in()
    client.replace_credentials(Credentials("globex", "jan", "other"))
    client.user_id()
    assert [r.form["username"] for r in server.calls("get_access_token")] == ["maria", "jan"]
    assert server.calls("getuserid")[0].form == {"company_name": "globex", "username": "jan"}


def test_a_profile_overrides_paths_and_names(server: ScriptedServer) -> None:
    profile = ServerProfile(
        server.url,
        endpoints={"getdocument": "/other/details"},
        parameters={"getdocument": {"id": "document_id", "company_name": "tenant"}},
        field_map={"grn_value": {"label": "Goods receipt", "role": "purchase_order"}},
    )
    server.script("details", answer({"_id": "d1", "grn_value": {"_value": "7"}}))
    with KlearStackClient(profile, CREDENTIALS, limits=QUICK) as client:
        document = client.document("d1")
    assert document.fields[0].label == "Goods receipt"
    request = server.calls("details")[0]
    assert request.path == "/other/details"
    assert request.form == {"tenant": "acme", "collection_name": "invoices", "document_id": "d1"}
