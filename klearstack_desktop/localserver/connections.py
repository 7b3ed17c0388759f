"""Connections that can be cut: answers that never arrive, or arrive in part."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

    from starlette.types import Receive, Scope, Send


class SeverableProtocol(H11Protocol):
    """uvicorn's HTTP protocol that lets an application find the socket behind a request."""

    open_transports: ClassVar[dict[tuple[str, int], asyncio.Transport]] = {}

    def connection_made(  # type: ignore[override]  # as in the base class
        self, transport: asyncio.Transport
    ) -> None:
        """Remember the socket by the address of its peer."""
        super().connection_made(transport)
        if self.client:
            self.open_transports[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the socket."""
        if self.client:
            self.open_transports.pop(self.client, None)
        super().connection_lost(exc)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class CutResponse(Response):
    """No answer at all: the connection is reset."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Reset the connection."""
        SeverableProtocol.open_transports[tuple(scope["client"])].abort()
        await _until_gone(receive)


class HalfResponse(Response):
    """All headers and half of the body, then the end of the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send half, then close."""
        start = {"type": "http.response.start", "status": self.status_code}
        await send({**start, "headers": self.raw_headers})
        half = self.body[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        SeverableProtocol.open_transports[tuple(scope["client"])].close()
        await _until_gone(receive)
