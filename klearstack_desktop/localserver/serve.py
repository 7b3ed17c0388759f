"""``klearstack-desktop serve``: KlearStack on loopback, alone in its process."""

from __future__ import annotations

import argparse
import logging
import os
import secrets
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from klearstack_desktop.localserver.filling import (
    SAMPLES,
    SHARES,
    Fillers,
    Filling,
    at_end_of_input,
    draw_share,
)
from klearstack_desktop.localserver.folder import DataFolder, write_private_json

if TYPE_CHECKING:
    import uvicorn

    from klearstack_desktop.localserver.tenant import Tenant

logger = logging.getLogger(__name__)

HOST = "127.0.0.1"
DEFAULT_DOCUMENTS = 72
DEFAULT_SEED = 2026
DEFAULT_TOKEN_LIFE = 15 * 60
_POLL = 0.03
_GRACE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``serve``."""
    parser.add_argument("--port", type=int, default=0, help="port on loopback; 0 takes a free one")
    parser.add_argument("--data", type=Path, help="data folder; default: in the user's data folder")
    parser.add_argument(
        "--documents",
        type=int,
        default=DEFAULT_DOCUMENTS,
        help="how many sample documents (default: %(default)s)",
    )
    parser.add_argument("--seed", type=int, help="seed of a new folder's samples")
    parser.add_argument("--ready-file", type=Path, help="JSON written when the server answers")
    parser.add_argument(
        "--exit-with-parent", action="store_true", help="end when standard input ends"
    )
    parser.add_argument(
        "--token-life",
        type=float,
        default=DEFAULT_TOKEN_LIFE,
        help="seconds an access token lives (default: %(default)s)",
    )
    parser.add_argument(
        "--push-to",
        metavar="URL",
        help="post every approved document there, with the bearer token in KLEARSTACK_PUSH_TOKEN",
    )
    parser.add_argument("--samples", default=SAMPLES, help=argparse.SUPPRESS)
    parser.add_argument("--draw-share", type=int, choices=range(SHARES), help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop; return the exit code of the process.

    Ends on SIGINT and SIGTERM, and with ``--exit-with-parent`` at the end of standard input.
    """
    os.umask(0o077)
    folder = DataFolder((arguments.data or default_folder()).resolve())
    folder.prepare()
    _log_to(folder.log)
    if arguments.draw_share is not None:
        return _draw(arguments, folder)
    return _serve(arguments, folder)


def default_folder() -> Path:
    """Return where the demo keeps its data unless told otherwise."""
    import platformdirs

    return platformdirs.user_data_path("klearstack-desktop", appauthor=False) / "localserver"


def _draw(arguments: argparse.Namespace, folder: DataFolder) -> int:
    # Sudden, but harmless: a sample is stored in one transaction.
    at_end_of_input(lambda: os._exit(0))
    filling = Filling(
        folder, arguments.documents, arguments.seed, arguments.samples, arguments.draw_share
    )
    try:
        draw_share(filling)
    except Exception:
        logger.exception("drawing samples failed")
        return 1
    return 0


def _log_to(path: Path) -> None:
    handler = logging.FileHandler(path, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def _serve(arguments: argparse.Namespace, folder: DataFolder) -> int:
    from klearstack_desktop.localserver.application import create_application, open_tenant
    from klearstack_desktop.localserver.push import Receiver

    tenant = open_tenant(folder, arguments.token_life)
    if arguments.push_to:
        token = os.environ.get("KLEARSTACK_PUSH_TOKEN", "")
        tenant.push.receiver = Receiver(arguments.push_to, token)
    proposed = DEFAULT_SEED if arguments.seed is None else arguments.seed
    seed = int(tenant.database.set_default("seed", str(proposed)))
    filling = Filling(folder, arguments.documents, seed, arguments.samples)
    fillers = Fillers(filling) if filling.missing(tenant.documents) else None
    control_token = secrets.token_urlsafe(24)
    try:
        listener = socket.create_server((HOST, arguments.port))
    except OSError as error:
        _say(f"Port {arguments.port} cannot be used: {error.strerror}")
        return 1
    server = _uvicorn(create_application(tenant, control_token))
    tenant.readings.resume()
    watch = _Watch(arguments, tenant, filling, fillers, server, listener, control_token)
    threading.Thread(target=watch.until_ready, name="ready", daemon=True).start()
    if arguments.exit_with_parent:
        at_end_of_input(watch.end)
    try:
        server.run(sockets=[listener])
    finally:
        if fillers is not None:
            fillers.stop()
        tenant.readings.close()
        tenant.push.close()
        tenant.database.close()
    return watch.exit_code


def _uvicorn(application: object) -> uvicorn.Server:
    import uvicorn

    from klearstack_desktop.localserver.connections import SeverableProtocol

    config = uvicorn.Config(
        application,  # type: ignore[arg-type]
        http=SeverableProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        date_header=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
    )
    return uvicorn.Server(config)


class _Watch:
    """Waits, beside the server, for the moment it is ready and the moment it must end."""

    def __init__(
        self,
        arguments: argparse.Namespace,
        tenant: Tenant,
        filling: Filling,
        fillers: Fillers | None,
        server: uvicorn.Server,
        listener: socket.socket,
        control_token: str,
    ) -> None:
        self._arguments = arguments
        self._tenant = tenant
        self._filling = filling
        self._fillers = fillers
        self._server = server
        self._url = f"http://{HOST}:{listener.getsockname()[1]}"
        self._control_token = control_token
        self.exit_code = 0

    def until_ready(self) -> None:
        """Wait for the server and the first documents, then say so."""
        pause = threading.Event()
        while not (self._server.started and self._has_first_documents()):
            no_more_come = self._fillers is not None and self._fillers.have_ended()
            if no_more_come and not self._has_first_documents():
                _say("The sample documents could not be drawn.")
                self.exit_code = 1
                self.end()
                return
            pause.wait(_POLL)
        reviewer = self._tenant.accounts.reviewer
        if self._arguments.ready_file is not None:
            write_private_json(self._arguments.ready_file, self._facts())
        else:
            _say(
                f"{self._url}  company: {self._tenant.accounts.company}  "
                f"user: {reviewer.username}  password: {reviewer.password}"
            )

    def _has_first_documents(self) -> bool:
        return self._filling.first <= self._tenant.documents.sample_indices()

    def _facts(self) -> dict[str, object]:
        accounts = self._tenant.accounts
        return {
            "url": self._url,
            "company": accounts.company,
            "username": accounts.reviewer.username,
            "password": accounts.reviewer.password,
            "pid": os.getpid(),
            "control_token": self._control_token,
            "accounts": [
                {"username": a.username, "password": a.password, "role": a.role.value}
                for a in accounts
            ],
        }

    def end(self) -> None:
        """End the server: nobody needs it any more."""
        self._server.should_exit = True


def _say(sentence: str) -> None:
    """Tell a person, if there is a terminal; windowed builds have no streams."""
    if sys.stderr is not None:
        sys.stderr.write(sentence + "\n")
        sys.stderr.flush()


def main() -> int:
    """Run the server from ``python -m``."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser)
    return run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
