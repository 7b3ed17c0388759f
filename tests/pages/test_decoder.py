from __future__ import annotations

import json
import struct
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from PIL import Image
from PySide6.QtGui import QColor, QImage

from klearstack_desktop.model.detail import Detail
from klearstack_desktop.model.problems import PageProblem
from klearstack_desktop.pages import pillow, turbo
from klearstack_desktop.pages.decoder import PageDecoder
from klearstack_desktop.pages.page import Page, as_page
from tests.pages import samples
from tests.pages.samples import BLACK, BLUE, HEIGHT, RED, WHITE, WIDTH, colour_at, page_image

if TYPE_CHECKING:
    from collections.abc import Callable

INVOICES = Path(__file__).resolve().parents[3] / "shared" / "invoices"


@pytest.fixture
def decoder() -> PageDecoder:
    return PageDecoder()


def is_near(seen: tuple[int, int, int], wanted: tuple[int, int, int], tolerance: int = 12) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(seen, wanted, strict=True))


def assert_shows_the_picture(page: Page, *, in_colour: bool, tolerance: int = 12) -> None:
    assert page.size == (WIDTH, HEIGHT)
    assert all(level.format() is QImage.Format.Format_RGB32 for level in page.levels)
    assert is_near(colour_at(page, 200, 300), WHITE, tolerance)
    assert is_near(colour_at(page, 60, 60), BLACK, tolerance)
    if in_colour:
        assert is_near(colour_at(page, WIDTH - 60, 60), RED, tolerance)
        assert is_near(colour_at(page, 60, HEIGHT - 60), BLUE, tolerance)


COLOUR: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: samples.encoded(samples.picture(), "JPEG", quality=95),
    "progressive jpeg": lambda: samples.encoded(
        samples.picture(), "JPEG", quality=95, progressive=True
    ),
    "png": lambda: samples.encoded(samples.picture(), "PNG"),
    "palette png": lambda: samples.encoded(samples.picture("P"), "PNG"),
    "png with alpha": lambda: samples.encoded(samples.picture("RGBA"), "PNG"),
    "webp": lambda: samples.encoded(samples.picture(), "WEBP", quality=95),
    "lzw tiff": lambda: samples.encoded(samples.picture(), "TIFF", compression="tiff_lzw"),
    "jpeg in tiff": lambda: samples.encoded(
        samples.picture(), "TIFF", compression="jpeg", quality=95
    ),
    "deflate tiff": lambda: samples.encoded(
        samples.picture(), "TIFF", compression="tiff_adobe_deflate"
    ),
    "palette tiff": lambda: samples.encoded(samples.picture("P"), "TIFF"),
    "cmyk tiff": lambda: samples.encoded(samples.picture("CMYK"), "TIFF"),
    "cmyk jpeg": lambda: samples.encoded(samples.picture("CMYK"), "JPEG", quality=95),
}
GREY: dict[str, Callable[[], bytes]] = {
    "grey jpeg": lambda: samples.encoded(samples.picture("L"), "JPEG", quality=95),
    "grey png": lambda: samples.encoded(samples.picture("L"), "PNG"),
    "black and white png": lambda: samples.encoded(samples.picture("1"), "PNG"),
    "16 bit png": samples.sixteen_bit_png,
    "16 bit tiff": samples.sixteen_bit_tiff,
    "fax tiff group 4": lambda: samples.encoded(samples.picture("1"), "TIFF", compression="group4"),
    "fax tiff group 3": lambda: samples.encoded(samples.picture("1"), "TIFF", compression="group3"),
    "grey tiff": lambda: samples.encoded(samples.picture("L"), "TIFF"),
}


@pytest.mark.parametrize("name", COLOUR)
def test_colour_pictures_keep_their_colours(decoder: PageDecoder, name: str) -> None:
    page = decoder.decode(page_image(COLOUR[name]()))
    assert_shows_the_picture(page, in_colour=True, tolerance=20)


