"""Section 2 of the contract: authentication and user details."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from klearstack_desktop.api.caller import Caller
from klearstack_desktop.api.envelope import unwrapped
from klearstack_desktop.api.errors import NotUnderstood
from klearstack_desktop.api.values import as_id

if TYPE_CHECKING:
    from klearstack_desktop.api.profile import Credentials
    from klearstack_desktop.api.proxies import ProxyLogin
    from klearstack_desktop.model.jsontext import Json

_ID_KEYS = ("user_id", "userid", "id", "_id")


class Authentication(Caller):
    """Signs in, stays signed in. All other calls sign in by themselves when they must."""

    def sign_in(self) -> None:
        """Sign in with the credentials now (section 2.1, documented).

        A password that the service refused is not sent again until `replace_credentials`.

        Raises:
            SignInNeeded: user name or password were refused; see ``password_refused``.
            KlearStackError: the service could not be asked.
        """
        self._tokens.sign_in()

    def sign_in_with_user_id(self, user_id: str) -> None:
        """Sign in as a user id, without a password (section 2.2, documented).

        The service gives tokens to everybody who knows an id; the program itself never does this.

        Raises:
            SignInNeeded: the id was refused.
            KlearStackError: the service could not be asked.
        """
        self._tokens.adopt(self._token_calls.sign_in_with_user_id(user_id))

    def refresh(self) -> None:
        """Get a new access token now (section 2.3, documented); happens by itself before expiry.

        Raises:
            SignInNeeded: the session has ended and the password was refused.
            KlearStackError: the service could not be asked.
        """
        self._tokens.refresh()

    def user_id(self, username: str | None = None) -> str:
        """Return the id of a user, our own by default (section 2.4; the answer is assumed).

        Raises:
            NotUnderstood: the answer holds no id.
            KlearStackError: any other kind.
        """
        values = {"username": username or self._credentials.username}
        return read_user_id(self._call("getuserid", values).payload)

    def replace_credentials(self, credentials: Credentials) -> None:
        """Go on as somebody else, or with a changed password; the next call signs in."""
        self._credentials = credentials
        self._tokens.forget()

    def reach(self, within: float = 5.0) -> None:
        """Find out whether the server answers at all: one small request, without login or repeat.

        Args:
            within: seconds after which it counts as out of reach.

        Raises:
            NotReachable: it does not answer.
            NotTrusted: something else answers in its place.
        """
        self._sender.transport.get(f"{self._profile.url}/", deadline=within)

    def reach_by(self, *, trust: str | None, proxy_login: ProxyLogin | None) -> None:
        """Reach the same server another way from the next call on; the tokens stay good.

        Args:
            trust: as `ServerProfile.trust`: a certificate that was renewed, for example.
            proxy_login: user and password for the proxy, or None.

        Raises:
            InvalidProfile: the trust cannot be used.
        """
        self._profile = replace(self._profile, trust=trust, proxy_login=proxy_login)
        self._sender.transport.replace_profile(self._profile)


def read_user_id(payload: Json) -> str:
    """Read the answer of ``getuserid``: an id, or an object that holds one.

    Raises:
        NotUnderstood: the answer holds no id.
    """
    content = unwrapped(payload)
    if isinstance(content, dict):
        content = next((content[key] for key in _ID_KEYS if key in content), None)
    found = as_id(content)
    if found is None:
        raise NotUnderstood("The service gave no id for the user.")
    return found
