"""A server on a real socket that plays scripted answers, broken ones included, and remembers."""

from __future__ import annotations

import base64
import contextlib
import json
import socket
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any, BinaryIO, Self, TypeAlias
from urllib.parse import parse_qs

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from email.message import Message

Reply: TypeAlias = "bytes | Callable[[socket.socket, Request], None]"


@dataclass(frozen=True)
class Request:
    """What a client sent."""

    method: str
    path: str
    headers: Message
    body: bytes

    @property
    def name(self) -> str:
        return self.path.split("?")[0].rsplit("/", 1)[-1]

    @property
    def token(self) -> str:
        return str(self.headers.get("Authorization", "")).removeprefix("Bearer ")

    @property
    def form(self) -> dict[str, str]:
        kind = str(self.headers.get("Content-Type", ""))
        if kind == "application/x-www-form-urlencoded":
            parsed = parse_qs(self.body.decode("ascii"), keep_blank_values=True)
            return {name: values[0] for name, values in parsed.items()}
        return {name: part.decode("utf-8", "replace") for name, part in self.parts.items()}

    @property
    def parts(self) -> dict[str, bytes]:
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        message = BytesParser().parsebytes(head + self.body)
        return {
            str(part.get_param("name", header="content-disposition")): content
            for part in message.walk()
            if isinstance(content := part.get_payload(decode=True), bytes)
        }


def answer(
    payload: object = b"",
    status: int = 200,
    media_type: str = "application/json",
    **headers: str,
) -> bytes:
    """Return a well-formed answer; anything but bytes is written as JSON."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    fields = {
        "Content-Type": media_type,
        "Content-Length": str(len(body)),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + body


def text(words: str, status: int = 200) -> bytes:
    return answer(words.encode(), status, "text/plain; charset=utf-8")


def jwt(
    lifetime: float = 900, *, name: str = "t", issued: float | None = None, iat: bool = True
) -> str:
    """Return a token like KlearStack's: unsigned, with exp and iat."""
    now = time.time() if issued is None else issued
    claims: dict[str, Any] = {"exp": int(now + lifetime), "jti": name}
    if iat:
        claims["iat"] = int(now)

    def part(content: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")

    return f"{part({'alg': 'none'})}.{part(claims)}.c2ln"


@dataclass
class ScriptedServer:
    """Answers each call by its script; the last reply of a script is repeated.

    Sign-in works unless scripted otherwise.
    """

    tls: ssl.SSLContext | None = None
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._scripts: dict[str, deque[Reply]] = defaultdict(deque)
        self.script("get_access_token", answer({"access_token": jwt(), "refresh_token": "r1"}))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self.arrived = threading.Condition(self._lock)
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def script(self, name: str, *replies: Reply) -> Self:
        """Set the replies to a call; the last one is repeated for ever."""
        self._scripts[name] = deque(replies)
        return self

    def calls(self, name: str) -> list[Request]:
        with self._lock:
            return [request for request in self.requests if request.name == name]

    def wait_for(self, name: str, count: int = 1) -> None:
        """Wait until that many requests of a call have arrived."""

        def are_there() -> bool:
            return sum(request.name == name for request in self.requests) >= count

        with self.arrived:
            assert self.arrived.wait_for(are_there, timeout=20), f"{name} was never called"

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            connections = tuple(self._connections)
        for connection in connections:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=20)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
            with self._lock:
                self._connections.add(connection)
            with connection, connection.makefile("rb") as stream:
                while (request := self._read(stream)) is not None:
                    reply = self._reply_to(request)
                    if isinstance(reply, bytes):
                        connection.sendall(reply)
                    else:
                        reply(connection, request)
        connection.close()

    def _read(self, stream: BinaryIO) -> Request | None:
        first = stream.readline().decode("latin-1").split()
        if len(first) != 3:
            return None
        lines = []
        while (line := stream.readline()) not in {b"\r\n", b""}:
            lines.append(line)
        headers = BytesParser().parsebytes(b"".join(lines) + b"\r\n")
        body = stream.read(int(headers.get("Content-Length", 0)))
        return Request(first[0], first[1], headers, body)

    def _reply_to(self, request: Request) -> Reply:
        with self.arrived:
            self.requests.append(request)
            self.arrived.notify_all()
            script = self._scripts[request.name]
            if not script:
                return answer({"error": f"not scripted: {request.name}"}, 404)
            return script.popleft() if len(script) > 1 else script[0]
