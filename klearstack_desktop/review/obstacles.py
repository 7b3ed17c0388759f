"""What stands between a reviewer and the server and can be settled by asking the reviewer.

A certificate that this computer does not know is compared and then trusted, that one alone; a proxy
gets a user name and a password. Everything else stays the problem that it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from klearstack_desktop.api import ServerProfile, errors, fetch_certificate, proxy_for
from klearstack_desktop.api.certificate import read_certificate
from klearstack_desktop.api.profile import PIN_PREFIX
from klearstack_desktop.api.proxies import ProxyLogin
from klearstack_desktop.model.certificate import shown_day
from klearstack_desktop.review.lanes import Lane

if TYPE_CHECKING:
    from datetime import datetime

    from klearstack_desktop.model.certificate import ServerCertificate
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.ports import KeySource
    from klearstack_desktop.store.certificates import AcceptedCertificates


@dataclass(frozen=True, slots=True)
class TrustQuestion:
    """Whether a certificate is the right one.

    Attributes:
        reason: why it was refused, for people.
        met: the certificate that the server shows.
        pin: fingerprint (hex) of the certificate that was accepted before, or None at first use.
        accepted: that certificate itself, or None where it is not known any more.
    """

    reason: str
    met: ServerCertificate
    pin: str | None = None
    accepted: ServerCertificate | None = None


@dataclass(frozen=True, slots=True)
class ProxyQuestion:
    """Who signs in to a proxy.

    Attributes:
        reason: what the proxy wants, for people.
        proxy: its ``host:port``.
        can_remember: whether there is a keychain for the answer.
    """

    reason: str
    proxy: str
    can_remember: bool


@dataclass(frozen=True, slots=True)
class ProxyAnswer:
    """Who signs in to a proxy, and whether that is to be kept in the keychain."""

    user: str
    password: str = field(repr=False)
    remember: bool = False


class Reviewer(Protocol):
    """Who is asked; the window implements it."""

    async def trusts(self, question: TrustQuestion) -> bool:
        """Whether the reviewer compared the certificate and trusts exactly it."""

    async def proxy_login(self, question: ProxyQuestion) -> ProxyAnswer | None:
        """Return user and password for a proxy, or None."""


class ProxyLogins:
    """Users and passwords for proxies: those of this run, and those in the keychain.

    Args:
        keys: the keychain.
    """

    def __init__(self, keys: KeySource) -> None:
        self._keys = keys
        self._given: dict[str, ProxyLogin] = {}

    @property
    def can_remember(self) -> bool:
        """Whether there is a keychain."""
        return self._keys.is_available()

    def known_to(self, profile: ServerProfile) -> ServerProfile:
        """Return a profile with the login that its proxy, if it has one, is known to want.

        Raises:
            InvalidProfile: the proxy's address is none.
        """
        proxy = proxy_for(profile)
        login = self._login(proxy.address) if proxy is not None else None
        return replace(profile, proxy_login=login) if login is not None else profile

    def keep(self, proxy: str, answer: ProxyAnswer) -> None:
        """Use a login from now on, and keep it in the keychain if that is wanted.

        Args:
            proxy: ``host:port`` of the proxy.
            answer: the login.
        """
        self._given[proxy] = ProxyLogin(answer.user, answer.password)
        if answer.remember:
            self._keys.remember(*_entry(proxy), f"{answer.user}:{answer.password}")

    def _login(self, proxy: str) -> ProxyLogin | None:
        if proxy in self._given:
            return self._given[proxy]
        user, colon, password = (self._keys.password(*_entry(proxy)) or "").partition(":")
        return ProxyLogin(user, password) if colon else None


def _entry(proxy: str) -> tuple[str, str, str]:
    """Return server, company and user under which the keychain knows a proxy."""
    return proxy, "proxy", "sign-in"


async def newly_trusted(
    problem: errors.NotTrusted,
    profile: ServerProfile,
    accepted: AcceptedCertificates,
    reviewer: Reviewer,
    lanes: Lanes,
    now: datetime,
) -> str:
    """Ask whether the certificate that was refused may be trusted; return what to trust then.

    Args:
        problem: the refusal.
        profile: the server, as it was called.
        accepted: the certificates that were accepted before; gains the new one.
        reviewer: who is asked.
        lanes: where the certificate is fetched.
        now: the time, for certificates that are not valid.

    Raises:
        NotTrusted: the reviewer does not trust it, or no comparison can make it good: it is not
            valid at this time, the encryption is too old, or the profile trusts a CA file.
        KlearStackError: the certificate cannot be met again.
    """
    if profile.origin.scheme != "https" or (profile.trust is not None and profile.pin is None):
        raise problem
    met = await lanes.run(Lane.NET_INTERACTIVE, fetch_certificate, profile)
    if met.has_ended(now) or not met.has_begun(now):
        raise _not_valid(problem, met, now)
    if met.sha256 == profile.pin:  # the right one again: who else answered a moment ago?
        raise problem
    known = accepted.find(profile.pin) if profile.pin is not None else None
    before = read_certificate(known, met.host, met.port) if known is not None else None
    question = TrustQuestion(problem.sentence, met, profile.pin, before)
    if not await reviewer.trusts(question):
        raise problem
    accepted.keep(met.der)
    return PIN_PREFIX + met.sha256


def _not_valid(
    problem: errors.NotTrusted, met: ServerCertificate, now: datetime
) -> errors.NotTrusted:
    if met.has_ended(now) and met.valid_until is not None:
        dates = f"It was valid until {shown_day(met.valid_until)}."
    elif met.valid_from is not None:
        dates = f"It is valid from {shown_day(met.valid_from)} on."
    else:
        return problem
    return errors.NotTrusted(f"{problem.sentence} {dates}", problem.details, found=met.sha256)


async def newly_let_through(
    problem: errors.ProxySignInNeeded, logins: ProxyLogins, reviewer: Reviewer
) -> None:
    """Ask for the login that a proxy wants and keep it for the next try.

    Raises:
        ProxySignInNeeded: the reviewer gives none.
    """
    question = ProxyQuestion(problem.sentence, problem.proxy, logins.can_remember)
    answer = await reviewer.proxy_login(question)
    if answer is None:
        raise problem
    logins.keep(problem.proxy, answer)
