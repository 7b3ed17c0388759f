"""The connection sign follows what really happens, and the way back is found without a click."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING

from PIL import Image

from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.review.service import Connection
from klearstack_desktop.waiting import until
from tests.review.steps import ready
from tests.review.test_prefetch import listed

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.uploads import UploadProgress
    from tests.review.conftest import AtDesk
    from tests.server_process import ServerProcess


async def cut_off(desk: Desk, server: ServerProcess) -> None:
    server.kill()
    desk.refresh()
    await until(desk.service.connection_changed, lambda: desk.service.is_offline, "the cut")


async def connected(desk: Desk) -> None:
    service = desk.service
    await until(
        service.connection_changed,
        lambda: service.connection is Connection.CONNECTED,
        "the connection",
    )


def signs(desk: Desk) -> list[Connection]:
    shown: list[Connection] = []
    desk.service.connection_changed.connect(lambda connection, _sentence: shown.append(connection))
    return shown


def test_the_way_back_is_found_without_a_click_and_the_list_is_read_again(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        await listed(desk)
        shown = signs(desk)
        lists: list[object] = []
        await cut_off(desk, server)
        assert desk.service.obstacle
        desk.queue.replaced.connect(lambda: lists.append(None))
        server.start_again()
        await until(desk.queue.replaced, lambda: bool(lists), "the list")
        assert shown == [Connection.OFFLINE, Connection.CONNECTED]
        assert desk.service.obstacle == ""

    at_desk(work)


def test_a_hint_is_followed_at_once(at_desk: AtDesk, server: ServerProcess) -> None:
    async def work(desk: Desk) -> None:
        await listed(desk)
        await cut_off(desk, server)
        server.start_again()
        desk.reconnecting.hint()
        await connected(desk)

    at_desk(work)


def test_a_server_that_answers_with_a_fault_is_there(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        await listed(desk)
        await cut_off(desk, server)
        server.start_again()
        server.fault("*", "status_500_html", times=None)
        assert await desk.service.probe()
        assert desk.service.connection is Connection.CONNECTED

    at_desk(work)


def test_nobody_is_told_twice_that_the_way_is_open(at_desk: AtDesk, server: ServerProcess) -> None:
    async def work(desk: Desk) -> None:
        await listed(desk)
        back: list[bool] = []
        desk.service.reconnected.connect(lambda: back.append(True))
        await cut_off(desk, server)
        server.start_again()
        await asyncio.gather(desk.service.probe(), desk.service.probe(), connected(desk))
        assert back == [True]

    at_desk(work)


def test_what_is_wanted_later_is_not_asked_for_while_the_server_is_away(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        ids = await listed(desk)
        await ready(desk)
        await cut_off(desk, server)
        shown = signs(desk)
        server.start_again()
        desk.prefetch.set_order(ids, ids[0])
        await until(desk.prefetch.ready_changed, lambda: desk.prefetch.count == 3, "the others")
        assert shown[0] is Connection.CONNECTED

    at_desk(work)


def picture(folder: Path) -> Path:
    stream = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(stream, "PNG")
    path = folder / "receipt.png"
    path.write_bytes(stream.getvalue())
    return path


def test_a_file_is_not_taken_while_it_could_not_be_uploaded(
    at_desk: AtDesk, server: ServerProcess, tmp_path: Path
) -> None:
    async def work(desk: Desk) -> None:
        await listed(desk)
        await cut_off(desk, server)
        told: list[UploadProgress] = []
        desk.uploads.progressed.connect(told.append)
        desk.uploads.upload(picture(tmp_path))
        await until(desk.uploads.progressed, lambda: bool(told), "an answer")
        assert told[0].is_problem
        assert "not uploaded" in told[0].text
        assert len(desk.queue.documents()) == 4
        server.start_again()

    at_desk(work)


def test_an_uploaded_file_is_waited_for_although_the_server_goes_away_meanwhile(
    at_desk: AtDesk, server: ServerProcess, tmp_path: Path
) -> None:
    async def work(desk: Desk) -> None:
        await listed(desk)
        told: list[UploadProgress] = []
        desk.uploads.progressed.connect(told.append)
        server.fault("getbatchdocuments", "cut_before", times=6)
        desk.uploads.upload(picture(tmp_path))
        await until(
            desk.uploads.progressed, lambda: bool(told) and told[-1].is_over, "the upload's end"
        )
        assert not told[-1].is_problem
        assert told[-1].document_id is not None
        assert desk.queue.state(told[-1].document_id) is not ReviewState.BEING_READ

    at_desk(work)
