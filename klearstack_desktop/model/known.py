"""What this workstation knows besides the document itself, handed in by whoever looks it up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from klearstack_desktop.model.slips.duplicates import SeenDocuments
from klearstack_desktop.model.slips.supplier_list import SupplierList
from klearstack_desktop.model.slips.suppliers import Suppliers

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Known:
    """What a document is compared with.

    Attributes:
        today: the day at this workstation; None where nobody said, and nothing is in the future.
        seen: the documents that were seen here.
        suppliers: what was approved here, by supplier.
        listed: the suppliers on record, where a profile says which list that is.
    """

    today: date | None = None
    seen: SeenDocuments = field(default_factory=SeenDocuments, repr=False)
    suppliers: Suppliers = field(default_factory=Suppliers, repr=False)
    listed: SupplierList = field(default_factory=SupplierList, repr=False)
