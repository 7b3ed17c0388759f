"""What is known to be old is not read any more, however soon somebody asks for it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from klearstack_desktop.api import Credentials, KlearStackClient, ServerProfile
from klearstack_desktop.clock import SystemClock
from klearstack_desktop.pages.decoder import PageDecoder
from klearstack_desktop.review.fetching import Fetching
from klearstack_desktop.review.lanes import Lane, Lanes
from klearstack_desktop.review.service import Service
from klearstack_desktop.review.tasks import TaskRegister
from klearstack_desktop.store.account_store import AccountStore

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server_process import ServerProcess


def test_who_is_about_to_read_what_is_being_forgotten_finds_nothing(
    server: ServerProcess, tmp_path: Path
) -> None:
    async def work() -> None:
        failures: list[BaseException] = []
        lanes, tasks = Lanes(), TaskRegister(failures.append)
        credentials = Credentials(
            server.company, server.username, server.passwords[server.username]
        )
        client = KlearStackClient(ServerProfile(server.url), credentials)
        store = AccountStore(tmp_path, server.url, server.company, server.username)
        await lanes.run(Lane.STORE_CACHE, store.open_cache, None, None)
        fetching = Fetching(
            service=Service(client, lanes),
            decoder=PageDecoder(),
            store=store,
            lanes=lanes,
            tasks=tasks,
            clock=SystemClock(),
        )
        listed = (await asyncio.to_thread(client.user_documents))[0]
        await fetching.details(listed, is_urgent=True)
        assert await fetching.known_details(listed.id) is not None

        # What makes the next documents ready is such a task: it has its turn before the forgetting.
        reading = asyncio.create_task(fetching.known_details(listed.id))
        fetching.forget_details(listed.id)
        assert await reading is None

        await tasks.close()
        await lanes.run(Lane.STORE_CACHE, store.close_cache)
        lanes.close()
        client.close()
        assert not failures

    asyncio.run(work())
