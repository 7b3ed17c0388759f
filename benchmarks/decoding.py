"""From the bytes of a page to what can be painted.

A4 in colour at 300 dpi (2480 x 3508 pixels), a JPEG of 1.5 MB with the grain of a scanner. Ours is
``PageDecoder``, levels for painting it smaller included; a page *until it can be read* is the one
that it shows first. The peer is libjpeg-turbo: ``djpeg`` as a process of its own, from a file to
nowhere; where that is not installed, the one that Pillow brings, its pixels taken as they come.
Plain Pillow is ``Image.open`` to the pixels that Qt paints without conversion.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from functools import partial
from importlib import metadata
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image

from benchmarks.figure import in_turns, measured, median, not_run, spread
from benchmarks.invoices import invoice
from klearstack_desktop.model.detail import Detail
from klearstack_desktop.model.document import PageImage
from klearstack_desktop.pages.decoder import PageDecoder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.figure import Figure

_RUNS: Final = 100
_QUICK_RUNS: Final = 7
_EXTRA: Final = "simplejpeg"
_NAME_WITH: Final = f"decode a full page with {_EXTRA}"
_NAME_WITHOUT: Final = f"decode a full page without {_EXTRA}"
_NAME_COARSE: Final = "decode a page until it can be read"
_NAME_PILLOW: Final = "decode a full page against plain Pillow"
_MOST_WITH: Final = 1.3
_MOST_WITHOUT: Final = 2.2
_MOST_COARSE: Final = 0.8
_CHILD_SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of each run; all in turns.

    Attributes:
        full: our decoder, the whole page.
        coarse: our decoder, as much of it as is readable where all of the page is in view.
        peer: libjpeg-turbo, the whole page.
        pillow: plain Pillow, the whole page.
        peer_name: which libjpeg-turbo it was.
    """

    full: list[float]
    coarse: list[float]
    peer: list[float]
    pillow: list[float]
    peer_name: str


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure as this environment decodes, and without the extra where it is installed."""
    runs = _QUICK_RUNS if quick else _RUNS
    times = measure(runs)
    if find_spec(_EXTRA) is None:
        yield not_run(_NAME_WITH, "ms", f"{_EXTRA} is not installed here", most_ratio=_MOST_WITH)
        yield _full(_NAME_WITHOUT, times, _MOST_WITHOUT)
    else:
        yield _full(_NAME_WITH, times, _MOST_WITH, f"{_EXTRA} {metadata.version(_EXTRA)}; ")
        yield _full(_NAME_WITHOUT, _without_extra(runs), _MOST_WITHOUT)
    yield measured(
        _NAME_COARSE,
        median(times.coarse),
        "ms",
        against=median(times.peer),
        most_ratio=_MOST_COARSE,
        note=f"{spread(times.coarse, 'ms')}; the whole page by {times.peer_name}: "
        f"{spread(times.peer, 'ms')}",
    )
    yield measured(
        _NAME_PILLOW,
        median(times.full),
        "ms",
        against=median(times.pillow),
        note=f"{spread(times.full, 'ms')}; plain Pillow to RGB32: {spread(times.pillow, 'ms')}",
    )


def measure(runs: int) -> Times:
    """Decode one page in turns with every way."""
    data = invoice(0).files[0].data
    page = PageImage(1, data, "image/jpeg")
    decoder = PageDecoder()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.jpg"
        path.write_bytes(data)
        peer_name, peer = _libjpeg_turbo(path, data)
        full, coarse, against, pillow = in_turns(
            runs,
            partial(decoder.decode, page),
            partial(decoder.decode, page, Detail.READABLE),
            peer,
            partial(_plain_pillow, data),
        )
    return Times(full, coarse, against, pillow, peer_name)


def print_times(runs: int) -> None:
    """Print the times as one line of JSON."""
    print(json.dumps(asdict(measure(runs))))  # noqa: T201 - its output


def _without_extra(runs: int) -> Times:
    """Measure in a process that cannot import the extra."""
    program = (
        f"import sys; sys.modules[{_EXTRA!r}] = None; "
        f"from benchmarks.decoding import print_times; print_times({runs})"
    )
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=_CHILD_SECONDS,
        check=True,
    )
    return Times(**json.loads(done.stdout.splitlines()[-1]))


def _full(name: str, times: Times, most_ratio: float, how: str = "") -> Figure:
    return measured(
        name,
        median(times.full),
        "ms",
        against=median(times.peer),
        most_ratio=most_ratio,
        note=f"{how}{spread(times.full, 'ms')}; {times.peer_name}: {spread(times.peer, 'ms')}",
    )


def _libjpeg_turbo(path: Path, data: bytes) -> tuple[str, Callable[[], object]]:
    """Return the name of the peer that is here, and what decodes the whole page with it."""
    djpeg = shutil.which("djpeg")
    if djpeg is None:
        return "libjpeg-turbo through Pillow", partial(_pillow_pixels, data)
    # As the tool is used: started, read from a file, written to nowhere.
    command = [djpeg, "-outfile", os.devnull, str(path)]

    def run() -> None:
        subprocess.run(command, check=True)  # noqa: S603 - found on the path by this name

    said = subprocess.run([djpeg, "-version"], capture_output=True, text=True, check=False)  # noqa: S603 - as above
    version = re.search(r"version ([\d.]+)", said.stdout + said.stderr)
    return f"djpeg {version[1]}" if version else "djpeg", run


def _pillow_pixels(data: bytes) -> None:
    with Image.open(BytesIO(data)) as picture:
        picture.load()


def _plain_pillow(data: bytes) -> bytes:
    """Decode to the pixels that Qt paints without conversion."""
    with Image.open(BytesIO(data)) as picture:
        return picture.tobytes("raw", "BGRX")
