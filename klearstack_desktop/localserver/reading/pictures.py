"""Pages of a JPEG, PNG or TIFF. There is no text layer, so there are no words."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from klearstack_desktop.localserver.content import StoredFile
from klearstack_desktop.localserver.reading.pages import (
    DPI,
    MOST_PAGES,
    MOST_PIXELS,
    ReadPage,
    Unreadable,
)

_DAMAGED = "The file is damaged or no image."


class PicturePages:
    """An opened image with one or more frames."""

    def __init__(self, data: bytes) -> None:
        """Open it; sizes are checked from headers before anything is decoded.

        Raises:
            Unreadable: no image, too large or too many frames.
        """
        try:
            self._image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "TIFF"))
            self.page_count = int(getattr(self._image, "n_frames", 1))
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
            raise Unreadable(_DAMAGED) from error
        except Image.DecompressionBombError as error:
            raise Unreadable("The image is too large.") from error
        if self.page_count > MOST_PAGES:
            raise Unreadable(f"The file has {self.page_count} pages; up to {MOST_PAGES} are read.")

    def page(self, index: int) -> ReadPage:
        """Decode one frame, counted from 0, upright, and encode it as JPEG."""
        try:
            self._image.seek(index)
            if self._image.width * self._image.height > MOST_PIXELS:
                raise Unreadable("The image is too large.")
            dpi = round(float(self._image.info.get("dpi", (DPI, DPI))[0]))
            upright = ImageOps.exif_transpose(self._image).convert("RGB")
        except (OSError, ValueError, SyntaxError) as error:
            raise Unreadable(_DAMAGED) from error
        stream = io.BytesIO()
        upright.save(stream, "JPEG", quality=90)
        file = StoredFile("image/jpeg", stream.getvalue())
        return ReadPage(file, upright.width, upright.height, dpi if dpi > 1 else DPI, ())

    def close(self) -> None:
        """Free the image."""
        self._image.close()
