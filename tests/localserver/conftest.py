"""One server for all tests of its wire; those about its life start their own."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from tests.localserver.caller import Caller, DocumentIds
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = 80
_ids = DocumentIds()


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with many tiny samples; tests change only what ``document_id`` gives them."""
    folder = tmp_path_factory.mktemp("server")
    quickly = ("--reading-time", "0.3")
    with ServerProcess(folder, documents=SAMPLES, arguments=quickly) as server:
        caller = Caller(server)
        pause = threading.Event()
        while len(caller.result("getuserdocuments")["result"]) < SAMPLES:
            pause.wait(0.05)
        yield server


@pytest.fixture
def server(shared_server: ServerProcess) -> Iterator[ServerProcess]:
    """The shared server, free of faults and odd habits afterwards."""
    yield shared_server
    shared_server.clear_faults()
    shared_server.switch()


@pytest.fixture
def caller(server: ServerProcess) -> Caller:
    """An Approver."""
    return Caller(server)


@pytest.fixture
def document_id() -> str:
    """An untouched document."""
    return _ids.next()


@pytest.fixture
def another_document_id() -> str:
    """A second one."""
    return _ids.next()
