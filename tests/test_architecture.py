"""What holds for the whole program: layers, the Qt-free core, a sound Qt binding, resources."""

from __future__ import annotations

import ast
import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

import klearstack_desktop
from klearstack_desktop import resources

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parent.parent
WITHOUT_QT = ("model", "api", "store", "localserver", "receiving")

IMPORT_ALL_WITHOUT_QT = """
import importlib, pkgutil, sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6", "qasync"}:
            raise ImportError(f"{name} is blocked")

sys.meta_path.insert(0, NoQt())
package = importlib.import_module("klearstack_desktop." + sys.argv[1])
modules = [m.name for m in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
for name in modules:
    importlib.import_module(name)
print(len(modules))
"""


@pytest.mark.parametrize("package", WITHOUT_QT)
def test_the_core_imports_without_qt(package: str) -> None:
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_ALL_WITHOUT_QT, package],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert int(finished.stdout) > 0


def test_imports_point_one_way() -> None:
    finished = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout


@pytest.mark.parametrize(
    ("package", "allowed"),
    [("review", {"PySide6.QtCore"}), ("pages", {"PySide6.QtCore", "PySide6.QtGui"})],
)
def test_below_the_window_there_are_no_widgets(package: str, allowed: set[str]) -> None:
    """import-linter cannot tell the parts of a foreign package apart."""
    for path in (ROOT / "klearstack_desktop" / package).rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        names |= {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        }
        assert {name for name in names if name.startswith("PySide6")} <= allowed, path


def test_no_part_of_a_desk_is_held_by_its_own_signals() -> None:
    """A signal holds a lambda and all that it names, which the garbage collector cannot see.

    The parts of a desk have no parent that would destroy them: methods are held weakly.
    """
    package = ROOT / "klearstack_desktop"
    for path in (*(package / "review").rglob("*.py"), *(package / "session_watch").rglob("*.py")):
        held = [
            node.lineno
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "connect"
            and any(isinstance(n, ast.Lambda) or _is_partial(n) for n in node.args)
        ]
        assert not held, path


def _is_partial(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "partial"
    )


def test_packages_do_no_work_when_they_are_imported() -> None:
    """Empty ``__init__`` files: importing one module must not drag in its neighbours."""
    package = Path(klearstack_desktop.__file__).parent
    with_code = {
        path.parent.relative_to(package).as_posix()
        for path in package.rglob("__init__.py")
        if path.read_text(encoding="utf-8").strip()
    }
    assert with_code <= {"api"}


def test_the_qt_binding_keeps_count_of_none(qtbot: QtBot) -> None:
    """PySide6 6.12.0 loses a reference to None with each call that returns it; 3.11 then aborts."""
    label = QLabel()
    qtbot.addWidget(label)
    calls = 20_000
    before = sys.getrefcount(None)
    for _ in range(calls):
        label.setText("x")
    assert abs(sys.getrefcount(None) - before) < calls // 10


def test_the_pinned_qt_binding_is_the_one_that_runs() -> None:
    import PySide6

    major, minor = (int(part) for part in PySide6.__version__.split(".")[:2])
    assert (6, 8) <= (major, minor) < (6, 12)


@pytest.mark.parametrize("name", ["style.qss", "api/endpoints.toml", "fields/fields.toml", "icons"])
def test_resources_can_be_reached(name: str) -> None:
    assert resources.path(name).exists()


def test_a_missing_resource_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"icons/none\.svg"):
        resources.path("icons/none.svg")


def test_every_module_is_found_by_the_package() -> None:
    """A folder without ``__init__`` would be left out of the wheel's type information."""
    package = Path(klearstack_desktop.__file__).parent
    found = {
        module.name
        for module in pkgutil.walk_packages(klearstack_desktop.__path__, "klearstack_desktop.")
    }
    files = {
        ".".join(("klearstack_desktop", *path.relative_to(package).with_suffix("").parts))
        for path in package.rglob("*.py")
        if path.name != "__init__.py"
    }
    assert files <= found
