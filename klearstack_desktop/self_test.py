"""``--self-test``: whether everything that the program needs travelled with it."""

from __future__ import annotations

import asyncio
import io
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

RESOURCES = (
    "api/endpoints.toml",
    "fields/fields.toml",
    "style.qss",
    "icons/upload.svg",
    "fonts",
    "samples",
)
FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")


def run() -> int:
    """Check every part, say what was found, return 0 if all is well."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication(sys.argv[:1])
    failed = 0
    for check in CHECKS:
        try:
            check(application)
        except Exception as failure:  # noqa: BLE001 - whatever is wrong, the list goes on
            failed += 1
            _say(f"FAILED  {_title(check)}: {type(failure).__name__}: {failure}")
        else:
            _say(f"ok      {_title(check)}")
    return 1 if failed else 0


def _title(check: Callable[..., None]) -> str:
    return (check.__doc__ or check.__name__).strip().rstrip(".")


def _say(line: str) -> None:
    # A windowed build on Windows has no streams.
    if sys.stdout is not None:
        print(line)  # noqa: T201 - this is what a terminal program does


def _resources(_application: object) -> None:
    """Resources are there and can be read."""
    from klearstack_desktop import resources
    from klearstack_desktop.model.fieldmap import default_field_map

    for name in RESOURCES:
        resources.path(name)
    default_field_map()


def _decoding(_application: object) -> None:
    """JPEG, PNG, TIFF, WebP and PDF pages can be decoded."""
    from PIL import Image

    from klearstack_desktop.model.document import PageImage
    from klearstack_desktop.pages.decoder import PageDecoder

    decoder = PageDecoder()
    picture = Image.new("RGB", (60, 40), "white")
    for name in (*FORMATS, "PDF"):
        stream = io.BytesIO()
        picture.save(stream, name)
        media_type = "application/pdf" if name == "PDF" else f"image/{name.lower()}"
        page = decoder.decode(PageImage(1, stream.getvalue(), media_type))
        if page.width < 1 or page.height < 1:
            raise ValueError(f"an empty {name} page")


def _typing(_application: object) -> None:
    """Every locale on offer is known, and slips are forgiven."""
    from klearstack_desktop.model.choices import Choice, ChoiceList
    from klearstack_desktop.model.formats.locales import OFFERED, formats_of, is_known

    missing = [name for name in OFFERED if not (is_known(name) and formats_of(name).months)]
    if missing:
        raise LookupError(f"without {', '.join(missing)}")
    if not [*ChoiceList([Choice("1", "Northwind")]).search("nortwind")][-1]:
        raise LookupError("nothing was found")


def _database(_application: object) -> None:
    """The store can be opened and written."""
    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.store.account_store import AccountStore
    from klearstack_desktop.store.seal import Seal
    from klearstack_desktop.store.witness import witness_here

    with tempfile.TemporaryDirectory() as folder:
        store = AccountStore(Path(folder), "http://127.0.0.1", "company", "user")
        store.open_work(Seal(), witness_here("http://127.0.0.1", "company", "user"))
        store.open_cache()
        store.drafts.save("document", Draft(comment="kept"), 1)
        store.close_work()
        store.close_cache()
        store.close()


def _certificates(_application: object) -> None:
    """Certificates can be read for comparison."""
    from klearstack_desktop.api.certificate import read_certificate

    read_certificate(b"no certificate", "tenant.example", 443)


def _window(_application: object) -> None:
    """The window can be built."""
    from klearstack_desktop.ui.furnishing import furnish
    from klearstack_desktop.ui.main_window import MainWindow
    from klearstack_desktop.ui.window_memory import WindowMemory

    with tempfile.TemporaryDirectory() as folder:
        memory = WindowMemory(Path(folder) / "window.ini")
        window = MainWindow(memory)
        for _part in furnish(window, lambda: 0.0):
            pass
        window.deleteLater()


def _loop(application: object) -> None:
    """The event loop starts and ends."""
    from PySide6.QtWidgets import QApplication

    from klearstack_desktop import event_loop

    if not isinstance(application, QApplication):
        raise TypeError("no Qt application")
    event_loop.run(application, asyncio.sleep(0), lambda _failure, _message: None)


def _samples(_application: object) -> None:
    """The local server's samples can be drawn."""
    from klearstack_desktop.localserver.samples.generate import generate

    if not generate(1, 0).files:
        raise ValueError("a sample without pages")


CHECKS = (
    _resources,
    _decoding,
    _typing,
    _database,
    _certificates,
    _window,
    _loop,
    _samples,
)
