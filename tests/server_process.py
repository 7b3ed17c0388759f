"""The local server in a process of its own, for tests of every layer.

    with ServerProcess(tmp_path, documents=4) as server:
        client = KlearStackClient(ServerProfile(server.url), ...)
        server.fault("getimage", "cut_before", times=2)
        ...
        assert [row["call"] for row in server.record()] == ["update_document"]

By default the samples are the tiny ones of ``tests.localserver.tiny_samples``, which are there in
an instant; pass ``samples=REAL_SAMPLES`` for those that a demo shows. It is a fork of a process
that has imported everything, which takes a tenth of the time; pass ``is_fork=False`` where the
start of an interpreter of its own is what a test is about.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

import requests

from tests import served
from tests.forked import Forked

if TYPE_CHECKING:
    from types import TracebackType

REAL_SAMPLES = "klearstack_desktop.localserver.samples.generate"
TINY_SAMPLES = "tests.localserver.tiny_samples"
_CHECKOUT = Path(__file__).resolve().parent.parent
_START_LIMIT = 60.0
_END_LIMIT = 20.0


def draw_samples(folder: Path, *, documents: int, samples: str = TINY_SAMPLES) -> Path:
    """Return a new data folder with samples, to be copied for every server that needs its own."""
    with ServerProcess(folder, documents=documents, samples=samples):
        return folder / "data"


class _Fork:
    """The server in a fork of a process that has imported it already."""

    def __init__(self, arguments: list[str], errors: Path) -> None:
        self._forked = Forked(served.run, errors, arguments)

    def exit_code(self) -> int | None:
        return self._forked.exit_code

    def end_input(self) -> None:
        self._forked.hang_up()

    def kill(self) -> None:
        self._forked.kill()

    def reap(self) -> int:
        code = self._forked.wait(_END_LIMIT)
        self._forked.hang_up()
        if code is None:
            raise TimeoutError("the server did not end")
        return code


class _Interpreter:
    """The server as a person starts it."""

    def __init__(self, arguments: list[str], errors: Path) -> None:
        with errors.open("ab") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "klearstack_desktop.localserver.serve", *arguments],
                cwd=_CHECKOUT,
                stdin=subprocess.PIPE,
                stderr=said,
            )

    def exit_code(self) -> int | None:
        return self._process.poll()

    def end_input(self) -> None:
        if self._process.stdin:
            self._process.stdin.close()

    def kill(self) -> None:
        self._process.kill()

    def reap(self) -> int:
        code = self._process.wait(timeout=_END_LIMIT)
        self.end_input()
        return code


class ServerProcess:
    """Starts at construction and is ready when construction returns.

    Attributes:
        folder: holds ``data`` (may be filled in advance) and the ready file.
        url, company, username, password: what a client signs in with (an Approver).
        pid: the process that serves.
        passwords: user name to password, for ``priya`` (Approver), ``arjun`` (Creator) and
            ``meera`` (Admin).
    """

    def __init__(
        self,
        folder: Path,
        *,
        documents: int = 4,
        samples: str = TINY_SAMPLES,
        arguments: tuple[str, ...] = (),
        is_fork: bool = True,
    ) -> None:
        self.folder = folder
        self._kind = _Fork if is_fork else _Interpreter
        self._command = [
            *("--data", str(folder / "data"), "--documents", str(documents)),
            *("--samples", samples, "--ready-file", str(folder / "ready.json")),
            "--exit-with-parent",
        ]
        self._arguments = arguments
        self._port = 0
        self._control = requests.Session()
        self._control.trust_env = False
        self._start()

    def _start(self) -> None:
        ready = self.folder / "ready.json"
        ready.unlink(missing_ok=True)
        self._errors = self.folder / "errors.txt"
        self._errors.write_bytes(b"")
        self._process = self._kind(
            [*self._command, "--port", str(self._port), *self._arguments], self._errors
        )
        try:
            self._wait_for(ready)
        except BaseException:
            self.kill()
            raise
        facts = json.loads(ready.read_text(encoding="utf-8"))
        self.url: str = facts["url"]
        self.company: str = facts["company"]
        self.username: str = facts["username"]
        self.password: str = facts["password"]
        self.pid: int = facts["pid"]
        self.passwords = {a["username"]: a["password"] for a in facts["accounts"]}
        self._port = int(self.url.rsplit(":", 1)[1])
        self._control.headers["X-Control-Token"] = facts["control_token"]

    def _wait_for(self, ready: Path) -> None:
        pause = threading.Event()
        for _ in range(int(_START_LIMIT / 0.02)):
            if ready.exists():
                return
            if (code := self._process.exit_code()) is not None:
                said = self._errors.read_text(encoding="utf-8")
                raise RuntimeError(f"the server ended with {code}: {said}")
            pause.wait(0.02)
        raise TimeoutError("the server did not get ready")

    def _ask(self, method: str, path: str, body: object = None) -> object:
        answer = self._control.request(method, f"{self.url}/_local/{path}", json=body, timeout=30)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def fault(self, call: str, kind: str, times: int | None = 1, **more: object) -> None:
        """Let the next calls go wrong; ``more``: document, seconds, retry_after, applied."""
        self._ask("POST", "faults", [{"call": call, "kind": kind, "times": times, **more}])

    def clear_faults(self) -> None:
        """Disarm all faults."""
        self._ask("DELETE", "faults")

    def switch(self, **switches: object) -> None:
        """Answer like another tenant (``localserver.switches``); without arguments: the default."""
        self._ask("POST", "switches", switches)

    def wait_until_held(self) -> None:
        """Wait until a call that the fault ``held`` strikes was carried out; its answer waits."""
        self._ask("GET", "held")

    def let_go(self) -> None:
        """Let the answers go that ``held`` keeps back."""
        self._ask("DELETE", "held")

    def replace_page(
        self, document_id: str, page: int, data: bytes, media_type: str = "image/png"
    ) -> None:
        """Put another image in the place of a page, as another person could."""
        encoded = base64.b64encode(data).decode("ascii")
        facts = {"document": document_id, "page": page, "media_type": media_type}
        self._ask("POST", "page", {**facts, "data": encoded})

    def push_to(self, url: str, token: str = "") -> None:
        """Post every document that is approved from now on to that address; "" for none."""
        self._ask("POST", "receiver", {"url": url, "token": token} if url else {})

    def record(self) -> list[dict[str, Any]]:
        """Return every data-changing call that was applied, oldest first."""
        return cast("list[dict[str, Any]]", self._ask("GET", "record"))

    def expire_tokens(self) -> None:
        """Make all tokens issued so far invalid."""
        self._ask("POST", "expire_tokens")

    def stop(self) -> int:
        """End it in order and return its exit code."""
        self._process.end_input()
        return self._process.reap()

    def wait(self) -> int:
        """Wait until it has ended by itself and return its exit code."""
        return self._process.reap()

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.reap()

    def restart(self) -> None:
        """End it in order and start it again on the same port and data."""
        self.stop()
        self._start()

    def start_again(self) -> None:
        """Start it on the same port and data after ``stop`` or ``kill``."""
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._process.exit_code() is None:
            self.stop()
        else:
            self._process.reap()
        self._control.close()
