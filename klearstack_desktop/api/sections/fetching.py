"""Section 4 of the contract: fetching documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.api.answers import Batch, read_batch
from klearstack_desktop.api.caller import Caller

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Document


class Fetching(Caller):
    """Reads lists of documents, and one document in full.

    None of the lists has pages: one answer may hold every document of the company.
    """

    def batch_documents(self, batch_id: str, document_type: str | None = None) -> Batch:
        """Return how far an upload has been read, and what was read (section 4.1, documented).

        Args:
            batch_id: from `upload_document` or `upload_zip`.
            document_type: by default the profile's.

        Raises:
            KlearStackError: any kind.
        """
        values = {
            "batch_id": batch_id,
            "document_type": document_type or self._profile.document_type,
        }
        return read_batch(self._call("getbatchdocuments", values).payload, self._reader)

    def user_documents(
        self, approved: bool | None = None, saved: bool | None = None
    ) -> tuple[Document, ...]:
        """Return the documents that the user may see (section 4.4, documented).

        Args:
            approved: only approved ones (True), or None for no filter.
            saved: only saved ones (True), or None for no filter.

        Raises:
            KlearStackError: any kind.
        """
        values = {"approve_flag": _flag(approved), "save_flag": _flag(saved)}
        return self._reader.documents(self._call("getuserdocuments", values).payload)

    def document(self, document_id: str, collection_name: str | None = None) -> Document:
        """Return everything about one document (section 4.7, assumed).

        Args:
            document_id: 24 hex digits.
            collection_name: by default the profile's (``invoices``).

        Raises:
            Refused: there is no such document.
            KlearStackError: any other kind.
        """
        collection = collection_name or self._profile.collection_name
        values = {"collection_name": collection, "id": document_id}
        return self._reader.document(
            self._call("getdocument", values).payload, document_id, collection
        )


def _flag(value: bool | None) -> str | None:
    return None if value is None else str(value).lower()
