"""Makes the sample documents of the local server, each by itself and always the same."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from klearstack_desktop.localserver.samples.contract import (
    SampleDocument,
    SamplePage,
    SampleWord,
)
from klearstack_desktop.localserver.samples.encoding import encode
from klearstack_desktop.localserver.samples.layout.compose import draw_invoice
from klearstack_desktop.localserver.samples.plan import chance, plan_document
from klearstack_desktop.localserver.samples.readings import Machine, Pages, read_fields, read_lines
from klearstack_desktop.localserver.samples.scan import worn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klearstack_desktop.localserver.samples.canvas import Canvas
    from klearstack_desktop.localserver.samples.contract import SampleCell, SampleReading
    from klearstack_desktop.localserver.samples.plan import Plan
    from klearstack_desktop.localserver.samples.scan import Turn

SAMPLE_COUNT = 72
"""How many documents a full set has: each supplier four times."""

_ENDINGS = {"jpeg": "jpg", "png": "png", "tiff": "tif"}


def generate(seed: int, index: int) -> SampleDocument:
    """Draw and read one document.

    The same arguments give the same document, byte for byte with the same release of Pillow, and
    none depends on another.

    Args:
        seed: of the whole set; any integer.
        index: of the document, from 0.
    """
    return draw(plan_document(seed, index), seed, index)


def draw(plan: Plan, seed: int, index: int) -> SampleDocument:
    """Draw and read a document as planned; ``seed`` and ``index`` decide wear and slips."""
    finish = plan.finish
    canvases = draw_invoice(
        plan.invoice, finish.dpi, coloured=finish.effect == "none", annex=plan.annex
    )
    wear = chance(seed, "wear", index)
    worn_pages = [
        worn(canvas.image, finish.effect, wear, is_first=place == 0)
        for place, canvas in enumerate(canvases)
    ]
    turns = [turn for _, turn in worn_pages]
    pages = Pages(canvases, turns)
    machine = Machine.for_plan(plan, chance(seed, "reading", index))
    readings = read_fields(plan, pages, machine)
    lines = read_lines(plan, pages, machine)
    return SampleDocument(
        index=index,
        document_id=hashlib.sha256(f"{seed} {index}".encode()).hexdigest()[:24],
        file_name=_file_name(plan, len(canvases)),
        document_type="Invoices",
        collection_name="invoices",
        overall_confidence=_overall(readings, lines),
        uploaded_at=plan.uploaded_at,
        readings=readings,
        line_items=lines,
        pages=tuple(
            _page(canvas, turn, finish.dpi) for canvas, turn in zip(canvases, turns, strict=True)
        ),
        files=encode([image for image, _ in worn_pages], finish.media, finish.dpi),
    )


def _page(canvas: Canvas, turn: Turn, dpi: int) -> SamplePage:
    words = tuple(SampleWord(word.text, turn.box(word.box)) for word in canvas.words)
    return SamplePage(canvas.image.width, canvas.image.height, dpi, words)


def _file_name(plan: Plan, pages: int) -> str:
    """Name the file as a scanner or a supplier would; several single pages came as one PDF."""
    number = re.sub(r"[^A-Za-z0-9-]+", "-", plan.invoice.number)
    ending = _ENDINGS[plan.finish.media]
    if pages > 1 and plan.finish.media != "tiff":
        ending = "pdf"
    if plan.finish.effect == "none":
        return f"{'Credit note' if plan.invoice.is_credit else 'Invoice'} {number}.{ending}"
    stamp = plan.uploaded_at.strftime("%Y%m%d_%H%M%S")
    return f"{plan.finish.effect}_{stamp}.{ending}"


def _overall(readings: Sequence[SampleReading], lines: Sequence[dict[str, SampleCell]]) -> float:
    """Return the mean of all confidences."""
    confidences = [reading.confidence for reading in readings]
    confidences += [cell.confidence for row in lines for cell in row.values()]
    return sum(confidences) / len(confidences)
