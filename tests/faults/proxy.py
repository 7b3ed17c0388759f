"""The process of the faulty proxy: plain http on loopback in front of the local server.

    python -m tests.faults.proxy --target PORT

It is told what to do by lines of JSON on its standard input, and answers each with a line of JSON
on its standard output; it ends with its input. What it may be told::

    {"do": "arm", "call": NAME, "document": ID or "", "fault": FAULT, "times": N, "seconds": S,
     "retry_after": S}
    {"do": "wait"}     answered when the armed fault has struck as often as it was armed to
    {"do": "disarm"}
    {"do": "log"}      answered with every call so far: [[NAME, DOCUMENT, FAULT or null], ...]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import re
import socket
import struct
import sys
from dataclasses import dataclass
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from tests.faults.faults import Fault

if TYPE_CHECKING:
    from email.message import Message

HOST = "127.0.0.1"
_DRIPS = 8
_PAGE = (
    b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><center>"
    b"<h1>502 Bad Gateway</h1></center><hr><center>nginx/1.18.0</center></body></html>"
)
_GARBAGE = bytes(range(256)) * 4


@dataclass
class Armed:
    """A fault that waits for its call."""

    call: str
    document: str
    fault: Fault
    times: int
    seconds: float
    retry_after: int

    def hits(self, exchange: Exchange) -> bool:
        is_meant = self.call == exchange.call and self.document in {"", exchange.document}
        return is_meant and self.times > 0


@dataclass(frozen=True)
class Exchange:
    """One request as it was read, and the name and the document of its call."""

    head: bytes
    body: bytes

    @property
    def call(self) -> str:
        return self.head.split(b" ", 2)[1].split(b"?")[0].rsplit(b"/", 1)[-1].decode("latin-1")

    @property
    def document(self) -> str:
        if b"form-data" in self.head:
            found = re.search(rb'name="id"\r\n(?:[^\r]+\r\n)*\r\n([^\r]*)\r\n', self.body)
            return found.group(1).decode() if found else ""
        return parse_qs(self.body.decode("latin-1")).get("id", [""])[0]


class Proxy:
    """The process from within."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._armed: Armed | None = None
        self._struck = asyncio.Event()
        self._log: list[tuple[str, str, str | None]] = []

    async def serve(self) -> None:
        server = await asyncio.start_server(self._serve, HOST, 0)
        _say(server.sockets[0].getsockname()[1])
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            _say(await self._obey(json.loads(line)))

    async def _obey(self, order: dict[str, Any]) -> object:
        match order.pop("do"):
            case "arm":
                self._armed = Armed(**{**order, "fault": Fault(order["fault"])})
                self._struck.clear()
            case "wait":
                await self._struck.wait()
            case "disarm":
                self._armed = None
            case "log":
                return self._log
        return None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Whoever goes away in the middle of something has made its point.
        with contextlib.suppress(OSError, EOFError):
            while True:
                exchange = await _read_request(reader)
                fault = self._take(exchange)
                struck = fault.fault if fault else None
                self._log.append((exchange.call, exchange.document, struck))
                try:
                    if fault is None:
                        writer.write(await self._pass_on(exchange))
                        await writer.drain()
                    else:
                        await self._strike(fault, exchange, reader, writer)
                finally:
                    if fault is not None and not fault.times:
                        self._struck.set()
        writer.close()

    def _take(self, exchange: Exchange) -> Armed | None:
        armed = self._armed
        if armed is None or not armed.hits(exchange):
            return None
        armed.times -= 1
        return armed

    async def _pass_on(self, exchange: Exchange) -> bytes:
        """Bring a request to the service and return its whole answer."""
        reader, writer = await asyncio.open_connection(HOST, self._target)
        try:
            # The service refuses to be called by another address.
            head = re.sub(rb"(?im)^(host|connection):.*\r\n", b"", exchange.head)
            first, rest = head.split(b"\r\n", 1)
            more = f"Host: {HOST}:{self._target}\r\nConnection: close\r\n".encode()
            writer.write(first + b"\r\n" + more + rest + exchange.body)
            await writer.drain()
            answer = await reader.read()
        finally:
            writer.close()
        return re.sub(rb"(?i)\r\nconnection: close", b"", answer, count=1)

    async def _strike(
        self,
        armed: Armed,
        exchange: Exchange,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        fault = armed.fault
        answer = await self._pass_on(exchange) if fault.is_heard else b""
        match fault:
            case Fault.CUT_UNHEARD | Fault.CUT_BEFORE:
                _reset(writer)
            case Fault.CUT_DURING:
                writer.write(_first_half(answer))
                await writer.drain()
                raise EOFError
            case Fault.CUT_AFTER:
                writer.write(answer)
                await writer.drain()
                raise EOFError
            case Fault.TIMEOUT | Fault.TIMEOUT_UNHEARD:
                await reader.read(1)  # whoever waits in vain hangs up in the end
                raise EOFError
            case Fault.SLOW:
                await _drip(answer, armed.seconds, writer)
            case _:
                writer.write(_spoiled(armed, answer))
                await writer.drain()


async def _read_request(reader: asyncio.StreamReader) -> Exchange:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(_headers(head).get("Content-Length", 0))
    return Exchange(head, await reader.readexactly(length))


def _headers(head: bytes) -> Message:
    return BytesParser().parsebytes(head.split(b"\r\n", 1)[1])


def _first_half(answer: bytes) -> bytes:
    head, gap, body = answer.partition(b"\r\n\r\n")
    return head + gap + body[: len(body) // 2]


async def _drip(answer: bytes, seconds: float, writer: asyncio.StreamWriter) -> None:
    size = max(len(answer) // _DRIPS, 1)
    for begin in range(0, len(answer), size):
        await asyncio.sleep(seconds / _DRIPS)
        writer.write(answer[begin : begin + size])
        await writer.drain()


def _spoiled(armed: Armed, answer: bytes) -> bytes:
    body = answer.partition(b"\r\n\r\n")[2]
    match armed.fault:
        case Fault.STATUS_500 | Fault.STATUS_500_UNHEARD:
            return _http("500 Internal Server Error", b'{"detail": "Something went wrong."}')
        case Fault.STATUS_502 | Fault.STATUS_502_UNHEARD:
            return _http("502 Bad Gateway", _PAGE, "text/html")
        case Fault.STATUS_401:
            # What the service itself says of a token that it does not take (section 1).
            refusal = {"detail": "Given token not valid for any token type"}
            return _http("401 Unauthorized", json.dumps(refusal).encode())
        case Fault.STATUS_429:
            pause = f"Retry-After: {armed.retry_after}"
            return _http("429 Too Many", b'{"detail": "Request was throttled."}', more=pause)
        case Fault.EMPTY:
            return _http("200 OK", b"")
        case Fault.HALF:
            return _http("200 OK", body[: len(body) // 2], _media_type(answer))
        case Fault.GARBAGE:
            return _http("200 OK", _GARBAGE)
    raise ValueError(armed.fault)


def _media_type(answer: bytes) -> str:
    return str(_headers(answer.partition(b"\r\n\r\n")[0]).get_content_type())


def _http(status: str, body: bytes, media_type: str = "application/json", more: str = "") -> bytes:
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {media_type}",
        f"Content-Length: {len(body)}",
        *([more] if more else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _reset(writer: asyncio.StreamWriter) -> None:
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    raise EOFError


def _say(answer: object) -> None:
    print(json.dumps(answer), flush=True)  # noqa: T201 - the way back to whoever started it


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", type=int, required=True, help="port of the local server")
    asyncio.run(Proxy(parser.parse_args().target).serve())


if __name__ == "__main__":
    main()
