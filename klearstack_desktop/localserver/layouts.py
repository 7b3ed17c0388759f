"""How documents look on the wire: in lists (section 4.4) and in details (section 0.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from klearstack_desktop.localserver.content import NO_BOX, Decision
from klearstack_desktop.localserver.switches import Envelope, MissingPosition, SummaryLayout
from klearstack_desktop.localserver.wire import RELEASE_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from klearstack_desktop.localserver.content import Json, StoredDocument, StoredField
    from klearstack_desktop.localserver.switches import Switches


def is_approved(document: StoredDocument) -> int:
    """Return the flag as the wire has it: 0 or 1, and nothing that says "rejected"."""
    return int(document.decision is Decision.APPROVED)


def _rejected(document: StoredDocument, key: str) -> Json:
    is_rejected = document.decision is Decision.REJECTED
    return (document.decision.value or "open") if key == "status" else int(is_rejected)


def positional(document: StoredDocument, switches: Switches) -> list[list[Json]]:
    """Return a document as a list of entries, each with the value first and the name second.

    ``Is_Approved`` comes twice, as in the vendor's sample.
    """
    entries: list[list[Json]] = [
        [document.id, "Document_id"],
        [is_approved(document), "Is_Approved"],
        [is_approved(document), "Is_Approved"],
        [document.overall_confidence, "overall_confidence"],
        [document.file_name, "file_name"],
        [document.document_type, "document_type"],
        [document.collection_name, "collection_name"],
        [document.uploaded_at, "upload_time"],
        [document.finished_at, "finished_time"],
    ]
    if switches.rejected_key:
        entries.append([_rejected(document, switches.rejected_key), switches.rejected_key])
    for number, stored in enumerate(document.fields):
        entry = [stored.value, stored.label, stored.confidence, {"page_index": stored.page_index}]
        if stored.box is not None:
            entry.append(list(stored.box))
        elif switches.missing_position is MissingPosition.ZERO or (
            switches.missing_position is MissingPosition.MIXED and number % 2
        ):
            entry.append(list(NO_BOX))
        entries.append(entry)
    return entries


def flat(document: StoredDocument, switches: Switches) -> dict[str, Json]:
    """Return a document as the push call has it (7.1): metadata and fields in one object."""
    answer: dict[str, Json] = {
        "Document_id": document.id,
        "is_approved": is_approved(document),
        "file_name": document.file_name,
        "overall_confidence": document.overall_confidence,
        "document_type": document.document_type,
        "upload_time": document.uploaded_at,
        "finished_time": document.finished_at,
    }
    if switches.rejected_key:
        answer[switches.rejected_key] = _rejected(document, switches.rejected_key)
    for stored in document.fields:
        field = {
            "value": stored.value,
            "confidence": stored.confidence,
            "page_index": stored.page_index,
        }
        if stored.box is not None:
            field["coordinate"] = list(stored.box)
        answer.setdefault(stored.label, field)
    return answer


def _nested_field(stored: StoredField) -> dict[str, Json]:
    return {
        "_value": stored.value,
        "_coordinates": list(stored.box or NO_BOX),
        "_confidence": stored.confidence,
        "_page_index": stored.page_index,
    }


def nested(document: StoredDocument, switches: Switches) -> dict[str, Json]:
    """Return metadata, fields under internal names, and tables as lists of row objects.

    A map holds a name once, so of a field that was read on every page only the first is told.
    """
    answer: dict[str, Json] = {
        "_id": document.id,
        "collection_name": document.collection_name,
        "document_type": document.document_type,
        "file_name": document.file_name,
        "is_approved": is_approved(document),
        "overall_confidence": document.overall_confidence,
        "upload_time": document.uploaded_at,
    }
    if switches.rejected_key:
        answer[switches.rejected_key] = _rejected(document, switches.rejected_key)
    for stored in document.fields:
        answer.setdefault(stored.name, _nested_field(stored))
    return {**answer, **document.tables}


def details(
    document: StoredDocument, ocr_ids: Sequence[str], switches: Switches
) -> dict[str, Json]:
    """Return what ``getdocument`` answers."""
    page_facts = {"page_count": len(ocr_ids), "ocr_id": list(ocr_ids)}
    return {**nested(document, switches), **page_facts, "release_version": RELEASE_VERSION}


_LAYOUTS = {
    SummaryLayout.POSITIONAL: positional,
    SummaryLayout.FLAT: flat,
    SummaryLayout.NESTED: nested,
}


def summaries(documents: Iterable[StoredDocument], switches: Switches) -> list[Json]:
    """Return documents as a list shows them."""
    layout = _LAYOUTS[switches.summary]
    return [layout(document, switches) for document in documents]


def list_answer(
    documents: Iterable[StoredDocument], switches: Switches, **beside: Json
) -> JSONResponse:
    """Answer with a list of documents in the tenant's envelope, and other keys beside it."""
    return rows_answer(summaries(documents, switches), switches, **beside)


def rows_answer(listed: Sequence[Json], switches: Switches, **beside: Json) -> JSONResponse:
    """Answer with any list in the tenant's envelope, and other keys beside it."""
    if switches.envelope is Envelope.NONE and not beside:
        return JSONResponse(listed)
    key = Envelope.RESULT if switches.envelope is Envelope.NONE else switches.envelope
    return JSONResponse({**beside, key.value: listed, "release_version": RELEASE_VERSION})
