"""Starts the program as a user does and prints what was loaded when the first rows were painted.

    python -m tests.first_screen SERVER COMPANY USER PROFILE_DIR

The password comes from ``KLEARSTACK_PASSWORD``. The last line is JSON: the names of the modules,
whether rows were painted, and what the line at the foot said of the connection.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QLabel

from klearstack_desktop import event_loop
from klearstack_desktop.app import Program
from klearstack_desktop.options import Options
from klearstack_desktop.unexpected import Unexpected
from tests.file_keyring import kept_in
from tests.ui.finding import found

if TYPE_CHECKING:
    from typing import Any


async def started(program: Program) -> dict[str, Any]:
    """Run the program until its list is painted; return what there is then."""
    running = asyncio.create_task(program.main())
    await program.shown.wait()
    seen: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

    painted: list[bool] = []

    def look() -> None:
        modules = sorted(sys.modules)
        said = found(program.window, QLabel, "connectionLabel").text()
        seen.set_result({"painted": bool(painted), "said": said, "modules": modules})

    program._first.rows.painted.connect(lambda: painted.append(True))
    program._first.rows.over.connect(look)
    facts = await seen
    # A file sends no signal.
    while not knows_login():  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    program.window.close()
    await running
    return facts


def knows_login() -> bool:
    """Whether the next start can open the work at once."""
    return any("login-verifier" in entry for entry in kept_in(Path(os.environ["FILE_KEYRING"])))


def main() -> None:
    server, company, user, folder = sys.argv[1:]
    options = Options(server, company, user, os.environ["KLEARSTACK_PASSWORD"])
    app = QApplication([])
    unexpected = Unexpected()
    program = Program(options, Path(folder), unexpected)
    print(  # noqa: T201 - its output
        json.dumps(event_loop.run(app, started(program), unexpected.report))
    )


if __name__ == "__main__":
    main()
