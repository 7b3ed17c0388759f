"""Pages of a PDF by pdfium. pdfium is not thread-safe: everything here runs in one thread."""

from __future__ import annotations

import ctypes
import io
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from klearstack_desktop.localserver.content import StoredFile, StoredWord
from klearstack_desktop.localserver.reading.lines import united
from klearstack_desktop.localserver.reading.pages import (
    DPI,
    MOST_PAGES,
    MOST_PIXELS,
    ReadPage,
    Unreadable,
)

if TYPE_CHECKING:
    from klearstack_desktop.localserver.content import PixelBox

_POINTS_PER_INCH = 72
_HYPHEN_AT_LINE_END = "\ufffe"


class PdfPages:
    """An opened PDF."""

    def __init__(self, data: bytes) -> None:
        """Open it.

        Raises:
            Unreadable: encrypted, damaged, empty or far too long.
        """
        try:
            self._pdf = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            encrypted = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
            reason = "is protected by a password" if encrypted else "is damaged or no PDF"
            raise Unreadable(f"The file {reason}.") from error
        if not 0 < self.page_count <= MOST_PAGES:
            pages = self.page_count
            self.close()
            raise Unreadable(f"The file has {pages} pages; 1 to {MOST_PAGES} are read.")

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self._pdf)

    def close(self) -> None:
        """Free pdfium's memory."""
        self._pdf.close()

    def page(self, index: int) -> ReadPage:
        """Render one page, counted from 0, as JPEG and take the words of its text layer."""
        scale = DPI / _POINTS_PER_INCH
        try:
            page = self._pdf[index]
            width, height = page.get_size()
            if width * height * scale * scale > MOST_PIXELS:
                raise Unreadable(f"Page {index + 1} is too large.")
            picture = page.render(scale=scale).to_pil()
            words = _words(page, picture.size)
        except pypdfium2.PdfiumError as error:
            raise Unreadable(f"Page {index + 1} is damaged.") from error
        stream = io.BytesIO()
        picture.convert("RGB").save(stream, "JPEG", quality=88, dpi=(DPI, DPI))
        file = StoredFile("image/jpeg", stream.getvalue())
        return ReadPage(file, picture.width, picture.height, DPI, words)


def _words(page: pypdfium2.PdfPage, size: tuple[int, int]) -> tuple[StoredWord, ...]:
    text_page = page.get_textpage()
    words: list[StoredWord] = []
    letters: list[str] = []
    boxes: list[PixelBox] = []

    def finish(end: int) -> None:
        text = "".join(letters)
        if text and not any(map(str.isalnum, text)):
            # A comma or a dash by itself is given the height of its line, or no line would own it.
            loose = [text_page.get_charbox(i, loose=True) for i in range(end - len(text), end)]
            boxes[:] = [_pixel_box(page, size, box) for box in loose]
        if text:
            words.append(StoredWord(text, united(boxes)))
        letters.clear()
        boxes.clear()

    for index in range(text_page.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text_page, index))
        if letter.isspace() or letter in ("\x00", _HYPHEN_AT_LINE_END):
            finish(index)
            continue
        box = _pixel_box(page, size, text_page.get_charbox(index))
        if boxes and _stands_apart(boxes[-1], box):
            finish(index)
        letters.append(letter)
        boxes.append(box)
    finish(text_page.count_chars())
    return tuple(words)


def _stands_apart(before: PixelBox, box: PixelBox) -> bool:
    """Whether two letters belong to different words although no space stands between them."""
    height = max(before[3] - before[1], box[3] - box[1], 1)
    return (
        box[0] - before[2] > height
        or box[1] > before[3] + height / 2
        or box[2] < before[0] - height
    )


def _pixel_box(
    page: pypdfium2.PdfPage, size: tuple[int, int], points: tuple[float, float, float, float]
) -> PixelBox:
    """Turn a box of page space (points, origin bottom left) into pixels, rotation included."""
    left, bottom, right, top = points
    xs, ys = [], []
    x, y = ctypes.c_int(), ctypes.c_int()
    for corner_x, corner_y in ((left, top), (right, bottom)):
        pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, corner_x, corner_y, x, y)
        xs.append(x.value)
        ys.append(y.value)
    return min(xs), min(ys), max(xs), max(ys)
