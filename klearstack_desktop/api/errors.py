"""What can go wrong between the program and KlearStack, and whether trying again makes sense.

Every error has a sentence for people and details for the log. Neither ever holds a password, a
token or the value of a field.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from klearstack_desktop.model.problems import Problem

Already: TypeAlias = Literal["approved", "rejected"]


class KlearStackError(Problem):
    """Root of everything that the client raises.

    Attributes:
        sentence: what happened and what can be done, for people; plain text.
        details: for the log; no secrets, no field values.
        may_retry: whether the same call may succeed later without anybody changing anything.
        may_have_arrived: whether the service may have received the call and acted on it, so that
            the outcome of a call that changes data is unknown.
        retry_after: seconds the service asks to wait before the next try, or None.
        status: HTTP status of the answer, or None where there was none.
    """

    may_retry = False
    may_have_arrived = False

    def __init__(
        self,
        sentence: str,
        details: str = "",
        *,
        status: int | None = None,
        retry_after: float | None = None,
        may_have_arrived: bool | None = None,
    ) -> None:
        super().__init__(sentence, details)
        self.status = status
        self.retry_after = retry_after
        if may_have_arrived is not None:
            self.may_have_arrived = may_have_arrived


class InvalidProfile(KlearStackError, ValueError):
    """A server profile that cannot work: a malformed address, an unknown endpoint name."""


class NotReachable(KlearStackError):
    """The service could not be reached, or the connection broke before the answer was complete."""

    may_retry = True


class CalledOff(NotReachable):
    """The caller gave the call up itself while it waited for the answer, see `CallOff`."""

    may_retry = False
    may_have_arrived = True


class ProxySignInNeeded(NotReachable):
    """The proxy wants a user name and a password, or refused those that it was given (407).

    Attributes:
        proxy: ``host:port`` of the proxy.
        login_refused: it was given a login and refused it; that one is not tried again.
    """

    may_retry = False

    def __init__(
        self, sentence: str, details: str = "", *, proxy: str = "", login_refused: bool = False
    ) -> None:
        super().__init__(sentence, details, status=407)
        self.proxy = proxy
        self.login_refused = login_refused


class NotTrusted(KlearStackError):
    """The other side did not prove to be the server that it should be; nothing was sent to it.

    Attributes:
        expected: SHA-256 fingerprint (hex) of the accepted certificate, where one is pinned.
        found: SHA-256 fingerprint (hex) of the certificate met, where it is known.
    """

    def __init__(
        self,
        sentence: str,
        details: str = "",
        *,
        expected: str | None = None,
        found: str | None = None,
    ) -> None:
        super().__init__(sentence, details)
        self.expected = expected
        self.found = found


class SignInNeeded(KlearStackError):
    """Nobody is signed in any more: the password was refused, or the tokens ended.

    Attributes:
        password_refused: the service said that user name or password are wrong; they are not tried
            again until they are changed.
    """

    def __init__(
        self,
        sentence: str,
        details: str = "",
        *,
        status: int | None = None,
        password_refused: bool = False,
    ) -> None:
        super().__init__(sentence, details, status=status)
        self.password_refused = password_refused


class Refused(KlearStackError):
    """The service understood the call and will not do it.

    Attributes:
        reason: the service's own words, shortened to one line; plain text, never markup.
        already: ``"approved"`` or ``"rejected"`` where the reason is that the document has been
            decided before (section 5.3), else None.
        is_about_rights: the service itself says that this user may not do it. ASSUMED to be a 403
            with words of the service in it; the 403 of a firewall is a web page.
    """

    def __init__(
        self,
        reason: str,
        details: str = "",
        *,
        status: int | None = None,
        already: Already | None = None,
        is_about_rights: bool = False,
    ) -> None:
        super().__init__(reason, details, status=status)
        self.reason = reason
        self.already = already
        self.is_about_rights = is_about_rights


class NotUnderstood(KlearStackError):
    """The answer is not one that KlearStack gives: a web page, half a JSON text, no image."""

    may_have_arrived = True


class NoPage(NotUnderstood):
    """The answer is in order and holds no page."""


class ServerFault(KlearStackError):
    """The service failed by its own account (5xx), or asks to come back later (408, 425, 429)."""

    may_retry = True
    may_have_arrived = True
