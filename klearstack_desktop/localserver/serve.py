"""``klearstack-desktop serve``: KlearStack on loopback, alone in its process."""

from __future__ import annotations

import argparse
import logging
import os
import secrets
import signal
import sys
from datetime import timedelta
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
from klearstack_desktop.localserver.folder import DataFolder

if TYPE_CHECKING:
    from klearstack_desktop.localserver.tenant import Tenant

logger = logging.getLogger(__name__)

DEFAULT_DOCUMENTS = 72
DEFAULT_SEED = 2026
DEFAULT_TOKEN_LIFE = 15 * 60
DEFAULT_READING_TIME = 1.0


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
        "--reading-time",
        type=float,
        default=DEFAULT_READING_TIME,
        help="seconds that reading an upload takes at least (default: %(default)s)",
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
    for ending in (signal.SIGINT, signal.SIGTERM):
        # uvicorn ends in order, then raises the signal again: let that be an orderly end as well.
        signal.signal(ending, lambda *_: sys.exit(0))
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
    from klearstack_desktop.localserver.readiness import Access, Readiness, say
    from klearstack_desktop.localserver.web import create_server, listen, url_of

    try:
        listener = listen(arguments.port)
    except OSError as error:
        say(f"Port {arguments.port} cannot be used: {error.strerror}")
        return 1
    tenant = open_tenant(folder, arguments.token_life)
    _configure(tenant, arguments)
    filling = _filling_of(tenant, arguments, folder)
    if filling.samples == SAMPLES:
        from klearstack_desktop.localserver.samples.supplier_list import seed_supplier_list

        seed_supplier_list(tenant)
    fillers = Fillers(filling) if filling.missing(tenant.documents) else None
    control_token = secrets.token_urlsafe(24)
    server = create_server(create_application(tenant, control_token))
    readiness = Readiness(tenant, filling, fillers, server)
    access = Access(url_of(listener), control_token, tenant.accounts)
    readiness.announce_when_ready(access, arguments.ready_file)
    if arguments.exit_with_parent:
        at_end_of_input(readiness.end)
    tenant.readings.resume()
    try:
        server.run(sockets=[listener])
    finally:
        if fillers is not None:
            fillers.stop()
        tenant.close()
    return readiness.exit_code


def _configure(tenant: Tenant, arguments: argparse.Namespace) -> None:
    from klearstack_desktop.localserver.push import Receiver

    tenant.readings.shortest = timedelta(seconds=arguments.reading_time)
    if arguments.push_to:
        token = os.environ.get("KLEARSTACK_PUSH_TOKEN", "")
        tenant.push.receiver = Receiver(arguments.push_to, token)


def _filling_of(tenant: Tenant, arguments: argparse.Namespace, folder: DataFolder) -> Filling:
    """Return what the folder is to hold; its seed is chosen once, by the first start."""
    proposed = DEFAULT_SEED if arguments.seed is None else arguments.seed
    seed = int(tenant.database.set_default("seed", str(proposed)))
    return Filling(folder, arguments.documents, seed, arguments.samples)


def main() -> int:
    """Run the server from ``python -m``."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser)
    return run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
