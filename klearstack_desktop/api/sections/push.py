"""Section 7 of the contract: the push API, in which KlearStack calls the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.api.answers import Receipt, read_receipt
from klearstack_desktop.api.caller import Caller
from klearstack_desktop.api.pushed import Push, read_push
from klearstack_desktop.model import jsontext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klearstack_desktop.model.jsontext import Json


class PushCalls(Caller):
    """Reads what was pushed, and asks for it again."""

    def parse_push(self, form: Mapping[str, str]) -> Push:
        """Read the form fields of a push call in the words of this profile (section 7.1).

        Raises:
            NotUnderstood: the field ``data`` is missing or holds no documents.
        """
        return read_push(form, self._reader)

    def retry_push(self, collection_name: str, data: Json) -> Receipt:
        """Ask the service to push again (section 7.2, disputed); never repeated by itself.

        Args:
            collection_name: the document type.
            data: sent as JSON. The vendor prints the structure of the field mapping here, which
                cannot be meant; what a tenant expects has to be found out.

        Raises:
            KlearStackError: any kind. With ``may_have_arrived`` it may be pushed all the same.
        """
        values = {"collection_name": collection_name, "data": jsontext.dumps(data)}
        return read_receipt(self._call("retry_push_api", values))