@pytest.mark.parametrize("name", GREY)
def test_grey_pictures_keep_black_and_white(decoder: PageDecoder, name: str) -> None:
    page = decoder.decode(page_image(GREY[name]()))
    assert_shows_the_picture(page, in_colour=False)


def test_what_is_transparent_becomes_paper(decoder: PageDecoder) -> None:
    clear = Image.new("RGBA", (100, 80), (0, 0, 0, 0))
    for kind in ("PNG", "WEBP", "TIFF"):
        page = decoder.decode(page_image(samples.encoded(clear, kind)))
        assert colour_at(page, 50, 40) == WHITE


def test_each_frame_of_a_tiff_is_a_page(decoder: PageDecoder) -> None:
    data = samples.multi_page_tiff()
    first, second, third = (decoder.decode(page_image(data, frame=n)) for n in range(3))
    assert colour_at(first, 60, 60) == BLACK
    assert colour_at(second, WIDTH - 60, HEIGHT - 60) == BLACK
    assert third.size == (240, 300)


def test_a_frame_that_is_not_there_is_said_to_be_missing(decoder: PageDecoder) -> None:
    for data in (samples.multi_page_tiff(), samples.pdf(pages=2)):
        with pytest.raises(PageProblem, match="Page 9 is missing"):
            decoder.decode(page_image(data, page=9, frame=8))


def test_a_pdf_page_is_rendered_at_the_resolution_that_boxes_refer_to(decoder: PageDecoder) -> None:
    data = samples.pdf(pages=2)
    page = decoder.decode(page_image(data, frame=1, dpi=144))
    assert page.size == (2 * WIDTH, 2 * HEIGHT)
    assert is_near(colour_at(page, 120, 120), BLACK, 20)
    assert page.levels[0].pixel(400, 600) >> 24 == 0xFF


KINDS: Final[dict[str, Callable[[Image.Image], bytes]]] = {
    "jpeg": lambda picture: samples.encoded(picture, "JPEG"),
    "grey jpeg": lambda picture: samples.encoded(picture.convert("L"), "JPEG"),
    "png": lambda picture: samples.encoded(picture, "PNG"),
    "webp": lambda picture: samples.encoded(picture, "WEBP"),
    "fax": lambda picture: samples.encoded(picture.convert("1"), "TIFF", compression="group4"),
    "pdf": lambda picture: samples.encoded(picture, "PDF", resolution=72),
}


@pytest.mark.parametrize("kind", KINDS)
def test_less_detail_is_the_same_page_smaller(decoder: PageDecoder, kind: str) -> None:
    size = (2401, 1803)
    image = page_image(KINDS[kind](samples.picture(size=size)), dpi=72)
    full, readable, glance = (decoder.decode(image, detail) for detail in reversed(Detail))
    assert full.size == readable.size == glance.size == size
    assert [page.detail for page in (full, readable, glance)] == list(reversed(Detail))
    assert [page.levels[0].width() for page in (full, readable, glance)] == [2401, 1201, 301]
    assert [len(page.levels) for page in (full, readable, glance)] == [4, 3, 1]
    for page in (full, readable, glance):
        smallest = page.levels[-1]
        assert (smallest.width(), smallest.height()) == (301, 226)
        # The black block at the upper left corner, an eighth as large.
        assert smallest.pixelColor(7, 7).lightness() < 60
        assert smallest.pixelColor(150, 110).lightness() > 240
    assert glance.nbytes * 60 < full.nbytes


def test_a_page_becomes_sharp_and_small_again(decoder: PageDecoder) -> None:
    image = page_image(samples.encoded(samples.picture(size=(2400, 1800)), "JPEG"))
    page = decoder.decode(image, Detail.GLANCE)
    assert not page.is_sharp_at(0.5)
    page.take(decoder.decode(image, Detail.FULL))
    assert page.detail is Detail.FULL
    assert page.is_sharp_at(8)
    page.blur(Detail.READABLE)
    assert [level.width() for level in page.levels] == [1200, 600, 300]
    page.blur(Detail.GLANCE)
    assert [level.width() for level in page.levels] == [300]
    assert page.size == (2400, 1800)


