"""Page files of every kind, made when a test asks for them."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from klearstack_desktop.model.document import PageImage

if TYPE_CHECKING:
    from klearstack_desktop.pages.page import Page

WIDTH, HEIGHT = 400, 560
# Colours of the web palette, so that a palette picture can hold them exactly.
WHITE, BLACK, RED, BLUE = (255, 255, 255), (0, 0, 0), (204, 51, 51), (51, 51, 204)


def picture(mode: str = "RGB", size: tuple[int, int] = (WIDTH, HEIGHT)) -> Image.Image:
    """White paper; black block top left, in colour modes red top right and blue bottom left."""
    image = Image.new("RGB", size, WHITE)
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.rectangle((20, 20, 99, 99), fill=BLACK)
    draw.rectangle((width - 100, 20, width - 21, 99), fill=RED)
    draw.rectangle((20, height - 100, 99, height - 21), fill=BLUE)
    return image if mode == "RGB" else image.convert(mode)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """Return the image as a file of that kind."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def sixteen_bit_png() -> bytes:
    """Grey, 16 bits: black block on white."""
    return encoded(_sixteen_bit(), "PNG")


def sixteen_bit_tiff() -> bytes:
    """Grey, 16 bits: black block on white."""
    return encoded(_sixteen_bit(), "TIFF")


def _sixteen_bit() -> Image.Image:
    row = b"\xff\xff" * WIDTH
    block = b"\xff\xff" * 20 + b"\x00\x00" * 80 + b"\xff\xff" * (WIDTH - 100)
    rows = [block if 20 <= y < 100 else row for y in range(HEIGHT)]
    return Image.frombytes("I;16", (WIDTH, HEIGHT), b"".join(rows))


def multi_page_tiff(compression: str = "tiff_lzw") -> bytes:
    """Three pages: the picture, the same turned upside down, and a small one."""
    first = picture()
    others = [first.rotate(180), picture(size=(240, 300))]
    return encoded(first, "TIFF", compression=compression, save_all=True, append_images=others)


def pdf(pages: int = 1) -> bytes:
    """A PDF whose pages are the picture at 72 dpi: 400 x 560 points."""
    images = [picture() for _ in range(pages)]
    return encoded(images[0], "PDF", save_all=True, append_images=images[1:])


def locked_pdf() -> bytes:
    """A PDF that says it is encrypted, with a check value that no password meets."""
    lock = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
        b"/O <" + b"11" * 32 + b"> /U <" + b"22" * 32 + b"> >> "
        b"/ID [<" + b"33" * 16 + b"> <" + b"33" * 16 + b">]\n"
    )
    body, trailer = pdf().split(b"trailer", 1)
    return body + b"trailer" + trailer.replace(b"/Root", lock + b"/Root", 1)


def png_bomb(width: int = 40_000, height: int = 40_000) -> bytes:
    """A few kilobytes that say they are an enormous picture."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 1_000_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def jpeg_bomb(width: int = 40_000, height: int = 40_000) -> bytes:
    """A small JPEG whose header claims another size."""
    data = bytearray(encoded(picture(), "JPEG"))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def tiff_bomb(width: int = 40_000, height: int = 40_000) -> bytes:
    """A small TIFF whose directory claims another size."""
    data = encoded(picture("L"), "TIFF")
    for tag, size, claim in ((256, WIDTH, width), (257, HEIGHT, height)):
        for size_format, type_number in (("<I", 4), ("<H", 3)):
            entry = struct.pack("<HHI", tag, type_number, 1) + struct.pack(size_format, size)
            claimed = struct.pack("<HHI", tag, type_number, 1) + struct.pack(size_format, claim)
            data = data.replace(entry, claimed)
    return data


def page_image(
    data: bytes,
    *,
    page: int = 1,
    frame: int = 0,
    rendition: tuple[int, int] | None = None,
    dpi: int = 200,
) -> PageImage:
    """Wrap bytes as a page; the media type is left unsaid, because the content tells it."""
    return PageImage(page, data, "", frame, rendition, dpi)


def colour_at(page: Page, x: int, y: int, level: int = 0) -> tuple[int, int, int]:
    """Return red, green and blue of one pixel of a level."""
    colour = page.levels[level].pixelColor(x, y)
    return colour.red(), colour.green(), colour.blue()
