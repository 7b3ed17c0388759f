"""The doctor on real servers: what it tries, what it sees, what it keeps to itself."""

from __future__ import annotations

import json
import threading
import tomllib
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.api import Credentials, KlearStackClient, ServerProfile
from klearstack_desktop.api.doctor import Doctor
from klearstack_desktop.api.errors import NotReachable
from klearstack_desktop.api.pagefindings import image_finding
from klearstack_desktop.api.pagesize import page_size
from klearstack_desktop.api.shapes import shape_of
from klearstack_desktop.model.diagnosis import Outcome
from klearstack_desktop.model.diagnosis_report import json_report, override_lines, text_report
from klearstack_desktop.model.document import Document, Field, PageImage
from klearstack_desktop.model.fieldmap import FieldDefinition
from klearstack_desktop.model.geometry import Box
from tests.api.certificates import make
from tests.api.conftest import CREDENTIALS, PASSWORD, QUICK
from tests.api.scripted import Request, ScriptedServer, answer, jwt, text
from tests.localserver.pdfs import invoice_pdf
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from pathlib import Path

    from klearstack_desktop.model.diagnosis import Diagnosis

WEB_PAGE = answer(b"<!doctype html><html>Welcome</html>", media_type="text/html")
DOCUMENT = [["a" * 24, "Document_id"], ["Rotterdam", "Port_Of_Entry", 0.9, {"page_index": 1}]]


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path_factory.mktemp("server"), documents=6) as process:
        yield process


@pytest.fixture
def local(process: ServerProcess) -> Iterator[ServerProcess]:
    yield process
    process.clear_faults()
    process.switch()


def examine(server: ServerProcess, endpoints: dict[str, str] | None = None) -> Diagnosis:
    who = Credentials(server.company, server.username, server.password)
    doctor = Doctor(ServerProfile(server.url, endpoints or {}), who, version="0", limits=QUICK)
    try:
        return doctor.examine()
    finally:
        doctor.close()


def examine_scripted(server: ScriptedServer, trust: str | None = None) -> Diagnosis:
    profile = ServerProfile(server.url, trust=trust)
    doctor = Doctor(profile, CREDENTIALS, version="0", limits=QUICK)
    try:
        return doctor.examine()
    finally:
        doctor.close()


def test_a_healthy_server_can_be_reviewed_on(local: ServerProcess) -> None:
    diagnosis = examine(local)
    assert diagnosis.can_review
    assert len(diagnosis.calls) == 31
    assert {c.call for c in diagnosis.calls if c.outcome is Outcome.MISSING} == set()
    assert diagnosis.call("getuserdocuments").layout == "result, positional"
    assert diagnosis.call("getuserdocuments").count == 6
    assert diagnosis.call("getdocument").layout == "bare, map"
    assert diagnosis.call("getimage").layout == "bytes, image/jpeg"
    assert diagnosis.call("getuserdocuments").evidence == "documented"
    assert override_lines(diagnosis) == ""
    assert diagnosis.image is not None
    assert (diagnosis.image.width, diagnosis.image.height) == (400, 560)
    assert diagnosis.image.boxes_fit
    assert diagnosis.certificate is None


def test_nothing_is_changed_and_nothing_is_taken_off_a_list(local: ServerProcess) -> None:
    who = Credentials(local.company, local.username, local.password)
    with KlearStackClient(ServerProfile(local.url), who, limits=QUICK) as client:
        first = client.user_documents()[0].id
        client.update_document(first, {"doc_number_value": "changed"})
        before = local.record()
        diagnosis = examine(local)
        assert local.record() == before
        assert [document.id for document in client.modified_documents()] == [first]
    not_tried = {c.call for c in diagnosis.calls if c.outcome is Outcome.NOT_TRIED}
    changing = {e.name for e in ServerProfile(local.url).table() if e.changes_data}
    assert not_tried == changing | {"getmodifiedinvoices"}


