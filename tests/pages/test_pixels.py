from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage

from klearstack_desktop.pages.pixels import blank


@pytest.mark.parametrize(("width", "height"), [(1, 1), (500, 700), (1501, 1999), (2480, 3508)])
def test_every_pixel_can_be_written(width: int, height: int) -> None:
    image = blank(width, height)
    assert (image.width(), image.height()) == (width, height)
    assert image.format() is QImage.Format.Format_RGB32
    image.fill(QColor("#336699"))
    for x, y in ((0, 0), (width // 2, height // 2), (width - 1, height - 1)):
        assert image.pixelColor(x, y) == QColor("#336699")


def test_no_memory_is_said() -> None:
    with pytest.raises(MemoryError, match="pixels"):
        blank(2_000_000, 2_000_000)
