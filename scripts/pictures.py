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
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image  # noqa: E402
from PySide6.QtCore import QPoint, QRect, QSize, Qt  # noqa: E402
from PySide6.QtGui import QColor, QFontDatabase, QPainter, QPixmap  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget  # noqa: E402

from klearstack_desktop import resources  # noqa: E402
from klearstack_desktop.model.fieldmap import FieldRole  # noqa: E402
from klearstack_desktop.model.policy import Policy  # noqa: E402
from klearstack_desktop.model.queue import ReviewState  # noqa: E402
from klearstack_desktop.options import Options  # noqa: E402
from klearstack_desktop.ui import theme  # noqa: E402
from klearstack_desktop.ui.page.window import PageWindow  # noqa: E402
from klearstack_desktop.waiting import until  # noqa: E402
from tests.end_to_end.driver import (  # noqa: E402
    CONTROL,
    NUMBER,
    SHIFT,
    Driver,
    run_program,
    sign_in_options,
)
from tests.end_to_end.test_two_people import colleague_sets_number  # noqa: E402
from tests.server_process import REAL_SAMPLES, ServerProcess  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Scene = Callable[[Driver, ServerProcess], Awaitable[QWidget | None]]

PICTURES = CHECKOUT / "docs" / "pictures"
SIZE = QSize(1600, 1000)
NARROW = QSize(1280, 800)
RIGHT_HALF = QRect(1280, 120, 1280, 720)
COLOURS = 192
# The grain of a scan needs more bytes than all the rest; few greys keep it small.
COLOURS_OF_A_SCAN = 48
# Enough for the invoice that comes a second time, as a fax.
DOCUMENTS = 26
FONT = "Noto Sans"
FLORA, SWIT, ALPENWERK, TWICE = "06717056", "FV/1247/2026", "R602220", "AW-300211"
UMBRELLA = "Umbrella Facilities"
UNTIL_PAGES_ARE_THERE = 2.5
"""Seconds, for what is fetched and cut out behind a scene."""


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


async def show(driver: Driver, value: str) -> None:
    """Open the first document that has that value and wait until it is painted."""
    await driver.opened(lambda opened: opened.readiness.is_ready)
    queue = driver.desk.queue

    def having_it() -> list[str]:
        return [d.id for d in queue.documents() if any(f.value == value for f in d.fields)]

    # A list comes in parts.
    await until(queue.replaced, lambda: bool(having_it()), value)
    wanted = having_it()[0]
    driver.desk.session.open(wanted)
    await driver.opened(lambda opened: opened.id == wanted)
    await driver.ready()


async def queue(driver: Driver, _server: ServerProcess) -> None:
    await show(driver, FLORA)


async def alpenwerk(driver: Driver, _server: ServerProcess) -> None:
    await show(driver, ALPENWERK)


async def low_confidence(driver: Driver, _server: ServerProcess) -> None:
    """Open the document with the field that was read with the least confidence."""
    await driver.opened(lambda opened: opened.readiness.is_ready)
    documents = driver.desk.queue.documents()
    read = [(f, d.id) for d in documents for f in d.fields if f.value and f.confidence]
    field, document_id = min(read, key=lambda found: found[0].confidence or 1.0)
    driver.desk.session.open(document_id)
    await driver.opened(lambda opened: opened.id == document_id)
    await driver.ready()
    driver.window.field_panel.focus_field(field.key)
    await asyncio.sleep(UNTIL_PAGES_ARE_THERE)


async def capture(driver: Driver, _server: ServerProcess) -> None:
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


async def reject(driver: Driver, _server: ServerProcess) -> None:
    await show(driver, FLORA)
    driver.press(Qt.Key.Key_R, CONTROL | SHIFT)
    driver.press(Qt.Key.Key_3)
    await driver.pause()


async def large_amount(driver: Driver, _server: ServerProcess) -> None:
    await show(driver, FLORA)
    driver.desk.standards.judge_by(Policy(confirm_above={"USD": Decimal(10000)}))
    driver.press(Qt.Key.Key_Return, CONTROL)
    driver.type("55413")
    await driver.pause()


async def scan(driver: Driver, _server: ServerProcess) -> None:
    driver.window.resize(NARROW)
    await show(driver, SWIT)


async def smallest(driver: Driver, _server: ServerProcess) -> None:
    driver.window.resize(driver.window.minimumSize())
    await show(driver, FLORA)


async def line_items(driver: Driver, _server: ServerProcess) -> None:
    await show(driver, ALPENWERK)
    driver.widget("lineItems").setFocus()
    driver.press(Qt.Key.Key_Down)
    driver.press(Qt.Key.Key_Right)
    await driver.pause()


