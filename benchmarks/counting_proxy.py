"""A proxy on loopback that passes everything on and counts what goes through it."""

from __future__ import annotations

import re
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CHUNK: Final = 1 << 16
_REQUEST: Final = re.compile(rb"(?:GET|POST|PUT|PATCH|DELETE) (\S+) HTTP/1\.1\r\n")


@dataclass(slots=True)
class Exchange:
    """One request with its answer.

    Attributes:
        call: the last part of the path that was asked for.
        sent, received: bytes with their heads.
    """

    call: str
    sent: int = 0
    received: int = 0

    @property
    def total(self) -> int:
        """Bytes in both directions."""
        return self.sent + self.received


class _Connection:
    """Passes on between two sockets, both of which it owns."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.exchanges: list[Exchange] = []
        self._sockets = (client, server)
        self._threads = (
            threading.Thread(target=_pass, args=(client, server, self._take_sent), daemon=True),
            threading.Thread(target=_pass, args=(server, client, self._take_received), daemon=True),
        )
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Cut it off."""
        for end in self._sockets:
            _shut(end)
        for thread in self._threads:
            thread.join()
        for end in self._sockets:
            end.close()

    def _take_sent(self, data: bytes) -> None:
        """Begin an exchange where a request line begins; on one connection they do not overlap."""
        begins = _REQUEST.match(data)
        if begins is not None:
            path = begins[1].decode("ascii", "replace").partition("?")[0]
            self.exchanges.append(Exchange(path.rpartition("/")[2]))
        if self.exchanges:
            self.exchanges[-1].sent += len(data)

    def _take_received(self, data: bytes) -> None:
        """Count for the exchange that is under way."""
        if self.exchanges:
            self.exchanges[-1].received += len(data)


class CountingProxy:
    """Listens while it is entered.

    Args:
        url: the server behind it, ``http://127.0.0.1:port``.
    """

    def __init__(self, url: str) -> None:
        self._behind = ("127.0.0.1", int(url.rsplit(":", 1)[1]))
        self._connections: list[_Connection] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._accept, name="counting-proxy", daemon=True)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def exchanges(self) -> Iterator[Exchange]:
        """Give what went through so far, connection by connection."""
        for connection in list(self._connections):
            yield from list(connection.exchanges)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        # Closing alone would leave the thread waiting for a connection for ever.
        _shut(self._listener)
        self._thread.join()
        self._listener.close()
        for connection in self._connections:
            connection.end()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                server = socket.create_connection(self._behind)
                self._connections.append(_Connection(client, server))


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


def _pass(source: socket.socket, target: socket.socket, take: Callable[[bytes], None]) -> None:
    with suppress(OSError):
        while data := source.recv(_CHUNK):
            take(data)
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
