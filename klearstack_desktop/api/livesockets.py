"""Which connections are open, so that a hanging call can be cut off from another thread."""

from __future__ import annotations

import contextlib
import socket
import threading
import weakref

from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class LiveSockets:
    """The open sockets of one session; holds none of them alive.

    Attributes:
        begun: how many connections were begun so far.
        ready: how many of them got ready to be sent to, through proxy and handshake.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._is_cut = False
        self.begun = 0
        self.ready = 0

    def add(self, opened: socket.socket) -> None:
        """Remember a socket that was just connected."""
        with self._lock:
            self._sockets.add(opened)
            if self._is_cut:
                _shut(opened)

    def begin(self) -> None:
        """Let sockets that are connected from now on live."""
        with self._lock:
            self._is_cut = False

    def cut(self) -> None:
        """Shut all of them down, and those that are being connected; who waits gets an error."""
        with self._lock:
            self._is_cut = True
            for opened in tuple(self._sockets):
                _shut(opened)


def _shut(opened: socket.socket) -> None:
    # Not opened.shutdown(): on a TLS socket it drops the encryption first, and what the other
    # thread is about to write would go out in clear.
    with contextlib.suppress(OSError):  # closed already
        socket.socket.shutdown(opened, socket.SHUT_RDWR)


def watched_pools(sockets: LiveSockets) -> dict[str, type[HTTPConnectionPool]]:
    """Return urllib3's pool classes by scheme, made so that every connection is remembered."""
    return {
        "http": _watched(HTTPConnectionPool, sockets),
        "https": _watched(HTTPSConnectionPool, sockets),
    }


def _watched(pool: type[HTTPConnectionPool], sockets: LiveSockets) -> type[HTTPConnectionPool]:
    class Connection(pool.ConnectionCls):  # type: ignore[misc, name-defined]
        def _new_conn(self) -> socket.socket:
            opened: socket.socket = super()._new_conn()
            sockets.add(opened)
            sockets.begun += 1
            return opened

        def connect(self) -> None:
            super().connect()
            if self.sock is not None:  # TLS wraps the first socket in another one
                sockets.add(self.sock)
            sockets.ready += 1

    class Pool(pool):  # type: ignore[misc, valid-type]
        ConnectionCls = Connection

    return Pool
