"""One server and two reviewers for all of these tests; each has a document of its own."""

from __future__ import annotations

import itertools
import threading
from typing import TYPE_CHECKING

import pytest

from tests.localserver.caller import sample_id
from tests.localserver.tiny_samples import TIFF_INDEX
from tests.review.sending.reviewers import Reviewer
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

_DOCUMENTS = 360
_untouched = itertools.count(TIFF_INDEX + 1)


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with a document for each test."""
    with ServerProcess(tmp_path_factory.mktemp("server"), documents=_DOCUMENTS) as server:
        pause = threading.Event()
        with Reviewer(server, server.username) as waiting:
            while len(waiting.client.user_documents()) < _DOCUMENTS:
                pause.wait(0.05)
        yield server


@pytest.fixture
def server(shared_server: ServerProcess) -> Iterator[ServerProcess]:
    """The shared server, free of faults and odd habits afterwards."""
    yield shared_server
    shared_server.clear_faults()
    shared_server.let_go()
    shared_server.switch()


@pytest.fixture
def document_id() -> str:
    """An untouched document of one page."""
    index = next(_untouched)
    assert index < _DOCUMENTS
    return sample_id(index)


@pytest.fixture
def priya(server: ServerProcess) -> Iterator[Reviewer]:
    """The reviewer under test."""
    with Reviewer(server, "priya") as reviewer:
        yield reviewer


@pytest.fixture
def meera(server: ServerProcess) -> Iterator[Reviewer]:
    """The other reviewer."""
    with Reviewer(server, "meera") as reviewer:
        yield reviewer
