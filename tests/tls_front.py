"""TLS in front of a plain server: what it encrypts can be given another certificate at any time."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path

    from tests.api.certificates import Made


class TlsFront:
    """Passes every connection on to a port of this computer.

    Attributes:
        url: where it listens.
        received: how many bytes clients have sent in the encryption, beyond mere handshakes.
    """

    def __init__(self, made: Made, folder: Path, target: int) -> None:
        self._folder = folder
        self._target = target
        self.show(made)
        self.received = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = [self._listener]
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()
        self.url = f"https://127.0.0.1:{self._listener.getsockname()[1]}"

    def show(self, made: Made) -> None:
        """Show this certificate from the next connection on."""
        self._context = made.server_context(self._folder)

    def cut(self) -> None:
        """Cut all connections, as a server does that is started again."""
        for each in self._open[1:]:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(each, socket.SHUT_RDWR)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(connection,))
                self._threads.append(thread)
                thread.start()

    def _serve(self, raw: socket.socket) -> None:
        with contextlib.suppress(OSError):
            near = self._context.wrap_socket(raw, server_side=True)
            # Before it is known whether there is anybody beyond, or nobody would close it.
            self._open.append(near)
            beyond = socket.create_connection(("127.0.0.1", self._target))
            self._open.append(beyond)
            back = threading.Thread(target=self._pump, args=(beyond, near))
            self._threads.append(back)
            back.start()
            self._pump(near, beyond)

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if isinstance(source, ssl.SSLSocket):
                    self.received += len(data)
                sink.sendall(data)
        # socket's own: that of a TLS socket would drop the encryption under the other thread.
        for end in (source, sink):
            with contextlib.suppress(OSError):
                socket.socket.shutdown(end, socket.SHUT_RDWR)

    def close(self) -> None:
        for each in tuple(self._open):
            with contextlib.suppress(OSError):
                socket.socket.shutdown(each, socket.SHUT_RDWR)
        for thread in tuple(self._threads):
            thread.join(20)
        for each in self._open:
            each.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()
