"""A forward proxy in a process of its own, with the habits that company networks have.

    with ForwardProxy(target=server.port, login="eve:secret") as proxy:
        profile = ServerProfile("https://tenant.example", proxy=proxy.url)

It joins every CONNECT, whatever host it names, to one port of this computer.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import os
import queue
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Self, TypeAlias

from tests.api.certificates import make

CHUNK = 65536
PATIENCE = 20.0
Stream: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]
_CHECKOUT = Path(__file__).resolve().parents[2]


class ForwardProxy:
    """The process, seen from a test; it is ready when construction returns.

    Args:
        target: the port that every CONNECT is joined to.
        login: ``user:password`` that it asks for.
        status: answers every CONNECT with this status.
        portal: ``page`` or ``redirect``: wants people to sign in on a web page first. With
            `inspect` it says so within the encryption, else instead of it.
        inspect: reads along, with certificates of its own authority; that one's certificate is
            written to this file.
        upstream_ca: what it trusts itself when it reads along.
        cut_idle: seconds after which it forgets a connection; its next use is reset.
    """

    def __init__(self, **wishes: object) -> None:
        given = [
            text
            for name, value in wishes.items()
            for text in (f"--{name.replace('_', '-')}", str(value))
        ]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.api.forward_proxy", *given],
            cwd=_CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._unread: queue.Queue[str] = queue.Queue()
        self.said: list[str] = []
        self._reading = threading.Thread(target=self._read)
        self._reading.start()
        self.address = f"127.0.0.1:{self._unread.get(timeout=PATIENCE)}"
        self.url = f"http://{self.address}"

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._unread.put(line.strip())

    def wait_for(self, event: str) -> None:
        """Wait until it says ``CONNECT host:port``, ``REFUSED``, ``READ`` or ``IDLE``."""
        while not (self.said and self.said[-1].startswith(event)):
            self.said.append(self._unread.get(timeout=PATIENCE))

    def close(self) -> list[str]:
        """End it and return all that it said."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE)
        self._reading.join(PATIENCE)
        self._process.stdout.close()
        while not self._unread.empty():
            self.said.append(self._unread.get())
        return self.said

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._process.returncode is None:
            self.close()


def _http(status: str, body: bytes = b"", *more: str) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *more]
    return "\r\n".join([*head, "", ""]).encode() + body


_PAGE = b"<!DOCTYPE html><html><body><form>Sign in to the guest network</form></body></html>"
_PORTALS = {
    "page": _http("200 OK", _PAGE, "Content-Type: text/html"),
    "redirect": _http("302 Found", b"", "Location: https://portal.example/login"),
}
_SIGN_IN = _http("407 Proxy Authentication Required", b"", 'Proxy-Authenticate: Basic realm="acme"')
_ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the way back to the test


class _Proxy:
    """The process from within."""

    def __init__(self, wishes: argparse.Namespace) -> None:
        self._wishes = wishes
        self._authority = make("Acme Inspection", is_authority=True)
        if wishes.inspect:
            Path(wishes.inspect).write_bytes(self._authority.pem)

    async def serve(self) -> None:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        _say(str(server.sockets[0].getsockname()[1]))
        await server.serve_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Whoever goes away in the middle of something has made its point.
        with contextlib.suppress(OSError, EOFError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            _say(head[0].rpartition(" ")[0])
            if not self._is_welcome(head):
                _say("REFUSED")
                writer.write(_SIGN_IN)
            elif self._wishes.status:
                writer.write(_http(f"{self._wishes.status} No"))
            elif self._wishes.inspect:
                await self._inspect(reader, writer, head[0].split()[1].rpartition(":")[0])
            elif self._wishes.portal:
                writer.write(_PORTALS[self._wishes.portal])
            else:
                writer.write(_ESTABLISHED)
                beyond = await asyncio.open_connection("127.0.0.1", self._wishes.target)
                await self._join((reader, writer), beyond)
            await writer.drain()
        writer.close()

    def _is_welcome(self, head: list[str]) -> bool:
        if not self._wishes.login:
            return True
        pair = base64.b64encode(self._wishes.login.encode()).decode()
        return f"Proxy-Authorization: Basic {pair}" in head

    async def _inspect(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str
    ) -> None:
        """Play the server with a certificate of our own, and read what is meant for it."""
        writer.write(_ESTABLISHED)
        with tempfile.TemporaryDirectory() as folder:
            leaf = make(host, issuer=self._authority)
            await writer.start_tls(leaf.server_context(Path(folder)))
        if self._wishes.portal:
            line = await reader.readuntil(b"\r\n")
            _say(f"READ {line.decode('latin-1').strip()}")
            writer.write(_PORTALS[self._wishes.portal])
            return
        beyond = await asyncio.open_connection(
            "127.0.0.1",
            self._wishes.target,
            ssl=ssl.create_default_context(cafile=self._wishes.upstream_ca),
            server_hostname=host,
        )
        await self._join((reader, writer), beyond)

    async def _join(self, near: Stream, beyond: Stream) -> None:
        back = asyncio.create_task(_copy(beyond[0], near[1]))
        try:
            while data := await self._next(*near):
                if self._wishes.inspect:
                    _say(f"READ {len(data)} bytes")
                beyond[1].write(data)
        finally:
            beyond[1].close()
            await back

    async def _next(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        """Return what the client sends; after too long a rest, reset the connection instead."""
        reading = asyncio.ensure_future(reader.read(CHUNK))
        done, _ = await asyncio.wait({reading}, timeout=self._wishes.cut_idle)
        data = reading.result() if done else b""
        if not done:
            _say("IDLE")
            await reading
            raw = writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        return data


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(CHUNK):
            writer.write(data)
        writer.close()


def _end_with_input() -> None:
    sys.stdin.read()
    os._exit(0)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--target", type=int, default=9)
    parser.add_argument("--status", type=int)
    parser.add_argument("--cut-idle", type=float)
    for name in ("--login", "--portal", "--inspect", "--upstream-ca"):
        parser.add_argument(name)
    threading.Thread(target=_end_with_input, daemon=True).start()
    asyncio.run(_Proxy(parser.parse_args()).serve())


if __name__ == "__main__":
    main()
