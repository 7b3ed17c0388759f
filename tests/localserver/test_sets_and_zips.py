"""Zips, batches and sets (sections 3.2, 4.3, 9)."""

from __future__ import annotations

import io
import threading
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.localserver.pdfs import invoice_pdf

if TYPE_CHECKING:
    import requests

    from tests.localserver.caller import Caller

BATCH_KEY = "Function successfully executed!"
PREFERENCES = {
    "processing_pref": "Accuracy",
    "invoice_type": "B2B",
    "document_type": "Invoices",
}


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/", b"")
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def upload(caller: Caller, data: bytes, /, **more: str) -> requests.Response:
    return caller.call("uploadbatch", ("file", "all.zip", data), **PREFERENCES, **more)


def await_batch(caller: Caller, batch_id: str) -> list[dict[str, str]]:
    pause = threading.Event()
    while True:
        answer = caller.result("getbatchdocuments", batch_id=batch_id, document_type="Invoices")
        if answer["extraction_status"] != "processing":
            return [{entry[1]: entry[0] for entry in found} for found in answer["result"]]
        pause.wait(0.05)


def test_a_zip_with_folders_and_foreign_names_becomes_a_set(caller: Caller) -> None:
    files = {
        "März/Größe 1/Rechnung Ä.pdf": invoice_pdf(),
        "счёт.pdf": invoice_pdf(),
        "notes.txt": b"not an invoice",
        "__MACOSX/._x.pdf": b"left behind",
        ".DS_Store": b"left behind",
    }
    answer = upload(caller, zipped(**files), create_new_set="True", set_name="March").json()
    assert set(answer) == {BATCH_KEY, "set_reference_number", "release_version"}
    names = {found["file_name"] for found in await_batch(caller, answer[BATCH_KEY])}
    assert names == {"Rechnung Ä.pdf", "счёт.pdf"}

    reference = answer["set_reference_number"]
    sets = caller.result("getsetreferencenumbers")["result"]
    assert {"set_reference_number": reference, "set_name": "March"} in sets
    status = caller.result("getsetuploadstatus", set_reference_number=reference)["result"]
    assert {file["file_name"]: file["status"] for file in status} == {
        "Rechnung Ä.pdf": "completed",
        "счёт.pdf": "completed",
        "notes.txt": "failed",
    }
    for call in ("getsetdocuments", "getdocumentsofset"):
        assert len(caller.result(call, set_reference_number=reference)["result"]) == 2


def test_a_document_joins_an_existing_set(caller: Caller) -> None:
    made = upload(caller, zipped(a=invoice_pdf()), create_new_set="True", set_name="Two").json()
    reference = made["set_reference_number"]
    part = ("file", "b.pdf", invoice_pdf())
    answer = caller.call(
        "processdocument", part, **PREFERENCES, set_reference_number=reference
    ).json()
    assert answer["set_reference_number"] == reference
    status = caller.result("getsetuploadstatus", set_reference_number=reference)["result"]
    assert [file["file_name"] for file in status] == ["a", "b.pdf"]


def test_names_in_utf8_that_do_not_say_so_are_understood(caller: Caller) -> None:
    data = zipped(**{"Größe.pdf": invoice_pdf()})
    # Bit 11 of the flags says UTF-8; it stands in the local and in the central header.
    silent = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := silent.find(signature, at + 1)) >= 0:
            silent[at + offset + 1] &= ~0x08
    batch_id = upload(caller, bytes(silent)).json()[BATCH_KEY]
    assert [found["file_name"] for found in await_batch(caller, batch_id)] == ["Größe.pdf"]


def test_a_zip_bomb_is_refused(caller: Caller) -> None:
    bomb = zipped(**{f"{n}.pdf": bytes(90 * 1024 * 1024) for n in range(3)})
    assert len(bomb) < 1024 * 1024
    answer = upload(caller, bomb)
    assert answer.json() == {"error": "The zip holds more than 256 MB once unpacked."}


def test_too_many_files_are_refused(caller: Caller) -> None:
    answer = upload(caller, zipped(**{f"{n}.pdf": b"" for n in range(501)}))
    assert answer.json() == {"error": "The zip holds more than 500 files."}


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PK\x03\x04 not really", "The file is damaged or no zip."),
        (zipped(), "The zip holds no files."),
        (zipped(a=b"text"), "The zip holds no file that can be read."),
    ],
)
def test_a_zip_that_is_none_is_refused(caller: Caller, data: bytes, told: str) -> None:
    answer = upload(caller, data)
    assert answer.status_code == 400
    assert answer.json() == {"error": told}


def test_an_unknown_or_nameless_set_is_refused(caller: Caller) -> None:
    data = zipped(a=invoice_pdf())
    assert upload(caller, data, set_reference_number="1").status_code == 400
    assert upload(caller, data, create_new_set="True").status_code == 400
    assert caller.call("getsetdocuments", set_reference_number="1").status_code == 404
