"""Lists to choose from come from the server, are remembered, and are read again when old."""

from __future__ import annotations

import contextlib
import io
from datetime import timedelta
from typing import TYPE_CHECKING

from klearstack_desktop.clock import SystemClock
from klearstack_desktop.model.fieldmap import DatasourceUse
from klearstack_desktop.model.slips.facts import Facts
from klearstack_desktop.model.slips.supplier_list import SupplierColumns
from klearstack_desktop.review.datasources import FRESH, Datasources
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.waiting import until

if TYPE_CHECKING:
    from datetime import datetime

    from klearstack_desktop.model.choices import ChoiceList
    from klearstack_desktop.review.desk import Desk
    from tests.review.conftest import AtDesk

COLUMNS = ["Id", "Name"]
SUPPLIERS = DatasourceUse("Suppliers", "Id", "Name")
BY_ROW = DatasourceUse("Suppliers", "_id", "Name")


class LaterClock(SystemClock):
    """The time, so much later."""

    def __init__(self, later: timedelta) -> None:
        self._later = later

    def now(self) -> datetime:
        return super().now() + self._later


class Heard:
    """What was told, by use."""

    def __init__(self, source: Datasources) -> None:
        self.source = source
        self.lists: list[tuple[DatasourceUse, ChoiceList]] = []
        source.loaded.connect(lambda use, choices: self.lists.append((use, choices)))

    async def times(self, count: int) -> None:
        await until(self.source.loaded, lambda: len(self.lists) >= count, "the lists")


def datasources(desk: Desk, *uses: DatasourceUse, later: timedelta = timedelta()) -> Heard:
    return Heard(
        Datasources(
            uses,
            service=desk.service,
            store=desk._store,
            lanes=desk._lanes,
            tasks=desk._tasks,
            clock=LaterClock(later),
        )
    )


async def fill(desk: Desk, *names: str) -> None:
    rows = "".join(f"{number},{name}\n" for number, name in enumerate(names, start=7))
    file = io.BytesIO(f"Id,Name\n{rows}".encode())
    client = desk.service.client
    with contextlib.suppress(Exception):
        await desk.service.interactive(client.delete_datasource, "Suppliers")
    await desk._lanes.run(
        Lane.NET_INTERACTIVE,
        lambda: client.create_datasource("Suppliers", COLUMNS, file, file_name="s.csv"),
    )


async def until_kept(desk: Desk) -> None:
    """Wait until the list is on disk, which is asked of the same thread as soon as it was told."""
    assert await desk._lanes.run(Lane.STORE_CACHE, desk._store.datasources.get, "Suppliers")


def test_a_list_is_told_for_each_use_and_remembered_for_the_next_start(at_desk: AtDesk) -> None:
    async def read(desk: Desk) -> None:
        await fill(desk, "Contoso", "Flora")
        heard = datasources(desk, SUPPLIERS, BY_ROW)
        heard.source.bring()
        await heard.times(2)
        lists = dict(heard.lists)
        assert lists[SUPPLIERS].shown("8") == "Flora"
        assert len(lists[BY_ROW].meant("Flora").value) == 24, "the service's own id of the row"
        await until_kept(desk)
        await desk.service.interactive(desk.service.client.delete_datasource, "Suppliers")

    async def start_again(desk: Desk) -> None:
        heard = datasources(desk, SUPPLIERS)
        heard.source.bring()
        await heard.times(1)
        assert heard.lists[0][1].shown("7") == "Contoso"

    at_desk(read)
    at_desk(start_again)


def test_an_old_list_is_told_first_and_then_read_again(at_desk: AtDesk) -> None:
    async def read(desk: Desk) -> None:
        await fill(desk, "Contoso")
        first = datasources(desk, SUPPLIERS)
        first.source.bring()
        await first.times(1)
        await until_kept(desk)
        await fill(desk, "Northwind")
        heard = datasources(desk, SUPPLIERS, later=FRESH + timedelta(minutes=1))
        heard.source.bring()
        await heard.times(2)
        assert [choices.shown("7") for _use, choices in heard.lists] == ["Contoso", "Northwind"]

    at_desk(read)


def test_a_list_that_could_not_be_read_is_asked_for_when_the_server_is_back(
    at_desk: AtDesk,
) -> None:
    async def read(desk: Desk) -> None:
        heard = datasources(desk, SUPPLIERS)
        await heard.source._read("Suppliers")
        assert heard.lists == [], "the server has no such list yet"
        await fill(desk, "Contoso")
        desk.service.reconnected.emit()
        await heard.times(1)
        assert heard.lists[-1][1].shown("7") == "Contoso"

    at_desk(read)


def test_the_supplier_list_is_read_even_where_no_field_chooses_from_it(at_desk: AtDesk) -> None:
    async def read(desk: Desk) -> None:
        await fill(desk, "Contoso", "Flora")
        source = Datasources(
            (),
            SupplierColumns("Suppliers", name="Name", id="Id"),
            service=desk.service,
            store=desk._store,
            lanes=desk._lanes,
            tasks=desk._tasks,
            clock=desk._clock,
        )
        source.listed.connect(desk.comparing.list_suppliers)
        source.bring()
        standards = desk.standards
        await until(standards.known_changed, lambda: len(standards.known.listed) == 2, "the list")
        supplier = standards.known.listed.named(Facts("any", supplier="8"))
        assert supplier is not None
        assert supplier.name == "Flora"

    at_desk(read)
