"""How many keys an invoice costs: ``python -m benchmarks keystrokes``.

A scripted reviewer who never errs in a field works in the real program on the sample invoices that
have exactly three fields to check: what was misread is typed as it stands on the page, what is
right is accepted, and the invoice is approved. It does so once by "Enter walks what needs a
person", and once by "Tab through every field", each on a fresh copy of the same samples. What needs
a person in the table is left as it is both times. A key pressed with Ctrl or Shift counts as one;
the mouse is not touched.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from benchmarks import __main__ as harness
from benchmarks.figure import measured, not_run
from benchmarks.workplace import application
from klearstack_desktop.localserver.samples.generate import generate
from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.queue import ReviewState
from tests.end_to_end.driver import CONTROL, Driver, run_program, sign_in_options
from tests.server_process import REAL_SAMPLES, ServerProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from benchmarks.figure import Figure
    from klearstack_desktop.review.open_document import OpenDocument

DOCUMENTS: Final = 64
SEED: Final = 7
QUICK_DOCUMENTS: Final = 2
QUICK_SEED: Final = 1
"""The first samples of this one have an invoice with so many fields to check."""

TO_CHECK: Final = 3
_LIMIT: Final = 900.0


class Reviewer:
    """Knows what every page says.

    Args:
        driver: the program.
        truths: by document id and internal name of the field what the page says.
    """

    def __init__(self, driver: Driver, truths: Mapping[str, Mapping[str, str]]) -> None:
        self._driver = driver
        self._truths = truths
        self.keys: dict[str, int] = {}
        self._pressed = 0

    async def work(self, walk: Callable[[Reviewer], None]) -> None:
        """Decide every invoice with three fields to check; count the keys of each."""
        driver = self._driver
        await driver.ready()
        # The server draws its samples while it serves.
        while len(driver.desk.queue.documents()) < len(self._truths):
            await driver.desk.refreshing.refresh()
            await driver.pause()
        for document in driver.desk.queue.documents():
            opened = await self._opened(document.id)
            fields = [one for one in opened.findings.to_check if isinstance(one, FieldKey)]
            if len(fields) != TO_CHECK:
                continue
            await driver.guard_over()
            self._pressed = 0
            walk(self)
            self._press(Qt.Key.Key_Return, CONTROL)
            await driver.reached(document.id, ReviewState.APPROVED)
            self.keys[document.id] = self._pressed

    async def _opened(self, document_id: str) -> OpenDocument:
        self._driver.desk.session.open(document_id)
        return await self._driver.opened(
            lambda opened: (
                opened.id == document_id and opened.readiness.is_ready and bool(opened.seen)
            )
        )

    def by_enter(self) -> None:
        """Accept or correct what the program leads to, until it leads to the decision."""
        panel = self._driver.window.field_panel
        while self._driver.focus().objectName().startswith("field:"):
            self._correct(panel.active_key)
            self._press(Qt.Key.Key_Return)

    def by_tab(self) -> None:
        """Look at every field from the first to the last, as a form is gone through."""
        panel = self._driver.window.field_panel
        order = panel.keys_in_order()
        # Where the focus starts is a gift: this way of working would open a document like that.
        panel.focus_field(order[0])
        for key in order:
            self._correct(key)
            self._press(Qt.Key.Key_Tab)

    def _correct(self, key: FieldKey | None) -> None:
        """Type over a doubtful value that was misread; the focus is in it, its text selected."""
        opened = self._driver.current
        field = opened.shown.by_key(key) if key is not None else None
        if field is None or not opened.findings.needs_person(field.key):
            return
        truth = self._truths[opened.id].get(field.definition.name, field.value)
        if truth != field.value:
            focus = self._driver.focus()
            for letter in truth:
                # Letters of every script, which a test keyboard does not have.
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                    QApplication.sendEvent(focus, event)
                self._pressed += 1

    def _press(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self._driver.press(key, modifiers)
        self._pressed += 1


def truths(seed: int, documents: int) -> dict[str, dict[str, str]]:
    """Return what each sample says, by document id and internal name of the field."""
    samples = (generate(seed, index) for index in range(documents))
    return {s.document_id: {r.name: r.truth for r in s.readings} for s in samples}


def counted(
    app: QApplication,
    folder: Path,
    known: Mapping[str, Mapping[str, str]],
    walk: Callable[[Reviewer], None],
) -> dict[str, int]:
    """Return the keys of each invoice, worked on in a fresh copy of the samples."""
    shutil.copytree(folder / "drawn", folder / walk.__name__ / "data")
    keys: dict[str, int] = {}
    # It keeps the seed that its data was drawn with.
    with _server(folder / walk.__name__, SEED, len(known)) as server:

        async def scenario(driver: Driver) -> None:
            reviewer = Reviewer(driver, known)
            await reviewer.work(walk)
            keys.update(reviewer.keys)

        profile = folder / walk.__name__ / "profile"
        run_program(app, sign_in_options(server), profile, scenario, _LIMIT)
    return keys


def _server(folder: Path, seed: int, documents: int) -> ServerProcess:
    folder.mkdir(exist_ok=True)
    arguments = ("--seed", str(seed))
    return ServerProcess(folder, documents=documents, samples=REAL_SAMPLES, arguments=arguments)


def figures(*, quick: bool) -> Iterator[Figure]:
    """Count both ways."""
    name = f"keys for an invoice with {TO_CHECK} fields to check"
    app = application()
    seed, documents = (QUICK_SEED, QUICK_DOCUMENTS) if quick else (SEED, DOCUMENTS)
    known = truths(seed, documents)
    with tempfile.TemporaryDirectory() as folder_name:
        folder = Path(folder_name)
        with _server(folder / "drawing", seed, documents) as server:
            server.stop()
        (folder / "drawing" / "data").rename(folder / "drawn")
        by_enter = counted(app, folder, known, Reviewer.by_enter)
        if not by_enter:
            yield not_run(name, "keys", "none of the samples has so many", most_ratio=1)
            return
        by_tab = counted(app, folder, known, Reviewer.by_tab)
    if by_enter.keys() != by_tab.keys():
        raise RuntimeError("both ways must decide the same invoices")
    ranges = (f"{min(keys.values())} to {max(keys.values())}" for keys in (by_enter, by_tab))
    yield measured(
        name,
        statistics.median(by_enter.values()),
        "keys",
        against=statistics.median(by_tab.values()),
        most_ratio=1,
        note=f"medians of {len(by_enter)} invoices: Enter walks what needs a person, against Tab "
        f"through every field; {' against '.join(ranges)} keys; no mouse",
    )


if __name__ == "__main__":
    sys.exit(harness.main(["keystrokes"]))
