"""Samples drawn in a millisecond: for tests of the server that do not look at the pages."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

from PIL import Image, ImageDraw

from klearstack_desktop.localserver.samples.contract import (
    SampleCell,
    SampleDocument,
    SampleFile,
    SamplePage,
    SampleReading,
    SampleWord,
)

SIZE = (400, 560)
TIFF_INDEX = 3
"""This sample is one TIFF with two pages; every other has one JPEG."""

_NUMBER_BOX = (200, 40, 280, 56)
_TOTAL_BOX = (300, 500, 360, 516)


def _page(index: int, number: int) -> tuple[Image.Image, SamplePage]:
    image = Image.new("L", SIZE, 255)
    draw = ImageDraw.Draw(image)
    words = (
        SampleWord("Invoice", (40, 40, 100, 56)),
        SampleWord("number", (106, 40, 170, 56)),
        SampleWord(f"T-{index:03}", _NUMBER_BOX),
        SampleWord("Total", (200, 500, 250, 516)),
        SampleWord(f"{index + 10}.50", _TOTAL_BOX),
        SampleWord("Page", (40, 530, 80, 546)),
        SampleWord(str(number), (86, 530, 96, 546)),
    )
    for word in words:
        draw.text(word.box[:2], word.text, fill=0)
    return image, SamplePage(*SIZE, dpi=50, words=words)


def _files(index: int, images: list[Image.Image]) -> tuple[SampleFile, ...]:
    stream = io.BytesIO()
    if index == TIFF_INDEX:
        images[0].save(stream, "TIFF", save_all=True, append_images=images[1:])
        return (SampleFile("image/tiff", stream.getvalue()),)
    images[0].save(stream, "JPEG")
    return (SampleFile("image/jpeg", stream.getvalue()),)


def _reading(name: str, label: str, value: str, confidence: float, *box: int) -> SampleReading:
    position = (box[0], box[1], box[2], box[3]) if box else None
    return SampleReading(name, label, value, value, confidence, 1, position)


def generate(seed: int, index: int) -> SampleDocument:
    """Return a sample: number ``T-000``, total ``10.50``, a date without a box."""
    drawn = [_page(index, number) for number in range(1, 3 if index == TIFF_INDEX else 2)]
    cells = {
        "description": SampleCell(f"Thing {index}", f"Thing {index}", (40, 300, 140, 316), 0.9),
        "total": SampleCell(f"{index + 10}.50", f"{index + 10}.50", None, 0.8),
    }
    return SampleDocument(
        index=index,
        document_id=f"{seed:012x}{index:012x}",
        file_name=f"tiny-{index:03}.jpg",
        document_type="Invoices",
        collection_name="invoices",
        overall_confidence=0.9,
        uploaded_at=datetime(2026, 3, 1, 8, 0, 0) + timedelta(hours=index),  # noqa: DTZ001
        readings=(
            _reading("doc_number_value", "Inv_Number", f"T-{index:03}", 0.98, *_NUMBER_BOX),
            _reading("doc_date_value", "Inv_Date", "02-Mar-2026", 0.6),
            _reading("supplier_name_value", "Inv_Supplier", "Tiny Ltd", 0.9),
            _reading("currency_value", "Inv_Currency", "EUR", 0.99),
            _reading("total_value", "Inv_Total", f"{index + 10}.50", 0.97, *_TOTAL_BOX),
        ),
        line_items=(cells,),
        pages=tuple(page for _, page in drawn),
        files=_files(index, [image for image, _ in drawn]),
    )
