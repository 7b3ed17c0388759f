"""What is loaded before a reviewer sees the list: nothing that the list does not need."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT: Final = Path(__file__).resolve().parent.parent

NOT_YET: Final = (
    # the program behind the list, and the loop that it lives in
    *("klearstack_desktop.app", "klearstack_desktop.review.desk", "klearstack_desktop.api"),
    *("klearstack_desktop.model.document", "klearstack_desktop.model.findings"),
    *("klearstack_desktop.pages", "klearstack_desktop.ui.page", "klearstack_desktop.ui.decision"),
    *("klearstack_desktop.ui.fields.panel", "klearstack_desktop.ui.desk_joint"),
    *("klearstack_desktop.store.account_store", "qasync", "asyncio", "msgspec", "babel"),
    # what speaks HTTP
    *("requests", "urllib3", "certifi", "charset_normalizer", "idna", "truststore"),
    "klearstack_desktop.api.transport",
    # what decodes and decrypts pages
    *("PIL", "pypdfium2", "pypdfium2_raw", "simplejpeg", "numpy", "cryptography.hazmat"),
    # what knows names and numbers
    *("rapidfuzz", "stdnum", "bidi", "difflib"),
    # what writes files
    "tomli_w",
    # the local server
    *("starlette", "uvicorn", "multipart", "jwt", "klearstack_desktop.localserver"),
    # what opens when somebody asks for it
    "klearstack_desktop.api.doctor",
    "klearstack_desktop.ui.settings.dialog",
    "klearstack_desktop.ui.keys.page",
    "klearstack_desktop.ui.journal.dialog",
    "klearstack_desktop.ui.bulk.sheet",
    "klearstack_desktop.ui.hold.sheet",
    "klearstack_desktop.ui.conflict.merge_sheet",
    "klearstack_desktop.ui.forgetting.sheet",
    "klearstack_desktop.ui.outbox.closing_sheet",
    "klearstack_desktop.ui.trust.sheet",
    "klearstack_desktop.ui.trust.proxy_sheet",
    "klearstack_desktop.store.journal_export",
    "klearstack_desktop.tour",
    "klearstack_desktop.stall_watch",
)


class Workstation:
    """Starts the program in a process of its own, with a keychain of its own."""

    def __init__(self, server: ServerProcess, folder: Path) -> None:
        self._server = server
        self._folder = folder

    def start(self) -> dict[str, Any]:
        server = self._server
        ended = subprocess.run(
            [
                *(sys.executable, "-m", "tests.first_screen"),
                *(server.url, server.company, server.username, str(self._folder / "profile")),
            ],
            cwd=CHECKOUT,
            env={
                **os.environ,
                "KLEARSTACK_PASSWORD": server.password,
                "PYTHON_KEYRING_BACKEND": "tests.file_keyring.FileKeyring",
                "FILE_KEYRING": str(self._folder / "keychain.json"),
            },
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
        return found


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with ServerProcess(tmp_path, documents=4) as server:
        yield Workstation(server, tmp_path)


def test_the_first_rows_need_nothing_that_can_come_later(station: Workstation) -> None:
    first = station.start()
    assert "requests" in first["modules"], "the first day begins with the server's answer"
    second = station.start()
    assert second["painted"]
    assert second["said"] == "◌ Connecting…"
    # The list looks as it will: Qt tells widgets of another font only once the program runs.
    assert len(second["letters"]) == 1
    too_early = [
        module
        for module in second["modules"]
        if any(module == name or module.startswith(f"{name}.") for name in NOT_YET)
    ]
    assert too_early == []
