"""Everything that decodes pages, loaded where the first one is decoded and not before.

Pillow and pdfium take a sixth of a second, and the list is on the screen without them.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from klearstack_desktop.model.detail import Detail
from klearstack_desktop.pages.kinds import HEAD_BYTES, FileKind, kind_of

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.model.document import PageImage
    from klearstack_desktop.model.geometry import Box
    from klearstack_desktop.pages.crop import Crop
    from klearstack_desktop.pages.decoder import PageDecoder
    from klearstack_desktop.pages.inspect import UploadFile
    from klearstack_desktop.pages.page import Page


class LatePageDecoder:
    """Implements `review.ports.PageDecoder`; may be called from several threads at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._decoder: PageDecoder | None = None

    def is_pdf(self, image: PageImage) -> bool:
        """Whether the page must be decoded in the one thread that may call pdfium."""
        return kind_of(image.data[:HEAD_BYTES]) is FileKind.PDF

    def decode(self, image: PageImage, detail: Detail = Detail.FULL) -> Page:
        """Decode one page, as `pages.decoder.PageDecoder`; call it in a worker thread.

        Args:
            image: the page as it was fetched.
            detail: how sharp it is wanted.

        Raises:
            PageProblem: the bytes are no page that can be shown, with a sentence that says why.
        """
        return self._loaded().decode(image, detail)

    def cut(self, decoded: object, box: Box) -> Crop | None:
        """Copy what stands around a box of a decoded page; call it in a worker thread.

        Raises:
            PageProblem: there is no memory left for it.
        """
        return self._loaded().cut(decoded, box)

    def _loaded(self) -> PageDecoder:
        from klearstack_desktop.pages.decoder import PageDecoder

        with self._lock:
            if self._decoder is None:
                self._decoder = PageDecoder()
            return self._decoder


def inspect_upload(path: Path) -> UploadFile:
    """Find out what a file is, as `pages.inspect.inspect_upload`; call it in a worker thread.

    Raises:
        FileProblem: the service could not read it; the sentence says why.
    """
    from klearstack_desktop.pages.inspect import inspect_upload

    return inspect_upload(path)
