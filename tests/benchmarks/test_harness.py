from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import __main__ as harness
from benchmarks import table
from benchmarks.figure import measured

_DEVELOPERS_ONLY = ("pytest", "pytestqt", "hypothesis", "simplejpeg", "numpy", "mypy")

_WORKS = """
from benchmarks.figure import measured

def figures(*, quick):
    yield measured("how quick", 1.0 if quick else 2.0, "ms", against=4.0, most_ratio=1)
"""
_BREAKS = _WORKS + "    raise OSError('the page | is gone')\n"
_DIES = _WORKS + "    import os; os._exit(3)\n"
_KEEPS = """
import keyring
from benchmarks.figure import measured

def figures(*, quick):
    yield measured(type(keyring.get_keyring()).__module__, 1.0, "")
"""
_HANGS = _WORKS + "    import threading; threading.Event().wait()\n"


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Modules of benchmarks that do what must be borne."""
    texts = {"works": _WORKS, "breaks": _BREAKS, "dies": _DIES, "hangs": _HANGS, "keeps": _KEEPS}
    for name, text in texts.items():
        (tmp_path / f"{name}.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(harness, "TIMED", ("breaks", "missing", "dies"))
    monkeypatch.setattr(harness, "COUNTED", ("works",))


@pytest.mark.usefixtures("modules")
def test_what_breaks_is_a_line_and_the_others_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert harness.main(["--quick", "--json"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["name"], line["value"], line["met"]) for line in lines] == [
        ("how quick", 1.0, True),
        ("breaks", None, None),
        ("how quick", 1.0, True),
        ("dies", None, None),
        ("how quick", 1.0, True),
    ]
    assert "the page | is gone" in lines[1]["note"]
    assert "code 3" in lines[3]["note"]


@pytest.mark.usefixtures("modules")
def test_named_modules_alone_and_a_good_end(capsys: pytest.CaptureFixture[str]) -> None:
    assert harness.main(["works"]) == 0
    heading, name, row, *more = capsys.readouterr().out.splitlines()
    assert heading.split() == ["met", "value", "against", "ratio", "aim"]
    assert name.split() == ["yes", "how", "quick"]
    assert row.split() == ["2", "ms", "4", "ms", "0.5", "ratio", "<=", "1"]
    assert not more


@pytest.mark.usefixtures("modules")
def test_what_does_not_end_is_ended() -> None:
    *known, last = harness.run("hangs", 3.0)
    assert [figure.name for figure in known] == ["how quick"]
    assert (last.name, last.met, last.note) == ("hangs", None, "not done after 3 s")


@pytest.mark.usefixtures("modules")
def test_nothing_comes_into_the_keychain_of_whoever_measures() -> None:
    assert [figure.name for figure in harness.run("keeps", 20.0)] == ["keyring.backends.fail"]


def test_it_is_measured_without_what_only_developers_have() -> None:
    program = f"""
import importlib, os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {_DEVELOPERS_ONLY!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Missing())
for module in {(*harness.TIMED, *harness.COUNTED)!r}:
    importlib.import_module(module)
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_the_table_is_put_between_its_markers() -> None:
    figures = [measured("a | b", 1.0, "ms", against=2.0, most_ratio=1)]
    once = table.written("# Measured\n\nWords.\n", "page", "python -m x", figures)
    assert once.startswith("# Measured\n\nWords.\n\n<!-- figures: page -->\n`python -m x`, ")
    assert "| a / b | 1 ms | 2 ms | 0.5 | ratio <= 1 | yes |  |" in once
    other = [measured("c", 5.0, "ms", most=1)]
    again = table.written(once + "\nMore words.\n", "page", "python -m x", other)
    assert "| c | 5 ms |  |  | at most 1 ms | NO |  |" in again
    assert "a / b" not in again
    assert again.endswith("<!-- end of figures: page -->\n\nMore words.\n")


def test_every_module_that_measures_is_run() -> None:
    folder = Path(harness.__file__).parent
    measuring = {
        f"benchmarks.{path.stem}"
        for path in folder.glob("*.py")
        if "\ndef figures(" in path.read_text(encoding="utf-8")
    }
    assert measuring
    assert measuring <= {*harness.TIMED, *harness.COUNTED}


def test_a_quick_run_measures_for_real(capsys: pytest.CaptureFixture[str]) -> None:
    assert harness.main(["--quick", "--json", "examining", "page"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len({line["name"] for line in lines}) == len(lines) == 4
    assert all(line["value"] > 0 and line["against"] > 0 for line in lines)


def test_an_unknown_module_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        harness.main(["nonsense"])
    assert "there is no nonsense" in capsys.readouterr().err
