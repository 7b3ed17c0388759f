"""What the calls answer that is no document: receipts, uploads, batches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeAlias

from klearstack_desktop.api.envelope import ENVELOPE_KEYS, error_text, unwrapped
from klearstack_desktop.api.errors import NotUnderstood, Refused
from klearstack_desktop.api.values import as_id
from klearstack_desktop.model.jsontext import as_text

if TYPE_CHECKING:
    from datetime import datetime

    from klearstack_desktop.api.envelope import Answer
    from klearstack_desktop.api.reader import DocumentReader
    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.jsontext import Json

QuickBooksStatus: TypeAlias = Literal["successful", "failed"]

_FAILURE_TEXT = re.compile(r"\bnot found\b|\bdoes not exist\b|\bno such\b", re.IGNORECASE)
_SUCCESS_TEXT = re.compile(
    r"success|submitted|accepted|updated|saved|created|deleted|approved|rejected|\bdone\b|\bok\b",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_BATCH_ID_KEYS = ("OCR_ref_no", "OCR_ext_no", "batch_id", "Function successfully executed!")
_STATUS_KEYS = ("extraction_status", "status", "extractionStatus")


@dataclass(frozen=True, slots=True)
class Receipt:
    """The service did what it was asked.

    Attributes:
        message: the service's words, may be empty; plain text.
        server_time: the service's clock (the Date header), or None.
    """

    message: str
    server_time: datetime | None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file was received (sections 3.1 and 3.2).

    Attributes:
        batch_id: what `batch_documents` takes.
        set_reference_number: the document set it was put into, or None.
    """

    batch_id: str
    set_reference_number: str | None = None


class BatchStatus(StrEnum):
    """How far the service is with reading a batch."""

    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Batch:
    """What is known of an uploaded batch (section 4.1).

    Attributes:
        status: whatever the service says that is neither completed nor failed counts as processing.
        documents: those that were read.
        message: why it failed, in the service's words; may be empty; plain text.
    """

    status: BatchStatus
    documents: tuple[Document, ...] = ()
    message: str = ""


def read_receipt(answer: Answer) -> Receipt:
    """Read a success in any of its forms: text, ``{"success": "..."}``, ``{"success": true}``.

    Raises:
        Refused: the text says that there is no such thing, as 5.2 does with a status of 200.
        NotUnderstood: nothing, or something that no service says who has done what it was asked.
    """
    payload = answer.payload
    if isinstance(payload, dict) and payload:
        said = payload.get("success")
        message = said if isinstance(said, str) else error_text(payload)
    elif isinstance(payload, str):
        message = payload
    else:
        message = ""
    if _FAILURE_TEXT.search(message):
        raise Refused(answer.shown(message), "a success that is none", status=200)
    if not (isinstance(payload, dict) and payload) and not _SUCCESS_TEXT.search(message):
        raise NotUnderstood(
            "The service did not say whether it did what was asked.",
            f"got {type(payload).__name__} of {len(message)} characters",
            status=200,
        )
    return Receipt(answer.shown(message), answer.server_time)


def read_upload(payload: Json) -> Upload:
    """Read the batch id from under whichever key it comes.

    Raises:
        NotUnderstood: there is none; the file may have been received all the same.
    """
    content = payload if isinstance(payload, dict) else {}
    inner = unwrapped(content)
    for source in (content, inner if isinstance(inner, dict) else {}):
        batch_id = next((i for key in _BATCH_ID_KEYS if (i := as_id(source.get(key)))), None)
        if batch_id is not None:
            return Upload(batch_id, as_id(source.get("set_reference_number")))
    raise NotUnderstood(
        "The service received the file but gave no batch number to ask for it.",
        f"keys {sorted(content)[:10]}",
    )


def read_batch(payload: Json, reader: DocumentReader) -> Batch:
    """Read the state of a batch and its documents (section 4.1; the shape is seen in use only).

    Raises:
        NotUnderstood: what should be documents is none.
    """
    has_content = isinstance(payload, list) or (
        isinstance(payload, dict) and any(key in payload for key in ENVELOPE_KEYS)
    )
    documents = reader.documents(payload) if has_content else ()
    status = _status(payload, has_documents=bool(documents))
    message = error_text(payload) if status is BatchStatus.FAILED else ""
    return Batch(status, documents, message)


def _status(payload: Json, *, has_documents: bool) -> BatchStatus:
    said = payload if isinstance(payload, str) else None
    if isinstance(payload, dict):
        said = next((as_text(payload[key]) for key in _STATUS_KEYS if key in payload), None)
    match (said or "").strip().lower():
        case "completed" | "complete":
            return BatchStatus.COMPLETED
        case "failed" | "error":
            return BatchStatus.FAILED
        case "" if has_documents:
            return BatchStatus.COMPLETED
        case "" if isinstance(payload, dict) and error_text(payload):
            return BatchStatus.FAILED
        case _:
            return BatchStatus.PROCESSING


def read_text(payload: Json) -> str:
    """Read the answer of ``gettext``: ``{"text": "..."}``, bare text, any envelope (0.1).

    Raises:
        NotUnderstood: there is no text in it.
    """
    content = payload
    for _ in range(4):
        if isinstance(content, dict):
            keys = ("text", "value", "_value", "ocr_text", *ENVELOPE_KEYS)
            key = next((key for key in keys if key in content), None)
            if key is None:
                break
            content = content[key]
        elif isinstance(content, list):
            words = [
                as_text(item) if not isinstance(item, dict) else read_text(item) for item in content
            ]
            return " ".join(word for word in words if word)
        else:
            return _legible(as_text(content) or "")
    raise NotUnderstood("The service gave no text for the box.", f"got {type(content).__name__}")


def _legible(text: str) -> str:
    """Return a text as it is.

    Raises:
        NotUnderstood: it holds control characters that no page has, as bytes that are no text do.
    """
    if _CONTROL.search(text):
        raise NotUnderstood("The answer of the service is damaged.", "control characters in a text")
    return text