@pytest.mark.parametrize("envelope", ["result", "results", "data", "none"])
@pytest.mark.parametrize(
    ("summary", "layout"), [("positional", "positional"), ("flat", "flat"), ("nested", "map")]
)
def test_every_layout_is_named(
    local: ServerProcess, summary: str, layout: str, envelope: str
) -> None:
    local.switch(summary=summary, envelope=envelope)
    found = examine(local).call("getuserdocuments")
    assert found.layout == f"{'bare' if envelope == 'none' else envelope}, {layout}"
    assert found.outcome is Outcome.ANSWERED


@pytest.mark.parametrize(
    ("switch", "form"),
    [
        ("base64", "base64"),
        ("data_address", "data address"),
        ("link", "link"),
        ("list", "list of base64"),
    ],
)
def test_every_form_of_a_page_is_named(local: ServerProcess, switch: str, form: str) -> None:
    local.switch(image=switch)
    diagnosis = examine(local)
    assert diagnosis.image is not None
    assert diagnosis.image.form == form
    assert diagnosis.image.boxes_fit


@pytest.mark.parametrize(
    ("switches", "life", "is_opaque"),
    [
        ({"access_life": 90}, 90, False),
        ({"token": "no_exp"}, None, False),
        ({"token": "opaque"}, None, True),
        ({"clock_skew": 7200}, 900, False),
    ],
)
def test_the_life_of_a_token_is_told(
    local: ServerProcess, switches: dict[str, object], life: float | None, is_opaque: bool
) -> None:
    local.switch(**switches)
    token = examine(local).token
    assert token is not None
    assert token.lives_for == life
    assert token.is_opaque == is_opaque
    assert token.has_refresh
    assert token.clock_ahead is not None
    assert (token.clock_ahead > 7000) == ("clock_skew" in switches)


def test_a_call_under_another_name_is_missing_and_asked_for(local: ServerProcess) -> None:
    local.switch(
        endpoints={"getimage": "/access/klearstack/pages", "getdocument": "/klearstack/getdocument"}
    )
    diagnosis = examine(local)
    assert not diagnosis.can_review
    assert [finding.call for finding in diagnosis.missing_for_review] == ["getimage"]
    assert diagnosis.endpoints_to_set == {"getdocument": "/klearstack/getdocument"}
    lines = override_lines(diagnosis)
    assert tomllib.loads(lines) == {"endpoints": {"getdocument": "/klearstack/getdocument"}}
    assert "# getimage = " in lines
    again = examine(local, {"getimage": "/access/klearstack/pages", **diagnosis.endpoints_to_set})
    assert again.can_review
    assert override_lines(again) == ""


def test_an_override_that_is_wrong_is_found_out(local: ServerProcess) -> None:
    diagnosis = examine(local, {"getuserdocuments": "/access/klearstack/gone"})
    assert diagnosis.endpoints_to_set == {"getuserdocuments": "/access/klearstack/getuserdocuments"}


def test_the_sign_in_may_be_elsewhere(local: ServerProcess) -> None:
    local.switch(endpoints={"get_access_token": "/klearstack/get_access_token"})
    diagnosis = examine(local)
    assert diagnosis.can_review
    assert diagnosis.call("get_access_token").works_at == "/klearstack/get_access_token"


def test_the_report_keeps_values_and_secrets_to_itself(local: ServerProcess) -> None:
    diagnosis = examine(local)
    who = Credentials(local.company, local.username, local.password)
    private = {local.company, local.username, local.password}
    with KlearStackClient(ServerProfile(local.url), who, limits=QUICK) as client:
        for document in client.user_documents():
            private |= {document.id, document.file_name}
            private |= {field.value for field in document.fields}
        tokens = client._tokens.secrets()
    for report in (text_report(diagnosis), json_report(diagnosis)):
        told = {text for text in {*private, *tokens} if len(text) > 4 and text in report}
        assert told == set()


