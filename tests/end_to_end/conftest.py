from __future__ import annotations

import gc
import shutil
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from tests.end_to_end.driver import Driver, run_program, sign_in_options
from tests.server_process import REAL_SAMPLES, ServerProcess, draw_samples

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator, Iterator
    from pathlib import Path

    from klearstack_desktop.options import Options

DOCUMENTS = 8
HAS_FAILED = pytest.StashKey[bool]()

THREADS_END_WITHIN = 10.0


@pytest.fixture(scope="session")
def drawn_samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with sample documents, drawn once for all tests."""
    folder = tmp_path_factory.mktemp("samples")
    return draw_samples(folder, documents=DOCUMENTS, samples=REAL_SAMPLES)


@pytest.fixture
def server(drawn_samples: Path, tmp_path: Path) -> Iterator[ServerProcess]:
    folder = tmp_path / "server"
    folder.mkdir()
    shutil.copytree(drawn_samples, folder / "data")
    with ServerProcess(folder, documents=DOCUMENTS, samples=REAL_SAMPLES) as process:
        yield process


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[HAS_FAILED] = item.stash.get(HAS_FAILED, False) or report.failed
    return report


@pytest.fixture(autouse=True)
def _nothing_is_left_of_closed_windows(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test did with the program: once its window is closed, all of it is gone.

    What is left would slow down and disturb the tests that follow. A failure keeps its frames.
    """
    gc.collect()
    # What is there by now lives on; the collector shall not look through it with every window.
    gc.freeze()
    before, threads = _living(), set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - threads:
        # A lane ends what it has begun, also after its window, and that holds the event loop.
        if not thread.daemon:
            thread.join(THREADS_END_WITHIN)
    gc.collect()
    gc.collect()  # what Qt's destroyed objects held falls in a second round
    if not request.node.stash.get(HAS_FAILED, default=False):
        assert not _living() - before


def _living() -> Counter[str]:
    """Count the widgets, and the program's objects that send or take signals, by their types."""
    living = [*QApplication.allWidgets(), *(o for o in gc.get_objects() if isinstance(o, QObject))]
    return Counter(
        type(each).__qualname__
        for each in {id(each): each for each in living}.values()
        if isinstance(each, QWidget) or type(each).__module__.startswith("klearstack_desktop.")
    )


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
