"""Section 5 of the contract: correcting, deciding, reading text under a box."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, assert_never

from klearstack_desktop.api.answers import Receipt, read_receipt, read_text
from klearstack_desktop.api.caller import Caller
from klearstack_desktop.api.forms import moment
from klearstack_desktop.api.tables import NO_BOX, written
from klearstack_desktop.model import jsontext
from klearstack_desktop.model.changes import FieldChange, TableChange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klearstack_desktop.api.answers import QuickBooksStatus
    from klearstack_desktop.model.changes import Change, Changes
    from klearstack_desktop.model.geometry import Box
    from klearstack_desktop.model.jsontext import Json


class Updating(Caller):
    """Changes documents. None of these calls is repeated by itself."""

    def update_document(
        self, document_id: str, changes: Changes, collection_name: str | None = None
    ) -> Receipt:
        """Send corrected values (section 5.1, documented; tables are assumed).

        Args:
            document_id: which document.
            changes: wire name to a `FieldChange` (value and box in pixels), a `TableChange` (a
                whole table) or a bare string, which clears the position. Only what is named
                changes.
            collection_name: by default the profile's; use the one that the details gave.

        Raises:
            ValueError: there are no changes.
            Refused: the service will not; ``already`` says if because it was decided before.
            KlearStackError: any other kind. With ``may_have_arrived`` the outcome is unknown.
        """
        if not changes:
            raise ValueError("there is nothing to send")
        data = jsontext.dumps({name: _written(change) for name, change in changes.items()})
        values = self._addressed(document_id, collection_name) | {"data": data}
        return read_receipt(self._call("update_document", values, private=_values_in(changes)))

    def approve(
        self, document_id: str, comment: str, collection_name: str | None = None
    ) -> Receipt:
        """Approve a document (section 5.3, documented).

        Args:
            document_id: which document.
            comment: the reason, which the service requires for approvals as well.
            collection_name: by default the profile's; use the one that the details gave.

        Raises:
            Refused: the service will not; ``already`` says if because it was decided before.
            KlearStackError: any other kind. With ``may_have_arrived`` the outcome is unknown.
        """
        return self._decide("approve", document_id, comment, collection_name)

    def reject(self, document_id: str, comment: str, collection_name: str | None = None) -> Receipt:
        """Reject a document (section 5.3, documented); everything else as for `approve`."""
        return self._decide("reject", document_id, comment, collection_name)

    def capture_text(self, ocr_id: str, box: Box, collection_name: str | None = None) -> str:
        """Return the text under a box on the page (section 5.4; the answer is assumed).

        Args:
            ocr_id: from the details; `Document.ocr_id_of` gives the one of a page.
            box: in pixels of the page image that the boxes of the document refer to.
            collection_name: by default the profile's; use the one that the details gave.

        Raises:
            NotUnderstood: the answer holds no text.
            KlearStackError: any other kind.
        """
        values = {
            "collection_name": collection_name or self._profile.collection_name,
            "ocr_text_id": ocr_id,
            "coordinates": jsontext.dumps(box.corners()),
        }
        return read_text(self._call("gettext", values).payload)

    def record_quickbooks_result(
        self,
        document_id: str,
        status: QuickBooksStatus,
        error_message: str = "",
        at: datetime | None = None,
        document_type: str | None = None,
    ) -> Receipt:
        """Note what QuickBooks Enterprise did with an approved document (section 5.2, documented).

        Args:
            document_id: which document.
            status: ``"successful"`` or ``"failed"``.
            error_message: why it failed.
            at: when; now, in the zone of this computer, by default.
            document_type: by default the profile's.

        Raises:
            Refused: there is no such document (the service says so with a status of 200).
            KlearStackError: any other kind.
        """
        response = {
            "document_id": document_id,
            "QBE_status": status,
            "error_message": error_message,
            "QBE_timestamp": moment(at or datetime.now().astimezone()),
        }
        values = {
            "document_type": document_type or self._profile.document_type,
            "QBE_response": jsontext.dumps(response),
        }
        private = (error_message,) if error_message else ()
        return read_receipt(self._call("updateqbestatus", values, private=private))

    def _decide(
        self, decision: str, document_id: str, comment: str, collection_name: str | None
    ) -> Receipt:
        values = self._addressed(document_id, collection_name) | {
            "approve_reject": decision,
            "comment": comment,
        }
        # A single word is no secret, and taking it out would spoil "Document is already approved".
        private = (comment,) if " " in comment else ()
        return read_receipt(self._call("approve_reject_doc", values, private=private))

    def _addressed(self, document_id: str, collection_name: str | None) -> dict[str, str]:
        return {
            "collection_name": collection_name or self._profile.collection_name,
            "id": document_id,
        }


def _written(change: str | Change) -> Json:
    match change:
        case str():
            return {"_value": change, "_coordinates": NO_BOX}
        case FieldChange(value, box):
            return {"_value": value, "_coordinates": box.corners() if box else NO_BOX}
        case TableChange():
            return written(change)
        case _:
            assert_never(change)


def _values_in(changes: Changes) -> Iterator[str]:
    for change in changes.values():
        match change:
            case str():
                yield change
            case FieldChange(value, _):
                yield value
            case TableChange(_, rows):
                yield from (cell.value for row in rows for cell in row)
