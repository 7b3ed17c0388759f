"""The whole client against the local server, in all its habits and on its bad days."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from klearstack_desktop.api import (
    BatchStatus,
    Box,
    Credentials,
    FieldChange,
    KlearStackClient,
    Limits,
    ServerProfile,
    TableChange,
)
from klearstack_desktop.api.errors import (
    KlearStackError,
    NotReachable,
    NotUnderstood,
    Refused,
    ServerFault,
    SignInNeeded,
)
from klearstack_desktop.model.fieldmap import FieldRole
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = 90
TIFF_INDEX = 3
LIMITS = Limits(repeat_pauses=(0.01, 0.05))
_indices = iter(range(5, SAMPLES))


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path_factory.mktemp("server"), documents=SAMPLES) as process:
        yield process


@pytest.fixture
def local(process: ServerProcess) -> Iterator[ServerProcess]:
    yield process
    process.clear_faults()
    process.switch()


def client_of(local: ServerProcess, user: str | None = None) -> KlearStackClient:
    name = user or local.username
    who = Credentials(local.company, name, local.passwords[name])
    return KlearStackClient(ServerProfile(local.url), who, limits=LIMITS)


@pytest.fixture
def desk(local: ServerProcess) -> Iterator[KlearStackClient]:
    with client_of(local) as client:
        yield client


@pytest.fixture
def document_id(local: ServerProcess, desk: KlearStackClient) -> str:
    """An open document that no other test touches."""
    wanted = f"{2026:012x}{next(_indices):012x}"
    while wanted not in {document.id for document in desk.user_documents()}:
        pass  # the samples arrive one after the other
    return wanted


def test_a_review_from_sign_in_to_approval(
    local: ServerProcess, desk: KlearStackClient, document_id: str
) -> None:
    listed = next(d for d in desk.user_documents() if d.id == document_id)
    details = desk.document(document_id)
    assert listed.value_of(FieldRole.NUMBER) == details.value_of(FieldRole.NUMBER) != ""
    number = details.by_role(FieldRole.NUMBER)
    assert number is not None
    assert number.box is not None
    (page,) = desk.page_images(document_id)
    with Image.open(io.BytesIO(page.data)) as image:
        assert number.box.fits(*image.size)
    ocr_id = details.ocr_id_of(1)
    assert ocr_id is not None
    assert desk.capture_text(ocr_id, number.box) == number.value
    changes = {number.name: FieldChange("N-1 <b>&", number.box)}
    assert desk.update_document(document_id, changes).message
    again = desk.document(document_id).by_role(FieldRole.NUMBER)
    assert again is not None
    assert (again.value, again.box) == ("N-1 <b>&", number.box)
    receipt = desk.approve(document_id, "Looks right")
    assert receipt.server_time is not None
    assert desk.document(document_id).is_approved
    for decide in (desk.approve, desk.reject):
        with pytest.raises(Refused) as caught:
            decide(document_id, "again")
        assert caught.value.already == "approved"
    calls = [row["call"] for row in local.record() if row.get("document_id") == document_id]
    assert calls in ([], ["update_document", "approve_reject_doc"])


def test_a_rejection(desk: KlearStackClient, document_id: str) -> None:
    desk.reject(document_id, "Not addressed to us")
    with pytest.raises(Refused) as caught:
        desk.reject(document_id, "again")
    assert caught.value.already == "rejected"


def test_a_table_goes_there_and_comes_back(desk: KlearStackClient, document_id: str) -> None:
    details = desk.document(document_id)
    table = details.tables[0]
    rows = (table.rows[0].with_value(0, "Tulips"), *table.rows[1:])
    desk.update_document(document_id, {table.name: TableChange(table.columns, rows)})
    assert desk.document(document_id).tables[0].rows == rows


def test_a_user_id_and_a_refresh(desk: KlearStackClient) -> None:
    desk.sign_in()
    user_id = desk.user_id()
    desk.refresh()
    assert desk.user_id() == user_id
    desk.sign_in_with_user_id(user_id)
    assert desk.user_id() == user_id


def test_an_upload_until_it_is_read(desk: KlearStackClient) -> None:
    written = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(written, "PNG")
    written.seek(0)
    upload = desk.upload_document(written, file_name="Füller.png")
    batch = desk.batch_documents(upload.batch_id)
    while batch.status is BatchStatus.PROCESSING:
        batch = desk.batch_documents(upload.batch_id)
    assert batch.status is BatchStatus.COMPLETED
    assert [document.file_name for document in batch.documents] == ["Füller.png"]
    assert desk.page_images(batch.documents[0].id)[0].page == 1


def test_a_wrong_password(local: ServerProcess) -> None:
    who = Credentials(local.company, local.username, "wrong")
    with KlearStackClient(ServerProfile(local.url), who, limits=LIMITS) as client:
        for _ in range(2):
            with pytest.raises(SignInNeeded) as caught:
                client.user_documents()
            assert caught.value.password_refused
        client.replace_credentials(Credentials(local.company, local.username, local.password))
        assert client.user_documents()


def test_a_creator_may_not_decide(local: ServerProcess, document_id: str) -> None:
    with client_of(local, "arjun") as creator, pytest.raises(Refused) as caught:
        creator.approve(document_id, "please")
    assert caught.value.already is None


HABITS: list[dict[str, Any]] = [
    {"summary": "flat"},
    {"summary": "nested", "envelope": "results"},
    {"envelope": "data", "missing_position": "zero"},
    {"summary": "flat", "envelope": "none", "missing_position": "absent"},
    {"envelope": "none"},
]


@pytest.mark.parametrize("habits", HABITS, ids=str)
def test_every_layout_reads_the_same(
    local: ServerProcess, desk: KlearStackClient, document_id: str, habits: dict[str, Any]
) -> None:
    def read() -> dict[FieldRole, str]:
        document = next(d for d in desk.user_documents() if d.id == document_id)
        assert document.extras.keys() <= {"finished_time"}
        return {role: value for role in FieldRole if (value := document.value_of(role))}

    usual = read()
    assert usual[FieldRole.NUMBER]
    local.switch(**habits)
    assert read() == usual


@pytest.mark.parametrize("form", ["bytes", "base64", "data_address", "link", "list"])
@pytest.mark.parametrize("is_tiff", [False, True], ids=["jpeg", "tiff"])
def test_every_form_of_image_gives_the_same_pages(
    local: ServerProcess, desk: KlearStackClient, document_id: str, form: str, *, is_tiff: bool
) -> None:
    wanted = f"{2026:012x}{TIFF_INDEX:012x}" if is_tiff else document_id
    local.switch(image=form)
    pages = desk.page_images(wanted)
    assert [page.page for page in pages] == ([1, 2] if is_tiff else [1])
    for page in pages:
        with Image.open(io.BytesIO(page.data)) as image:
            image.seek(page.frame)
            assert image.size == (400, 560)


@pytest.mark.parametrize("form", ["full", "no_exp", "no_iat", "opaque"])
@pytest.mark.parametrize("skew", [-7200, 0, 7200])
def test_any_token_and_any_clock(local: ServerProcess, form: str, skew: int) -> None:
    local.switch(token=form, clock_skew=skew)
    with client_of(local) as client:
        assert client.user_id() == client.user_id()


def test_short_tokens_under_many_threads(local: ServerProcess) -> None:
    # Short, but long enough for a call on a machine that has other things to do.
    local.switch(access_life=4)
    with client_of(local) as client, ThreadPoolExecutor(20) as pool:
        ids = set(
            pool.map(lambda n: local.expire_tokens() if n == 50 else client.user_id(), range(100))
        )
    assert len(ids - {None}) == 1


def test_bare_successes_and_refusals_with_200(
    local: ServerProcess, desk: KlearStackClient, document_id: str
) -> None:
    local.switch(bare_success=True, refusals_as_200=True)
    assert desk.approve(document_id, "fine").message
    with pytest.raises(Refused) as caught:
        desk.approve(document_id, "fine")
    assert caught.value.already == "approved"


def test_other_paths(local: ServerProcess) -> None:
    local.switch(endpoints={"getdocument": "/access/klearstack/details"})
    profile = ServerProfile(local.url, endpoints={"getdocument": "/access/klearstack/details"})
    who = Credentials(local.company, local.username, local.password)
    with KlearStackClient(profile, who, limits=LIMITS) as client:
        assert client.document(f"{2026:012x}{TIFF_INDEX:012x}").page_count == 2
    with client_of(local) as lost, pytest.raises(Refused, match="getdocument"):
        lost.document(f"{2026:012x}{TIFF_INDEX:012x}")


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("status_500_html", ServerFault),
        ("status_502_html", ServerFault),
        ("cut_before", NotReachable),
        ("cut_during", NotReachable),
        ("cut_after", NotReachable),
        ("not_json", NotUnderstood),
        ("empty", NotUnderstood),
        ("half_json", NotUnderstood),
        ("garbage", NotUnderstood),
    ],
)
def test_a_fault_of_a_decision_leaves_its_outcome_open(
    local: ServerProcess,
    desk: KlearStackClient,
    document_id: str,
    kind: str,
    error: type[KlearStackError],
) -> None:
    local.fault("approve_reject_doc", kind, document=document_id)
    with pytest.raises(error) as caught:
        desk.approve(document_id, "fine")
    assert caught.value.may_have_arrived


def test_a_server_that_asks_for_patience(
    local: ServerProcess, desk: KlearStackClient, document_id: str
) -> None:
    local.fault("approve_reject_doc", "status_429", document=document_id, retry_after=7)
    with pytest.raises(ServerFault) as caught:
        desk.approve(document_id, "fine")
    assert caught.value.retry_after == 7.0
    assert caught.value.may_retry
    assert not caught.value.may_have_arrived
    assert desk.approve(document_id, "fine").message


@pytest.mark.parametrize(
    "kind", ["status_502_html", "cut_before", "cut_during", "cut_after", "status_401"]
)
def test_a_read_survives_passing_trouble(
    local: ServerProcess, desk: KlearStackClient, kind: str
) -> None:
    assert desk.user_id()
    local.fault("getuserdocuments", kind)
    assert desk.user_documents()


@pytest.mark.parametrize("kind", ["not_json", "empty", "garbage", "not_an_image"])
def test_a_page_that_is_none(
    local: ServerProcess, desk: KlearStackClient, document_id: str, kind: str
) -> None:
    local.fault("getimage", kind)
    with pytest.raises(NotUnderstood):
        desk.page_images(document_id, 1)


def test_an_expired_session_is_renewed_in_silence(
    local: ServerProcess, desk: KlearStackClient, document_id: str
) -> None:
    assert desk.user_id()
    local.expire_tokens()
    desk.approve(document_id, "fine")
    assert desk.document(document_id).is_approved


def test_markup_stays_text(local: ServerProcess, desk: KlearStackClient, document_id: str) -> None:
    local.fault("getdocument", "markup_values")
    assert "<script>" in desk.document(document_id).value_of(FieldRole.NUMBER)


def test_a_box_over_nothing_gives_no_text(desk: KlearStackClient, document_id: str) -> None:
    ocr_id = desk.document(document_id).ocr_id_of(1)
    assert ocr_id is not None
    assert desk.capture_text(ocr_id, Box(1, 1, 5, 5)) == ""
