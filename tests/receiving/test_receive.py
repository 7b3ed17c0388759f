"""The receiver as a process: who is let in, what is written, and what is never said."""

from __future__ import annotations

import http.client
import json
import os
import stat
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import requests

from klearstack_desktop.api import Credentials, KlearStackClient, ServerProfile
from klearstack_desktop.receiving.application import LARGEST_PUSH
from tests.api.certificates import make
from tests.receiving.receiver_process import TOKEN, ReceiverProcess, start
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DATA = (
    '{"result": [{"Document_id": "65269c006a8da8763b51c217", "is_approved": 1,'
    ' "Total": {"value": "80.40", "confidence": 0.990, "page_index": 1},'
    ' "Total": {"value": "80.4"}, "Sub-Total": {"value": "été 8०"}}]}'
)
FORM = {
    "company_name": "acme",
    "username": "receiver-user",
    "password": "receiver-password",
    "document_type": "Invoices",
    "batch_id": "b1",
    "document_id": "65269c006a8da8763b51c217",
    "file_name": "Invoice 231799.pdf",
    "data": DATA,
}
posix = pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[ReceiverProcess]:
    with ReceiverProcess(tmp_path / "inbox") as receiver:
        yield receiver


def push(
    receiver: ReceiverProcess,
    form: dict[str, Any] = FORM,
    token: str = TOKEN,
    path: str = "/push",
    **more: Any,  # noqa: ANN401 - as requests
) -> requests.Response:
    session = requests.Session()
    session.trust_env = False
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with session:
        return session.post(receiver.url + path, form, headers=headers, timeout=20, **more)


def names(receiver: ReceiverProcess) -> list[str]:
    return sorted(path.name for path in receiver.folder.iterdir())


def test_a_result_becomes_a_private_file(receiver: ReceiverProcess) -> None:
    assert push(receiver).status_code == 200
    (name,) = names(receiver)
    assert name.startswith("65269c006a8da8763b51c217_2")
    assert name.endswith("Z.json")
    path = receiver.folder / name
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(receiver.folder.stat().st_mode) == 0o700
    (result,) = receiver.results()
    assert result["data"] == json.loads(DATA)
    text = path.read_text(encoding="utf-8")
    assert "0.990" in text, "numbers stay as they came"
    assert text.count('"Total"') == 2, "repeated keys stay"
    assert "receiver-password" not in text
    assert "receiver-user" not in text
    assert {key: result[key] for key in ("company", "batch_id", "document_id", "file_name")} == {
        "company": "acme",
        "batch_id": "b1",
        "document_id": "65269c006a8da8763b51c217",
        "file_name": "Invoice 231799.pdf",
    }


def test_multipart_and_any_path_are_understood(receiver: ReceiverProcess) -> None:
    parts = [(name, (None, value)) for name, value in FORM.items() if name != "data"]
    assert push(receiver, {}, path="/", files=[*parts, ("data", (None, DATA))]).ok
    assert push(receiver, {}, path="/a/b", files=[*parts, ("data", ("data.json", DATA))]).ok
    assert [result["data"] for result in receiver.results()] == [json.loads(DATA)] * 2


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", TOKEN[:-1], "é" * 20])
def test_a_wrong_token_gets_401(receiver: ReceiverProcess, token: str) -> None:
    answer = push(receiver, token=token.encode().decode("latin-1"))
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert names(receiver) == []


@pytest.mark.parametrize(
    "form",
    [
        {**FORM, "data": "{"},
        {**FORM, "data": ""},
        {**FORM, "data": "[" * 100_000},
        {name: value for name, value in FORM.items() if name != "data"},
        {},
    ],
    ids=["half", "empty", "deep", "no data", "nothing"],
)
def test_what_is_no_result_gets_400(receiver: ReceiverProcess, form: dict[str, str]) -> None:
    answer = push(receiver, form)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert names(receiver) == []


def test_other_methods_get_405(receiver: ReceiverProcess) -> None:
    assert requests.get(receiver.url, timeout=20).status_code == 405


@pytest.mark.parametrize(
    "document_id",
    ["../../escape", "/etc/passwd", "a\\b", "..", "", "con", "é" * 400, "a\0b", "a:b", "a\nb"],
)
def test_no_id_leads_out_of_the_folder(receiver: ReceiverProcess, document_id: str) -> None:
    before = {path for path in receiver.folder.parent.rglob("*") if path.is_file()}
    assert push(receiver, {**FORM, "document_id": document_id}).status_code == 200
    after = {path for path in receiver.folder.parent.rglob("*") if path.is_file()}
    (new,) = after - before
    assert new.parent == receiver.folder
    assert new.name.isascii()
    assert len(new.name) < 110
    assert not new.name.startswith(".")


