"""Section 3 of the contract: uploads."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from klearstack_desktop.api.answers import Upload, read_upload
from klearstack_desktop.api.caller import Caller
from klearstack_desktop.api.files import read_file
from klearstack_desktop.api.forms import flag
from klearstack_desktop.model import jsontext

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


class Uploads(Caller):
    """Sends documents to be read."""

    def upload_document(
        self,
        file: str | Path | BinaryIO,
        *,
        file_name: str | None = None,
        document_type: str | None = None,
        processing_pref: str = "Accuracy",
        invoice_type: str = "B2B",
        application_no: str | None = None,
        additional_params: Mapping[str, object] | None = None,
        account_id: str | None = None,
        set_reference_number: str | None = None,
        new_set_name: str | None = None,
        priority: bool | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Upload:
        """Upload one document (section 3.1, documented); never repeated by itself.

        Args:
            file: path or open binary file: a PDF, JPEG, PNG or TIFF.
            file_name: the name under which it is listed; by default the file's own.
            document_type: ``Invoices``, ``Receipts``, ...; by default the profile's.
            processing_pref: ``Speed`` or ``Accuracy``.
            invoice_type: ``B2B`` or ``B2C``.
            application_no: ties several documents together.
            additional_params: what the document type asks for besides, sent as JSON.
            account_id: account number.
            set_reference_number: put it into this document set.
            new_set_name: put it into a new document set of that name.
            priority: whether it should be read before others.
            progress: called with bytes sent and bytes to send, in the calling thread.

        Returns:
            What `batch_documents` needs to ask for the reading.

        Raises:
            FileProblem: the file is empty, larger than the profile's limit, or unreadable.
            KlearStackError: any kind. With ``may_have_arrived`` the document may be there.
        """
        part = read_file("file", file, file_name, self._profile.upload_limit)
        values = {
            "processing_pref": processing_pref,
            "invoice_type": invoice_type,
            "source_name": "API",
            "document_type": document_type or self._profile.document_type,
            "application_no": application_no,
            "additional_params": jsontext.dumps(additional_params) if additional_params else None,
            "account_id": account_id,
            **_set_values(set_reference_number, new_set_name),
            "priority_flag": flag(priority),
        }
        answer = self._call("processdocument", values, file=part, progress=progress)
        return read_upload(answer.payload)

    def upload_zip(
        self,
        file: str | Path | BinaryIO,
        *,
        file_name: str | None = None,
        document_type: str | None = None,
        processing_pref: str = "Accuracy",
        invoice_type: str = "B2B",
        account_id: str | None = None,
        set_reference_number: str | None = None,
        new_set_name: str | None = None,
        priority: bool | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Upload:
        """Upload a zip of images and PDFs (section 3.2, documented); never repeated by itself.

        The arguments mean what they mean for `upload_document`.

        Raises:
            FileProblem: the file is empty, larger than the profile's limit, or unreadable.
            KlearStackError: any kind. With ``may_have_arrived`` the documents may be there.
        """
        part = read_file("file", file, file_name, self._profile.upload_limit)
        values = {
            "processing_pref": processing_pref,
            "document_type": document_type or self._profile.document_type,
            "invoice_type": invoice_type,
            "source_name": "API",
            "account_id": account_id,
            **_set_values(set_reference_number, new_set_name),
            "priority_flag": flag(priority),
        }
        answer = self._call("uploadbatch", values, file=part, progress=progress)
        return read_upload(answer.payload)


def _set_values(
    set_reference_number: str | None, new_set_name: str | None
) -> dict[str, str | None]:
    return {
        "set_reference_number": set_reference_number,
        "set_name": new_set_name,
        "create_new_set": "True" if new_set_name is not None else None,
    }