async def bulk(driver: Driver, _server: ServerProcess) -> None:
    await show(driver, ALPENWERK)
    driver.press(Qt.Key.Key_L, CONTROL)
    driver.press(Qt.Key.Key_A, CONTROL)
    await driver.pause()


async def page_window(driver: Driver, _server: ServerProcess) -> QWidget:
    await show(driver, FLORA)
    driver.press(Qt.Key.Key_W, CONTROL | SHIFT)
    await asyncio.sleep(UNTIL_PAGES_ARE_THERE)
    return driver.widget("pageWindow")


async def without_page(driver: Driver, server: ServerProcess) -> None:
    await page_window(driver, server)


async def conflict(driver: Driver, server: ServerProcess) -> None:
    """Save a number that a colleague has changed meanwhile, and open the choice."""
    await show(driver, UMBRELLA)
    opened = driver.current
    theirs = "UF-5541" if opened.shown.value_of(FieldRole.NUMBER) != "UF-5541" else "UF-5542"
    driver.correct(NUMBER, "UF-5548")
    await colleague_sets_number(server, opened, theirs)
    driver.press(Qt.Key.Key_S, CONTROL)
    await driver.notice("Somebody else also changed")
    driver.press(Qt.Key.Key_G, CONTROL | SHIFT)
    await asyncio.sleep(UNTIL_PAGES_ARE_THERE)


async def lock(driver: Driver, _server: ServerProcess) -> None:
    await show(driver, FLORA)
    driver.press(Qt.Key.Key_K, CONTROL | SHIFT)
    await driver.pause()


async def offline(driver: Driver, server: ServerProcess) -> None:
    """Cut the network and approve a document, which then waits."""
    await show(driver, FLORA)
    await asyncio.sleep(UNTIL_PAGES_ARE_THERE)
    server.fault("*", "cut_before", times=None)
    service = driver.desk.service
    driver.press(Qt.Key.Key_F5)
    await until(service.connection_changed, lambda: service.is_offline, "the cut to show")
    decided = driver.current.id
    driver.press(Qt.Key.Key_Return, CONTROL)
    await driver.reached(decided, ReviewState.WAITING)
    await driver.opened(lambda opened: opened.id != decided)
    await asyncio.sleep(UNTIL_PAGES_ARE_THERE)


def after(
    name: str, number: str = FLORA, seconds: float = 0.6, first: Scene | None = None
) -> Scene:
    """Return the scene that an action leads to, from a document or from another scene."""

    async def scene(driver: Driver, server: ServerProcess) -> None:
        await (first(driver, server) if first else show(driver, number))
        driver.window.action_table[name].trigger()
        await asyncio.sleep(seconds)

    return scene


async def sign_in(driver: Driver, _server: ServerProcess) -> None:
    while not driver.window.sign_in_sheet.isVisible():
        await driver.pause()
    await driver.pause()


SCENES: dict[str, Scene] = {
    "queue": queue,
    "alpenwerk": alpenwerk,
    "low-confidence": low_confidence,
    "capture": capture,
    "reject": reject,
    "large-amount": large_amount,
    "scan": scan,
    "smallest": smallest,
    "line-items": line_items,
    "bulk": bulk,
    "page-window": page_window,
    "without-page": without_page,
    "conflict": conflict,
    "lock": lock,
    "offline": offline,
    "sign-in": sign_in,
    **{name: after(name) for name in ("palette", "keys", "hold", "settings", "contrast", "filter")},
    "sweep": after("sweep", seconds=UNTIL_PAGES_ARE_THERE),
    "compare": after("compare", TWICE, UNTIL_PAGES_ARE_THERE),
    "outbox": after("outbox", first=offline),
    "journal": after("journal", first=offline),
}


def shown(window: QWidget) -> QPixmap:
    """Return the window with what lies over it: sheets, lists and menus."""
    picture = window.grab()
    painter = QPainter(picture)
    for above in QApplication.topLevelWidgets():
        if above is window or not above.isVisible() or isinstance(above, QMainWindow | PageWindow):
            continue
        place = window.mapFromGlobal(above.mapToGlobal(QPoint()))
        if isinstance(above, QDialog):
            # Where a window manager puts it; offscreen there is none.
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
        window = await SCENES[name](driver, server)
        save(shown(window or driver.window), path, part, colours)

    try:
        with tempfile.TemporaryDirectory() as folder:
            run_program(app, options, Path(folder), sized)
    finally:
        server.clear_faults()


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
