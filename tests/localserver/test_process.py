"""The life of the process: ready file, private folder, persistence, and its end."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
import requests

from tests.localserver.caller import TIMEOUT, Caller
from tests.server_process import REAL_SAMPLES, ServerProcess

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server_process import ServerProcess as Server

posix = pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
def test_everything_is_private(tmp_path: Path) -> None:
    with ServerProcess(tmp_path, documents=1, is_fork=False):
        assert mode(tmp_path / "ready.json") == 0o600
        assert mode(tmp_path / "data") == 0o700
        files = [path for path in (tmp_path / "data").iterdir() if path.is_file()]
        assert {"accounts.json", "server.db"} <= {path.name for path in files}
        assert {mode(path) for path in files} == {0o600}


@posix
def test_a_folder_that_was_open_to_others_is_closed(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o755)
    with ServerProcess(tmp_path, documents=1):
        assert mode(tmp_path / "data") == 0o700


def test_the_ready_file_says_how_to_sign_in(tmp_path: Path) -> None:
    with ServerProcess(tmp_path, documents=14) as server:
        facts = json.loads((tmp_path / "ready.json").read_text(encoding="utf-8"))
        assert {"url", "company", "username", "password", "pid", "control_token"} <= set(facts)
        assert (facts["company"], facts["username"]) == ("Acme Retail Pvt Ltd", "priya")
        roles = {account["username"]: account["role"] for account in facts["accounts"]}
        assert roles == {"priya": "Approver", "arjun": "Creator", "meera": "Admin"}
        assert len(Caller(server).result("getuserdocuments")["result"]) >= 12


def test_passwords_differ_between_folders_and_stay_within_one(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    passwords = set()
    for folder in folders:
        folder.mkdir()
        with ServerProcess(folder, documents=1) as server:
            first = server.password
            server.restart()
            assert server.password == first
            passwords |= set(server.passwords.values())
    assert len(passwords) == 6


def test_the_rest_of_the_samples_appear_by_themselves(tmp_path: Path) -> None:
    with ServerProcess(tmp_path, documents=40) as server:
        caller = Caller(server)
        while len(caller.result("getuserdocuments")["result"]) < 40:
            pass


def test_a_restart_keeps_changes_and_draws_only_what_is_missing(tmp_path: Path) -> None:
    with ServerProcess(tmp_path, documents=3) as server:
        caller = Caller(server)
        document_id = caller.result("getuserdocuments")["result"][0][0][0]
        caller.decide(document_id, "approve")
    with ServerProcess(tmp_path, documents=5, arguments=("--seed", "7")) as server:
        caller = Caller(server)
        listed = caller.result("getuserdocuments")["result"]
        # All five of the folder's own seed: a seed is chosen once.
        assert {entries[0][0][:12] for entries in listed} == {f"{2026:012x}"}
        assert len(listed) == 5
        assert caller.details(document_id)["is_approved"] == 1
        assert [row["call"] for row in server.record()] == ["approve_reject_doc"]


def test_it_listens_on_loopback_only(server: Server) -> None:
    port = int(server.url.rsplit(":", 1)[1])
    assert server.url.startswith("http://127.0.0.1:")
    others = {
        str(info[4][0])
        for info in socket.getaddrinfo(socket.gethostname(), port, socket.AF_INET)
        if not str(info[4][0]).startswith("127.")
    }
    for address in others:
        with pytest.raises(OSError, match="refused"):
            socket.create_connection((address, port), timeout=TIMEOUT).close()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "192.0.2.1"])
def test_a_foreign_host_header_is_refused(server: Server, host: str) -> None:
    url = f"{server.url}/access/klearstack/get_access_token"
    assert requests.post(url, headers={"Host": host}, timeout=TIMEOUT).status_code == 400


def test_unknown_paths_and_methods_are_refused(server: Server) -> None:
    path = f"{server.url}/access/klearstack"
    assert requests.post(f"{path}/no_such_call", timeout=TIMEOUT).status_code == 404
    assert requests.get(f"{path}/getuserdocuments", timeout=TIMEOUT).status_code == 405


def test_it_ends_with_its_parent_and_in_order(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path, documents=1, is_fork=False)
    assert server.stop() == 0
    with pytest.raises(requests.ConnectionError):
        requests.get(server.url, timeout=TIMEOUT)


@posix
def test_a_signal_ends_it_in_order(tmp_path: Path) -> None:
    with ServerProcess(tmp_path, documents=40, is_fork=False) as server:
        os.kill(server.pid, signal.SIGTERM)
        assert server.wait() == 0


@posix
def test_nobody_draws_on_after_a_kill(tmp_path: Path) -> None:
    with ServerProcess(tmp_path, documents=2000, is_fork=False) as server:
        server.kill()
        connection = sqlite3.connect(tmp_path / "data" / "server.db")
        pause = threading.Event()
        counts = [-1, -2]
        while counts[-1] != counts[-2]:
            pause.wait(0.3)
            query = "SELECT COUNT(*) FROM documents"
            counts.append(connection.execute(query).fetchone()[0])
        connection.close()
        assert counts[-1] < 2000


def test_a_ready_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    missing = tmp_path / "missing" / "ready.json"
    with pytest.raises(RuntimeError, match="cannot be written"):
        ServerProcess(
            tmp_path, documents=1, arguments=("--ready-file", str(missing)), is_fork=False
        )


def test_a_port_in_use_is_said(tmp_path: Path, server: Server) -> None:
    port = server.url.rsplit(":", 1)[1]
    with pytest.raises(RuntimeError, match=f"Port {port} cannot be used"):
        ServerProcess(tmp_path, documents=0, arguments=("--port", port), is_fork=False)


def test_samples_that_cannot_be_drawn_end_the_server(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="could not be drawn"):
        ServerProcess(tmp_path, samples="tests.localserver.no_such_module", is_fork=False)


def test_without_samples_it_is_ready_at_once(tmp_path: Path) -> None:
    with ServerProcess(tmp_path, documents=0) as server:
        assert Caller(server).result("getuserdocuments")["result"] == []


def test_it_needs_neither_qt_nor_the_rest_of_the_app() -> None:
    program = (
        "import sys\n"
        "import klearstack_desktop.localserver.serve, klearstack_desktop.localserver.application\n"
        "import klearstack_desktop.localserver.reading.pdf\n"
        "own = [m for m in sys.modules if m.startswith('klearstack_desktop.')]\n"
        "allowed = ('klearstack_desktop.localserver', 'klearstack_desktop.resources')\n"
        "foreign = [m for m in own if not m.startswith(allowed)]\n"
        "foreign += [m for m in sys.modules if m.startswith('PySide6')]\n"
        "sys.exit(', '.join(foreign) or 0)\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()


def test_the_supplier_list_is_there_from_the_start_and_gone_once_deleted(tmp_path: Path) -> None:
    with ServerProcess(tmp_path, documents=1, samples=REAL_SAMPLES) as server:
        caller, name = Caller(server), {"datasource_name": "Supplier master"}
        rows = caller.result("getdatasourcedata", **name)["result"]
        northwind = next(r for r in rows if r["Supplier_Name"] == "Northwind Traders GmbH")
        assert northwind["Bank_Account"] == "DE53200999990532013000"
        assert northwind["VAT_Number"] == "DE811907980"
        assert len({row["Supplier_ID"] for row in rows}) == len(rows) > 30
        caller.call("deletedatasource", **name)
        server.stop()
    with ServerProcess(tmp_path, documents=1, samples=REAL_SAMPLES) as server:
        listed = Caller(server).result("getdatasources")["result"]
        assert "Supplier master" not in [each["DataSourceName"] for each in listed]
