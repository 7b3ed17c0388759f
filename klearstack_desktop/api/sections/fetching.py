"""Section 4 of the contract: fetching documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.api.answers import Batch, read_batch
from klearstack_desktop.api.caller import Caller
from klearstack_desktop.api.forms import day, flag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from klearstack_desktop.api.answers import QuickBooksStatus
    from klearstack_desktop.api.parts import Part
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
        return self._documents("getuserdocuments", _filter(approved, saved))

    def user_documents_in_parts(
        self, approved: bool | None = None, saved: bool | None = None
    ) -> Iterator[Part]:
        """Yield the documents that the user may see in parts (section 4.4, documented).

        Where an answer of many megabytes is parsed at once, every other thread of the program
        stands still for seconds. Here none waits for more than some milliseconds, and what was
        taken of the answer can be dropped before the next part is read. Nothing is asked before
        the first part is wanted.

        Args:
            approved: only approved ones (True), or None for no filter.
            saved: only saved ones (True), or None for no filter.

        Returns:
            Parts of some documents each, in the service's order. Only when they end without an
            error, the list is whole.

        Raises:
            KlearStackError: any kind; a damaged end shows only after the parts before it.
        """
        return self._documents_in_parts("getuserdocuments", _filter(approved, saved))

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

    def documents_between(
        self, start: date, end: date, document_type: str | None = None
    ) -> tuple[Document, ...]:
        """Return the documents of a range of days (section 4.2, assumed).

        Args:
            start: first day.
            end: last day, included.
            document_type: by default the profile's.

        Raises:
            ValueError: the range ends before it starts.
            KlearStackError: any kind.
        """
        values = _range(start, end) | {
            "document_type": document_type or self._profile.document_type
        }
        return self._documents("getdocumentsbetweendates", values)

    def set_results(self, reference: str) -> tuple[Document, ...]:
        """Return what was read from the documents of a set (section 4.3, assumed).

        Args:
            reference: the set's reference number.

        Raises:
            KlearStackError: any kind.
        """
        values = {"set_reference_number": reference}
        return self._documents("getsetdocuments", values)

    def modified_documents(self, document_type: str | None = None) -> tuple[Document, ...]:
        """Return what changed since this was last asked (section 4.5, documented).

        The service forgets the changes once it has told them, perhaps for the whole company, and
        another integration may rely on them. The program never asks by itself, and neither is the
        call repeated: write the answer down before using it.

        Args:
            document_type: by default the profile's.

        Raises:
            KlearStackError: any kind. With ``may_have_arrived`` the changes may be lost.
        """
        values = {"document_type": document_type or self._profile.document_type}
        answer = self._call("getmodifiedinvoices", values)
        # The vendor's own example of a success is empty.
        return self._reader.documents(answer.payload) if answer.payload != "" else ()

    def approved_documents(
        self,
        start: date,
        end: date,
        users: Sequence[str] = (),
        qbe_status: QuickBooksStatus | None = None,
        document_type: str | None = None,
    ) -> tuple[Document, ...]:
        """Return what was approved in a range of days (section 4.6, documented).

        Only Admin and Approver may ask. The flag ``is_approved`` of these documents is 0 in the
        vendor's own sample, so it proves nothing here.

        Args:
            start: first day.
            end: last day, included.
            users: only what these users uploaded; everybody's by default.
            qbe_status: only those for which QuickBooks Enterprise said so.
            document_type: by default the profile's.

        Raises:
            ValueError: the range ends before it starts.
            Refused: the role of the user does not allow it.
            KlearStackError: any other kind.
        """
        values = _range(start, end) | {
            "document_type": document_type or self._profile.document_type,
            "user_list": ",".join(users) or None,
            "QBE_status": qbe_status,
        }
        return self._documents("getapproveinvoices", values)


def _filter(approved: bool | None, saved: bool | None) -> dict[str, str | None]:
    return {"approve_flag": flag(approved), "save_flag": flag(saved)}


def _range(start: date, end: date) -> dict[str, str | None]:
    if end < start:
        raise ValueError("the range of days ends before it starts")
    return {"from_date": day(start), "to_date": day(end)}