def test_what_cannot_become_sharper_counts_as_sharp(decoder: PageDecoder) -> None:
    image = page_image(samples.encoded(samples.picture(size=(2400, 1800)), "JPEG"))
    page = decoder.decode(image, Detail.GLANCE)
    page.settle()
    assert page.is_sharp_at(1)
    assert page.nbytes == decoder.decode(image, Detail.GLANCE).nbytes


@pytest.mark.parametrize("mode", ["1", "L"])
def test_a_hundred_megapixels_are_shown_within_the_budget(decoder: PageDecoder, mode: str) -> None:
    """A drawing of A0 at 250 dpi; a glance at it must not take half a gigabyte."""
    compression = {"1": "group4", "L": "tiff_lzw"}[mode]
    drawing = Image.new(mode, (8300, 12_000), "white")
    image = page_image(samples.encoded(drawing, "TIFF", compression=compression))
    glance, full = decoder.decode(image, Detail.GLANCE), decoder.decode(image)
    assert glance.nbytes < 8_000_000
    assert full.size == (8300, 12_000)
    assert full.is_sharp_at(1)
    assert full.nbytes < 512 * 1024 * 1024


def test_a3_at_600_dpi_in_colour_is_shown_within_the_budget(decoder: PageDecoder) -> None:
    scan = Image.new("RGB", (7016, 9921), (250, 248, 240))
    scan.paste((20, 60, 160), (6000, 9000, 6400, 9200))
    image = page_image(samples.encoded(scan, "JPEG"))
    for detail, most in ((Detail.GLANCE, 8_000_000), (Detail.FULL, 512 * 1024 * 1024)):
        page = decoder.decode(image, detail)
        sharpest = page.levels[0]
        scale = page.scale_of(sharpest)
        mark = sharpest.pixelColor(round(6200 * scale), round(9100 * scale))
        assert page.size == (7016, 9921)
        assert page.nbytes < most
        assert mark.blue() > 2 * mark.red()


def test_what_would_not_fit_into_memory_is_held_half_as_large(decoder: PageDecoder) -> None:
    drawing = Image.new("1", (11_000, 14_000), "white")
    page = decoder.decode(page_image(samples.encoded(drawing, "TIFF", compression="group4")))
    assert page.size == (11_000, 14_000)
    assert page.levels[0].width() == 5500
    assert page.is_sharp_at(1)


def largest_difference(one: QImage, other: QImage) -> int:
    assert one.size() == other.size()
    return max(
        abs(channel(one.pixelColor(x, y)) - channel(other.pixelColor(x, y)))
        for x in range(0, one.width(), 7)
        for y in range(0, one.height(), 7)
        for channel in (QColor.red, QColor.green, QColor.blue)
    )


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_every_jpeg_reader_gives_what_qt_gives(mode: str) -> None:
    data = samples.encoded(samples.picture(mode), "JPEG", quality=92)
    qt = QImage.fromData(data)
    readers = [pillow.read_jpeg(data, 0)]
    if find_spec("simplejpeg") is not None:
        readers.append(turbo.decoded(data, WIDTH, HEIGHT))
    for ours in readers:
        assert ours is not None
        assert ours.format() is QImage.Format.Format_RGB32
        assert ours.pixel(5, 5) >> 24 == 0xFF
        assert largest_difference(ours, qt) <= 3


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_jpeg_is_halved_as_often_as_is_asked(times: int) -> None:
    for width, height in ((640, 905), (641, 904), (65, 79)):
        flat = Image.new("RGB", (width, height), (200, 30, 90))
        ours = pillow.read_jpeg(samples.encoded(flat, "JPEG", quality=95), times)
        assert ours is not None
        assert (ours.width(), ours.height()) == (-(-width >> times), -(-height >> times))
        colour = ours.pixelColor(0, 0)
        assert is_near((colour.red(), colour.green(), colour.blue()), (200, 30, 90), 4)


