"""Parameters of one call: form data only (section 1, "Transport and encoding")."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile

from klearstack_desktop.localserver.wire import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from klearstack_desktop.localserver.accounts import Account
    from klearstack_desktop.localserver.content import Json

FORM_TYPES = ("multipart/form-data", "application/x-www-form-urlencoded")
LARGEST_BODY = 64 * 1024 * 1024
"""Bytes; ASSUMED, the vendor names no limit."""
_LARGEST_FIELD = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came with a call."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent; ``problem`` says why it could not be read as a form."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, SentFile] = field(default_factory=dict)
    problem: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One admitted call, ready to be answered.

    Attributes:
        account: who calls; for calls without a bearer token an account without a name.
        base_url: under which address the caller reached the server.
    """

    name: str
    form: Form
    account: Account
    base_url: str

    def text(self, parameter: str, default: str = "") -> str:
        """Return one parameter."""
        return self.form.parameters.get(parameter, default)

    def flag(self, parameter: str) -> bool | None:
        """Return a true/false parameter, or None where it was not sent."""
        value = self.text(parameter).strip().lower()
        return value == "true" if value in ("true", "false") else None

    def file(self, parameter: str) -> SentFile:
        """Return a file.

        Raises:
            Refusal: it was not sent (400).
        """
        sent = self.form.files.get(parameter)
        if sent is None:
            raise Refusal(400, f"Please provide {parameter}.")
        return sent

    def json(self, parameter: str) -> Json:
        """Return a parameter that holds JSON text.

        Raises:
            Refusal: it is no JSON, or holds what cannot be sent back as JSON in UTF-8 (400).
        """
        try:
            value = json.loads(self.text(parameter), parse_constant=_refuse_constant)
            json.dumps(value, ensure_ascii=False).encode()  # lone surrogates fail here
        except (ValueError, RecursionError) as error:
            raise Refusal(400, f"{parameter} is not valid JSON.") from error
        return value


def _refuse_constant(name: str) -> Json:
    """Refuse NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(name)


async def read_form(request: Request) -> Form:
    """Read the body to its end, whatever it is, so that the caller can read the answer."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in FORM_TYPES:
        await _discard(request)
        problem = {"detail": f'Unsupported media type "{media_type}" in request.'}
        return Form(problem=Refusal(415, problem))
    if int(request.headers.get("content-length", "0")) > LARGEST_BODY:
        await _discard(request)
        limit = LARGEST_BODY // 1024 // 1024
        return Form(problem=Refusal(413, f"The file is larger than {limit} MB."))
    parameters: dict[str, str] = {}
    files: dict[str, SentFile] = {}
    async with request.form(max_part_size=_LARGEST_FIELD) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                files[name] = SentFile(value.filename or "", await value.read())
            else:
                parameters[name] = value
    return Form(parameters, files)


async def _discard(request: Request) -> None:
    async for _ in request.stream():
        pass
