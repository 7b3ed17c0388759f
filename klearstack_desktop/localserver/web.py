"""The HTTP side of the process: a loopback socket and uvicorn."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import uvicorn

from klearstack_desktop.localserver.connections import SeverableProtocol

if TYPE_CHECKING:
    from starlette.applications import Starlette

HOST = "127.0.0.1"
_GRACE = 2


def listen(port: int) -> socket.socket:
    """Listen on loopback.

    asyncio sends small answers at once (TCP_NODELAY) only on sockets whose protocol is named;
    ``socket.create_server`` names none, and every answer would wait 40 ms for an acknowledgement.

    Raises:
        OSError: the port is taken.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def url_of(listener: socket.socket) -> str:
    """Return the address under which clients reach the server."""
    return f"http://{HOST}:{listener.getsockname()[1]}"


def create_server(application: Starlette) -> uvicorn.Server:
    """Return a server that is ready to run; at the end it waits 2 seconds for open calls."""
    config = uvicorn.Config(
        application,
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
