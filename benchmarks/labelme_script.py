"""Run by labelme's own Python: ``labelme_script.py FOLDER RUNS WIDTH HEIGHT IDLE_MS...``.

Opens the folder in labelme's main window and lets it open the next image so many times, idling so
long before each, then again for the next idling time. The clock runs from the action behind its key
to the end of the paint of its canvas. Prints one line of JSON: the version, and the milliseconds by
idling time.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from typing import Any


def main() -> None:
    """Measure and print."""
    folder, runs, width, height = sys.argv[1], *map(int, sys.argv[2:5])
    # 7 keeps its classes to itself and is on PySide6; 6 is on PyQt5.
    try:
        app_module = importlib.import_module("labelme._app")
        binding = "PySide6"
    except ModuleNotFoundError:
        app_module = importlib.import_module("labelme.app")
        binding = "PyQt5"
    loguru: Any = importlib.import_module("loguru")
    loguru.logger.remove()
    widgets: Any = importlib.import_module(f"{binding}.QtWidgets")
    app = widgets.QApplication(sys.argv[:1])
    window = app_module.MainWindow(file_or_dir=folder, config_overrides={"auto_save": False})
    window.resize(width, height)
    window.show()
    _idle(app, 500)
    canvas = window._canvas_widgets.canvas  # noqa: SLF001 - it offers no other way
    times: dict[str, list[float]] = {}
    for idle in sys.argv[5:]:
        times[idle] = []
        # The first image has no neighbour from which it could have been decoded ahead.
        window._open_next_image()  # noqa: SLF001
        for _ in range(runs):
            _idle(app, int(idle))
            start = time.perf_counter()
            window._open_next_image()  # noqa: SLF001
            canvas.repaint()
            times[idle].append((time.perf_counter() - start) * 1000)
    size = canvas.pixmap.size()
    version = importlib.import_module("labelme").__version__
    found = {"version": version, "times": times, "size": [size.width(), size.height()]}
    print(json.dumps(found), flush=True)  # noqa: T201 - its output
    # Its threads and its destructors are not what is measured.
    os._exit(0)


def _idle(app: Any, milliseconds: int) -> None:  # noqa: ANN401 - of either binding
    end = time.perf_counter() + milliseconds / 1000
    while time.perf_counter() < end:
        app.processEvents()
        time.sleep(0.002)


if __name__ == "__main__":
    main()
