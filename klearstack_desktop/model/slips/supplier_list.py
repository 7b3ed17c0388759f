"""The suppliers that the company itself has on record, in a datasource of KlearStack."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from klearstack_desktop.model.slips.facts import comparable, comparable_account
from klearstack_desktop.model.slips.names import NearNames

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from klearstack_desktop.model.slips.facts import Facts

KEYS: Final = ("datasource", "name", "id", "tax_id", "bank_account")
"""What a profile may say of the supplier list."""

_BETWEEN: Final = re.compile(r"[;,|\n]")
_SHORTEST_TAX_ID: Final = 5


@dataclass(frozen=True, slots=True)
class SupplierColumns:
    """Which datasource lists the suppliers, and what stands in which of its columns.

    Attributes:
        datasource: its name.
        name: the column of the supplier's name.
        id: the column that the field of the supplier holds where that is not the name; may be
            empty, like those that follow.
        tax_id: the column of the tax number.
        bank_account: the column of its bank accounts; several are set apart by commas.
    """

    datasource: str
    name: str
    id: str = ""
    tax_id: str = ""
    bank_account: str = ""


def columns_from(table: Mapping[str, Any]) -> SupplierColumns | None:
    """Return what a profile says of the supplier list; None where it says nothing.

    Raises:
        ValueError: it says something else; the sentence goes on after the profile's name.
    """
    stated = {key: value for key, value in table.items() if value != ""}
    if not stated:
        return None
    for key, value in stated.items():
        if key not in KEYS:
            raise ValueError(f"there is nothing called {key}; there are {', '.join(KEYS)}")
        if not isinstance(value, str):
            raise ValueError(f"{key} must be a name in quotes")  # noqa: TRY004 - the file's fault
    for key in ("datasource", "name"):
        if key not in stated:
            raise ValueError(f"{key} is missing: the datasource, and the column of the names")
    return SupplierColumns(**{key: value.strip() for key, value in stated.items()})


@dataclass(frozen=True, slots=True)
class ListedSupplier:
    """What the list says of one supplier, all its rows together."""

    name: str
    tax_ids: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


class SupplierList:
    """The suppliers on record, ready to be looked up; immutable.

    Args:
        rows: of the datasource, column to cell.
        columns: what stands where.
    """

    __slots__ = ("_by_name", "_by_tax_id", "_names")

    def __init__(
        self,
        rows: Iterable[Mapping[str, str]] = (),
        columns: SupplierColumns | None = None,
    ) -> None:
        self._by_name: dict[str, ListedSupplier] = {}
        self._by_tax_id: dict[str, ListedSupplier] = {}
        self._names = NearNames()
        if columns is not None:
            self._take(rows, columns)

    def _take(self, rows: Iterable[Mapping[str, str]], columns: SupplierColumns) -> None:
        gathered: dict[str, list[Mapping[str, str]]] = defaultdict(list)
        for row in rows:
            if key := comparable(row.get(columns.name, "")):
                gathered[key].append(row)
        for key, alike in gathered.items():
            supplier = ListedSupplier(
                alike[0][columns.name].strip(),
                _cells(alike, columns.tax_id),
                _accounts(alike, columns.bank_account),
            )
            self._by_name[key] = supplier
            for tax_id in supplier.tax_ids:
                if len(number := comparable(tax_id)) >= _SHORTEST_TAX_ID:
                    self._by_tax_id.setdefault(number, supplier)
        names = {key: supplier.name for key, supplier in self._by_name.items()}
        self._names = NearNames(names)
        for key, alike in gathered.items():
            for identity in _cells(alike, columns.id):
                self._by_name.setdefault(comparable(identity), self._by_name[key])

    def __len__(self) -> int:
        return len(self._names)

    def named(self, facts: Facts) -> ListedSupplier | None:
        """Return the supplier whose name, or id, a document states; None where none has it."""
        return self._by_name.get(comparable(facts.supplier)) if facts.supplier else None

    def taxed_as(self, facts: Facts) -> ListedSupplier | None:
        """Return the supplier whose tax number a document states; None where none has it."""
        return self._by_tax_id.get(comparable(facts.tax_id)) if facts.tax_id else None

    def near_name(self, supplier: str) -> str:
        """Return the listed supplier whose name is near but not equal; empty for none."""
        return self._names.near(supplier)


def holds_account(accounts: Iterable[str], account: str) -> bool:
    """Whether a bank account is one of some, however it is written."""
    own = comparable_account(account)
    return any(own == comparable_account(each) for each in accounts)


def _cells(rows: Iterable[Mapping[str, str]], column: str) -> tuple[str, ...]:
    if not column:
        return ()
    cells = (row.get(column, "").strip() for row in rows)
    return tuple(dict.fromkeys(cell for cell in cells if cell))


def _accounts(rows: Iterable[Mapping[str, str]], column: str) -> tuple[str, ...]:
    parts = (part.strip() for cell in _cells(rows, column) for part in _BETWEEN.split(cell))
    accounts = [part for part in parts if part]
    if len(accounts) < 2:
        return tuple(accounts)
    return tuple({comparable_account(account): account for account in accounts}.values())
