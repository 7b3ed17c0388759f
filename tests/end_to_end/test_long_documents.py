"""Many pages of fax, and a drawing of a hundred megapixels, in the real window."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, TiffImagePlugin
from PySide6.QtCore import Qt

from klearstack_desktop.model.detail import Detail
from klearstack_desktop.pages.page import as_page
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, Driver

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.pages.page import Page
    from klearstack_desktop.review.open_document import OpenDocument
    from tests.end_to_end.conftest import Review

PAGES = 200
"""With all their detail they would take more than five times the budget."""

APART = 10
"""Pixels from the bar of one page to where the bar of the next stands."""

BUDGET = 512 * 1024 * 1024


def fax(folder: Path) -> Path:
    path = folder / "fax.tif"
    # Sheet by sheet: all of them at once would take a gigabyte.
    with TiffImagePlugin.AppendingTiffWriter(str(path), new=True) as file:
        for number in range(1, PAGES + 1):
            sheet = Image.new("1", (1728, 2200), 1)
            # A bar for each page, so that no two of them look alike.
            bar = (0, number * APART, 1700, number * APART + 6)
            ImageDraw.Draw(sheet).rectangle(bar, fill=0)
            sheet.save(file, "TIFF", compression="group4")
            file.newFrame()
    return path


def drawing(folder: Path) -> Path:
    file = io.BytesIO()
    Image.new("L", (8400, 12_000), 230).save(file, "JPEG", quality=60)
    path = folder / "drawing.jpg"
    path.write_bytes(file.getvalue())
    return path


def large(folder: Path) -> Path:
    """A drawing whose pixels nobody's memory should have to hold."""
    path = folder / "large.tif"
    Image.new("1", (16_000, 14_000), 1).save(path, compression="group4")
    return path


async def uploaded(driver: Driver, path: Path) -> OpenDocument:
    before = driver.current.id
    driver.desk.uploads.upload(path)
    await driver.notice(f"{path.name} was read")
    notice = driver.window.notice_bar.current()
    assert notice is not None
    notice.actions[0].run()
    return await driver.opened(lambda opened: opened.id != before and opened.readiness.is_ready)


def nbytes(opened: OpenDocument) -> int:
    return sum(page.nbytes for page in opened.pages.values() if page is not None)


async def painted(driver: Driver, page: int) -> None:
    await until(
        driver.window.page_pane.page_shown,
        lambda: page in driver.current.seen,
        f"page {page} to be painted",
    )


async def sharp(driver: Driver, page: Page) -> None:
    await until(driver.desk.sharpening.sharpened, lambda: page.detail is Detail.FULL, "every pixel")


def test_a_long_fax_is_read_to_its_end(review: Review, tmp_path: Path) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        opened = await uploaded(driver, fax(tmp_path))
        assert len(opened.pages) == PAGES
        pane = driver.window.page_pane
        pane.view.setFocus()
        for page in range(2, 6):
            driver.press(Qt.Key.Key_PageDown)
            await painted(driver, page)
        # Faster than anything can be decoded: what was passed by is not waited for.
        while pane.current_page < PAGES:
            driver.press(Qt.Key.Key_PageDown)
        await painted(driver, PAGES)
        sheet = as_page(driver.current.pages[PAGES])
        await sharp(driver, sheet)
        assert sheet.levels[0].pixelColor(800, PAGES * APART + 3).lightness() < 40
        assert len(driver.current.seen) < PAGES
        assert nbytes(driver.current) < BUDGET

    review(scenario)


def test_a_hundred_megapixels_are_opened_zoomed_and_scrolled(
    review: Review, tmp_path: Path
) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        await uploaded(driver, drawing(tmp_path))
        await painted(driver, 1)
        pane = driver.window.page_pane
        driver.press(Qt.Key.Key_1, CONTROL)
        assert pane.zoom == 1.0
        bar = pane.view.verticalScrollBar()
        bar.setValue(bar.maximum())
        sheet = as_page(driver.current.pages[1])
        await sharp(driver, sheet)
        assert sheet.levels[0].width() == 8400
        assert nbytes(driver.current) < BUDGET
        colour = pane.view.viewport().grab().toImage().pixelColor(200, 200)
        assert abs(colour.lightness() - 230) < 4

    review(scenario)


def test_what_is_too_large_is_refused_in_a_sentence(review: Review, tmp_path: Path) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        path = large(tmp_path)
        driver.desk.uploads.upload(path)
        said = await driver.notice("million pixels")
        assert path.name in said

    review(scenario)
