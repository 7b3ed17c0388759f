"""How fast the page answers the hand.

From a click on a word of a sample page (A4 at 200 dpi) to the box around its ink, over all its
words, and the same for a rectangle drawn around a word. A page that gets another light is worked on
in slices, for each of which the window has to wait.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from benchmarks.figure import FRAME_MS, measured, milliseconds, p99, spread
from klearstack_desktop.localserver.samples.generate import generate
from klearstack_desktop.model.document import PageImage
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.pages.decoder import PageDecoder
from klearstack_desktop.pages.ink import word_at, words_under
from klearstack_desktop.pages.light import Light, lit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.figure import Figure

SAMPLE: Final = 0
"""An A4 page at 200 dpi."""


def figures(*, quick: bool) -> Iterator[Figure]:
    """Click on words, drag around them, light the page."""
    sample = generate(1, SAMPLE)
    file = sample.files[0]
    page = PageDecoder().decode(PageImage(1, file.data, file.media_type))
    image = page.levels[0]
    words = [Box(*word.box) for word in sample.pages[0].words][:: 5 if quick else 1]
    middles = [((word.left + word.right) / 2, (word.top + word.bottom) / 2) for word in words]
    clicks = [milliseconds(partial(word_at, image, *middle)) for middle in middles]
    drags = [milliseconds(partial(words_under, image, word)) for word in words]
    work = lit(page, Light(contrast=50, is_inverted=True))
    slices = [milliseconds(lambda: next(work, None)) for _ in range(100)]
    for name, times in (("click on a word", clicks), ("rectangle around a word", drags)):
        yield measured(
            f"{name} to the box around its ink: p99 against one frame",
            p99(times),
            "ms",
            against=FRAME_MS,
            most_ratio=1,
            note=spread(times, "ms"),
        )
    yield measured(
        "slice of another light for a page: longest against one frame",
        max(slices),
        "ms",
        against=FRAME_MS,
        most_ratio=1,
        note=f"the whole page {sum(slices):.3g} ms",
    )
