"""The server's clock, as the thread that asked hears it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.api.errors import NotReachable
from tests.api.scripted import ScriptedServer, answer, text

if TYPE_CHECKING:
    from klearstack_desktop.api import KlearStackClient

MORNING = "Sun, 22 Nov 2026 10:00:00 GMT"


def test_the_last_answer_tells_the_servers_time(
    server: ScriptedServer, client: KlearStackClient
) -> None:
    server.script("getuserid", answer(b"u-26", date=MORNING))
    assert client.last_answer_date() is None
    client.user_id()
    assert client.last_answer_date() == datetime(2026, 11, 22, 10, tzinfo=UTC)


def test_a_refusal_tells_the_time_too(server: ScriptedServer, client: KlearStackClient) -> None:
    server.script("getuserid", answer({"error": "no"}, 400, date=MORNING))
    with pytest.raises(Exception, match="no"):
        client.user_id()
    assert client.last_answer_date() == datetime(2026, 11, 22, 10, tzinfo=UTC)


def test_no_answer_leaves_no_time_of_an_earlier_one(
    server: ScriptedServer, client: KlearStackClient
) -> None:
    server.script("getuserid", answer(b"u-26", date=MORNING))
    client.user_id()
    server.script("getuserid", lambda connection, _: connection.close())
    with pytest.raises(NotReachable):
        client.user_id()
    assert client.last_answer_date() is None


def test_threads_do_not_hear_each_other(server: ScriptedServer, client: KlearStackClient) -> None:
    server.script("getuserid", answer(b"u-26", date=MORNING), text("u-26"))
    client.user_id()
    with ThreadPoolExecutor(1) as other:
        assert other.submit(client.last_answer_date).result() is None
        other.submit(client.user_id).result()
        assert other.submit(client.last_answer_date).result() is None
    assert client.last_answer_date() is not None
