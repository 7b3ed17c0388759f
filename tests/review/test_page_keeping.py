from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from klearstack_desktop.model.document import PageImage
from klearstack_desktop.model.settings import Settings
from klearstack_desktop.review.lanes import Lane, Lanes
from klearstack_desktop.review.page_keeping import PageKeeping
from klearstack_desktop.store.account_store import AccountStore

if TYPE_CHECKING:
    from pathlib import Path

KEY = bytes(range(32))
DOCUMENTS = 200
PAGE = PageImage(1, b"\xff\xd8" + b"x" * 20_000, "image/jpeg")


def files(store: AccountStore) -> int:
    folder = store.folder / "pages"
    return sum(path.is_file() for path in folder.rglob("*"))


async def until_at_most(lanes: Lanes, store: AccountStore, count: int) -> None:
    """Let the batches have their turns in the lane until no more files are left than that."""
    async with asyncio.timeout(20):
        while files(store) > count:
            await lanes.run(Lane.STORE_CACHE, lambda: None)


def test_other_limits_make_room_at_once_and_in_batches(tmp_path: Path) -> None:
    store = AccountStore(tmp_path, "https://tenant.example", "Acme", "priya")

    def fill() -> None:
        store.open_cache(page_key=KEY)
        for number in range(DOCUMENTS):
            store.pages.put(f"document {number}", PAGE)

    async def work() -> None:
        lanes = Lanes()
        try:
            await lanes.run(Lane.STORE_CACHE, fill)
            keeping = PageKeeping(store, lanes)
            keeping.set_limits(Settings())
            task = asyncio.create_task(keeping.keep())
            await asyncio.sleep(0)
            assert files(store) == DOCUMENTS
            keeping.set_limits(Settings(page_cache_megabytes=1))
            await until_at_most(lanes, store, 1024 * 1024 // len(PAGE.data))
            assert files(store) > 0
            keeping.set_limits(Settings(page_cache_megabytes=0))
            await until_at_most(lanes, store, 0)
            task.cancel()
            await asyncio.wait([task])
            await lanes.run(Lane.STORE_CACHE, store.close_cache)
        finally:
            lanes.close()
            store.close()

    asyncio.run(work())
