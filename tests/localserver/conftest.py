"""One server for all tests of its wire; those about its life start their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.localserver.caller import Caller, DocumentIds
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = 60
_ids = DocumentIds()


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with many tiny samples; tests change only what ``document_id`` gives them."""
    with ServerProcess(tmp_path_factory.mktemp("server"), documents=SAMPLES) as server:
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
def document_id(caller: Caller) -> str:
    """An untouched document that has arrived."""
    wanted = _ids.next()
    while caller.on_document("getdocument", wanted).status_code == 404:
        pass
    return wanted
