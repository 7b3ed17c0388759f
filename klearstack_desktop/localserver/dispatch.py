"""From a path to an answer: admission, faults, and the function that answers the call."""

from __future__ import annotations

import time
from dataclasses import dataclass
from email.utils import formatdate
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse, Response

from klearstack_desktop.localserver.accounts import Account, Role
from klearstack_desktop.localserver.endpoints import Evidence, endpoints
from klearstack_desktop.localserver.forms import Call, read_form
from klearstack_desktop.localserver.spoiling import spoil
from klearstack_desktop.localserver.tokens import TokenNotValid
from klearstack_desktop.localserver.wire import (
    Refusal,
    no_token,
    token_not_valid,
    wrong_password,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.requests import Request

    from klearstack_desktop.localserver.endpoints import Endpoint
    from klearstack_desktop.localserver.forms import Form
    from klearstack_desktop.localserver.tenant import Tenant

    Answer = Callable[[Tenant, Call], Response]

NOBODY = Account(0, "", "", Role.CREATOR)
_TOKEN_SECTION_NAMES = {
    "company_name": "Company Name",
    "username": "Username",
    "password": "Password",
    "user_id": "User ID",
}


@dataclass(frozen=True, slots=True)
class Handler:
    """The function that answers one call.

    Attributes:
        evidence: how well the vendor documents what it does.
        required: parameters without which the call is refused.
        missing_status: 500 on the token endpoints, else 400 (section 1).
        wants_company: whether ``company_name`` may not be left out.
    """

    name: str
    evidence: Evidence
    required: tuple[str, ...]
    missing_status: int
    wants_company: bool
    answer: Answer


class Calls:
    """Collects the handlers of one section of the contract."""

    def __init__(self, missing_status: int = 400) -> None:
        self.handlers: list[Handler] = []
        self._missing_status = missing_status

    def answers(
        self,
        name: str,
        evidence: Evidence,
        required: tuple[str, ...] = (),
        *,
        wants_company: bool = True,
    ) -> Callable[[Answer], Answer]:
        """Mark a function as the answer to a call of the endpoint table."""

        def register(answer: Answer) -> Answer:
            status = self._missing_status
            self.handlers.append(Handler(name, evidence, required, status, wants_company, answer))
            return answer

        return register


class Dispatcher:
    """Answers every request under the paths of the endpoint table."""

    def __init__(self, tenant: Tenant, sections: Iterable[Calls]) -> None:
        self._tenant = tenant
        self.handlers = {h.name: h for section in sections for h in section.handlers}

    def _endpoint(self, path: str) -> Endpoint | None:
        renamed = self._tenant.switches.endpoints
        found = (e for e in endpoints().values() if renamed.get(e.name, e.path) == path)
        return next(found, None)

    async def answer(self, request: Request) -> Response:
        """Answer one request, at the time that the tenant's clock shows."""
        answer = await self._dispatch(request)
        now = time.time() + self._tenant.switches.clock_skew
        answer.headers["Date"] = formatdate(now, usegmt=True)
        return answer

    async def page_image(self, request: Request) -> Response:
        """Answer the link to a page image (``ImageForm.LINK``); it wants the bearer token too."""
        try:
            self._bearer(request)
        except Refusal as refusal:
            return refusal.answer()
        document_id, page_index = request.path_params["id"], request.path_params["page"]
        file = await run_in_threadpool(self._tenant.documents.page_file, document_id, page_index)
        if file is None:
            return Refusal(404, "Image not found").answer()
        return Response(file.data, media_type=file.media_type)

    async def _dispatch(self, request: Request) -> Response:
        endpoint = self._endpoint(request.url.path)
        if endpoint is None or endpoint.name not in self.handlers:
            return JSONResponse({"detail": "Not found."}, 404)
        if request.method != "POST":
            return JSONResponse({"detail": f'Method "{request.method}" not allowed.'}, 405)
        form = await read_form(request)
        subject = form.parameters.get("id") or form.parameters.get("ocr_text_id", "")
        fault = self._tenant.faults.take(endpoint.name, subject)
        if fault is None:
            return await self._answer(endpoint, form, request)
        happens = fault.lets_the_call_happen
        answer = await self._answer(endpoint, form, request) if happens else None
        return await spoil(fault, answer, self._tenant.faults.holds)

    async def _answer(self, endpoint: Endpoint, form: Form, request: Request) -> Response:
        handler = self.handlers[endpoint.name]
        try:
            account = self._admit(endpoint, handler, form, request)
            call = Call(endpoint.name, form, account, str(request.base_url).rstrip("/"))
            return await run_in_threadpool(handler.answer, self._tenant, call)
        except Refusal as refusal:
            if self._tenant.switches.refusals_as_200 and refusal.status == 400:
                return Refusal(200, refusal.body).answer()
            return refusal.answer()

    def _admit(self, endpoint: Endpoint, handler: Handler, form: Form, request: Request) -> Account:
        """Return who calls; refuse for token, form, parameters, company, password (in order)."""
        account = self._bearer(request) if endpoint.bearer else NOBODY
        if form.problem is not None:
            raise form.problem
        company = ("company_name",) if handler.wants_company else ()
        signed = ("username", "password") if endpoint.wants_password else ()
        for name in (*company, *signed, *handler.required):
            if not form.parameters.get(name, "").strip() and name not in form.files:
                raise self._missing(handler, name)
        own_company = self._tenant.accounts.company
        if form.parameters.get("company_name", own_company) != own_company:
            raise wrong_password()
        if endpoint.wants_password:
            named = self._tenant.accounts.named(form.parameters["username"])
            if named is None or not named.has_password(form.parameters["password"]):
                raise wrong_password()
            if not endpoint.bearer:
                return named
        return account

    def _bearer(self, request: Request) -> Account:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise no_token()
        try:
            user_id = self._tenant.tokens.user_id(token.strip(), "access")
        except TokenNotValid as error:
            raise token_not_valid() from error
        account = self._tenant.accounts.numbered(user_id)
        if account is None:
            raise token_not_valid()
        return account

    def _missing(self, handler: Handler, name: str) -> Refusal:
        if handler.missing_status == 500:
            return Refusal(500, f"{_TOKEN_SECTION_NAMES.get(name, name)} is missing.")
        return Refusal(400, f"Please provide {name}.")


def succeed(tenant: Tenant, answer: Response, bare: str) -> Response:
    """Return the answer, or its bare text where the tenant answers successes without JSON."""
    return PlainTextResponse(bare) if tenant.switches.bare_success else answer
