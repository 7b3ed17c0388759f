"""How fast the page answers: ``python -m benchmarks.page``.

Prints one line of JSON. ``value`` is the time in milliseconds from a click on a word of a sample
page to the box around its ink, the median of all its words; ``slowest`` the slowest of them;
``drag`` the same for a rectangle drawn around a word; ``light`` the time in which a whole page gets
another light, and ``slice`` the longest time in between for which the window has to wait.
"""

from __future__ import annotations

import json
import statistics
import time
from functools import partial
from typing import TYPE_CHECKING, Final

from klearstack_desktop.localserver.samples.generate import generate
from klearstack_desktop.model.document import PageImage
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.pages.decoder import PageDecoder
from klearstack_desktop.pages.ink import word_at, words_under
from klearstack_desktop.pages.light import Light, lit

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLE: Final = 0
"""An A4 page at 200 dpi."""


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def main() -> None:
    """Measure and print."""
    sample = generate(1, SAMPLE)
    file = sample.files[0]
    page = PageDecoder().decode(PageImage(1, file.data, file.media_type))
    image = page.levels[0]
    words = [Box(*word.box) for word in sample.pages[0].words]
    middles = [((word.left + word.right) / 2, (word.top + word.bottom) / 2) for word in words]
    clicks = [_milliseconds(partial(word_at, image, *middle)) for middle in middles]
    drags = [_milliseconds(partial(words_under, image, word)) for word in words]
    work = lit(page, Light(contrast=50, is_inverted=True))
    slices = [_milliseconds(lambda: next(work, None)) for _ in range(100)]
    print(  # noqa: T201 - the figures are what it is run for
        json.dumps(
            {
                "value": round(statistics.median(clicks), 2),
                "slowest": round(max(clicks), 1),
                "drag": round(statistics.median(drags), 2),
                "light": round(sum(slices), 1),
                "slice": round(max(slices), 1),
            }
        )
    )


if __name__ == "__main__":
    main()
