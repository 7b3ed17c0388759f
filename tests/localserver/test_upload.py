"""Uploads: what is taken, what is refused, and what becomes of it (sections 3.1, 4.1)."""

from __future__ import annotations

import io
import threading
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from tests.localserver.caller import Caller
from tests.localserver.pdfs import ENCRYPTED_PDF, invoice_pdf
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from pathlib import Path

    import requests

PREFERENCES = {"processing_pref": "speed", "invoice_type": "B2B"}


def picture(kind: str, pages: int = 1) -> bytes:
    frames = [Image.new("RGB", (300, 200), (255, 255, 250 - n)) for n in range(pages)]
    stream = io.BytesIO()
    more = {"save_all": True, "append_images": frames[1:]} if pages > 1 else {}
    frames[0].save(stream, kind, **more)
    return stream.getvalue()


def upload(
    caller: Caller, data: bytes, name: str = "scan.pdf", /, **more: str | None
) -> requests.Response:
    return caller.call("processdocument", ("file", name, data), **{**PREFERENCES, **more})


def batch(caller: Caller, batch_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = caller.result(
        "getbatchdocuments", batch_id=batch_id, document_type="Invoices"
    )
    return answer


def read(caller: Caller, data: bytes, name: str = "scan.pdf") -> dict[str, Any]:
    """Upload, wait until it has been read, and return the batch."""
    batch_id = upload(caller, data, name).json()["OCR_ref_no"]
    pause = threading.Event()
    while (answer := batch(caller, batch_id))["extraction_status"] == "processing":
        pause.wait(0.05)
    return answer


def test_a_pdf_becomes_a_document_with_pages_words_and_readings(caller: Caller) -> None:
    answer = read(caller, invoice_pdf(), "ordner/rechnung.pdf")
    assert answer["extraction_status"] == "completed"
    document_id = answer["result"][0][0][0]
    details = caller.details(document_id)
    assert details["file_name"] == "rechnung.pdf"
    assert details["doc_number_value"]["_value"] == "RE-2026/117"
    assert details["doc_date_value"]["_value"] == "03-Mar-2026"
    assert details["total_value"]["_value"] == "1.190,00"
    assert details["currency_value"]["_value"] == "EUR"
    page = caller.on_document("getimage", document_id, page_index="1")
    assert page.headers["content-type"] == "image/jpeg"
    text = caller.result(
        "gettext",
        collection_name="invoices",
        ocr_text_id=details["ocr_id"][0],
        coordinates=str(details["doc_number_value"]["_coordinates"]),
    )["text"]
    assert text == "RE-2026/117"


def test_until_it_has_been_read_a_document_is_in_no_list(tmp_path: Path) -> None:
    never = ("--reading-time", "3600")
    with ServerProcess(tmp_path, documents=0, arguments=never) as server:
        caller = Caller(server)
        batch_id = upload(caller, invoice_pdf()).json()["OCR_ref_no"]
        answer = batch(caller, batch_id)
        assert answer["extraction_status"] == "processing"
        assert "pages read" in answer["message"]
        assert answer["result"] == caller.result("getuserdocuments")["result"] == []


@pytest.mark.parametrize(("kind", "pages"), [("JPEG", 1), ("PNG", 1), ("TIFF", 3)])
def test_a_picture_becomes_pages_with_nothing_read(caller: Caller, kind: str, pages: int) -> None:
    answer = read(caller, picture(kind, pages), f"scan.{kind.lower()}")
    details = caller.details(answer["result"][0][0][0])
    assert details["page_count"] == pages
    assert details["overall_confidence"] == 0
    assert details["total_value"] == {
        "_value": "",
        "_coordinates": [0, 0, 0, 0],
        "_confidence": 0.0,
        "_page_index": 1,
    }
    last = caller.on_document("getimage", details["_id"], page_index=str(pages))
    assert Image.open(io.BytesIO(last.content)).size == (300, 200)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "The file is empty."),
        (b"Dear Sir or Madam", "The file is none of PDF, JPEG, PNG or TIFF."),
        (b"%PDF-1.7\nnothing that follows", "The file is damaged or no PDF."),
        (ENCRYPTED_PDF, "The file is protected by a password."),
        (picture("PNG")[:40], "The file is damaged or no image."),
    ],
    ids=["empty", "text", "broken pdf", "encrypted pdf", "broken png"],
)
def test_what_can_never_be_read_is_refused(caller: Caller, data: bytes, told: str) -> None:
    before = caller.server.record()
    answer = upload(caller, data)
    assert answer.status_code == 400
    assert answer.json() == {"error": told}
    assert caller.server.record() == before


def test_a_picture_that_breaks_off_fails_with_a_reason(caller: Caller) -> None:
    answer = read(caller, picture("TIFF", 2)[:-60000], "broken.tif")
    assert answer["extraction_status"] == "failed"
    assert answer["error"] == "The file is damaged or no image."


@pytest.mark.parametrize("parameter", ["username", "password", "processing_pref", "invoice_type"])
def test_a_missing_parameter_is_a_400(caller: Caller, parameter: str) -> None:
    answer = upload(caller, picture("PNG"), **{parameter: None})
    assert answer.status_code == 400
    assert answer.json() == {"error": f"Please provide {parameter}."}


def test_a_missing_file_is_a_400(caller: Caller) -> None:
    answer = caller.call("processdocument", **PREFERENCES)
    assert answer.json() == {"error": "Please provide file."}


def test_a_file_that_is_too_large_is_refused_after_it_was_sent(caller: Caller) -> None:
    answer = upload(caller, bytes(70 * 1024 * 1024))
    assert answer.status_code == 413
    assert answer.json() == {"error": "The file is larger than 64 MB."}


def test_an_unknown_batch_is_a_400(caller: Caller) -> None:
    answer = caller.call("getbatchdocuments", batch_id="none", document_type="Invoices")
    assert answer.status_code == 400


@pytest.mark.parametrize("is_crash", [True, False], ids=["crash", "orderly end"])
def test_reading_is_taken_up_again(tmp_path: Path, is_crash: bool) -> None:
    with ServerProcess(tmp_path, documents=0, arguments=("--reading-time", "0")) as server:
        caller = Caller(server)
        batch_id = upload(caller, invoice_pdf(pages=30)).json()["OCR_ref_no"]
        if is_crash:
            server.kill()
        else:
            server.stop()
        server.start_again()
        caller = Caller(server)
        pause = threading.Event()
        while (answer := batch(caller, batch_id))["extraction_status"] == "processing":
            pause.wait(0.05)
        assert answer["extraction_status"] == "completed"
        assert caller.details(answer["result"][0][0][0])["page_count"] == 30
