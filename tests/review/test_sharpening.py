"""What is looked at is sharp, and what is far away takes little memory."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image

from klearstack_desktop.model.detail import Detail
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.waiting import until
from tests.review.steps import ready

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.open_document import OpenDocument
    from tests.review.conftest import AtDesk

FAX = (1728, 2200)
PAGES = 40


def fax(folder: Path) -> Path:
    """A fax of many pages, each of which would take 20 MB with all its detail."""
    sheets = [Image.new("1", FAX, 1) for _ in range(PAGES)]
    path, file = folder / "fax.tif", io.BytesIO()
    sheets[0].save(file, "TIFF", compression="group4", save_all=True, append_images=sheets[1:])
    path.write_bytes(file.getvalue())
    return path


def details_of(opened: OpenDocument) -> dict[int, Detail]:
    return {number: page.detail for number, page in opened.pages.items() if page is not None}


async def sharp(desk: Desk, *pages: int) -> None:
    def are_sharp() -> bool:
        current = desk.session.current
        found = {} if current is None else details_of(current)
        return all(found.get(page) is Detail.FULL for page in pages)

    await until(desk.sharpening.sharpened, are_sharp, f"pages {pages} to be sharp")


async def open_fax(desk: Desk, folder: Path) -> OpenDocument:
    before = {document.id for document in desk.queue.documents()}
    desk.uploads.upload(fax(folder))

    def new() -> str | None:
        ids = [document.id for document in desk.queue.documents() if document.id not in before]
        read = [i for i in ids if desk.queue.state(i) is not ReviewState.BEING_READ]
        return read[0] if read else None

    await until(desk.queue.replaced, lambda: new() is not None, "the fax in the queue")
    desk.session.open(new() or "")
    await until(
        desk.session.changed,
        lambda: desk.session.current is not None and len(desk.session.current.pages) == PAGES,
        "all pages of the fax",
    )
    assert desk.session.current is not None
    return desk.session.current


def test_of_many_pages_those_around_the_one_on_show_are_sharp(
    at_desk: AtDesk, tmp_path: Path
) -> None:
    async def work(desk: Desk) -> None:
        await ready(desk)
        opened = await open_fax(desk, tmp_path)
        await sharp(desk, 1, 2)
        details = details_of(opened)
        assert {number for number, detail in details.items() if detail is Detail.FULL} == {1, 2}
        desk.sharpening.look_at(opened.id, 20)
        await sharp(desk, 19, 20, 21)
        details = details_of(opened)
        assert {number for number, detail in details.items() if detail > Detail.GLANCE} == {
            *(19, 20, 21)
        }
        full = 4 * FAX[0] * FAX[1]
        taken = sum(page.nbytes for page in opened.pages.values() if page is not None)
        assert taken < 3 * full * 4 / 3 + PAGES * full / 32

    at_desk(work)


def test_a_page_that_is_looked_at_in_parts_is_sharp_too(at_desk: AtDesk, tmp_path: Path) -> None:
    async def work(desk: Desk) -> None:
        await ready(desk)
        opened = await open_fax(desk, tmp_path)
        desk.sharpening.look_closely("somewhere", {30})
        await sharp(desk, 30)
        desk.sharpening.look_closely("somewhere", ())
        assert details_of(opened)[30] is Detail.GLANCE

    at_desk(work)


def test_where_memory_is_short_only_the_page_on_show_is_sharp(
    at_desk: AtDesk, tmp_path: Path
) -> None:
    async def work(desk: Desk) -> None:
        await ready(desk)
        desk.prefetch.set_most_bytes(1)
        opened = await open_fax(desk, tmp_path)
        await sharp(desk, 1)
        desk.sharpening.look_at(opened.id, 2)
        await sharp(desk, 2)
        details = details_of(opened)
        assert {number for number, detail in details.items() if detail > Detail.GLANCE} == {2}

    at_desk(work)


def test_what_was_made_ready_is_sharp_before_it_is_opened(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        await ready(desk)
        ids = [document.id for document in desk.queue.documents()]
        desk.prefetch.set_order(ids, ids[0])
        await until(desk.prefetch.ready_changed, lambda: desk.prefetch.count == 3, "the others")
        await until(
            desk.sharpening.rested, lambda: desk.sharpening.is_at_rest, "everything to be sharp"
        )
        desk.session.open(ids[1])
        assert desk.session.current is not None
        assert details_of(desk.session.current)[1] is Detail.FULL

    at_desk(work)
