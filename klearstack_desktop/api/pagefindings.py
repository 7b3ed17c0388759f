"""Whether the positions of a document lie on the page image that belongs to it (section 0.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.diagnosis import ImageFinding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from klearstack_desktop.model.document import Document, PageImage
    from klearstack_desktop.model.geometry import Box

USUAL_DPI: Final = (72, 96, 100, 144, 150, 200, 240, 300, 400, 600)


def image_finding(
    form: str,
    pages: Sequence[PageImage],
    details: Document | None,
    measure: Callable[[PageImage], tuple[int, int]],
) -> ImageFinding:
    """Look at the first page and at the positions on it.

    Args:
        form: how the page came.
        pages: what the answer held; at least one page.
        details: the document that the page belongs to, or None where they are not known.
        measure: gives a page's size in pixels.

    Raises:
        PageProblem: the page is damaged.
    """
    first = pages[0]
    size = measure(first)
    width, height = first.rendition or size
    boxes = tuple(boxes_on_page(details, first.page)) if details else ()
    inside = sum(box.fits(width, height) for box in boxes)
    is_pdf = first.media_type == "application/pdf"
    is_off = is_pdf and inside < len(boxes) and first.rendition is None
    return ImageFinding(
        form=form,
        media_type=first.media_type,
        width=size[0],
        height=size[1],
        pages=len(pages),
        boxes=len(boxes),
        boxes_inside=inside,
        fitting_dpi=_fitting_dpi(size, first.dpi, boxes) if is_off else None,
    )


def boxes_on_page(document: Document, page: int) -> Iterator[Box]:
    """Yield all positions of a page, fields first; what names no page counts as on the first."""
    for field in document.fields:
        if field.box is not None and (field.page or 1) == page:
            yield field.box
    for table in document.tables:
        for row in table.rows:
            for cell in row:
                if cell.box is not None and (cell.page or 1) == page:
                    yield cell.box


def _fitting_dpi(size: tuple[int, int], dpi: int, boxes: Sequence[Box]) -> int | None:
    """Return the lowest usual resolution at which a page of that size takes all boxes."""
    for candidate in USUAL_DPI:
        width, height = (round(side * candidate / dpi) for side in size)
        if all(box.fits(width, height) for box in boxes):
            return candidate
    return None
