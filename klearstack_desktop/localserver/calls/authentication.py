"""Tokens and user ids (section 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.localserver.dispatch import Calls
from klearstack_desktop.localserver.endpoints import Evidence
from klearstack_desktop.localserver.tokens import TokenNotValid
from klearstack_desktop.localserver.wire import Refusal, success, token_not_valid, wrong_password

if TYPE_CHECKING:
    from starlette.responses import Response

    from klearstack_desktop.localserver.accounts import Account
    from klearstack_desktop.localserver.forms import Call
    from klearstack_desktop.localserver.tenant import Tenant

calls = Calls(missing_status=500)
user_calls = Calls()


def _both_tokens(tenant: Tenant, account: Account) -> Response:
    return success(
        refresh_token=tenant.tokens.issue(account, "refresh"),
        access_token=tenant.tokens.issue(account, "access"),
    )


@calls.answers("get_access_token", Evidence.DOCUMENTED)
def get_access_token(tenant: Tenant, call: Call) -> Response:
    """Sign in (2.1); the password has been checked on admission."""
    return _both_tokens(tenant, call.account)


@calls.answers("getaccesstokenfromuserid", Evidence.DOCUMENTED, required=("user_id",))
def getaccesstokenfromuserid(tenant: Tenant, call: Call) -> Response:
    """Sign in by user id alone (2.2), without password or token, as documented."""
    user_id = call.text("user_id")
    account = tenant.accounts.numbered(int(user_id)) if user_id.isdecimal() else None
    if account is None:
        raise wrong_password()
    return _both_tokens(tenant, account)


@calls.answers("getaccesstokenfromrefreshtoken", Evidence.DOCUMENTED, required=("refresh_token",))
def getaccesstokenfromrefreshtoken(tenant: Tenant, call: Call) -> Response:
    """Give a new access token and no new refresh token (2.3)."""
    try:
        user_id = tenant.tokens.user_id(call.text("refresh_token"), "refresh")
    except TokenNotValid as error:
        raise token_not_valid() from error
    account = tenant.accounts.numbered(user_id)
    if account is None or account != call.account:
        raise token_not_valid()
    return success(access_token=tenant.tokens.issue(account, "access"))


@user_calls.answers("getuserid", Evidence.DOCUMENTED, required=("username",))
def getuserid(tenant: Tenant, call: Call) -> Response:
    """Tell a user's id (2.4); the answer's shape is ASSUMED."""
    account = tenant.accounts.named(call.text("username"))
    if account is None:
        raise Refusal(400, "User not found.")
    return success(user_id=account.user_id)
