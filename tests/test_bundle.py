"""The PyInstaller bundle is built, started and found complete."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NAME = "klearstack-desktop"
MEBIBYTE = 1024 * 1024
LARGEST = 200 * MEBIBYTE
"""An unfiltered bundle is far above, because Qt's plugins bring half a desktop with them."""

pytestmark = [
    pytest.mark.bundle,
    pytest.mark.timeout(600),
    pytest.mark.skipif(sys.platform != "linux", reason="the filter is proven on Linux"),
]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that would be given to people."""
    folder = tmp_path_factory.mktemp("bundle")
    subprocess.run(
        [
            *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"),
            *("--distpath", str(folder / "dist"), "--workpath", str(folder / "build")),
            str(ROOT / "build_spec.spec"),
        ],
        check=True,
    )
    return folder / "dist" / NAME


def run(bundle: Path, *arguments: str, **environment: str) -> str:
    """Run the bundled program away from the checkout, and without what the test run set up."""
    clean = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
    finished = subprocess.run(
        [bundle / NAME, *arguments],
        cwd=bundle,
        env={**clean, "PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def test_it_knows_its_version(bundle: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert run(bundle, "--version").strip() == f"{NAME} {project['version']}"


def test_it_finds_everything_it_needs_inside(bundle: Path) -> None:
    assert "FAILED" not in run(bundle, "--self-test")


def test_a_foreign_qt_binding_in_the_environment_does_not_matter(bundle: Path) -> None:
    assert "FAILED" not in run(bundle, "--self-test", QT_API="pyqt5")


@pytest.mark.parametrize(
    "part",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/imageformats/libqjpeg.so",
        "PySide6/Qt/plugins/imageformats/libqwebp.so",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "klearstack_desktop/_resources/api/endpoints.toml",
        "babel/locale-data/de_CH.dat",
        "babel/locale-data/zh_Hant_TW.dat",
    ],
)
def test_what_this_machine_may_not_need_is_there_too(bundle: Path, part: str) -> None:
    assert (bundle / "_internal" / part).is_file()


def test_it_is_small(bundle: Path) -> None:
    sizes = (path.stat().st_size for path in bundle.rglob("*") if not path.is_symlink())
    assert sum(sizes) < LARGEST
