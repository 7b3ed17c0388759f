"""Starts the program as a user does and prints what was loaded when the first rows were painted.

    python -m tests.first_screen SERVER COMPANY USER PROFILE_DIR

The password comes from ``KLEARSTACK_PASSWORD``. The last line is JSON: the names of the modules,
whether rows were painted, what the line at the foot said of the connection, and the fonts of the
list and of the application.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel

from klearstack_desktop import first_screen, start
from klearstack_desktop.options import Options
from tests.file_keyring import kept_in

if TYPE_CHECKING:
    from typing import Any

POLL_MS = 20


class WatchedScreen(first_screen.FirstScreen):
    """Notes what is there when the first rows are, and closes the window once all is done."""

    def __init__(self, options: Options, folder: Path) -> None:
        super().__init__(options, folder)
        self.facts: dict[str, Any] = {"painted": False}
        self.rows.painted.connect(self._note)
        self.rows.over.connect(self._expect_end)
        SCREENS.append(self)

    def _note(self) -> None:
        said = self.window.findChild(QLabel, "connectionLabel")
        self.facts = {
            "painted": True,
            "said": said.text() if said is not None else "",
            "letters": sorted(
                {widget.font().toString() for widget in self.window.findChildren(QAbstractItemView)}
                | {QApplication.font().toString()}
            ),
            "modules": sorted(sys.modules),
        }

    def _expect_end(self) -> None:
        # A file sends no signal.
        self._looking = QTimer(self, interval=POLL_MS)
        self._looking.timeout.connect(self._look)
        self._looking.start()

    def _look(self) -> None:
        if knows_login():
            self._looking.stop()
            self.window.close()


SCREENS: list[WatchedScreen] = []


def knows_login() -> bool:
    """Whether the next start can open the work at once."""
    return any("login-verifier" in entry for entry in kept_in(Path(os.environ["FILE_KEYRING"])))


def main() -> None:
    server, company, user, folder = sys.argv[1:]
    first_screen.FirstScreen = WatchedScreen  # type: ignore[misc]
    password = os.environ.pop("KLEARSTACK_PASSWORD")
    code = start.run(Options(server, company, user, password, profile_dir=Path(folder)))
    assert code == 0, "the program ended with a failure"
    assert QApplication.instance() is not None
    print(json.dumps(SCREENS[0].facts))  # noqa: T201 - its output


if __name__ == "__main__":
    main()
