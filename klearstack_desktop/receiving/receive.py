"""``klearstack-desktop receive``: puts the results that KlearStack pushes into files.

docs/receiving.md tells integrators how to use it.
"""

from __future__ import annotations

import argparse
import ipaddress
import logging
import os
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from klearstack_desktop.receiving.token import NoToken, read_token

if TYPE_CHECKING:
    from collections.abc import Sequence

LOOPBACK = "127.0.0.1"
_GRACE = 5


def main(arguments: Sequence[str]) -> int:
    """Run the receiver with the arguments that follow ``receive``; return its exit code."""
    return run(_parser().parse_args(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="klearstack-desktop receive",
        description="Put the results that KlearStack pushes into files.",
    )
    parser.add_argument("--port", type=int, required=True, help="port; 0 takes a free one")
    parser.add_argument(
        "--to", type=Path, required=True, metavar="FOLDER", help="where results go, a file each"
    )
    parser.add_argument(
        "--token-file",
        type=Path,
        metavar="FILE",
        help="the bearer token; without it, KLEARSTACK_RECEIVE_TOKEN has to hold it",
    )
    parser.add_argument(
        "--host", default=LOOPBACK, help="address to listen on (default: %(default)s)"
    )
    parser.add_argument("--tls-certificate", type=Path, metavar="PEM", help="certificate chain")
    parser.add_argument("--tls-key", type=Path, metavar="PEM", help="its key")
    return parser


def run(arguments: argparse.Namespace) -> int:
    """Receive until told to stop (SIGINT, SIGTERM); return the exit code of the process."""
    os.umask(0o077)
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s"
    )
    logging.getLogger("klearstack_desktop.receiving").setLevel(logging.INFO)
    if not _is_loopback(arguments.host) and arguments.tls_certificate is None:
        return _fail(
            f"Beyond this computer ({arguments.host}) results travel encrypted only: give"
            " --tls-certificate and --tls-key, or let a web server with TLS stand in front."
        )
    try:
        token = read_token(os.environ, arguments.token_file)
    except NoToken as problem:
        return _fail(str(problem))
    try:
        listener = _listen(arguments.host, arguments.port)
    except OSError as error:
        return _fail(
            f"{arguments.host}, port {arguments.port} cannot be used: {error.strerror or error}"
        )
    return _receive(arguments, listener, token)


def _receive(arguments: argparse.Namespace, listener: socket.socket, token: str) -> int:
    import uvicorn

    from klearstack_desktop.receiving.application import create_application
    from klearstack_desktop.receiving.inbox import Inbox

    try:
        inbox = Inbox(arguments.to)
        config = uvicorn.Config(
            create_application(inbox, token),
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE,
            ssl_certfile=arguments.tls_certificate,
            ssl_keyfile=arguments.tls_key,
        )
        config.load()
    except OSError as error:
        listener.close()
        return _fail(f"{error.filename or arguments.to} cannot be used: {error.strerror or error}")
    for ending in (signal.SIGINT, signal.SIGTERM):
        # uvicorn ends in order, then raises the signal again: let that be an orderly end as well.
        signal.signal(ending, lambda *_: sys.exit(0))
    scheme = "https" if arguments.tls_certificate else "http"
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    if sys.stdout is not None:  # None in windowed builds
        sys.stdout.write(f"Receiving on {scheme}://{shown}:{port}\n")
        sys.stdout.flush()
    uvicorn.Server(config).run(sockets=[listener])
    return 0


def _listen(host: str, port: int) -> socket.socket:
    """Listen on an address; asyncio sends small answers at once only if the protocol is named."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _fail(sentence: str) -> int:
    if sys.stderr is not None:
        sys.stderr.write(sentence + "\n")
    return 2
