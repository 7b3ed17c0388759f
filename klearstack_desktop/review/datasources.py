"""Lists to choose from that KlearStack keeps: remembered here, read again in the background."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.choices import choices_from
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.slips.supplier_list import SupplierList
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.store.datasource_cache import KeptDatasource, decode_rows, encode_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from klearstack_desktop.model.fieldmap import DatasourceUse
    from klearstack_desktop.model.slips.supplier_list import SupplierColumns
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.ports import Clock
    from klearstack_desktop.review.service import Service
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.account_store import AccountStore

log = logging.getLogger(__name__)

FRESH: Final = timedelta(hours=1)
"""A list that was read so lately is not read again at the start."""

ROW_ID: Final = "_id"
"""The column under which the service's own id of a row can be sent or shown."""


class Datasources(QObject):
    """Brings the datasources that the field map names; a problem leaves what was there.

    Signals:
        loaded: carries a `DatasourceUse` and the `ChoiceList` that it offers from now on.
        listed: carries the `SupplierList` to compare with from now on.

    Args:
        uses: which columns of which datasources the fields want.
        suppliers: which datasource lists the suppliers, or None.
    """

    loaded = Signal(object, object)
    listed = Signal(object)

    def __init__(
        self,
        uses: Iterable[DatasourceUse],
        suppliers: SupplierColumns | None = None,
        *,
        service: Service,
        store: AccountStore,
        lanes: Lanes,
        tasks: TaskRegister,
        clock: Clock,
    ) -> None:
        super().__init__()
        self._uses = tuple(dict.fromkeys(uses))
        self._suppliers = suppliers
        self._service = service
        self._store = store
        self._lanes = lanes
        self._tasks = tasks
        self._clock = clock
        self._told: dict[str, int] = {}
        self._due: set[str] = set()
        service.reconnected.connect(self._read_due)

    def bring(self) -> None:
        """Tell what is remembered at once, and read again what is not fresh."""
        names = {use.name for use in self._uses}
        if self._suppliers is not None:
            names.add(self._suppliers.datasource)
        for name in names:
            self._tasks.spawn(self._bring(name), "bring a datasource")

    def _read_due(self) -> None:
        for name in tuple(self._due):
            self._tasks.spawn(self._read(name), "read a datasource")

    async def _bring(self, name: str) -> None:
        try:
            kept = await self._lanes.run(Lane.STORE_CACHE, self._store.datasources.get, name)
        except Problem as problem:
            log.warning("a datasource cannot be recalled: %s", problem.details)
            kept = None
        if kept is not None:
            await self._tell(name, kept.text)
        if kept is None or self._clock.now() - kept.read_at > FRESH:
            await self._read(name)

    async def _read(self, name: str) -> None:
        self._due.add(name)
        client = self._service.client
        try:
            found = await self._service.background(client.datasource_rows, name)
        except Problem as problem:
            log.warning("a datasource was not read: %s", problem.details)
            return
        rows = [{**row.values, ROW_ID: row.id} if row.id else row.values for row in found]
        text = await self._lanes.run(Lane.DECODE, encode_rows, rows)
        self._due.discard(name)
        if self._told.get(name) != hash(text):
            await self._tell(name, text)
        try:
            kept = KeptDatasource(text, self._clock.now())
            await self._lanes.run(Lane.STORE_CACHE, self._store.datasources.put, name, kept)
        except Problem as problem:
            log.warning("a datasource is not remembered: %s", problem.details)

    async def _tell(self, name: str, text: str) -> None:
        self._told[name] = hash(text)
        rows = await self._lanes.run(Lane.DECODE, decode_rows, text)
        for use in self._uses:
            if use.name == name:
                _warn_of_columns(rows[:1], {use.send, use.show}, "field map")
                choices = await self._lanes.run(Lane.DECODE, choices_from, rows, use)
                self.loaded.emit(use, choices)
        columns = self._suppliers
        if columns is not None and columns.datasource == name:
            stated = {columns.name, columns.id, columns.tax_id, columns.bank_account}
            _warn_of_columns(rows, stated - {""}, "supplier list")
            suppliers = await self._lanes.run(Lane.DECODE, SupplierList, rows, columns)
            self.listed.emit(suppliers)


def _warn_of_columns(rows: Sequence[Mapping[str, str]], stated: set[str], by: str) -> None:
    columns = {column for row in rows for column in row}
    if rows and not stated <= columns:
        log.warning("a datasource has not the columns that the %s names", by)
