"""Boxes between the rendition that the service speaks of and the image that is shown.

Boxes are pixels of SOME rendition of a page (klearstack-api.md 0.4). Where the size of that
rendition is known the boxes are scaled; a box that then lies outside the image has an unknown scale
and is not shown at all, because a box in the wrong place is worse than none.
"""

from __future__ import annotations

from klearstack_desktop.model.geometry import Box

Size = tuple[int, int]
"""Width and height in pixels."""


def box_on_image(box: Box, rendition: Size | None, image: Size) -> Box | None:
    """Return a box of the service in pixels of the image, or None where it does not fit.

    Args:
        box: as the service gave it.
        rendition: size that the box refers to; None means the image itself.
        image: size of the decoded image.
    """
    scaled = _scaled(box, rendition or image, image)
    return scaled if scaled is not None and scaled.fits(*image) else None


def box_on_rendition(box: Box, rendition: Size | None, image: Size) -> Box:
    """Return a box drawn on the image in the pixels that the service speaks of.

    The result covers at least one pixel and lies within the rendition.
    """
    target = rendition or image
    scaled = _scaled(box, image, target)
    if scaled is None:
        return box
    left = min(max(scaled.left, 0), target[0] - 1)
    top = min(max(scaled.top, 0), target[1] - 1)
    return Box(
        left,
        top,
        min(max(scaled.right, left + 1), target[0]),
        min(max(scaled.bottom, top + 1), target[1]),
    )


def _scaled(box: Box, source: Size, target: Size) -> Box | None:
    if min(*source, *target) <= 0:
        return None
    across, down = target[0] / source[0], target[1] / source[1]
    return Box(
        round(box.left * across),
        round(box.top * down),
        round(box.right * across),
        round(box.bottom * down),
    )
