"""What tests and the demo may do beside the vendor's calls, guarded by the control token."""

from __future__ import annotations

import base64
import hmac
import json
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from klearstack_desktop.localserver.content import StoredFile
from klearstack_desktop.localserver.faults import Fault
from klearstack_desktop.localserver.push import Receiver
from klearstack_desktop.localserver.switches import Switches

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from klearstack_desktop.localserver.content import Json
    from klearstack_desktop.localserver.tenant import Tenant

CONTROL_HEADER = "X-Control-Token"


class ControlDesk:
    """Arms faults, sets switches, shows the record, expires tokens, puts other pages in place."""

    def __init__(self, tenant: Tenant, control_token: str) -> None:
        self._tenant = tenant
        self._token = control_token

    def routes(self) -> list[Route]:
        """Return the routes under ``/_local``."""
        table = (
            ("/_local/faults", ["POST"], self._arm),
            ("/_local/faults", ["DELETE"], self._disarm),
            ("/_local/held", ["GET"], self._wait_for_held),
            ("/_local/held", ["DELETE"], self._let_go),
            ("/_local/page", ["POST"], self._replace_page),
            ("/_local/switches", ["POST"], self._switch),
            ("/_local/switches", ["DELETE"], self._reset_switches),
            ("/_local/receiver", ["POST"], self._set_receiver),
            ("/_local/record", ["GET"], self._record),
            ("/_local/expire_tokens", ["POST"], self._expire_tokens),
        )
        return [Route(path, self._guarded(act), methods=methods) for path, methods, act in table]

    def _guarded(
        self, act: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            given = request.headers.get(CONTROL_HEADER, "")
            if not hmac.compare_digest(given.encode(), self._token.encode()):
                return JSONResponse({"detail": "Not found."}, 404)
            try:
                return await act(request)
            except (ValueError, TypeError, KeyError) as error:
                return JSONResponse({"error": f"not understood: {error}"}, 400)

        return guarded

    async def _json(self, request: Request) -> Json:
        return json.loads(await request.body())

    async def _arm(self, request: Request) -> Response:
        self._tenant.faults.arm([Fault.from_json(f) for f in await self._json(request)])
        return Response(status_code=204)

    async def _disarm(self, request: Request) -> Response:  # noqa: ARG002
        self._tenant.faults.clear()
        return Response(status_code=204)

    async def _wait_for_held(self, request: Request) -> Response:  # noqa: ARG002
        await self._tenant.faults.holds.arrived()
        return Response(status_code=204)

    async def _let_go(self, request: Request) -> Response:  # noqa: ARG002
        self._tenant.faults.holds.let_go()
        return Response(status_code=204)

    async def _replace_page(self, request: Request) -> Response:
        described = await self._json(request)
        file = StoredFile(described["media_type"], base64.b64decode(described["data"]))
        documents = self._tenant.documents
        with documents.database.transaction() as connection:
            documents.replace_page_file(connection, described["document"], described["page"], file)
        return Response(status_code=204)

    async def _switch(self, request: Request) -> Response:
        self._apply(Switches.from_json(await self._json(request)))
        return Response(status_code=204)

    async def _reset_switches(self, request: Request) -> Response:  # noqa: ARG002
        self._apply(Switches())
        return Response(status_code=204)

    def _apply(self, switches: Switches) -> None:
        self._tenant.switches = switches
        self._tenant.tokens.switches = switches

    async def _set_receiver(self, request: Request) -> Response:
        described = await self._json(request)
        self._tenant.push.receiver = Receiver(**described) if described else None
        return Response(status_code=204)

    async def _record(self, request: Request) -> Response:  # noqa: ARG002
        return JSONResponse(self._tenant.record.rows())

    async def _expire_tokens(self, request: Request) -> Response:  # noqa: ARG002
        self._tenant.tokens.expire_all()
        return Response(status_code=204)
