"""Section 10 of the contract: what fields are called and whether they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from klearstack_desktop.api.answers import Receipt, read_receipt
from klearstack_desktop.api.caller import Caller
from klearstack_desktop.model import jsontext

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class FieldSetting:
    """How the service presents one field.

    Attributes:
        label: what people read.
        required: whether a document may lack it.
        visible: whether it is shown.
    """

    label: str
    required: bool = False
    visible: bool = True


class FieldMapping(Caller):
    """Sets the field mapping; there is no call that reads it."""

    def update_field_mapping(
        self, collection_name: str, fields: Mapping[str, FieldSetting]
    ) -> Receipt:
        """Set labels, required flags and visibility of fields (section 10.1, disputed path).

        Args:
            collection_name: the document type; letter case is uncertain, the vendor's sample
                has ``invoices``.
            fields: internal name, for example ``doc_number_value``, to its setting.

        Raises:
            ValueError: there are no fields.
            KlearStackError: any kind.
        """
        if not fields:
            raise ValueError("there is nothing to send")
        written = {
            name: {
                "label": setting.label,
                "required": setting.required,
                "visibility": setting.visible,
            }
            for name, setting in fields.items()
        }
        data = [{"documentTypeDetails": {collection_name: {"fields": written}}}]
        values = {"collection_name": collection_name, "data": jsontext.dumps(data)}
        return read_receipt(self._call("updatemappingdataapi", values))
