"""Access and refresh tokens with the claims of SimpleJWT (section 1, "Authentication")."""

from __future__ import annotations

import math
import secrets
import time
import uuid
from typing import TYPE_CHECKING, Any, Literal

import jwt

from klearstack_desktop.localserver.switches import Switches, TokenForm

if TYPE_CHECKING:
    from klearstack_desktop.localserver.accounts import Account
    from klearstack_desktop.localserver.database import Database

TokenType = Literal["access", "refresh"]

ACCESS_LIFE = 15 * 60
REFRESH_LIFE = 24 * 60 * 60
_OPAQUE = "opaque-"
_SECRET = "token_secret"  # noqa: S105 -- the name of the setting, not its value


class TokenNotValid(Exception):
    """The token is malformed, forged, expired, of the other type or made invalid."""


class Tokens:
    """Issues and checks tokens.

    The signing secret is kept in the data folder, so tokens outlive a restart of the server, as
    they do at a real one; replacing it is what makes all tokens invalid.
    """

    def __init__(self, database: Database, access_life: float = ACCESS_LIFE) -> None:
        self._database = database
        self._secret = database.set_default(_SECRET, secrets.token_hex(32))
        self._access_life = access_life
        self.switches = Switches()

    def _now(self) -> float:
        return time.time() + self.switches.clock_skew

    def _life(self, token_type: TokenType) -> float:
        if token_type == "refresh":  # noqa: S105
            return REFRESH_LIFE
        chosen = self.switches.access_life
        return self._access_life if chosen is None else chosen

    def issue(self, account: Account, token_type: TokenType) -> str:
        """Return a new token for that user.

        An access token lives ``access_life`` seconds, a refresh token one day.
        """
        now = self._now()
        claims = {
            "token_type": token_type,
            "exp": int(now + self._life(token_type)),
            "iat": int(now),
            "jti": uuid.uuid4().hex,
            "user_id": account.user_id,
        }
        form = self.switches.token
        for form_without, claim in ((TokenForm.NO_EXP, "exp"), (TokenForm.NO_IAT, "iat")):
            if form is form_without:
                del claims[claim]
        token = jwt.encode(claims, self._secret, algorithm="HS256")
        return _OPAQUE + token.encode().hex() if form is TokenForm.OPAQUE else token

    def user_id(self, token: str, token_type: TokenType) -> int:
        """Return whose token it is.

        Raises:
            TokenNotValid: see there.
        """
        options: Any = {"require": ["user_id"], "verify_exp": False, "verify_iat": False}
        try:
            if token.startswith(_OPAQUE):
                token = bytes.fromhex(token.removeprefix(_OPAQUE)).decode("ascii")
            claims = jwt.decode(token, self._secret, algorithms=["HS256"], options=options)
        except (jwt.InvalidTokenError, ValueError) as error:
            raise TokenNotValid(str(error)) from error
        if claims.get("token_type") != token_type or claims.get("exp", math.inf) <= self._now():
            raise TokenNotValid("expired, or of the other type")
        return int(claims["user_id"])

    def expire_all(self) -> None:
        """Make every token issued so far invalid."""
        self._secret = secrets.token_hex(32)
        self._database.set(_SECRET, self._secret)
