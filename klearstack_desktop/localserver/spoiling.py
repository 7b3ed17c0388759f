"""Turns a good answer into the bad one that a fault asks for."""

from __future__ import annotations

import asyncio
import json
import struct
import zlib
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, JSONResponse, Response

from klearstack_desktop.localserver.connections import CutResponse, HalfResponse
from klearstack_desktop.localserver.faults import FaultKind
from klearstack_desktop.localserver.wire import Refusal, token_not_valid

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.localserver.content import Json
    from klearstack_desktop.localserver.faults import Fault, Holds

MARKUP = '<b>{}</b><img src="http://203.0.113.1/x.png"><script>alert(1)</script>'
"""What ``markup_values`` makes of a value; the address is one reserved for documentation."""

_PAGE = (
    "<!DOCTYPE html><html><head><title>{0}</title><style>body {{ color: #333 }}</style></head>"
    "<body><center><h1>{0}</h1></center><hr><center>nginx/1.18.0</center></body></html>"
)
_NO_BYTES = Response(b"", media_type="application/json")
HUGE_SIDE = 40_000


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def huge_png() -> bytes:
    """Return a few bytes that claim to be an image of 40,000 x 40,000 pixels."""
    header = struct.pack(">IIBBBBB", HUGE_SIDE, HUGE_SIDE, 8, 2, 0, 0, 0)
    body = (
        _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(64))) + _chunk(b"IEND", b"")
    )
    return b"\x89PNG\r\n\x1a\n" + body


def _truncated_jpeg(answer: Response) -> Response:
    return Response(bytes(answer.body)[: len(answer.body) // 3], media_type="image/jpeg")


def _marked(node: Json) -> Json:
    """Put markup around every field value, in details and in positional lists alike."""
    if isinstance(node, dict):
        return {
            key: MARKUP.format(value)
            if key in ("_value", "value") and isinstance(value, str)
            else _marked(value)
            for key, value in node.items()
        }
    if isinstance(node, list):
        is_positional_field = (
            len(node) >= 4 and isinstance(node[0], str) and isinstance(node[1], str)
        )
        marked = [_marked(entry) for entry in node]
        return [MARKUP.format(node[0]), *marked[1:]] if is_positional_field else marked
    return node


def _without_pages(answer: Response) -> Response:
    if not answer.headers.get("content-type", "").startswith("application/json"):
        return Refusal(404, "Image not found").answer()
    details = json.loads(bytes(answer.body))
    if isinstance(details, dict) and "ocr_id" in details:
        details |= {"page_count": 0, "ocr_id": []}
    return JSONResponse(details, answer.status_code)


def _without_page_count(answer: Response) -> Response:
    """Leave out of the details how many pages there are, and on which of them a value stands."""
    kept = {
        name: {key: part for key, part in value.items() if key != "_page_index"}
        if isinstance(value, dict)
        else value
        for name, value in json.loads(bytes(answer.body)).items()
        if name != "page_count"
    }
    return JSONResponse(kept, answer.status_code)


def _with_markup(answer: Response) -> Response:
    return JSONResponse(_marked(json.loads(bytes(answer.body))), answer.status_code)


_SPOILERS: dict[FaultKind, Callable[[Response], Response]] = {
    FaultKind.STATUS_401: lambda _: token_not_valid().answer(),
    FaultKind.STATUS_500_HTML: lambda _: HTMLResponse(_PAGE.format("500 Server Error"), 500),
    FaultKind.STATUS_502_HTML: lambda _: HTMLResponse(_PAGE.format("502 Bad Gateway"), 502),
    FaultKind.CUT_BEFORE: lambda _: CutResponse(),
    FaultKind.CUT_AFTER: lambda _: CutResponse(),
    FaultKind.CUT_DURING: lambda answer: HalfResponse(
        answer.body, answer.status_code, media_type=answer.headers.get("content-type")
    ),
    FaultKind.NOT_JSON: lambda _: HTMLResponse(_PAGE.format("Sign in to the network")),
    FaultKind.EMPTY: lambda _: Response(b"", media_type="application/json"),
    FaultKind.HALF_JSON: lambda answer: Response(
        bytes(answer.body)[: len(answer.body) // 2], media_type="application/json"
    ),
    FaultKind.GARBAGE: lambda _: Response(
        bytes(range(256)) * 4, media_type="application/json; charset=utf-8"
    ),
    FaultKind.NOT_AN_IMAGE: lambda _: Response(b"This is no image.", media_type="image/jpeg"),
    FaultKind.TRUNCATED_JPEG: _truncated_jpeg,
    FaultKind.HUGE_IMAGE: lambda _: Response(huge_png(), media_type="image/png"),
    FaultKind.NO_PAGES: _without_pages,
    FaultKind.NO_PAGE_COUNT: _without_page_count,
    FaultKind.MARKUP_VALUES: _with_markup,
}


async def spoil(fault: Fault, answer: Response | None, holds: Holds) -> Response:
    """Return the answer that the fault asks for.

    Args:
        fault: what goes wrong.
        answer: the good answer, or None where the call was not carried out.
        holds: where ``held`` waits.
    """
    good = answer or _NO_BYTES
    if fault.kind is FaultKind.HELD:
        await holds.hold()
        return good
    if fault.kind is FaultKind.SLOW:
        await asyncio.sleep(fault.seconds)
        return good
    if fault.kind is FaultKind.STATUS_429:
        headers = {"Retry-After": str(fault.retry_after)}
        return JSONResponse({"detail": "Request was throttled."}, 429, headers=headers)
    return _SPOILERS[fault.kind](good)
