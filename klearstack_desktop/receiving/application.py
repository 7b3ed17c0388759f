"""The HTTP side of the receiver: one call, checked before it is read."""

from __future__ import annotations

import hmac
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse
from starlette.routing import Route

from klearstack_desktop.api.errors import NotUnderstood

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from klearstack_desktop.receiving.inbox import Inbox

logger = logging.getLogger(__name__)

LARGEST_PUSH = 64 * 1024 * 1024
"""Bytes of a call; a result of 200 pages with all line items is about a tenth of it."""

_PREFIX = "Bearer "


def create_application(inbox: Inbox, token: str) -> Starlette:
    """Return the application: POST on any path, because customers choose the address.

    Args:
        inbox: where results go.
        token: what KlearStack has to send in the Authorization header.
    """
    receiver = _Receiver(inbox, token)
    return Starlette(routes=[Route("/{path:path}", receiver.receive, methods=["POST"])])


class _Receiver:
    def __init__(self, inbox: Inbox, token: str) -> None:
        self._inbox = inbox
        self._expected = f"{_PREFIX}{token}".encode("latin-1")

    async def receive(self, request: Request) -> Response:
        """Answer 200 once the result is on the disk, so that a lost one is sent again."""
        if not self._is_welcome(request):
            logger.warning("refused a call without the right token")
            return _answer(401, "The bearer token is wrong.", {"WWW-Authenticate": "Bearer"})
        length = request.headers.get("content-length", "")
        if not length.isdigit():
            return _answer(411, "The call does not say how long it is.")
        if int(length) > LARGEST_PUSH:
            return _answer(413, f"The call is larger than {LARGEST_PUSH} bytes.")
        form = await _form_of(request)
        try:
            name = await run_in_threadpool(self._inbox.keep, form, datetime.now(UTC))
        except NotUnderstood as problem:
            logger.warning("refused a call: %s", problem.sentence)
            return _answer(400, problem.sentence)
        except OSError:
            logger.exception("a result could not be written")
            return _answer(500, "The result could not be stored. Please send it again.")
        logger.info("received %s", name)
        return JSONResponse({"success": "The result was received."})

    def _is_welcome(self, request: Request) -> bool:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode("latin-1", "replace"), self._expected)


async def _form_of(request: Request) -> dict[str, str]:
    """Return the form fields as text; a field that came as a file is read like the others."""
    fields = {}
    async with request.form(max_part_size=LARGEST_PUSH) as form:
        for name, value in form.items():
            if isinstance(value, str):
                fields[name] = value
            else:
                fields[name] = (await value.read()).decode("utf-8", "replace")
    return fields


def _answer(status: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": sentence}, status, headers)
