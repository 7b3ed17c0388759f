"""Takes pictures of the running program, on its local server.

.venv/bin/python scripts/pictures.py            those of README and user guide, into docs/pictures
.venv/bin/python scripts/pictures.py FOLDER     every scene, light and dark, at 100 % and at 200 %
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
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

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

PICTURES = CHECKOUT / "docs" / "pictures"
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


def save(picture: QPixmap, path: Path, part: QRect | None = None, colours: int = COLOURS) -> None:
    """Write a picture, or a part of it in its own pixels, as small as it gets."""
    image = picture.toImage()
    (image.copy(part) if part else image).save(str(path))
    with Image.open(path) as full:
        few = full.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    print(f"{path.name}: {few.width} x {few.height}, {path.stat().st_size} bytes")


async def show(driver: Driver, number: str) -> None:
    """Open the document with that number and wait until it is painted."""
    await driver.opened(lambda opened: opened.readiness.is_ready)
    documents = driver.desk.queue.documents()
    wanted = next(d.id for d in documents if any(f.value == number for f in d.fields))
    driver.desk.session.open(wanted)
    await driver.opened(lambda opened: opened.id == wanted)
    await driver.ready()


async def queue(driver: Driver) -> None:
    await show(driver, FLORA)


async def alpenwerk(driver: Driver) -> None:
    await show(driver, ALPENWERK)


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


async def reject(driver: Driver) -> None:
    await show(driver, FLORA)
    driver.press(Qt.Key.Key_R, CONTROL | SHIFT)
    driver.press(Qt.Key.Key_3)
    await driver.pause()


async def scan(driver: Driver) -> None:
    driver.window.resize(NARROW)
    await show(driver, SWIT)


async def line_items(driver: Driver) -> None:
    await show(driver, ALPENWERK)
    driver.widget("lineItems").setFocus()
    driver.press(Qt.Key.Key_Down)
    driver.press(Qt.Key.Key_Right)
    await driver.pause()


async def bulk(driver: Driver) -> None:
    await show(driver, ALPENWERK)
    driver.press(Qt.Key.Key_L, CONTROL)
    driver.press(Qt.Key.Key_A, CONTROL)
    await driver.pause()


def after(name: str) -> Callable[[Driver], Awaitable[None]]:
    """Return the scene that an action leads to."""

    async def scene(driver: Driver) -> None:
        await show(driver, FLORA)
        driver.window.action_table[name].trigger()
        await asyncio.sleep(0.6)

    return scene


async def sign_in(driver: Driver) -> None:
    await driver.pause()


SCENES: dict[str, Callable[[Driver], Awaitable[None]]] = {
    "queue": queue,
    "alpenwerk": alpenwerk,
    "capture": capture,
    "reject": reject,
    "scan": scan,
    "line-items": line_items,
    "bulk": bulk,
    "sign-in": sign_in,
    **{name: after(name) for name in ("palette", "keys", "hold", "settings", "journal", "outbox")},
    **{name: after(name) for name in ("contrast", "filter", "sweep", "compare")},
}


def shown(window: QWidget) -> QPixmap:
    """Return the window with what lies over it: sheets, lists and menus."""
    picture = window.grab()
    painter = QPainter(picture)
    for above in QApplication.topLevelWidgets():
        if above is window or not above.isVisible():
            continue
        place = window.mapFromGlobal(above.mapToGlobal(QPoint()))
        if above.isModal():
            place = window.rect().center() - above.rect().center()
        painter.drawPixmap(place, above.grab())
        painter.setPen(QColor(theme.current_theme().input_border))
        painter.drawRect(QRect(place, above.size()))
    painter.end()
    return picture


def take(
    app: QApplication,
    server: ServerProcess,
    name: str,
    path: Path,
    part: QRect | None = None,
    colours: int = COLOURS,
) -> None:
    """Play a scene and write a picture of it."""
    options = sign_in_options(server)
    if name == "sign-in":
        options = Options(server="https://acme.example")

    async def sized(driver: Driver) -> None:
        driver.window.resize(SIZE)
        await SCENES[name](driver)
        save(shown(driver.window), path, part, colours)

    with tempfile.TemporaryDirectory() as folder:
        run_program(app, options, Path(folder), sized)


def take_for_docs(app: QApplication, server: ServerProcess, *, is_large: bool) -> None:
    """Take the pictures of README and user guide."""
    if is_large:
        take(app, server, "scan", PICTURES / "scan-200-percent.png", RIGHT_HALF, COLOURS_OF_A_SCAN)
        return
    for name in ("capture", "reject", "sign-in", "sweep", "compare", "line-items", "palette"):
        take(app, server, name, PICTURES / f"{name}.png")
    take(app, server, "queue", PICTURES / "queue-light.png")
    dress(app, theme.DARK)
    take(app, server, "alpenwerk", PICTURES / "queue-dark.png")


def take_all(app: QApplication, server: ServerProcess, folder: Path, scale: str) -> None:
    """Take every scene in both themes."""
    for shade, label in ((theme.LIGHT, "light"), (theme.DARK, "dark")):
        dress(app, shade)
        for name in SCENES:
            try:
                take(app, server, name, folder / f"{name}-{label}-{scale}.png")
            except Exception as error:  # noqa: BLE001 - the others are taken all the same
                print(f"{name} {label}: {error!r}")


def main() -> None:
    scale = os.environ.setdefault("QT_SCALE_FACTOR", "1")
    folder = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None
    (folder or PICTURES).mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    dress(app, theme.LIGHT)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["XDG_CONFIG_HOME"] = scratch
        with ServerProcess(Path(scratch), documents=DOCUMENTS, samples=REAL_SAMPLES) as server:
            if folder is not None:
                take_all(app, server, folder, scale)
            else:
                take_for_docs(app, server, is_large=scale == "2")
    if scale == "1":
        # The scale is fixed when a program starts.
        environment = {**os.environ, "QT_SCALE_FACTOR": "2"}
        subprocess.run([sys.executable, *sys.argv], env=environment, check=True)


if __name__ == "__main__":
    main()
