"""The calls that a review does not need, against the local server."""

from __future__ import annotations

import io
import threading
import zipfile
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from klearstack_desktop.api import (
    BatchStatus,
    Credentials,
    FieldSetting,
    KlearStackClient,
    Push,
    ServerProfile,
    parse_push,
)
from klearstack_desktop.api.errors import Refused
from tests.api.scripted import ScriptedServer, answer
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from tests.api.scripted import Request

TODAY = datetime.now(UTC).date()
FROM, TO = TODAY - timedelta(days=3650), TODAY + timedelta(days=1)


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path_factory.mktemp("server"), documents=8) as process:
        yield process


@pytest.fixture
def desk(local: ServerProcess) -> Iterator[KlearStackClient]:
    who = Credentials(local.company, local.username, local.password)
    with KlearStackClient(ServerProfile(local.url), who) as client:
        yield client


def page() -> io.BytesIO:
    written = io.BytesIO()
    Image.new("L", (200, 300), 255).save(written, "PNG")
    written.seek(0)
    return written


def wait_until_read(desk: KlearStackClient, batch_id: str) -> list[str]:
    batch = desk.batch_documents(batch_id)
    while batch.status is BatchStatus.PROCESSING:
        batch = desk.batch_documents(batch_id)
    assert batch.status is BatchStatus.COMPLETED, batch.message
    return sorted(document.file_name for document in batch.documents)


def test_a_datasource_from_birth_to_death(desk: KlearStackClient) -> None:
    columns = ["Name", "IBAN"]
    rows = io.BytesIO("Name,IBAN\nRosé BV,NL1\nTulp NV,NL2\n".encode())
    desk.create_datasource("Suppliers", columns, rows, file_name="suppliers.csv")
    with pytest.raises(Refused):
        desk.create_datasource("Suppliers", columns, io.BytesIO(b"Name,IBAN\n"), file_name="s.csv")
    assert "Suppliers" in desk.datasources()
    desk.append_to_datasource("Suppliers", columns, io.BytesIO(b"Name,IBAN\nIris,NL3\n"))
    listed = desk.datasource_rows("Suppliers")
    assert [row.values["Name"] for row in listed] == ["Rosé BV", "Tulp NV", "Iris"]
    desk.update_datasource_row("Suppliers", listed[0].id, {"IBAN": "NL9"})
    desk.delete_datasource_row("Suppliers", listed[1].id)
    assert [dict(row.values) for row in desk.datasource_rows("Suppliers")] == [
        {"Name": "Rosé BV", "IBAN": "NL9"},
        {"Name": "Iris", "IBAN": "NL3"},
    ]
    desk.delete_datasource("Suppliers")
    assert "Suppliers" not in desk.datasources()
    with pytest.raises(Refused):
        desk.datasource_rows("Suppliers")


def test_a_set_from_a_zip(desk: KlearStackClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as folder:
        folder.writestr("july/Rechnung Müller.png", page().getvalue())
        folder.writestr("b.png", page().getvalue())
    packed.seek(0)
    upload = desk.upload_zip(packed, file_name="july.zip", new_set_name="July")
    reference = upload.set_reference_number
    assert reference is not None
    assert reference in desk.set_reference_numbers()
    names = wait_until_read(desk, upload.batch_id)
    assert len(names) == 2
    assert sorted(d.file_name for d in desk.set_documents(reference)) == names
    assert sorted(d.file_name for d in desk.set_results(reference)) == names
    assert sorted(file.file_name for file in desk.set_upload_status(reference)) == names
    added = desk.upload_document(page(), file_name="c.png", set_reference_number=reference)
    wait_until_read(desk, added.batch_id)
    assert len(desk.set_documents(reference)) == 3


def test_results_between_dates_and_approved_ones(
    local: ServerProcess, desk: KlearStackClient
) -> None:
    document = next(d for d in desk.user_documents() if not d.is_approved)
    assert document.id in {d.id for d in desk.documents_between(FROM, TO)}
    assert desk.documents_between(date(1999, 1, 1), date(1999, 1, 2)) == ()
    desk.approve(document.id, "fine")
    assert document.id in {d.id for d in desk.approved_documents(FROM, TO)}
    desk.record_quickbooks_result(document.id, "failed", "No such account")
    assert document.id in {d.id for d in desk.approved_documents(FROM, TO, qbe_status="failed")}
    assert desk.approved_documents(FROM, TO, qbe_status="successful") == ()
    with pytest.raises(Refused, match="not found"):
        desk.record_quickbooks_result("0" * 24, "successful")
    creator = Credentials(local.company, "arjun", local.passwords["arjun"])
    with (
        KlearStackClient(ServerProfile(local.url), creator) as client,
        pytest.raises(Refused),
    ):
        client.approved_documents(FROM, TO)


def test_changes_are_told_once(desk: KlearStackClient) -> None:
    desk.modified_documents()
    document = next(d for d in desk.user_documents() if not d.is_approved)
    details = desk.document(document.id)
    desk.update_document(document.id, {details.fields[0].name: "changed"})
    assert [d.id for d in desk.modified_documents()] == [document.id]
    assert desk.modified_documents() == ()


def test_a_field_mapping_is_accepted(desk: KlearStackClient) -> None:
    setting = FieldSetting("Invoice Number", required=True)
    assert desk.update_field_mapping("invoices", {"doc_number_value": setting}).message


def test_an_approval_is_pushed_and_pushed_again(
    local: ServerProcess, desk: KlearStackClient
) -> None:
    pushes: list[Push] = []
    arrived = threading.Semaphore(0)

    def receive(connection: socket.socket, request: Request) -> None:
        pushes.append(parse_push(request.form))
        connection.sendall(answer({"success": True}))
        arrived.release()

    receiver = ScriptedServer().script("push", receive)
    local.push_to(f"{receiver.url}/push", "receiver-token")
    try:
        document = next(d for d in desk.user_documents() if not d.is_approved)
        desk.approve(document.id, "fine")
        assert arrived.acquire(timeout=20)
        desk.retry_push("Invoices", [document.id])
        assert arrived.acquire(timeout=20)
    finally:
        local.push_to("")
        receiver.close()
    assert [push.document_id for push in pushes] == [document.id, document.id]
    values = {field.value for field in desk.document(document.id).fields}
    assert {field.value for field in pushes[0].documents[0].fields} & values
    assert receiver.calls("push")[0].token == "receiver-token"
