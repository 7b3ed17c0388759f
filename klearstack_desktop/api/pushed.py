"""What KlearStack posts to a customer's address (section 7.1), for receivers without a client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from klearstack_desktop.api.errors import NotUnderstood
from klearstack_desktop.api.reader import DocumentReader
from klearstack_desktop.model import jsontext
from klearstack_desktop.model.fieldmap import default_field_map

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klearstack_desktop.model.document import Document


@dataclass(frozen=True, slots=True)
class Push:
    """One push call; the credentials that it carried are not kept.

    Attributes:
        company: the tenant.
        username: the user that the receiver was configured with.
        document_type: name of the document type.
        batch_id: id of the document or batch.
        document_id: id of the document.
        file_name: the uploaded file.
        documents: the whole result.
    """

    company: str
    username: str
    document_type: str
    batch_id: str
    document_id: str
    file_name: str
    documents: tuple[Document, ...]


def parse_push(form: Mapping[str, str]) -> Push:
    """Read the form fields of a push call in the words of the shipped field map.

    Raises:
        NotUnderstood: the field ``data`` is missing or holds no documents.
    """
    return read_push(form, DocumentReader(default_field_map()))


def read_push(form: Mapping[str, str], reader: DocumentReader) -> Push:
    """Read the form fields of a push call with a given reader.

    Raises:
        NotUnderstood: the field ``data`` is missing or holds no documents.
    """
    try:
        payload = jsontext.loads(form["data"])
    except (KeyError, ValueError):
        raise NotUnderstood("The push holds no result.", f"fields {sorted(form)[:20]}") from None
    documents = reader.documents(payload)
    # The vendor's table writes Document_id, the sample document_id.
    document_id = form.get("Document_id") or form.get("document_id") or ""
    return Push(
        company=form.get("company_name", ""),
        username=form.get("username", ""),
        document_type=form.get("document_type", ""),
        batch_id=form.get("batch_id", ""),
        document_id=document_id or (documents[0].id if len(documents) == 1 else ""),
        file_name=form.get("file_name", ""),
        documents=documents,
    )
