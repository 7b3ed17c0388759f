"""A data folder of the local server, full of invoices on pages of one size, for the benchmarks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageChops

from klearstack_desktop.localserver.database import Database
from klearstack_desktop.localserver.documents import Documents
from klearstack_desktop.localserver.filling import store_sample
from klearstack_desktop.localserver.folder import DataFolder
from klearstack_desktop.localserver.samples.contract import SampleFile
from klearstack_desktop.localserver.samples.generate import draw
from klearstack_desktop.localserver.samples.plan import Finish, plan_document

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.localserver.samples.contract import SampleDocument, SampleReading

SCAN_DPI: Final = 300
"""An A4 page is 2480 x 3508 pixels then."""

_SEED: Final = 2026
_PLANS: Final = (0, 4, 8, 9, 10, 12)
"""Samples with one page of A4; the documents take turns to be like one of them."""

_NOISE: Final = 7
_TILE: Final = 512
_BRIGHTER: Final = 140
"""What is taken off again after noise around a middle grey of 128 was added: paper is not white."""

_QUALITY: Final = 85
_FIRST_UPLOAD: Final = datetime(2026, 11, 2, 8)  # noqa: DTZ001 - as the service states it


def fill(folder: Path, documents: int, dpi: int = SCAN_DPI, *, kinds: int = len(_PLANS)) -> None:
    """Put so many invoices with one page each into a new data folder.

    Args:
        folder: the data folder.
        documents: how many.
        dpi: resolution of the pages.
        kinds: how many different pages there are, 1 to 6; each takes a moment to draw.
    """
    data = DataFolder(folder)
    data.prepare()
    stored = Documents(Database(data.database))
    drawn = [invoice(number, dpi) for number in range(min(kinds, documents))]
    for index in range(documents):
        store_sample(stored, _numbered(drawn[index % len(drawn)], index))
    stored.database.close()


@cache
def invoice(number: int, dpi: int = SCAN_DPI) -> SampleDocument:
    """Return an invoice on one page in colour, with the grain of a scanner."""
    index = _PLANS[number % len(_PLANS)]
    plan = replace(plan_document(_SEED, index), finish=Finish("none", "jpeg", dpi), annex=())
    drawn = draw(plan, _SEED, index)
    return replace(drawn, pages=drawn.pages[:1], files=(_scanned(drawn.files[0]),))


def _scanned(file: SampleFile) -> SampleFile:
    with Image.open(BytesIO(file.data)) as opened:
        page = opened.convert("RGB")
    grained = ImageChops.add(page, _grain(page.size), offset=-_BRIGHTER)
    stream = BytesIO()
    grained.save(stream, "JPEG", quality=_QUALITY)
    return SampleFile("image/jpeg", stream.getvalue())


def _grain(size: tuple[int, int]) -> Image.Image:
    tile = Image.merge("RGB", [Image.effect_noise((_TILE, _TILE), _NOISE) for _ in range(3)])
    grain = Image.new("RGB", size)
    for left in range(0, size[0], _TILE):
        for top in range(0, size[1], _TILE):
            grain.paste(tile, (left, top))
    return grain


def _numbered(sample: SampleDocument, index: int) -> SampleDocument:
    """Return a sample as another document, with a number of its own, uploaded after the others.

    So each document of the list is of another kind than the one before: its page, its fields and
    what is said of them are others.
    """
    return replace(
        sample,
        index=index,
        document_id=f"{index:024x}",
        uploaded_at=_FIRST_UPLOAD + timedelta(seconds=index),
        file_name=f"invoice {index}.jpg",
        readings=tuple(_with_number(reading, index) for reading in sample.readings),
    )


def _with_number(reading: SampleReading, index: int) -> SampleReading:
    if reading.name != "doc_number_value":
        return reading
    return replace(reading, value=f"{reading.value}-{index}")
