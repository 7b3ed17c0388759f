"""The token keeper: one valid access token for all threads of a client (section 0.5)."""

from __future__ import annotations

import base64
import binascii
import math
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from klearstack_desktop.api.errors import KlearStackError, NotReachable, SignInNeeded
from klearstack_desktop.model import jsontext

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

REFRESH_AFTER = 600.0
"""Seconds after which a token is refreshed however long it lives."""
_RETRY_EARLY_REFRESH = 30.0
# One sign-in may be overtaken by whatever ended the token before; two in a row are no chance.
_MOST_FRUITLESS_SIGN_INS = 2


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the token calls answer.

    Attributes:
        access: the access token.
        refresh: the refresh token, or None where the answer had none.
        received_at: monotonic seconds of the answer.
        server_time: the answer's Date header, or None.
    """

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)
    received_at: float
    server_time: datetime | None = None


@dataclass(slots=True)
class AccessToken:
    """An access token in use; a newer one has a higher generation.

    Attributes:
        value: the token.
        generation: counts up with each token that a keeper was given.
        refresh_at: monotonic seconds from which on it should be refreshed.
        expires_at: monotonic seconds at which it ends, or None where that is not known.
        signed_in: it came from a sign-in, not from a refresh.
        accepted: the service has accepted it at least once.
    """

    value: str = field(repr=False)
    generation: int
    refresh_at: float
    expires_at: float | None
    signed_in: bool
    accepted: bool = False

    def is_alive(self, now: float) -> bool:
        """Whether the token has not ended yet, as far as we know."""
        return self.expires_at is None or now < self.expires_at


_Flight: TypeAlias = "Future[AccessToken | None]"


class TokenKeeper:
    """Keeps one access token fresh; asks for a new one at most once at a time.

    All who need a token while one is being fetched wait for that one and get the same token or the
    same error. A password that was refused is not sent again until `forget` is called.

    Args:
        sign_in: gets tokens for the kept user name and password.
        refresh: gets a new access token for ``(access token, refresh token)``.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        sign_in: Callable[[], Tokens],
        refresh: Callable[[str, str], Tokens],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sign_in = sign_in
        self._refresh = refresh
        self._clock = clock
        self._lock = threading.Lock()
        self._token: AccessToken | None = None
        self._refresh_token: str | None = None
        self._generation = 0
        self._epoch = 0
        self._fruitless_sign_ins = 0
        self._flight: _Flight | None = None
        self._refusal: SignInNeeded | None = None

    def token(self) -> AccessToken:
        """Return a token that is good as far as we know; signs in or refreshes if it must.

        Raises:
            SignInNeeded: the password was refused, now or earlier.
            KlearStackError: the token calls failed.
        """
        with self._lock:
            current, now = self._token, self._clock()
            is_alive = current is not None and current.is_alive(now)
            if current is not None and is_alive:
                # While somebody else refreshes, this one still works.
                if now < current.refresh_at or self._flight is not None:
                    return current
                newer_than = current.generation
            else:
                newer_than = self._generation
        try:
            return self._flown(self._refreshed, newer_than)
        except SignInNeeded:
            raise
        except KlearStackError:
            if current is None or not is_alive:
                raise
            current.refresh_at = now + _RETRY_EARLY_REFRESH
            return current

    def renew(self, refused: AccessToken) -> AccessToken:
        """Return a token to repeat a call with that was answered by 401.

        Raises:
            SignInNeeded: the service refuses what it has just issued, or the password.
            KlearStackError: the token calls failed.
        """
        with self._lock:
            current = self._token
            is_current = current is not None and current.generation == refused.generation
            is_hopeless = self._fruitless_sign_ins >= _MOST_FRUITLESS_SIGN_INS
        if not is_current or refused.accepted:
            return self._flown(self._refreshed, refused.generation)
        if refused.signed_in and is_hopeless:
            raise SignInNeeded(
                "The service does not accept the sign-in that it has just confirmed.",
                "401 for a token that a sign-in gave",
                status=401,
            )
        # A token that was never accepted shows that refreshing leads nowhere.
        return self._flown(self._signed_in, refused.generation)

    def accept(self, token: AccessToken) -> None:
        """Note that the service accepted a token."""
        token.accepted = True
        with self._lock:
            self._fruitless_sign_ins = 0

    def sign_in(self) -> AccessToken:
        """Sign in now, even if there is a token.

        Raises:
            SignInNeeded: the password was refused, now or earlier.
            KlearStackError: the call failed.
        """
        return self._flown(self._signed_in, self._generation)

    def refresh(self) -> AccessToken:
        """Refresh now, or sign in if there is nothing to refresh.

        Raises:
            SignInNeeded: the password was refused, now or earlier.
            KlearStackError: the token calls failed.
        """
        return self._flown(self._refreshed, self._generation)

    def adopt(self, tokens: Tokens) -> AccessToken:
        """Use tokens that were got in another way."""
        with self._lock:
            return self._installed(tokens, signed_in=True)

    def secrets(self) -> tuple[str, ...]:
        """Return the tokens in use, so that errors can be kept free of them."""
        with self._lock:
            access = self._token.value if self._token is not None else ""
            return tuple(text for text in (access, self._refresh_token) if text)

    def forget(self) -> None:
        """Drop the tokens and the memory of a refused password: the credentials have changed."""
        with self._lock:
            self._epoch += 1
            self._fruitless_sign_ins = 0
            self._token = self._refresh_token = self._refusal = self._flight = None

    def _flown(self, work: Callable[[], tuple[Tokens, bool]], newer_than: int) -> AccessToken:
        """Return a token newer than a generation: one that is there, or the one being fetched."""
        while True:
            with self._lock:
                if self._token is not None and self._token.generation > newer_than:
                    return self._token
                if self._refusal is not None:
                    raise self._refusal.with_traceback(None)
                flight, is_ours = self._flight, self._flight is None
                if flight is None:
                    flight = self._flight = Future()
                epoch = self._epoch
            if is_ours:
                self._fly(flight, work, epoch)
            token = flight.result()
            if token is not None:
                return token
            # The credentials were changed meanwhile: what came belongs to the old ones.

    def _fly(self, flight: _Flight, work: Callable[[], tuple[Tokens, bool]], epoch: int) -> None:
        try:
            tokens, signed_in = work()
        except BaseException as error:  # noqa: BLE001 - handed to all who wait, this thread too
            with self._lock:
                is_stale = self._epoch != epoch
                if not is_stale:
                    self._flight = None
                    if isinstance(error, SignInNeeded) and error.password_refused:
                        self._refusal = error
            if is_stale and isinstance(error, KlearStackError):
                flight.set_result(None)
                return
            flight.set_exception(error)
            return
        with self._lock:
            if self._epoch != epoch:
                flight.set_result(None)
                return
            self._flight = None
            flight.set_result(self._installed(tokens, signed_in=signed_in))

    def _refreshed(self) -> tuple[Tokens, bool]:
        with self._lock:
            current, refresh_token = self._token, self._refresh_token
        if current is None or refresh_token is None:
            return self._signed_in()
        try:
            return self._refresh(current.value, refresh_token), False
        except NotReachable:
            raise
        except KlearStackError:
            # Whatever is wrong with the refresh, the password may still open the door, once.
            return self._signed_in()

    def _signed_in(self) -> tuple[Tokens, bool]:
        return self._sign_in(), True

    def _installed(self, tokens: Tokens, *, signed_in: bool) -> AccessToken:
        lifetime = lifetime_of(tokens)
        self._generation += 1
        self._fruitless_sign_ins += signed_in
        self._refresh_token = tokens.refresh or (None if signed_in else self._refresh_token)
        self._token = AccessToken(
            value=tokens.access,
            generation=self._generation,
            refresh_at=tokens.received_at
            + (REFRESH_AFTER if lifetime is None else min(lifetime * 2 / 3, REFRESH_AFTER)),
            expires_at=None if lifetime is None else tokens.received_at + lifetime,
            signed_in=signed_in,
        )
        return self._token


def lifetime_of(tokens: Tokens) -> float | None:
    """Return for how many seconds a token is good from its receipt, or None where it is opaque.

    The clocks of server and workstation may differ by hours, so the local time of day plays no
    part: ``exp`` is taken against ``iat``, else against the answer's Date header.
    """
    claims = _claims(tokens.access)
    ends_at = _seconds(claims.get("exp"))
    issued_at = _seconds(claims.get("iat"))
    if issued_at is None and tokens.server_time is not None:
        issued_at = tokens.server_time.timestamp()
    if ends_at is None or issued_at is None or ends_at <= issued_at:
        return None
    return ends_at - issued_at


def _claims(token: str) -> dict[str, object]:
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        text = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)).decode("utf-8")
        claims = jsontext.loads(text)
    except (binascii.Error, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _seconds(claim: object) -> float | None:
    try:
        seconds = float(str(claim))
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) else None