def test_what_pillow_should_not_read_is_left_to_qt(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = samples.encoded(samples.picture(), "JPEG")
    assert pillow.read_jpeg(samples.encoded(samples.picture("CMYK"), "JPEG"), 0) is None
    assert pillow.read_jpeg(whole[: len(whole) // 2], 0) is None
    # Twice in memory would be too much of a drawing.
    monkeypatch.setattr(pillow, "_MOST_TWICE", WIDTH * HEIGHT - 1)
    assert pillow.read_jpeg(whole, 0) is None
    assert pillow.read_jpeg(whole, 1) is not None


def test_a_jpeg_in_the_colours_of_printers_is_read_all_the_same(decoder: PageDecoder) -> None:
    page = decoder.decode(page_image(samples.encoded(samples.picture("CMYK"), "JPEG")))
    assert page.size == (WIDTH, HEIGHT)
    assert page.levels[0].pixelColor(60, 60).lightness() < 60
    assert page.levels[0].pixelColor(200, 300).lightness() > 240


def test_only_a_pdf_wants_the_pdf_thread(decoder: PageDecoder) -> None:
    assert decoder.is_pdf(page_image(samples.pdf()))
    assert decoder.is_pdf(page_image(b"\n" * 300 + samples.pdf()))
    assert not decoder.is_pdf(page_image(samples.encoded(samples.picture(), "PNG")))


@pytest.mark.skipif(not INVOICES.is_dir(), reason=f"the seven real invoices are not in {INVOICES}")
def test_the_real_invoices_are_rendered(decoder: PageDecoder) -> None:
    paths = sorted(INVOICES.glob("*.pdf"))
    assert len(paths) == 7
    for path in paths:
        page = decoder.decode(page_image(path.read_bytes()))
        smallest = page.levels[-1]
        colours = {smallest.pixel(x, y) for x in range(0, 200, 2) for y in range(0, 250, 2)}
        assert len(colours) > 10, f"{path.name} came out blank"
        assert json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def test_pages_may_be_decoded_in_several_threads(decoder: PageDecoder) -> None:
    inputs = [COLOUR["jpeg"](), samples.pdf(), COLOUR["jpeg in tiff"](), samples.pdf()] * 3
    pages: list[Page] = []
    threads = [
        threading.Thread(target=lambda data=data: pages.append(decoder.decode(page_image(data))))
        for data in inputs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pages) == len(inputs)


class TestOrientation:
    """A photograph lying on its side: EXIF says "turn a quarter clockwise"."""

    @staticmethod
    def lying_photograph(kind: str = "JPEG") -> bytes:
        exif = Image.Exif()
        exif[0x0112] = 6
        return samples.encoded(samples.picture(), kind, exif=exif)

    def test_pixels_stay_where_boxes_expect_them(self, decoder: PageDecoder) -> None:
        page = decoder.decode(page_image(self.lying_photograph()))
        assert page.size == (WIDTH, HEIGHT)
        assert page.upright_turns == 1

    def test_pixels_are_turned_where_the_service_turned_them(self, decoder: PageDecoder) -> None:
        image = page_image(self.lying_photograph(), rendition=(2 * HEIGHT, 2 * WIDTH))
        page = decoder.decode(image)
        assert page.size == (HEIGHT, WIDTH)
        assert page.upright_turns == 0
        assert is_near(colour_at(page, HEIGHT - 60, 60), BLACK)

    def test_a_rendition_as_stored_leaves_the_pixels(self, decoder: PageDecoder) -> None:
        page = decoder.decode(page_image(self.lying_photograph(), rendition=(WIDTH, HEIGHT)))
        assert (page.size, page.upright_turns) == ((WIDTH, HEIGHT), 1)


class TestBadPages:
    def assert_refused(self, decoder: PageDecoder, data: bytes, sentence: str) -> None:
        with pytest.raises(PageProblem) as caught:
            decoder.decode(page_image(data, page=3))
        assert caught.value.sentence.startswith("Page 3 ")
        assert sentence in caught.value.sentence

    def test_nothing_at_all(self, decoder: PageDecoder) -> None:
        self.assert_refused(decoder, b"", "empty")

    @pytest.mark.parametrize(
        "data", [b"\x00" * 2000, b"<html><body>Bad gateway</body></html>", b"x", b"RIFF1234WAVE"]
    )
    def test_something_else(self, decoder: PageDecoder, data: bytes) -> None:
        self.assert_refused(decoder, data, "no picture")

    @pytest.mark.parametrize(
        "make",
        [samples.png_bomb, samples.jpeg_bomb, samples.tiff_bomb],
        ids=["png", "jpeg", "tiff"],
    )
    def test_more_pixels_than_memory(
        self, decoder: PageDecoder, make: Callable[..., bytes]
    ) -> None:
        self.assert_refused(decoder, make(), "too large")
        self.assert_refused(decoder, make(15_000, 15_000), "too large")

    def test_a_pdf_page_as_large_as_a_house(self, decoder: PageDecoder) -> None:
        data = samples.pdf().replace(b"400.0", b"14400").replace(b"560.0", b"14400")
        self.assert_refused(decoder, data, "too large")

    @pytest.mark.parametrize("name", ["jpeg", "progressive jpeg", "png", "webp", "jpeg in tiff"])
    def test_a_picture_that_breaks_off(self, decoder: PageDecoder, name: str) -> None:
        data = COLOUR[name]()
        for kept in (0.5, 0.95):
            with pytest.raises(PageProblem) as caught:
                decoder.decode(page_image(data[: int(len(data) * kept)], page=2))
            assert caught.value.sentence.startswith("Page 2 ")

    def test_a_cut_off_jpeg_is_called_incomplete(self, decoder: PageDecoder) -> None:
        data = COLOUR["jpeg"]()
        self.assert_refused(decoder, data[: len(data) // 2], "incomplete")

    def test_a_thumbnail_in_the_header_does_not_hide_the_cut(self, decoder: PageDecoder) -> None:
        thumbnail = samples.encoded(samples.picture(size=(64, 64)), "JPEG")
        note = b"\xff\xe1" + struct.pack(">H", len(thumbnail) + 2) + thumbnail
        data = COLOUR["jpeg"]()
        with_note = data[:2] + note + data[2:]
        assert decoder.decode(page_image(with_note)).size == (WIDTH, HEIGHT)
        self.assert_refused(decoder, with_note[: len(with_note) - 1500], "incomplete")

    def test_a_pdf_with_a_password(self, decoder: PageDecoder) -> None:
        self.assert_refused(decoder, samples.locked_pdf(), "password")

    def test_a_pdf_that_breaks_off(self, decoder: PageDecoder) -> None:
        self.assert_refused(decoder, samples.pdf()[:200], "damaged")


def test_as_page_refuses_what_was_not_decoded_here(decoder: PageDecoder) -> None:
    page = decoder.decode(page_image(COLOUR["png"]()))
    assert as_page(page) is page
    with pytest.raises(TypeError, match="str"):
        as_page("page")


def test_nbytes_counts_every_level(decoder: PageDecoder) -> None:
    page = decoder.decode(page_image(COLOUR["png"]()))
    full = 4 * WIDTH * HEIGHT
    assert [level.sizeInBytes() for level in page.levels] == [
        full,
        full // 4,
        full // 16,
        full // 64,
    ]
    assert page.nbytes == sum(level.sizeInBytes() for level in page.levels)
