"""``klearstack-desktop doctor`` as administrators start it: process, exit code, report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.model.profile import Profile
from klearstack_desktop.store.profiles import ProfileFolder
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WITHOUT_QT = """
import sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6", "qasync"}:
            raise ImportError(f"{name} is blocked")
sys.meta_path.insert(0, NoQt())
from klearstack_desktop.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path_factory.mktemp("server"), documents=2) as process:
        yield process


def doctor(folder: Path, password: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "KLEARSTACK_PASSWORD"}
    if password:
        environment["KLEARSTACK_PASSWORD"] = password
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_QT, "doctor", "--profile-dir", str(folder), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def named(server: ServerProcess) -> tuple[str, ...]:
    return "--server", server.url, "--company", server.company, "--user", server.username


def test_a_server_that_works(server: ServerProcess, tmp_path: Path) -> None:
    finished = doctor(tmp_path, server.password, *named(server))
    assert finished.returncode == 0, finished.stderr
    assert "result, positional, 2 found" in finished.stdout
    assert server.password not in finished.stdout + finished.stderr
    assert not (tmp_path / "profiles").exists()


def test_a_profile_says_where_and_who(server: ServerProcess, tmp_path: Path) -> None:
    profile = Profile("Acme", server.url, server.company, server.username)
    ProfileFolder(tmp_path / "profiles").use(profile)
    report = tmp_path / "report.json"
    for way in ((), ("--profile", "acme")):
        finished = doctor(tmp_path, server.password, *way, "--json", "--output", str(report))
        assert (finished.returncode, finished.stdout) == (0, "")
        assert json.loads(report.read_text())["can_review"] is True


def test_a_profile_in_a_file_may_lead_to_nothing(server: ServerProcess, tmp_path: Path) -> None:
    file = tmp_path / "acme.toml"
    file.write_text(f'server = "{server.url}"\n[endpoints]\ngetimage = "/nowhere"\n')
    server.switch(endpoints={"getimage": "/somewhere/else"})
    try:
        finished = doctor(tmp_path, server.password, "--profile", str(file), *named(server)[2:])
    finally:
        server.switch()
    assert finished.returncode == 1
    assert '# getimage = "' in finished.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "--server"),
        (("--server", "https://tenant.example"), "--company"),
        (("--profile", "nobody"), "no profile named nobody"),
        (("--server", "http://tenant.example", "--company", "a", "--user", "b"), "plain http"),
    ],
)
def test_what_is_missing_is_said(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    finished = doctor(tmp_path, "pw", *arguments)
    assert finished.returncode == 2
    assert words in finished.stderr
    assert "Traceback" not in finished.stderr


def test_without_a_password_nothing_is_sent(server: ServerProcess, tmp_path: Path) -> None:
    finished = doctor(tmp_path, "", *named(server))
    assert finished.returncode == 2
    assert "KLEARSTACK_PASSWORD" in finished.stderr
