"""Page images in whatever form they come (section 0.4), told apart by their first bytes.

Nothing is decoded here: a page is handed on as the bytes that came.
"""

from __future__ import annotations

import base64
import binascii
import re
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote_to_bytes, urljoin

from klearstack_desktop.api.errors import NotUnderstood
from klearstack_desktop.api.tiff import frame_count
from klearstack_desktop.api.values import as_number, as_page
from klearstack_desktop.model.document import PageImage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from klearstack_desktop.model.jsontext import Json

PagesOfPdf: TypeAlias = "Callable[[bytes], int]"

IMAGE_LIMIT = 128 * 1024 * 1024
"""Largest image or PDF in bytes that is accepted, before decoding."""
MOST_PAGES = 2000
"""Most pages that one answer may give."""

_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
)
_PDF_HEADER_WITHIN = 1024
_DATA_ADDRESS = re.compile(r"data:[^,;]*(?:;[^,;]*)*,", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/_\-\s]{16,}={0,2}\s*")
_PREVIEW = re.compile("thumb|preview|icon", re.IGNORECASE)
_DEEPEST = 8
pdfium_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Found:
    """One image, or a link to one, that an answer holds.

    Attributes:
        data: the bytes, or None for a link.
        link: the address, absolute or below the server's address; None for bytes.
        page: the page number that the answer gives, or None.
        rendition: size in pixels that boxes refer to, where the answer gives it.
    """

    data: bytes | None = field(default=None, repr=False)
    link: str | None = field(default=None, repr=False)
    page: int | None = None
    rendition: tuple[int, int] | None = None


def media_type_of(data: bytes) -> str | None:
    """Return the media type that the bytes themselves show, or None where they are no page."""
    for signature, media_type in _SIGNATURES:
        if data.startswith(signature):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        return "application/pdf"
    return None


def find_images(payload: Json) -> list[Found]:
    """Return the images and links in a parsed answer, in the order they came, under any key.

    Raises:
        NotUnderstood: an image is larger than the limit, or there are too many.
    """
    found: list[Found] = []
    for item in _walk(payload, Found(), 0):
        found.append(item)
        if len(found) > MOST_PAGES:
            raise NotUnderstood("The answer of the service holds too many pages.")
    return found


def _walk(node: Json, context: Found, depth: int) -> Iterator[Found]:
    if depth > _DEEPEST:
        return
    if isinstance(node, str):
        data = _embedded(node)
        if data is not None:
            yield Found(data=data, page=context.page, rendition=context.rendition)
        elif is_link(node):
            yield Found(link=node.strip(), page=context.page, rendition=context.rendition)
    elif isinstance(node, list):
        for item in node:
            yield from _walk(item, context, depth + 1)
    elif isinstance(node, dict):
        inner = Found(
            page=_page_of(node) or context.page,
            rendition=_rendition_of(node) or context.rendition,
        )
        yield from _without_repeats(
            found
            for key, value in node.items()
            if not _PREVIEW.search(key)
            for found in _walk(value, inner, depth + 1)
        )


def _without_repeats(found: Iterable[Found]) -> Iterator[Found]:
    """Yield what one object holds, without a link beside the bytes that it leads to."""
    items = list(found)
    has_bytes = any(item.data is not None for item in items)
    yield from (item for item in items if item.data is not None or not has_bytes)


def is_link(text: str) -> bool:
    """Whether a text is an http(s) address or a path that begins with a slash."""
    stripped = text.strip()
    if len(stripped) > 4096 or any(c.isspace() or c in "<>\"'\\" for c in stripped):
        return False
    return stripped.lower().startswith(("http://", "https://")) or (
        stripped.startswith("/") and not stripped.startswith("//") and len(stripped) > 1
    )


def absolute(link: str, base: str) -> str:
    """Return a link as an absolute address."""
    return urljoin(base + "/", link)


def _embedded(text: str) -> bytes | None:
    """Return the bytes of a data address or of base64, if they are a page."""
    if len(text) > IMAGE_LIMIT * 4 // 3 + 1024:
        raise NotUnderstood("A page is too large to be shown.", f"{len(text)} characters")
    address = _DATA_ADDRESS.match(text[:256])
    if address is not None:
        body = text[address.end() :]
        if ";base64" in address.group().lower():
            return _page_bytes(_unbased(body))
        return _page_bytes(unquote_to_bytes(body))
    if len(text) < 16 or not _BASE64.fullmatch(text[:1024]):
        return None
    return _page_bytes(_unbased(text))


def _unbased(text: str) -> bytes:
    compact = "".join(text.split()).translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _page_bytes(data: bytes) -> bytes | None:
    return data if media_type_of(data) is not None else None


def _page_of(node: dict[str, Json]) -> int | None:
    for key in ("page_index", "_page_index", "page", "page_number"):
        if (page := as_page(node.get(key))) is not None:
            return page
    return None


def _rendition_of(node: dict[str, Json]) -> tuple[int, int] | None:
    for wide, high in (("width", "height"), ("image_width", "image_height")):
        width, height = as_number(node.get(wide)), as_number(node.get(high))
        if width is not None and height is not None and 0 < width < 1e6 and 0 < height < 1e6:
            return round(width), round(height)
    return None


def pages_from(
    found: Found, first_page: int, dpi: int, pages_of_pdf: PagesOfPdf
) -> list[PageImage]:
    """Turn the bytes of one image, TIFF or PDF into its pages, which share the bytes.

    Args:
        found: has the bytes.
        first_page: page number of the first page, from 1.
        dpi: resolution at which a PDF is rendered.
        pages_of_pdf: counts the pages of a PDF.

    Raises:
        NotUnderstood: the bytes are no page, or too many of them.
    """
    data = found.data or b""
    media_type = media_type_of(data)
    if media_type is None:
        raise NotUnderstood(
            "What the service sent as a page is no image and no PDF.", f"{len(data)} bytes"
        )
    if len(data) > IMAGE_LIMIT:
        raise NotUnderstood("A page is too large to be shown.", f"{len(data)} bytes")
    count = 1
    if media_type == "image/tiff":
        count = frame_count(data)
    elif media_type == "application/pdf":
        count = pages_of_pdf(data)
    if count > MOST_PAGES:
        raise NotUnderstood("The document has too many pages to be shown.", f"{count} pages")
    return [
        PageImage(first_page + frame, data, media_type, frame, found.rendition, dpi)
        for frame in range(max(count, 1))
    ]


def pdf_page_count(data: bytes) -> int:
    """Return how many pages a PDF has; 1 for one that cannot be opened.

    Who renders the page then says what is wrong with it (broken, or locked by a password).
    """
    import pypdfium2  # loaded late: it is not needed to sign in and fill the queue

    with pdfium_lock:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError:
            return 1
        try:
            return len(document)
        finally:
            document.close()
