"""What must hold for each of the 31 calls, at any tenant."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import pytest
from PIL import Image

from klearstack_desktop.api import FieldChange, FieldSetting, TableChange
from klearstack_desktop.api.errors import Refused
from klearstack_desktop.model.document import Cell, Row
from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.geometry import Box
from tests.api.conformance.walk import SAMPLES, UPLOADED_NAME, ZIPPED_NAMES
from tests.localserver.tiny_samples import SIZE, TIFF_INDEX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from klearstack_desktop.model.changes import Changes
    from klearstack_desktop.model.document import Document
    from tests.api.conformance.walk import Walk

Check: TypeAlias = "Callable[[Walk], None]"

# Whoever's clock is right, the documents of today lie between these days.
TODAY = datetime.now(UTC).date()
FROM, TO = date(2026, 1, 1) - timedelta(days=400), TODAY + timedelta(days=2)
LONG_AGO = date(1999, 1, 1)
COLUMNS = ("Name", "IBAN")


@dataclass(frozen=True)
class Conformance:
    """How one call is checked.

    Attributes:
        call: its name in the endpoint table.
        methods: the methods of the client that make it.
        check: fails where something does not hold.
    """

    call: str
    methods: tuple[str, ...]
    check: Check


CONFORMANCE: dict[str, Conformance] = {}
"""All checks, in the order in which they are made."""


def conforms(call: str, *methods: str) -> Callable[[Check], Check]:
    """Register the check of a call."""

    def register(check: Check) -> Check:
        CONFORMANCE[call] = Conformance(call, methods, check)
        return check

    return register


def ids(documents: Iterable[Document]) -> set[str]:
    return {document.id for document in documents}


@conforms("get_access_token", "sign_in")
def _(walk: Walk) -> None:
    walk.client.sign_in()


@conforms("getaccesstokenfromuserid", "sign_in_with_user_id")
def _(walk: Walk) -> None:
    user_id = walk.client.user_id()
    walk.client.sign_in_with_user_id(user_id)
    assert walk.client.user_id() == user_id


@conforms("getaccesstokenfromrefreshtoken", "refresh")
def _(walk: Walk) -> None:
    walk.client.refresh()
    assert walk.client.user_id()


@conforms("getuserid", "user_id")
def _(walk: Walk) -> None:
    assert walk.client.user_id() == walk.client.user_id("priya")
    assert walk.client.user_id() != walk.client.user_id("arjun") == walk.creator.user_id()
    with pytest.raises(Refused):
        walk.client.user_id("nobody")


@conforms("processdocument", "upload_document")
def _(walk: Walk) -> None:
    assert walk.upload.batch_id
    assert walk.upload.set_reference_number is None
    with pytest.raises(Refused):
        walk.client.upload_document(io.BytesIO(b"This is no page."), file_name="a.pdf")


@conforms("uploadbatch", "upload_zip")
def _(walk: Walk) -> None:
    assert walk.zipped.batch_id
    assert walk.zipped.set_reference_number
    with pytest.raises(Refused):
        walk.client.upload_zip(io.BytesIO(b"This is no zip."), file_name="a.zip")


@conforms("getbatchdocuments", "batch_documents")
def _(walk: Walk) -> None:
    (uploaded,) = walk.batch(walk.upload.batch_id).documents
    assert (uploaded.file_name, uploaded.document_type) == (UPLOADED_NAME, "Invoices")
    assert {d.file_name for d in walk.batch(walk.zipped.batch_id).documents} == set(ZIPPED_NAMES)


@conforms("getdocumentsbetweendates", "documents_between")
def _(walk: Walk) -> None:
    found = ids(walk.client.documents_between(FROM, TO))
    assert found >= {*SAMPLES, walk.open_id}
    assert walk.client.documents_between(LONG_AGO, LONG_AGO) == ()


@conforms("getsetdocuments", "set_results")
def _(walk: Walk) -> None:
    assert ids(walk.client.set_results(walk.set_reference)) == set(walk.zipped_ids)


@conforms("getuserdocuments", "user_documents", "user_documents_in_parts")
def _(walk: Walk) -> None:
    listed = walk.listed()
    parts = list(walk.client.user_documents_in_parts())
    assert {d.id: d for part in parts for d in part.documents} == listed
    assert listed.keys() >= {*SAMPLES, walk.open_id, *walk.zipped_ids}
    for index, sample in enumerate(SAMPLES):
        _check_sample(listed[sample], index)
    assert walk.approved.document_id in ids(walk.client.user_documents(approved=True))
    assert walk.open_id not in ids(walk.client.user_documents(approved=True))
    rejected_id = walk.rejected_id
    assert walk.listed()[rejected_id].is_rejected is walk.tenant.tells_rejections


def _check_sample(document: Document, index: int) -> None:
    """The same document is read, in whichever layout it came."""
    assert document.value_of(FieldRole.NUMBER) == f"T-{index:03}"
    assert document.value_of(FieldRole.TOTAL) == f"{index + 10}.50"
    assert document.file_name == f"tiny-{index:03}.jpg"
    assert document.overall_confidence == 0.9
    assert not document.is_approved
    assert not document.is_rejected
    number = document.field("doc_number_value")
    assert number is not None
    assert (number.page, number.confidence, number.box) == (1, 0.98, Box(200, 40, 280, 56))
    day = document.field("doc_date_value")
    assert day is not None
    assert (day.value, day.box) == ("02-Mar-2026", None)


@conforms("getmodifiedinvoices", "modified_documents")
def _(walk: Walk) -> None:
    walk.client.modified_documents()
    walk.client.update_document(walk.open_id, {"doc_number_value": "changed"})
    assert ids(walk.client.modified_documents()) == {walk.open_id}
    assert walk.client.modified_documents() == ()


@conforms("getapproveinvoices", "approved_documents")
def _(walk: Walk) -> None:
    approved_id = walk.approved.document_id
    assert approved_id in ids(walk.client.approved_documents(FROM, TO))
    assert approved_id in ids(walk.client.approved_documents(FROM, TO, users=["priya"]))
    assert approved_id not in ids(walk.client.approved_documents(FROM, TO, users=["arjun"]))
    with pytest.raises(Refused):
        walk.creator.approved_documents(FROM, TO)


@conforms("getdocument", "document")
def _(walk: Walk) -> None:
    for index, sample in enumerate(SAMPLES):
        document = walk.client.document(sample)
        _check_sample(document, index)
        assert document.page_count == (2 if index == TIFF_INDEX else 1)
        assert document.ocr_id_of(1)
        (table,) = document.tables
        assert dict(zip(table.columns, (cell.value for cell in table.rows[0]), strict=True)) == {
            "description": f"Thing {index}",
            "total": f"{index + 10}.50",
        }
    with pytest.raises(Refused):
        walk.client.document("0" * 24)


@conforms("update_document", "update_document")
def _(walk: Walk) -> None:
    number = FieldChange("N-1 <b>&\u202e", Box(10, 20, 30, 40))
    rows = (Row((Cell("Tulips"), Cell("1,50", Box(1, 2, 3, 4)))), Row((Cell(""), Cell("2"))))
    lines = TableChange(("description", "total"), rows)
    changes: Changes = {"doc_number_value": number, "line_items": lines, "total_value": "3.50"}
    walk.client.update_document(walk.open_id, changes)
    again = walk.client.document(walk.open_id)
    field, total = again.field("doc_number_value"), again.field("total_value")
    assert field is not None
    assert total is not None
    assert (field.value, field.box) == (number.value, number.box)
    assert (total.value, total.box) == ("3.50", None)
    assert again.tables[0].rows == rows
    with pytest.raises(Refused):
        walk.client.update_document(walk.open_id, {"no such field": "x"})


@conforms("updateqbestatus", "record_quickbooks_result")
def _(walk: Walk) -> None:
    approved_id = walk.approved.document_id
    walk.client.record_quickbooks_result(approved_id, "failed", "No such account")
    failed = walk.client.approved_documents(FROM, TO, qbe_status="failed")
    assert approved_id in ids(failed)
    assert approved_id not in ids(walk.client.approved_documents(FROM, TO, qbe_status="successful"))
    with pytest.raises(Refused, match="not found"):
        walk.client.record_quickbooks_result("0" * 24, "successful")


@conforms("approve_reject_doc", "approve", "reject")
def _(walk: Walk) -> None:
    for document_id, decision in (
        (walk.approved.document_id, "approved"),
        (walk.rejected_id, "rejected"),
    ):
        for decide in (walk.client.approve, walk.client.reject):
            with pytest.raises(Refused) as caught:
                decide(document_id, "again")
            assert caught.value.already == decision
    assert walk.client.document(walk.approved.document_id).is_approved
    with pytest.raises(Refused) as caught:
        walk.creator.approve(walk.open_id, "I may not")
    assert caught.value.already is None


@conforms("gettext", "capture_text")
def _(walk: Walk) -> None:
    ocr_id = walk.client.document(SAMPLES[1]).ocr_id_of(1)
    assert ocr_id is not None
    assert walk.client.capture_text(ocr_id, Box(200, 40, 280, 56)) == "T-001"
    assert walk.client.capture_text(ocr_id, Box(1, 1, 5, 5)) == ""


@conforms("getimage", "page_images")
def _(walk: Walk) -> None:
    for sample, count in ((SAMPLES[0], 1), (SAMPLES[TIFF_INDEX], 2)):
        pages = walk.client.page_images(sample)
        assert [page.page for page in pages] == list(range(1, count + 1))
        for page in pages:
            with Image.open(io.BytesIO(page.data)) as image:
                image.seek(page.frame)
                assert image.size == SIZE
    with pytest.raises(Refused):
        walk.client.page_images("0" * 24)


@conforms("push", "parse_push")
def _(walk: Walk) -> None:
    push = walk.approved
    assert push.company == walk.server.company
    assert push.file_name in ZIPPED_NAMES
    (document,) = push.documents
    assert document.id == push.document_id == walk.zipped_ids[0]
    assert document.is_approved


@conforms("retry_push_api", "retry_push")
def _(walk: Walk) -> None:
    walk.client.retry_push("Invoices", [walk.approved.document_id])
    assert walk.receiver.next() == walk.approved


@conforms("insertdatasource", "create_datasource")
def _(walk: Walk) -> None:
    file = io.BytesIO("Name,IBAN\nRosé BV,NL1\nTulp NV,NL2\n".encode())
    walk.client.create_datasource(walk.datasource, COLUMNS, file, file_name="s.csv")
    with pytest.raises(Refused):
        walk.client.create_datasource(walk.datasource, COLUMNS, io.BytesIO(b"Name,IBAN\n"))


@conforms("getdatasources", "datasources")
def _(walk: Walk) -> None:
    assert walk.client.datasources() == (walk.datasource,)


@conforms("getdatasourcedata", "datasource_rows")
def _(walk: Walk) -> None:
    first, second = walk.client.datasource_rows(walk.datasource)
    assert first.id != second.id
    assert dict(first.values) == {"Name": "Rosé BV", "IBAN": "NL1"}
    with pytest.raises(Refused):
        walk.client.datasource_rows("No such thing")


@conforms("appenddatasource", "append_to_datasource")
def _(walk: Walk) -> None:
    walk.client.append_to_datasource(walk.datasource, COLUMNS, io.BytesIO(b"Name,IBAN\nIris,NL3"))
    names = [row.values["Name"] for row in walk.client.datasource_rows(walk.datasource)]
    assert names == ["Rosé BV", "Tulp NV", "Iris"]


@conforms("update_datasource_row", "update_datasource_row")
def _(walk: Walk) -> None:
    row = walk.client.datasource_rows(walk.datasource)[0]
    walk.client.update_datasource_row(walk.datasource, row.id, {"IBAN": "NL9"})
    changed = walk.client.datasource_rows(walk.datasource)[0]
    assert (changed.id, dict(changed.values)) == (row.id, {"Name": "Rosé BV", "IBAN": "NL9"})


@conforms("delete_datasource_row", "delete_datasource_row")
def _(walk: Walk) -> None:
    first, *others = walk.client.datasource_rows(walk.datasource)
    walk.client.delete_datasource_row(walk.datasource, first.id)
    assert walk.client.datasource_rows(walk.datasource) == tuple(others)
    with pytest.raises(Refused):
        walk.client.delete_datasource_row(walk.datasource, first.id)


@conforms("deletedatasource", "delete_datasource")
def _(walk: Walk) -> None:
    walk.client.delete_datasource(walk.datasource)
    assert walk.client.datasources() == ()
    with pytest.raises(Refused):
        walk.client.delete_datasource(walk.datasource)


@conforms("getdocumentsofset", "set_documents")
def _(walk: Walk) -> None:
    found = walk.client.set_documents(walk.set_reference)
    assert ids(found) == set(walk.zipped_ids)
    with pytest.raises(Refused):
        walk.client.set_documents("no such set")


@conforms("getsetuploadstatus", "set_upload_status")
def _(walk: Walk) -> None:
    found = walk.client.set_upload_status(walk.set_reference)
    assert {file.file_name for file in found} == set(ZIPPED_NAMES)
    assert all(file.status for file in found)


@conforms("getsetreferencenumbers", "set_reference_numbers")
def _(walk: Walk) -> None:
    assert walk.set_reference in walk.client.set_reference_numbers()


@conforms("updatemappingdataapi", "update_field_mapping")
def _(walk: Walk) -> None:
    setting = FieldSetting("Invoice Number", required=True)
    assert walk.client.update_field_mapping("invoices", {"doc_number_value": setting}).message
