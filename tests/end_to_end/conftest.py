from __future__ import annotations

import gc
import shutil
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from tests.end_to_end.driver import Driver, run_program, sign_in_options
from tests.server_process import REAL_SAMPLES, ServerProcess

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from klearstack_desktop.app import Options

DOCUMENTS = 8


@pytest.fixture(scope="session")
def drawn_samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with sample documents, drawn once for all tests."""
    folder = tmp_path_factory.mktemp("samples")
    with ServerProcess(folder, documents=DOCUMENTS, samples=REAL_SAMPLES) as server:
        server.stop()
    return folder / "data"


@pytest.fixture
def server(drawn_samples: Path, tmp_path: Path) -> Iterator[ServerProcess]:
    folder = tmp_path / "server"
    folder.mkdir()
    shutil.copytree(drawn_samples, folder / "data")
    with ServerProcess(folder, documents=DOCUMENTS, samples=REAL_SAMPLES) as process:
        yield process


@pytest.fixture(autouse=True)
def _garbage_of_closed_windows() -> Iterator[None]:
    """Destroy what a test leaves of its window here and not in a thread of the next test."""
    yield
    gc.collect()


class Review(Protocol):
    def __call__(
        self, scenario: Callable[[Driver], Awaitable[Any]], options: Options | None = None
    ) -> Driver: ...


@pytest.fixture
def review(
    qapp: QApplication,
    server: ServerProcess,
    tmp_path: Path,
) -> Review:
    """Runs a scenario in the program, signed in, all files under the test's folder."""

    def run(scenario: Callable[[Driver], Awaitable[Any]], options: Options | None = None) -> Driver:
        return run_program(qapp, options or sign_in_options(server), tmp_path / "profile", scenario)

    return run