def test_the_json_report_can_be_read_by_machines(local: ServerProcess) -> None:
    report = json.loads(json_report(examine(local)))
    assert report["can_review"] is True
    assert report["format"] == 1
    (images,) = [call for call in report["calls"] if call["call"] == "getimage"]
    assert (images["outcome"], images["status"]) == ("answered", 200)
    assert report["image"]["boxes_inside"] == report["image"]["boxes"]


def test_a_refused_password_is_sent_once(server: ScriptedServer) -> None:
    server.script("get_access_token", answer({"error": "Wrong: maria"}, 401))
    diagnosis = examine_scripted(server)
    assert len(server.calls("get_access_token")) == 1
    assert diagnosis.call("get_access_token").outcome is Outcome.REFUSED
    tried = {c.call for c in diagnosis.calls if c.outcome is not Outcome.NOT_TRIED}
    assert tried == {"get_access_token"}
    assert "maria" not in text_report(diagnosis)
    assert "nobody is signed in" in text_report(diagnosis)


def test_a_server_that_shows_its_start_page_for_everything_has_no_calls(
    server: ScriptedServer,
) -> None:
    server.script("get_access_token", WEB_PAGE)
    server.script("no_such_call_klearstack_desktop_asks", WEB_PAGE)
    diagnosis = examine_scripted(server)
    assert diagnosis.call("get_access_token").outcome is Outcome.MISSING


def test_a_document_that_is_gone_is_no_missing_call(server: ScriptedServer) -> None:
    server.script("getuserdocuments", answer({"result": [DOCUMENT]}))
    server.script("getdocument", answer({"error": "Document not found"}, 404))
    diagnosis = examine_scripted(server)
    assert diagnosis.call("getdocument").outcome is Outcome.REFUSED
    assert diagnosis.call("getimage").outcome is Outcome.MISSING


def test_unknown_names_come_with_lines_for_the_field_map(server: ScriptedServer) -> None:
    server.script("getuserdocuments", answer({"result": [DOCUMENT]}))
    diagnosis = examine_scripted(server)
    assert diagnosis.call("getuserdocuments").unknown_names == ("Port_Of_Entry",)
    lines = tomllib.loads(override_lines(diagnosis))
    assert lines["field_map"] == {"Port_Of_Entry": {"label": "Port Of Entry"}}
    profile = ServerProfile(server.url, field_map=lines["field_map"])
    assert profile.names().describe("Port_Of_Entry").known


def test_values_that_stand_where_names_should_are_not_told(server: ScriptedServer) -> None:
    swapped = [["Inv_Supplier", "Blumen Meyer", 0.9, {"page_index": 1}]]
    server.script("getuserdocuments", answer({"result": [swapped]}))
    report = text_report(examine_scripted(server))
    assert "Blumen" not in report


def test_odd_answers_do_not_stop_the_examination(server: ScriptedServer) -> None:
    server.script("getuserdocuments", answer({"result": [DOCUMENT]}))
    server.script("getdocument", text("[half"))
    server.script("getimage", answer({"image": "nothing of the kind"}))
    server.script("getdatasources", answer({"error": "x"}, 500))
    server.script("getuserid", answer({"result": {}}))
    server.script("getdocumentsbetweendates", answer(b"", 302, Location="https://elsewhere.test/"))
    server.script("getsetdocuments", answer({"error": "role"}, 403))
    diagnosis = examine_scripted(server)
    outcomes = {c.call: c.outcome for c in diagnosis.calls}
    assert outcomes["getdocument"] is Outcome.ODD
    assert outcomes["getimage"] is Outcome.ODD
    assert outcomes["getdatasources"] is Outcome.FAILED
    assert outcomes["getuserid"] is Outcome.ODD
    assert outcomes["getdocumentsbetweendates"] is Outcome.ODD
    assert outcomes["getsetdocuments"] is Outcome.REFUSED
    assert not diagnosis.can_review


