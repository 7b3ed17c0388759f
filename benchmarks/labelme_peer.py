"""labelme, the nearest Qt page viewer, in an environment of its own outside the repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import platformdirs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SCRIPT: Final = Path(__file__).parent / "labelme_script.py"
_NEWER: Final = ("python3.14", "python3.13", "python3.12")
_INSTALL_SECONDS: Final = 900
_RUN_SECONDS: Final = 300


class NoLabelme(Exception):
    """labelme cannot be run here; says why."""


@dataclass(frozen=True, slots=True)
class Times:
    """What labelme took.

    Attributes:
        version: its version.
        by_idle_ms: milliseconds of each opening, by how long it had nothing to do before.
    """

    version: str
    by_idle_ms: Mapping[int, list[float]]


def images_needed(runs: int, idlings: int) -> int:
    """Return how many images a folder must hold for so many runs with each idling time."""
    return (runs + 1) * idlings + 1


@dataclass(frozen=True, slots=True)
class Labelme:
    """An environment with labelme in it.

    Attributes:
        python: its interpreter.
    """

    python: Path

    def opens(
        self, folder: Path, runs: int, idle_ms: Sequence[int], window: tuple[int, int]
    ) -> Times:
        """Return how long it takes to open the next image.

        Args:
            folder: holds `images_needed` images.
            runs: how many images it opens for each idling time.
            idle_ms: how long it has nothing to do before each; the newer ones decode ahead then.
            window: size of its window in logical pixels.

        Raises:
            NoLabelme: it does not run.
        """
        arguments = [str(folder), *map(str, (runs, *window, *idle_ms))]
        # A home of its own, so that nobody's settings of labelme change the figure.
        with tempfile.TemporaryDirectory() as home:
            environment = {**os.environ, "HOME": home}
            try:
                done = subprocess.run(  # noqa: S603 - our script, our environment
                    [str(self.python), "-I", str(_SCRIPT), *arguments],
                    env=environment,
                    capture_output=True,
                    text=True,
                    timeout=_RUN_SECONDS,
                    check=False,
                )
            except subprocess.TimeoutExpired as error:
                raise NoLabelme("labelme did not come to an end") from error
        try:
            found = json.loads(done.stdout.strip().splitlines()[-1])
            return Times(found["version"], {int(i): t for i, t in found["times"].items()})
        except (IndexError, ValueError, KeyError) as error:
            said = (done.stderr.strip().splitlines() or ["nothing"])[-1]
            raise NoLabelme(f"labelme ended with {done.returncode} and said: {said}") from error


def of_this_python(*, may_install: bool) -> Labelme:
    """Return the newest labelme that installs for the Python that runs this.

    Raises:
        NoLabelme: it is not there and may not be installed, or cannot be.
    """
    return _environment(Path(sys.executable), "this-python", may_install=may_install)


def of_newest_python(*, may_install: bool) -> Labelme:
    """Return the newest labelme that installs for the newest Python of this machine.

    Raises:
        NoLabelme: no newer Python is there, or as `of_this_python`.
    """
    for name in _NEWER:
        python = _found(name)
        if python is not None:
            return _environment(python, name, may_install=may_install)
    raise NoLabelme("no newer Python is on this machine")


def _environment(python: Path, name: str, *, may_install: bool) -> Labelme:
    cache = platformdirs.user_cache_path("klearstack-desktop-benchmarks", appauthor=False)
    folder = cache / f"labelme-{name}"
    complete = folder / "complete"
    own = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not complete.exists():
        if not may_install:
            raise NoLabelme(
                f"labelme's environment {folder} is not there; a run without --quick makes it"
            )
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        _run([str(python), "-m", "venv", str(folder)])
        _run([str(own), "-m", "pip", "install", "--quiet", "labelme"])
        complete.touch()
    return Labelme(own)


def _found(name: str) -> Path | None:
    """Return a Python that runs: what a version manager puts on the path may not."""
    version = name.removeprefix("python")
    managed = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python3"), reverse=True)
    on_path = shutil.which(name)
    for candidate in ([Path(on_path)] if on_path else []) + managed:
        check = [str(candidate), "-c", "import ensurepip, venv"]
        if subprocess.run(check, capture_output=True, check=False).returncode == 0:  # noqa: S603
            return candidate
    return None


def _run(command: list[str]) -> None:
    try:
        subprocess.run(  # noqa: S603 - venv and pip
            command, capture_output=True, text=True, timeout=_INSTALL_SECONDS, check=True
        )
    except subprocess.CalledProcessError as error:
        said = (error.stderr.strip().splitlines() or ["nothing"])[-1]
        raise NoLabelme(f"labelme cannot be installed: {said}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoLabelme(f"labelme cannot be installed: {error}") from error
