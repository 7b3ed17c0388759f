"""Takes the pictures of the README from the running program, on its local server.

.venv/bin/python scripts/pictures.py            all of them, into docs/pictures
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image  # noqa: E402
from PySide6.QtCore import QPoint, QRect, QSize, Qt  # noqa: E402
from PySide6.QtGui import QColor, QFontDatabase, QPainter, QPixmap  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from klearstack_desktop import resources  # noqa: E402
from klearstack_desktop.app import Options  # noqa: E402
from klearstack_desktop.ui import theme  # noqa: E402
from tests.end_to_end.driver import (  # noqa: E402
    CONTROL,
    SHIFT,
    Driver,
    run_program,
    sign_in_options,
)
from tests.server_process import REAL_SAMPLES, ServerProcess  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

FOLDER = CHECKOUT / "docs" / "pictures"
SIZE = QSize(1600, 1000)
NARROW = QSize(1280, 800)
RIGHT_HALF = QRect(1280, 120, 1280, 720)
COLOURS = 192
# The grain of a scan needs more bytes than all the rest; few greys keep it small.
COLOURS_OF_A_SCAN = 48
DOCUMENTS = 16
FONT = "Noto Sans"
FLORA, SWIT, ALPENWERK = "06717056", "FV/1247/2026", "R602220"


def dress(app: QApplication, shade: theme.Theme) -> None:
    """Dress the program as on a desktop that sets Noto Sans, which the samples bring along."""
    theme.dress(app, shade)
    for file in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"):
        QFontDatabase.addApplicationFont(str(resources.path("fonts") / file))
    font = app.font()
    font.setFamily(FONT)
    app.setFont(font)


def save(picture: QPixmap, name: str, part: QRect | None = None, colours: int = COLOURS) -> None:
    """Write a picture, or a part of it in its own pixels, as small as it gets."""
    path = FOLDER / f"{name}.png"
    image = picture.toImage()
    (image.copy(part) if part else image).save(str(path))
    with Image.open(path) as full:
        few = full.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    print(f"{path.relative_to(CHECKOUT)}: {few.width} x {few.height}, {path.stat().st_size} bytes")


async def show(driver: Driver, number: str) -> None:
    """Open the document with that number and wait until it is painted."""
    await driver.opened(lambda opened: opened.readiness.is_ready)
    documents = driver.desk.queue.documents()
    wanted = next(d.id for d in documents if any(f.value == number for f in d.fields))
    driver.desk.session.open(wanted)
    await driver.opened(lambda opened: opened.id == wanted)
    await driver.ready()


async def queue_light(driver: Driver) -> None:
    await show(driver, FLORA)
    save(driver.window.grab(), "queue-light")


async def queue_dark(driver: Driver) -> None:
    await show(driver, ALPENWERK)
    save(driver.window.grab(), "queue-dark")


async def capture(driver: Driver) -> None:
    await show(driver, FLORA)
    pages = driver.window.page_pane
    key = driver.window.field_panel.active_key
    area = pages.view.area_of(key) if key else None
    if area is None:
        raise SystemExit("The field that needs a person has no box.")
    driver.press(Qt.Key.Key_B, CONTROL)
    band = pages.view.mapFromScene(area).boundingRect().adjusted(-10, -6, 12, 8)
    surface = pages.view.viewport()
    QTest.mousePress(surface, Qt.MouseButton.LeftButton, pos=band.topLeft())
    QTest.mouseMove(surface, band.center())
    QTest.mouseMove(surface, band.bottomRight())
    await driver.pause()
    save(driver.window.grab(), "capture")
    QTest.mouseRelease(surface, Qt.MouseButton.LeftButton, pos=band.bottomRight())
    await asyncio.sleep(0.5)


async def reject(driver: Driver) -> None:
    await show(driver, FLORA)
    driver.press(Qt.Key.Key_R, CONTROL | SHIFT)
    driver.press(Qt.Key.Key_3)
    await driver.pause()
    save(driver.window.grab(), "reject")
    driver.press(Qt.Key.Key_Escape)


async def scan(driver: Driver) -> None:
    driver.window.resize(NARROW)
    await show(driver, SWIT)
    save(driver.window.grab(), "scan-200-percent", RIGHT_HALF, COLOURS_OF_A_SCAN)


async def sign_in(driver: Driver) -> None:
    await driver.pause()
    picture, sheet = driver.window.grab(), driver.window.sign_in_sheet.grab()
    place = QPoint((picture.width() - sheet.width()) // 2, (picture.height() - sheet.height()) // 2)
    painter = QPainter(picture)
    painter.drawPixmap(place, sheet)
    painter.setPen(QColor(theme.current_theme().input_border))
    painter.drawRect(QRect(place, sheet.size()))
    painter.end()
    save(picture, "sign-in")


def take(app: QApplication, options: Options, scene: Callable[[Driver], Awaitable[None]]) -> None:
    async def sized(driver: Driver) -> None:
        driver.window.resize(SIZE)
        await scene(driver)

    with tempfile.TemporaryDirectory() as folder:
        run_program(app, options, Path(folder), sized)


def main() -> None:
    is_large = os.environ.get("QT_SCALE_FACTOR") == "2"
    FOLDER.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    dress(app, theme.LIGHT)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CONFIG_HOME"] = folder
        with ServerProcess(Path(folder), documents=DOCUMENTS, samples=REAL_SAMPLES) as server:
            options = sign_in_options(server)
            if is_large:
                take(app, options, scan)
                return
            for scene in (queue_light, capture, reject):
                take(app, options, scene)
            take(app, Options(server="https://acme.example"), sign_in)
            dress(app, theme.DARK)
            take(app, options, queue_dark)
    # The scale is fixed when a program starts.
    subprocess.run(
        [sys.executable, __file__], env={**os.environ, "QT_SCALE_FACTOR": "2"}, check=True
    )


if __name__ == "__main__":
    main()
