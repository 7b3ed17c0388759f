"""A proxy on loopback that passes everything on and counts what goes through it."""

from __future__ import annotations

import re
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class _Connection:
    exchanges: list[Exchange] = field(default_factory=list)

    def take_sent(self, data: bytes) -> None:
        """Begin an exchange where a request line begins; on one connection they do not overlap."""
        begins = _REQUEST.match(data)
        if begins is not None:
            path = begins[1].decode("ascii", "replace").partition("?")[0]
            self.exchanges.append(Exchange(path.rpartition("/")[2]))
        if self.exchanges:
            self.exchanges[-1].sent += len(data)

    def take_received(self, data: bytes) -> None:
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
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                connection = _Connection()
                self._connections.append(connection)
                server = socket.create_connection(self._behind)
                for source, target, take in (
                    (client, server, connection.take_sent),
                    (server, client, connection.take_received),
                ):
                    passing = threading.Thread(target=_pass, args=(source, target, take))
                    passing.daemon = True
                    passing.start()


def _pass(source: socket.socket, target: socket.socket, take: Callable[[bytes], None]) -> None:
    with suppress(OSError):
        while data := source.recv(_CHUNK):
            take(data)
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
