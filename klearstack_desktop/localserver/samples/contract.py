"""What a sample document is: the seam between drawing it and serving it.

Boxes are ``(left, top, right, bottom)`` in pixels of the page as drawn, origin top left. Pages
count from 1. Confidences are 0..1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

PixelBox = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class SampleWord:
    """One word as it stands on the page."""

    text: str
    box: PixelBox


@dataclass(frozen=True, slots=True)
class SampleReading:
    """One field as the machine read it.

    Attributes:
        name: internal name (``doc_number_value``).
        label: result label (``Inv_Number``).
        value: as read, maybe wrong.
        truth: what the page says.
        confidence: 0..1.
        page_index: page number from 1.
        box: where the value stands, or None where the machine gave no position.
    """

    name: str
    label: str
    value: str
    truth: str
    confidence: float
    page_index: int
    box: PixelBox | None


@dataclass(frozen=True, slots=True)
class SampleCell:
    """One cell of a line item as the machine read it; ``truth`` is what the page says."""

    value: str
    truth: str
    box: PixelBox | None
    confidence: float
    page_index: int = 1


@dataclass(frozen=True, slots=True)
class SamplePage:
    """The size of one page in pixels, its resolution, and the words on it."""

    width: int
    height: int
    dpi: int
    words: tuple[SampleWord, ...]


@dataclass(frozen=True, slots=True)
class SampleFile:
    """One encoded file: ``image/jpeg``, ``image/png`` or ``image/tiff``."""

    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class SampleDocument:
    """One invoice or credit note, drawn and read.

    Attributes:
        index: its number in the sample set, from 0.
        document_id: 24 hexadecimal characters.
        overall_confidence: 0..1.
        uploaded_at: without zone, as the service's clock shows it.
        line_items: one mapping a row, from column name to cell.
        files: one for each page, or a single multi-page TIFF shared by all pages.
    """

    index: int
    document_id: str
    file_name: str
    document_type: str
    collection_name: str
    overall_confidence: float
    uploaded_at: datetime
    readings: tuple[SampleReading, ...]
    line_items: tuple[Mapping[str, SampleCell], ...]
    pages: tuple[SamplePage, ...]
    files: tuple[SampleFile, ...]