def test_a_page_on_another_server_is_not_fetched(server: ScriptedServer) -> None:
    server.script("getuserdocuments", answer({"result": [DOCUMENT]}))
    server.script("getimage", answer({"image_url": "https://elsewhere.test/1.png"}))
    finding = examine_scripted(server).call("getimage")
    assert finding.outcome is Outcome.ODD
    assert "another server" in finding.note


def test_the_certificate_is_shown(tmp_path: Path) -> None:
    made = make()
    server = ScriptedServer(tls=made.server_context(tmp_path))
    try:
        diagnosis = examine_scripted(server, f"sha256:{made.sha256}")
        assert diagnosis.certificate is not None
        assert diagnosis.certificate.sha256 == made.sha256
        assert json.loads(json_report(diagnosis))["certificate"]["sha256"] == made.sha256
        assert "SHA-256" in text_report(diagnosis)
        untrusted = examine_scripted(server)
        assert untrusted.certificate is not None
        assert untrusted.call("get_access_token").outcome is Outcome.FAILED
        assert server.calls("get_access_token")[1:] == []
    finally:
        server.close()


def test_nobody_there() -> None:
    profile = ServerProfile("http://127.0.0.1:1")
    diagnosis = Doctor(profile, CREDENTIALS, version="0", limits=QUICK).examine()
    assert diagnosis.call("get_access_token").outcome is Outcome.FAILED
    assert not diagnosis.can_review


def test_it_can_be_stopped(server: ScriptedServer) -> None:
    hangs = threading.Event()

    def hang(_connection: socket.socket, _request: Request) -> None:
        hangs.wait(20)

    server.script("getuserid", hang)
    doctor = Doctor(ServerProfile(server.url), CREDENTIALS, version="0", limits=QUICK)
    caught: list[BaseException] = []

    def run() -> None:
        try:
            doctor.examine()
        except NotReachable as error:
            caught.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    server.wait_for("getuserid")
    doctor.close()
    thread.join(timeout=20)
    hangs.set()
    assert len(caught) == 1


def test_progress_reaches_the_end(local: ServerProcess) -> None:
    steps: list[tuple[int, int]] = []
    who = Credentials(local.company, local.username, local.password)
    doctor = Doctor(ServerProfile(local.url), who, version="0", limits=QUICK)
    doctor.examine(lambda done, total: steps.append((done, total)))
    doctor.close()
    assert steps[-1] == (31, 31)
    assert steps == sorted(steps)


def test_boxes_beyond_a_pdf_page_hint_at_its_resolution() -> None:
    page = PageImage(1, invoice_pdf(), "application/pdf", dpi=100)
    width, height = page_size(page)
    corner = Box(2 * width - 20, 2 * height - 20, 2 * width, 2 * height)
    field = Field("total", FieldDefinition("total", "Total"), "1", "1", page=1, box=corner)
    details = Document("a" * 24, fields=(field,))
    finding = image_finding("bytes", [page], details, page_size)
    assert (finding.boxes, finding.boxes_inside) == (1, 0)
    assert finding.fitting_dpi == 200
    assert finding.boxes_fit is False


@pytest.mark.parametrize(
    ("payload", "shape"),
    [
        (["a"], "bare, names"),
        ({"data": []}, "data, empty list"),
        ({"result": [["x", "Name"]]}, "result, positional, single"),
        ("done", "bare, text"),
        (None, "bare, nothing"),
        ({"result": [{"id": 1}]}, "result, object"),
    ],
)
def test_shapes_have_names(payload: object, shape: str) -> None:
    assert shape_of(payload) == shape


def test_the_password_is_in_no_representation() -> None:
    doctor = Doctor(ServerProfile("https://tenant.example"), CREDENTIALS, version="0")
    assert PASSWORD not in repr(vars(doctor))
    assert jwt() not in repr(doctor)
