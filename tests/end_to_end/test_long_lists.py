"""A list that is read in parts: the window goes on turning while it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.api import Credentials, KlearStackClient, ServerProfile
from klearstack_desktop.api.parts import LONG_ANSWER
from klearstack_desktop.stall_watch import StallWatch
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import Driver, run_program, sign_in_options
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

DOCUMENTS = 600


@pytest.fixture(scope="module")
def long_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server whose list is long enough to be read in parts, with all its documents drawn."""
    with ServerProcess(tmp_path_factory.mktemp("long"), documents=DOCUMENTS) as server:
        credentials = Credentials(server.company, server.username, server.password)
        with KlearStackClient(ServerProfile(server.url), credentials) as client:
            while len(client.user_documents()) < DOCUMENTS:
                pass
            assert len(client._call_raw("getuserdocuments", {}).body) > LONG_ANSWER
        yield server


def test_the_window_goes_on_turning_while_a_long_list_comes(
    qapp: QApplication, long_server: ServerProcess, tmp_path: Path
) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.signed_in()
        queue = driver.desk.queue
        watch, answers = StallWatch(), []
        queue.arrived.connect(lambda _entries: answers.append(watch.answers))
        watch.start()
        try:
            await until(queue.replaced, lambda: len(queue) == DOCUMENTS, "the whole list")
            # The window answered again and again between the first documents and the last.
            assert len(answers) > 2
            assert answers[-1] > answers[0]
        finally:
            watch.stop()
        assert driver.window.queue_panel.next_open(None) is not None

    run_program(qapp, sign_in_options(long_server), tmp_path / "profile", scenario)

    # The next time the rows are there, only half of the list comes, and none of them leaves.
    long_server.fault("getuserdocuments", "half_json", times=None)

    async def next_day(driver: Driver) -> None:
        await driver.signed_in()
        queue, refreshing = driver.desk.queue, driver.desk.refreshing
        await until(queue.replaced, lambda: len(queue) == DOCUMENTS, "the remembered list")
        await until(refreshing.busy_changed, lambda: not refreshing.is_busy, "the end")
        await refreshing.refresh()
        await driver.notice("damaged")
        assert len(queue) == DOCUMENTS

    run_program(qapp, sign_in_options(long_server), tmp_path / "profile", next_day)
    long_server.clear_faults()
