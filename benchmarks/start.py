"""From the start of the process to a queue that can be worked with, against a bare window.

Both are started as processes, in turn, and write down when their rows were painted and the window
answered (``--report-start``, ``benchmarks.bare_window``). The workstation knows some hundred
documents and the password; its server does not answer, so that nothing comes from the network. The
keychain is a file: what a system's own takes depends on the system.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Final

from benchmarks.figure import measured, median, spread
from klearstack_desktop.api import Credentials, KlearStackClient, ServerProfile
from klearstack_desktop.keychain import Keychain
from klearstack_desktop.review.journal_keeping import seal_of
from klearstack_desktop.review.login_verifier import LoginVerifier
from klearstack_desktop.review.workstation_keys import KeyPurpose, key_for
from klearstack_desktop.store.account_store import AccountStore
from klearstack_desktop.store.details import KnownDetails
from klearstack_desktop.store.witness import witness_here
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from benchmarks.figure import Figure

_NAME: Final = "process start to usable queue"
_MOST_RATIO: Final = 1.5
_CHECKOUT: Final = Path(__file__).resolve().parent.parent
_PATIENCE: Final = 60.0
_PASSWORD: Final = "the password of the last sign-in"  # noqa: S105 - of nobody


@dataclass(frozen=True, slots=True)
class _Workstation:
    """A workstation on which somebody has worked before."""

    folder: Path
    command: tuple[str, ...]
    environment: Mapping[str, str]


def figures(*, quick: bool) -> Iterator[Figure]:
    """Start both in turn, again and again."""
    documents, runs = (60, 2) if quick else (300, 25)
    with _workstation(documents) as station:
        bare = (sys.executable, "-m", "benchmarks.bare_window", str(station.folder / "bare"))
        ours, least = [], []
        # The first run of each compiles what was not compiled yet. Ours, which is closed once its
        # rows are there, leaves them to be shown ahead, as every run does that is closed.
        _seconds((*bare, str(documents)), station.folder / "bare", station.environment)
        _seconds(station.command, station.folder / "ours", station.environment)
        for _ in range(runs):
            least.append(
                _seconds((*bare, str(documents)), station.folder / "bare", station.environment)
            )
            ours.append(_seconds(station.command, station.folder / "ours", station.environment))
    yield measured(
        _NAME,
        median(ours) * 1000,
        "ms",
        against=median(least) * 1000,
        most_ratio=_MOST_RATIO,
        note=f"{documents} documents in the local store, no answer from the network; against a bare"
        " PySide6 window with a QListView of as many rows;"
        f" {spread([s * 1000 for s in ours], 'ms')},"
        f" fastest {min(ours) / min(least):.2f} times the fastest bare one",
    )


def _seconds(command: tuple[str, ...], report: Path, environment: Mapping[str, str]) -> float:
    """Start a process and return the seconds until it has painted its rows."""
    report.unlink(missing_ok=True)
    begun = time.monotonic()
    process = subprocess.Popen(  # noqa: S603 - our own programs
        command,
        env=dict(environment),
        cwd=_CHECKOUT,
        stdin=subprocess.DEVNULL,
        # Nothing that outlives this process may keep its output open.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    pause, deadline = Event(), begun + _PATIENCE
    try:
        while not report.exists():
            if time.monotonic() > deadline:
                raise TimeoutError("no rows were painted")
            if process.poll() not in {None, 0}:
                raise RuntimeError(f"it ended with {process.returncode}")
            pause.wait(0.002)
    finally:
        process.terminate()
        process.wait()
    return float(report.read_text("ascii")) - begun


@contextmanager
def _workstation(documents: int) -> Iterator[_Workstation]:
    with tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        environment = {
            **os.environ,
            "PYTHON_KEYRING_BACKEND": "tests.file_keyring.FileKeyring",
            "FILE_KEYRING": str(folder / "keychain.json"),
            "KLEARSTACK_PASSWORD": _PASSWORD,
        }
        # An installed program is compiled.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ.update(
            {key: environment[key] for key in ("PYTHON_KEYRING_BACKEND", "FILE_KEYRING")}
        )
        url, company, user = _remember(folder / "profile", folder, documents)
        command = (
            *(sys.executable, "-m", "klearstack_desktop"),
            *("--server", url, "--company", company, "--user", user),
            *("--profile-dir", str(folder / "profile"), "--report-start", str(folder / "ours")),
        )
        yield _Workstation(folder, command, environment)


def _remember(profile: Path, folder: Path, documents: int) -> tuple[str, str, str]:
    """Let a workstation remember documents as a day of work leaves them; return whose they are."""
    with ServerProcess(folder, documents=documents) as server:
        url, company, user = server.url, server.company, server.username
        credentials = Credentials(company, user, server.password)
        with KlearStackClient(ServerProfile(url), credentials) as client:
            listed = client.user_documents()
            known = KnownDetails(
                client.document(listed[0].id, listed[0].collection_name), datetime.now(UTC)
            )
    keys, names = Keychain(), ServerProfile(url).names()
    store = AccountStore(profile, url, company, user)
    account = store.folder.name
    store.open_work(seal_of(keys, account), witness_here(url, company, user), names)
    store.open_cache(names, key_for(keys, KeyPurpose.PAGES, account))
    store.summaries.replace(listed)
    store.details.put(known)
    store.close_work()
    store.close_cache()
    store.close()
    LoginVerifier(keys, account).keep(_PASSWORD)
    return url, company, user
