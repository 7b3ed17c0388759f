"""What goes over the wire: JSON with ``release_version``, and refusals in the vendor's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

if TYPE_CHECKING:
    from klearstack_desktop.localserver.content import Json

RELEASE_VERSION = "7.8.9"


class Refusal(Exception):
    """The call is refused; ``status`` and ``body`` are the answer."""

    def __init__(
        self, status: int, body: dict[str, Json] | str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = {"error": body} if isinstance(body, str) else body
        self.headers = headers

    def answer(self) -> Response:
        """Return the refusal as an HTTP response."""
        return JSONResponse(self.body, self.status, headers=self.headers)


def success(**contents: Json) -> JSONResponse:
    """Answer with these keys and the release version."""
    return JSONResponse({**contents, "release_version": RELEASE_VERSION})


def token_not_valid() -> Refusal:
    """A 401 as SimpleJWT words it (section 1: to be expected, not documented)."""
    message = {
        "token_class": "AccessToken",
        "token_type": "access",
        "message": "Token is invalid or expired",
    }
    body = {
        "detail": "Given token not valid for any token type",
        "code": "token_not_valid",
        "messages": [message],
    }
    return Refusal(401, body, {"WWW-Authenticate": 'Bearer realm="api"'})


def no_token() -> Refusal:
    """A 401 for a call without a bearer token, as Django REST framework words it."""
    return Refusal(
        401,
        {"detail": "Authentication credentials were not provided."},
        {"WWW-Authenticate": 'Bearer realm="api"'},
    )


def not_permitted() -> Refusal:
    """A 403 for a role that may not do this (status and words ASSUMED)."""
    return Refusal(403, {"detail": "You do not have permission to perform this action."})


def wrong_password() -> Refusal:
    """The documented 401 of the upload pages (section 3.2)."""
    return Refusal(401, "Incorrect username or password.")
