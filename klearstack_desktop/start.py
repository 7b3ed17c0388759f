"""Starts the desktop program: first what the first screen needs, then all the rest.

Nothing is loaded here that a reviewer does not see at once; `app` is the program itself.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from klearstack_desktop.usual_folder import usual_folder

if TYPE_CHECKING:
    from concurrent.futures import Future

    from klearstack_desktop.options import Options
    from klearstack_desktop.store.shown_rows import ShownRows

NAME = "KlearStack Desktop"


def run(options: Options) -> int:
    """Run the desktop program; return its exit code."""
    folder = options.profile_dir or usual_folder()
    if options.tour is None or options.profile_dir is not None:
        from klearstack_desktop.model.problems import Problem

        try:
            _make(folder)
        except Problem as problem:
            print(problem.sentence, file=sys.stderr)  # noqa: T201 - there is no window yet
            return 1
    if options.tour is None:
        return _run_in(folder, options)
    import tempfile

    # A tour decides documents, so each begins with samples and memories of its own.
    with tempfile.TemporaryDirectory(
        prefix="tour-", dir=options.profile_dir, ignore_cleanup_errors=True
    ) as own:
        return _run_in(Path(own), options)


def _make(folder: Path) -> None:
    """Make the folder for every file where it is missing.

    Raises:
        NotWritten: it cannot be made.
    """
    if not folder.exists():
        from klearstack_desktop.store.folders import private_folder

        private_folder(folder)


def _run_in(folder: Path, options: Options) -> int:
    # First of all, because a keychain and the password take their time beside the rest.
    from klearstack_desktop.glance import begin_glance

    return _run_with(begin_glance(options, folder), folder, options)


def _run_with(glance: Future[ShownRows | None] | None, folder: Path, options: Options) -> int:
    from PySide6.QtWidgets import QApplication

    from klearstack_desktop import logs
    from klearstack_desktop.first_screen import FirstScreen
    from klearstack_desktop.turn_taking import let_the_window_go_first
    from klearstack_desktop.ui import theme
    from klearstack_desktop.unexpected import Unexpected

    let_the_window_go_first()
    logs.start(folder / "logs")
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError("another kind of Qt application is already running")
    app.setApplicationName(NAME)
    app.setApplicationDisplayName(NAME)
    app.setQuitOnLastWindowClosed(False)
    unexpected = Unexpected()
    unexpected.install()
    theme.begin_dressing(app, theme.system_theme(app))
    first = FirstScreen(options, folder)
    # Once it is whole: a style sheet is worked out anew for whatever is put into something else.
    theme.follow_system(app)
    if glance is not None:
        first.show_while_loading(glance, _load)
    from klearstack_desktop.app import Program, work

    return work(app, Program(options, folder, unexpected, first))


def _load() -> None:
    """Load the program itself."""
    from klearstack_desktop import app  # noqa: F401 - to have it loaded
