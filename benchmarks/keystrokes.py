"""How many keys an invoice costs: ``python -m benchmarks.keystrokes``.

A scripted reviewer who never errs works in the real program, offscreen, on the sample invoices
that have exactly three fields to check: what was misread is typed as it stands on the page, what
is right is accepted, and the invoice is approved. It does so once by "Enter walks what needs a
person", and once by "Tab through every field", each on a fresh copy of the same samples. A key
pressed with Ctrl or Shift counts as one.

Prints one line of JSON and writes the table into ``docs/measurements.md`` between its markers.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from klearstack_desktop.localserver.samples.generate import generate
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.ui import theme
from tests.end_to_end.driver import CONTROL, Driver, run_program, sign_in_options
from tests.server_process import REAL_SAMPLES, ServerProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from klearstack_desktop.model.document import FieldKey
    from klearstack_desktop.review.open_document import OpenDocument

DOCUMENTS: Final = 64
SEED: Final = 7
TO_CHECK: Final = 3
_MEASUREMENTS: Final = Path(__file__).parent.parent / "docs" / "measurements.md"
_BEGIN, _END = "<!-- keystrokes -->", "<!-- end of keystrokes -->"
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
        while len(driver.desk.queue.documents()) < DOCUMENTS:
            await driver.desk.refreshing.refresh()
            await driver.pause()
        for document in driver.desk.queue.documents():
            opened = await self._opened(document.id)
            if len(opened.findings.to_check) != TO_CHECK:
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


def truths() -> dict[str, dict[str, str]]:
    """Return what each sample says, by document id and internal name of the field."""
    samples = (generate(SEED, index) for index in range(DOCUMENTS))
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
    with _server(folder / walk.__name__) as server:

        async def scenario(driver: Driver) -> None:
            reviewer = Reviewer(driver, known)
            await reviewer.work(walk)
            keys.update(reviewer.keys)

        profile = folder / walk.__name__ / "profile"
        run_program(app, sign_in_options(server), profile, scenario, _LIMIT)
    return keys


def _server(folder: Path) -> ServerProcess:
    folder.mkdir(exist_ok=True)
    seed = ("--seed", str(SEED))
    return ServerProcess(folder, documents=DOCUMENTS, samples=REAL_SAMPLES, arguments=seed)


def write_table(by_enter: Mapping[str, int], by_tab: Mapping[str, int]) -> None:
    """Put the figures between the markers of the page of measurements."""
    lines = [
        _BEGIN,
        "| date | invoices | way | median keys | least to most | mouse |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    today = datetime.now(UTC).date().isoformat()
    ways = (("Enter walks what needs a person", by_enter), ("Tab through every field", by_tab))
    for way, keys in ways:
        counts = sorted(keys.values())
        median = f"{statistics.median(counts):g}"
        row = (today, str(len(counts)), way, median, f"{counts[0]} to {counts[-1]}", "0")
        lines.append(f"| {' | '.join(row)} |")
    text = _MEASUREMENTS.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    table = "\n".join([*lines, _END])
    _MEASUREMENTS.write_text(f"{before}{table}{after}", encoding="utf-8")


def main() -> None:
    """Count both ways and print the figures."""
    app = QApplication([])
    theme.dress(app, theme.LIGHT)
    known = truths()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _server(folder / "drawing") as server:
            server.stop()
        (folder / "drawing" / "data").rename(folder / "drawn")
        by_enter = counted(app, folder, known, Reviewer.by_enter)
        by_tab = counted(app, folder, known, Reviewer.by_tab)
    if by_enter.keys() != by_tab.keys() or not by_enter:
        raise RuntimeError("both ways must decide the same invoices")
    write_table(by_enter, by_tab)
    report = {
        "name": f"keys for an invoice with {TO_CHECK} fields to check, {len(by_enter)} invoices",
        "value": statistics.median(by_enter.values()),
        "unit": "keys",
        "against": statistics.median(by_tab.values()),
        "mouse": 0,
    }
    print(json.dumps(report))  # noqa: T201 - its output


if __name__ == "__main__":
    main()
