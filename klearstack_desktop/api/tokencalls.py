"""The calls that give tokens (sections 2.1 to 2.3) and what counts as a refused password."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from klearstack_desktop.api.envelope import is_refused_token, judge, unwrapped
from klearstack_desktop.api.errors import NotUnderstood, Refused, SignInNeeded
from klearstack_desktop.api.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from klearstack_desktop.api.endpoints import Endpoints
    from klearstack_desktop.api.envelope import Answer
    from klearstack_desktop.api.profile import Credentials
    from klearstack_desktop.api.sender import Sender

# What may stand in an Authorization header without breaking out of it.
_HEADER_SAFE = re.compile(r"[\x21-\x7e]+")
_NO_SUCH_CALL = frozenset({404, 405})


class TokenCalls:
    """Gets tokens; knows nothing of when.

    Args:
        sender: posts the calls.
        endpoints: the endpoint table of the profile.
        credentials: returns who signs in now.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        sender: Sender,
        endpoints: Endpoints,
        credentials: Callable[[], Credentials],
        clock: Callable[[], float],
    ) -> None:
        self._sender = sender
        self._endpoints = endpoints
        self._credentials = credentials
        self._clock = clock

    def sign_in(self) -> Tokens:
        """Get tokens for the user name and password.

        Raises:
            SignInNeeded: they were refused.
            KlearStackError: the call failed.
        """
        who = self._credentials()
        form = {
            "username": who.username,
            "password": who.password,
            "company_name": who.company,
        }
        return self._signed_in("get_access_token", form, private=(who.password,))

    def sign_in_with_user_id(self, user_id: str) -> Tokens:
        """Get tokens for a user id, without a password as documented (section 2.2).

        Raises:
            SignInNeeded: the id was refused.
            KlearStackError: the call failed.
        """
        form = {"user_id": user_id, "company_name": self._credentials().company}
        return self._signed_in("getaccesstokenfromuserid", form)

    def refresh(self, access: str, refresh: str) -> Tokens:
        """Get a new access token; the old one authenticates the call (section 2.3).

        Raises:
            SignInNeeded: one of the two tokens has ended.
            KlearStackError: the call failed.
        """
        endpoint = self._endpoints["getaccesstokenfromrefreshtoken"]
        form = {"refresh_token": refresh, "company_name": self._credentials().company}
        asked_at = self._clock()
        raw = self._sender.send(endpoint, endpoint.form(form), access)
        if is_refused_token(raw):
            raise SignInNeeded("The session has ended.", "refresh refused", status=raw.status)
        return read_tokens(
            judge(endpoint, raw, (self._credentials().password, access, refresh)), asked_at
        )

    def _signed_in(
        self, name: str, form: Mapping[str, str], private: tuple[str, ...] = ()
    ) -> Tokens:
        endpoint = self._endpoints[name]
        asked_at = self._clock()
        raw = self._sender.send(endpoint, endpoint.form(form))
        try:
            return read_tokens(judge(endpoint, raw, private), asked_at)
        except Refused as refusal:
            if refusal.status in _NO_SUCH_CALL:
                raise
            raise SignInNeeded(
                refusal.reason, refusal.details, status=refusal.status, password_refused=True
            ) from None


def read_tokens(answer: Answer, asked_at: float) -> Tokens:
    """Read the answer of a token call.

    Args:
        answer: what came.
        asked_at: monotonic seconds when the call was sent; the tokens count as received then.

    Raises:
        NotUnderstood: there is no token in it.
    """
    content = answer.payload
    if not (isinstance(content, dict) and "access_token" in content):
        content = unwrapped(content)
    access = content.get("access_token") if isinstance(content, dict) else None
    if not isinstance(access, str) or not _HEADER_SAFE.fullmatch(access):
        raise NotUnderstood("The service confirmed the sign-in but gave no token.")
    refresh = content.get("refresh_token")
    has_refresh = isinstance(refresh, str) and bool(refresh)
    return Tokens(access, refresh if has_refresh else None, asked_at, answer.server_time)
