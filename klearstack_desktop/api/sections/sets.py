"""Section 9 of the contract: document sets. All three calls are assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.api.caller import Caller
from klearstack_desktop.api.listings import UploadStatus, read_names, read_upload_states

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Document


class Sets(Caller):
    """Looks into document sets; uploads make them."""

    def set_documents(self, reference: str) -> tuple[Document, ...]:
        """Return the documents of a set (section 9.1, assumed).

        Args:
            reference: the set's reference number.

        Raises:
            KlearStackError: any kind.
        """
        values = {"set_reference_number": reference}
        return self._documents("getdocumentsofset", values)

    def set_upload_status(self, reference: str) -> tuple[UploadStatus, ...]:
        """Return how far the files of a set have come (section 9.2, assumed).

        Args:
            reference: the set's reference number.

        Raises:
            KlearStackError: any kind.
        """
        values = {"set_reference_number": reference}
        return read_upload_states(self._call("getsetuploadstatus", values).payload)

    def set_reference_numbers(self) -> tuple[str, ...]:
        """Return the reference numbers of all sets (section 9.3, assumed).

        Raises:
            KlearStackError: any kind.
        """
        return read_names(self._call("getsetreferencenumbers").payload, "set_reference_number")
