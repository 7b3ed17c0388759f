"""An approved document as bookkeeping systems fetch it (section 4.6)."""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import TYPE_CHECKING

from klearstack_desktop.localserver.layouts import flat

if TYPE_CHECKING:
    from klearstack_desktop.localserver.content import Json, StoredDocument, TableRows
    from klearstack_desktop.localserver.switches import Switches

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TAX_ACCOUNTS = {"CGST": "110021, CGST", "SGST": "110022, SGST", "IGST": "110023, IGST"}
_PURCHASE_ACCOUNT = "980001"


def approved_result(document: StoredDocument, switches: Switches) -> dict[str, Json]:
    """Return one document object with its approval date and its block of accounts."""
    result = flat(document, switches)
    facts = ("Document_id", "is_approved")
    head = {key: result.pop(key) for key in facts}
    approved_at = datetime.fromisoformat(document.decided_at)
    return {
        **head,
        "approved_date": javascript_date(approved_at),
        "file_name": result.pop("file_name"),
        "overall_confidence": result.pop("overall_confidence"),
        "AccountsData": _accounts(document),
        **result,
    }


def javascript_date(moment: datetime) -> str:
    """Write a day as JavaScript does, whatever the locale: ``Wed Apr 14 2021``."""
    day = f"{_DAYS[moment.weekday()]} {_MONTHS[moment.month - 1]} {moment.day:02}"
    return f"{day} {moment.year}"


def _accounts(document: StoredDocument) -> dict[str, Json]:
    values = {field.name: field.value for field in document.fields}
    supplier = values.get("supplier_name_value", "")
    number = zlib.crc32(supplier.encode()) % 90_000 + 10_000
    return {
        "Supplier GL Account #": f"2{number}",
        "Supplier ID": number,
        "Supplier name": supplier,
        **_TAX_ACCOUNTS,
        "PurchaseAc": f"{_PURCHASE_ACCOUNT}, Purchases",
        "SplitFlag": "false",
        "LineItemAccounts": _line_accounts(document.tables.get("line_items", [])),
        "SplitAccounts": [],
    }


def _line_accounts(rows: TableRows) -> list[str]:
    """Return one text a line; an amount keeps its thousands comma, as in the vendor's sample."""
    return [
        f"LineItem{number}, {_PURCHASE_ACCOUNT}, {_cell(row, 'description')}, {_cell(row, 'total')}"
        for number, row in enumerate(rows, start=1)
    ]


def _cell(row: dict[str, Json], name: str) -> str:
    cell = row.get(name, "")
    return str(cell.get("_value", "")) if isinstance(cell, dict) else str(cell)