def test_the_same_result_twice_is_two_files(receiver: ReceiverProcess) -> None:
    for _ in range(2):
        assert push(receiver).ok
    assert len(names(receiver)) == 2


def test_too_large_a_call_is_not_read(receiver: ReceiverProcess) -> None:
    parts = urlsplit(receiver.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    for length, status in ((str(LARGEST_PUSH + 1), 413), ("many", 400)):
        connection.putrequest("POST", "/")
        connection.putheader("Authorization", f"Bearer {TOKEN}")
        connection.putheader("Content-Length", length)
        connection.endheaders()
        assert connection.getresponse().status == status
        connection.close()
    assert names(receiver) == []


def test_a_call_of_unknown_length_is_refused(receiver: ReceiverProcess) -> None:
    session = requests.Session()
    answer = session.post(
        receiver.url,
        data=iter([b"data=", b"{}"]),
        headers={"Authorization": f"Bearer {TOKEN}"},
        timeout=20,
    )
    session.close()
    assert answer.status_code == 411


def test_a_folder_that_is_gone_asks_for_a_second_try(receiver: ReceiverProcess) -> None:
    receiver.folder.rmdir()
    assert push(receiver).status_code == 500
    receiver.folder.mkdir()
    assert push(receiver).status_code == 200


def test_it_says_neither_values_nor_secrets(receiver: ReceiverProcess) -> None:
    push(receiver)
    push(receiver, token="wrong-token-of-somebody")
    push(receiver, {**FORM, "data": "{secret"})
    assert receiver.stop() == 0
    assert "received 65269c006a8da8763b51c217_" in receiver.said
    for private in ("80.4", "231799", "receiver-", "wrong-token", TOKEN, "secret", "acme"):
        assert private not in receiver.said


def test_beyond_this_computer_only_with_tls(tmp_path: Path) -> None:
    environment = {"KLEARSTACK_RECEIVE_TOKEN": TOKEN}
    process = start(tmp_path, "--host", "0.0.0.0", environment=environment)  # noqa: S104
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "encrypted" in said


def test_with_a_certificate_it_speaks_tls(tmp_path: Path) -> None:
    made = make()
    made.server_context(tmp_path)  # writes key and certificate into one file
    pem = str(tmp_path / f"{made.sha256}.pem")
    ca_file = tmp_path / "ca.pem"
    ca_file.write_bytes(made.pem)
    arguments = ("--tls-certificate", pem, "--tls-key", pem)
    with ReceiverProcess(tmp_path / "inbox", *arguments) as receiver:
        assert receiver.url.startswith("https://127.0.0.1:")
        assert push(receiver, verify=str(ca_file)).status_code == 200


@pytest.mark.parametrize(
    ("mode", "content", "words"),
    [
        (0o644, TOKEN, "Others may read"),
        (0o600, "short", "at least 16"),
        (0o600, "\n", "needs a token"),
        (0o600, "a token with blanks in it", "without blanks"),
    ],
)
@posix
def test_a_careless_token_is_refused(tmp_path: Path, mode: int, content: str, words: str) -> None:
    path = tmp_path / "token"
    path.write_text(content)
    path.chmod(mode)
    process = start(tmp_path / "inbox", "--token-file", str(path))
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 2
    assert words in said
    assert content.strip() not in said or not content.strip()


def test_the_token_may_come_from_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("another-token-in-a-file\n")
    path.chmod(0o600)
    with ReceiverProcess(tmp_path / "inbox", "--token-file", str(path)) as receiver:
        assert push(receiver, token="another-token-in-a-file").status_code == 200
        assert push(receiver).status_code == 401


def test_an_approval_arrives_as_a_file(tmp_path: Path) -> None:
    """KlearStack here is the local server, in a process of its own like the receiver."""
    (tmp_path / "server").mkdir()
    with (
        ReceiverProcess(tmp_path / "inbox") as receiver,
        ServerProcess(tmp_path / "server", documents=2) as server,
    ):
        server.push_to(f"{receiver.url}/from-klearstack", TOKEN)
        credentials = Credentials(server.company, server.username, server.password)
        with KlearStackClient(ServerProfile(server.url), credentials) as client:
            document = client.user_documents()[0]
            client.approve(document.id, "fine")
            receiver.wait_for_result()
        (result,) = receiver.results()
    assert result["document_id"] == document.id
    assert result["company"] == server.company
    assert result["data"]["result"][0]["Document_id"] == document.id
