"""One server for all tenants, and the tenants that this run asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.conformance.tenants import all_tenants, in_pairs
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

_TENANTS_PER_SERVER = 40


class House:
    """A server that is replaced now and then, or its lists would get longer and longer."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._process: ServerProcess | None = None
        self._served = 0

    def server(self) -> ServerProcess:
        """Return the server for the next tenant, with its default switches."""
        if self._process is None or self._served >= _TENANTS_PER_SERVER:
            self.close()
            folder = self._folders.mktemp("conformance")
            self._process = ServerProcess(folder, arguments=("--reading-time", "0"))
            self._served = 0
        self._served += 1
        return self._process

    def close(self) -> None:
        """End the server, if there is one."""
        if self._process is not None:
            with self._process:
                self._process.stop()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory)
    yield house
    house.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Hand in the tenants: pairs by default, one part of all of them if asked."""
    if "tenant" not in metafunc.fixturenames:
        return
    asked = metafunc.config.getoption("--tenants")
    if asked == "pairs":
        tenants = in_pairs()
    else:
        part, _, parts = asked.partition("/")
        if not (part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
            raise pytest.UsageError("--tenants takes pairs, or N/M for the Nth of M parts of all")
        tenants = list(all_tenants())[int(part) - 1 :: int(parts)]
    metafunc.parametrize("tenant", tenants, ids=str)
