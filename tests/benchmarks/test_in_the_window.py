"""The parts of the benchmarks that work in the real window, on tiny pages."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from benchmarks.counting_proxy import CountingProxy
from benchmarks.next_document import NextDocument
from benchmarks.reviewing import ScriptedReviewer, all_sent
from tests.end_to_end.driver import Driver, run_program, sign_in_options
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    (tmp_path / "server").mkdir()
    with ServerProcess(tmp_path / "server", documents=3) as process:
        yield process
    gc.collect()


def test_the_key_for_the_next_document_is_timed_until_page_and_fields_are_painted(
    qapp: QApplication, server: ServerProcess, tmp_path: Path
) -> None:
    async def scenario(driver: Driver) -> None:
        first = await driver.ready()
        presses = NextDocument(driver)
        opening = await presses.press()
        presses.type_a_letter()
        presses.retire()
        assert driver.current.id != first.id
        assert driver.current.has_details
        assert 0 < opening.handled <= opening.painted <= opening.settled

    run_program(qapp, sign_in_options(server), tmp_path / "profile", scenario)


def test_what_a_review_sends_and_gets_is_counted(
    qapp: QApplication, server: ServerProcess, tmp_path: Path
) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        reviewer = ScriptedReviewer(driver)
        while await reviewer.review():
            pass
        await all_sent(driver)

    with CountingProxy(server.url) as proxy:
        server.url = proxy.url
        run_program(qapp, sign_in_options(server), tmp_path / "profile", scenario)
    calls = [exchange.call for exchange in proxy.exchanges()]
    assert calls.count("approve_reject_doc") == 3
    assert {"getimage", "getdocument", "getuserdocuments"} <= set(calls)
    assert all(exchange.sent and exchange.received for exchange in proxy.exchanges())
