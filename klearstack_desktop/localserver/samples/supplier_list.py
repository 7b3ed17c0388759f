"""The datasource that the sample company keeps its suppliers in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from klearstack_desktop import resources
from klearstack_desktop.localserver.datasources import Datasource
from klearstack_desktop.localserver.samples import catalogue

if TYPE_CHECKING:
    from klearstack_desktop.localserver.tenant import Tenant

NAME: Final = "Supplier master"
COLUMNS: Final = ("Supplier_ID", "Supplier_Name", "VAT_Number", "Bank_Account", "City", "Currency")
_SEEDED: Final = "supplier list"


def seed_supplier_list(tenant: Tenant) -> None:
    """Give a new tenant its supplier list; one that was deleted does not come back."""
    if tenant.database.setting(_SEEDED):
        return
    if tenant.datasources.get(NAME) is None:
        with tenant.database.transaction() as connection:
            tenant.datasources.create(connection, Datasource(NAME, COLUMNS))
            tenant.datasources.append(connection, NAME, _rows())
    tenant.database.set(_SEEDED, "there")


def _rows() -> list[dict[str, str]]:
    """Return those that the sample invoices come from, and others that only stand in the list."""
    known = [
        (each.name, each.tax_id, each.bank.account, each.address[-1], each.currency)
        for each in catalogue.suppliers()
    ]
    others = [
        (each["name"], each.get("tax_id", ""), "", each["city"], each["currency"])
        for each in resources.toml("samples/other_suppliers.toml")["supplier"]
    ]
    return [
        dict(zip(COLUMNS, (f"S-{number:04}", *cells), strict=True))
        for number, cells in enumerate((*known, *others), start=1001)
    ]
