"""Lists and single documents (sections 4.4, 4.7, 5.4, 6.1)."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from tests.localserver.caller import sample_id
from tests.localserver.tiny_samples import SIZE, TIFF_INDEX

if TYPE_CHECKING:
    from tests.localserver.caller import Caller

TIFF_ID = sample_id(TIFF_INDEX)


def listed(caller: Caller, **flags: str) -> dict[str, list[list[Any]]]:
    """Return the list by document id; the first entry of each holds the id."""
    return {
        entries[0][0]: entries for entries in caller.result("getuserdocuments", **flags)["result"]
    }


def test_a_listed_document_is_a_list_of_entries_with_the_value_first(caller: Caller) -> None:
    entries = listed(caller)[TIFF_ID]
    assert entries[0] == [TIFF_ID, "Document_id"]
    assert ["T-003", "Inv_Number", 0.98, {"page_index": 1}, [200, 40, 280, 56]] in entries
    assert {len(entry) for entry in entries} == {2, 4, 5}


def test_names_repeat_in_a_listed_document(caller: Caller) -> None:
    names = [entry[1] for entry in listed(caller)[TIFF_ID]]
    assert names.count("Is_Approved") == 2
    assert names.count("Sign_Exist_Flag") == 2  # one a page


def test_a_missing_position_is_left_out_or_all_zero(caller: Caller) -> None:
    entries = listed(caller)[TIFF_ID]
    by_name = {entry[1]: entry for entry in entries}
    assert by_name["Inv_Date"][4] == [0, 0, 0, 0]
    assert len(by_name["Inv_Supplier"]) == 4


def test_the_list_comes_oldest_first(caller: Caller) -> None:
    times = [
        entry[0]
        for entries in listed(caller).values()
        for entry in entries
        if entry[1] == "upload_time"
    ]
    assert times == sorted(times)


def test_flags_choose_approved_and_saved_documents(caller: Caller, document_id: str) -> None:
    assert document_id not in listed(caller, approve_flag="true")
    assert document_id not in listed(caller, save_flag="true")
    change = json.dumps({"doc_number_value": {"_value": "N", "_coordinates": [0, 0, 0, 0]}})
    caller.on_document("update_document", document_id, data=change)
    assert document_id in listed(caller, save_flag="true")
    assert document_id in listed(caller, approve_flag="false")
    caller.decide(document_id, "approve")
    assert [1, "Is_Approved"] in listed(caller, approve_flag="true")[document_id]
    assert document_id not in listed(caller, approve_flag="false")


def test_details_are_a_map_of_internal_names(caller: Caller) -> None:
    details = caller.details(TIFF_ID)
    assert details["_id"] == TIFF_ID
    assert details["page_count"] == len(details["ocr_id"]) == 2
    assert details["doc_number_value"] == {
        "_value": "T-003",
        "_coordinates": [200, 40, 280, 56],
        "_confidence": 0.98,
        "_page_index": 1,
    }
    assert details["line_items"][0]["description"]["_value"] == "Thing 3"


def test_a_document_that_does_not_exist_is_a_404(caller: Caller) -> None:
    assert caller.on_document("getdocument", "f" * 24).status_code == 404
    answer = caller.call("getdocument", collection_name="receipts", id=TIFF_ID)
    assert answer.status_code == 404


def test_a_page_is_an_image(caller: Caller, document_id: str) -> None:
    answer = caller.on_document("getimage", document_id, page_index="1")
    assert answer.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(answer.content)).size == SIZE


def test_a_tiff_comes_whole_whatever_the_page(caller: Caller) -> None:
    first, second = (caller.on_document("getimage", TIFF_ID, page_index=n) for n in "12")
    assert first.content == second.content
    assert first.headers["content-type"] == "image/tiff"
    assert getattr(Image.open(io.BytesIO(first.content)), "n_frames", 1) == 2


@pytest.mark.parametrize("page", ["0", "3", "-1", "one"])
def test_a_page_that_does_not_exist_is_a_404_in_json(caller: Caller, page: str) -> None:
    answer = caller.on_document("getimage", TIFF_ID, page_index=page)
    assert answer.status_code == 404
    assert "error" in answer.json()


def captured(caller: Caller, box: list[int], page: int = 0) -> str:
    ocr_id = caller.details(TIFF_ID)["ocr_id"][page]
    answer = caller.result(
        "gettext",
        collection_name="invoices",
        ocr_text_id=ocr_id,
        coordinates=json.dumps(box),
    )
    return str(answer["text"])


def test_text_is_that_of_the_words_whose_centres_lie_under_the_box(caller: Caller) -> None:
    assert captured(caller, [195, 35, 300, 60]) == "T-003"
    assert captured(caller, [130, 35, 230, 60]) == "number"  # less than half of T-003


def test_text_has_lines_in_reading_order(caller: Caller) -> None:
    assert captured(caller, [0, 0, *SIZE]) == "Invoice number T-003\nTotal 13.50\nPage 1"


def test_text_is_that_of_the_page_which_the_ocr_id_names(caller: Caller) -> None:
    assert captured(caller, [0, 525, 400, 560], page=1) == "Page 2"


def test_no_words_under_the_box_is_empty_text(caller: Caller) -> None:
    assert captured(caller, [0, 100, 30, 110]) == ""


@pytest.mark.parametrize("box", ["", "text", "[1, 2, 3]", '["a", 1, 2, 3]', "{}"])
def test_a_rectangle_that_is_none_is_a_400(caller: Caller, box: str) -> None:
    ocr_id = caller.details(TIFF_ID)["ocr_id"][0]
    answer = caller.call("gettext", collection_name="invoices", ocr_text_id=ocr_id, coordinates=box)
    assert answer.status_code == 400
