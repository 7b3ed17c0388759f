"""Trying one call without trusting anything about it: is it there, what does its answer look like?

Whether a server has a call cannot be told from the status alone: one answers 404 for a document
that is gone, another sends its start page with status 200 for a path it does not have. So a path
that no server has is asked for first, and what comes for it is what "missing" looks like here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from klearstack_desktop.api.endpoints import Endpoints
from klearstack_desktop.api.envelope import is_web_page, judge, text_of
from klearstack_desktop.api.errors import (
    KlearStackError,
    NotTrusted,
    NotUnderstood,
    Refused,
    ServerFault,
    SignInNeeded,
)
from klearstack_desktop.api.sections.pageimages import PageImages
from klearstack_desktop.api.shapes import shape_of
from klearstack_desktop.model.diagnosis import CallFinding, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from klearstack_desktop.api.endpoints import Endpoint
    from klearstack_desktop.api.envelope import Answer
    from klearstack_desktop.api.exchange import RawAnswer
    from klearstack_desktop.model.problems import Problem

T = TypeVar("T")

ABSENT_PATH: Final = "/access/klearstack/no_such_call_klearstack_desktop_asks"
_PREFIXES: Final = ("/access/klearstack/", "/klearstack/")
_TOKEN_REFUSED: Final = frozenset({401, 403})
_NO_SUCH: Final = frozenset({404, 405})
_COMPARED: Final = 2000


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """What a try gave: the finding for the report, and the content for the calls that follow.

    Attributes:
        finding: what is reported.
        content: what the answer held, or None where it could not be read.
        raw: the answer as it came, where it was judged a success.
    """

    finding: CallFinding
    content: T | None = None
    raw: RawAnswer | None = field(default=None, repr=False)


class Examination(PageImages):
    """Tries calls of one profile; see `doctor` for which and in what order."""

    _absent: frozenset[tuple[int, str]] = frozenset()
    _blocked = ""

    @property
    def is_blocked(self) -> bool:
        """Whether no further call makes sense: nobody there, nobody trusted, nobody signed in."""
        return bool(self._blocked)

    def _block(self, reason: str) -> None:
        self._blocked = self._blocked or reason

    def _try(
        self,
        name: str,
        values: Mapping[str, str | None],
        read: Callable[[Answer], T],
        *,
        note: str = "",
        token: str | None = None,
    ) -> Reading[T]:
        """Make a call that changes nothing and report what came.

        Args:
            name: the call.
            values: its form fields.
            read: reads the answer; raises `NotUnderstood`.
            note: what a person should know if it was made with made-up values.
            token: the access token to send in any case; by default the current one, renewed where
                it is refused.
        """
        endpoint = self._endpoints[name]
        if self.is_blocked:
            return Reading(not_tried(endpoint, self._blocked))
        reading = self._tried_at(endpoint, values, read, note, token)
        if reading.finding.outcome is not Outcome.MISSING:
            return reading
        for path in _alternatives(name, endpoint):
            elsewhere = replace(endpoint, path=path)
            other = self._tried_at(elsewhere, values, read, note, token)
            if other.finding.outcome is Outcome.ANSWERED:
                self._endpoints = self._with_path(name, path)
                answers = f"it answers at {path} instead"
                finding = replace(other.finding, path=endpoint.path, works_at=path, note=answers)
                return replace(other, finding=finding)
        return reading

    def _tried_at(
        self,
        endpoint: Endpoint,
        values: Mapping[str, str | None],
        read: Callable[[Answer], T],
        note: str,
        token: str | None,
    ) -> Reading[T]:
        try:
            raw = self._sent(endpoint, values, token)
        except KlearStackError as error:
            return Reading(self._not_sent(endpoint, error))
        return self._judged(endpoint, raw, read, note)

    def _sent(
        self, endpoint: Endpoint, values: Mapping[str, str | None], token: str | None
    ) -> RawAnswer:
        form = self._form(endpoint, values)
        if token is not None or not endpoint.bearer:
            return self._sender.send(endpoint, form, token)
        return self._with_token(lambda token: self._sender.send(endpoint, form, token))

    def _not_sent(self, endpoint: Endpoint, error: KlearStackError) -> CallFinding:
        """Report a call without an answer to judge; some of what hinders one hinders all."""
        is_final = isinstance(error, SignInNeeded) and error.password_refused
        if is_final or isinstance(error, NotTrusted):
            self._block(own_words(error))
        outcome = Outcome.ODD if isinstance(error, NotUnderstood) else Outcome.FAILED
        return found(endpoint, outcome, status=error.status, note=own_words(error))

    def _judged(
        self,
        endpoint: Endpoint,
        raw: RawAnswer,
        read: Callable[[Answer], T],
        note: str = "",
    ) -> Reading[T]:
        if self._is_missing(raw, endpoint.path):
            missing = "the server has no call at this path"
            return Reading(found(endpoint, Outcome.MISSING, status=raw.status, note=missing))
        try:
            answer = judge(endpoint, raw, self._private())
        except KlearStackError as error:
            return Reading(_failed(endpoint, raw, error, note))
        shape = shape_of(answer.payload)
        try:
            content = read(answer)
        except KlearStackError:
            odd = "the answer does not hold what the call should give"
            return Reading(found(endpoint, Outcome.ODD, status=raw.status, layout=shape, note=odd))
        answered = found(endpoint, Outcome.ANSWERED, status=raw.status, layout=shape, note=note)
        return Reading(answered, content, raw)

    def _learn_absence(self, token: str | None) -> None:
        """Learn how this server answers a call that it does not have."""
        try:
            raw = self._sender.transport.post(ABSENT_PATH, {}, token=token)
        except KlearStackError:
            return  # a server that only redirects: what a status says must do
        if raw.status not in _TOKEN_REFUSED:
            self._absent |= {_signature(raw, ABSENT_PATH)}

    def _is_missing(self, raw: RawAnswer, path: str) -> bool:
        if _signature(raw, path) in self._absent:
            return True
        is_page = is_web_page(raw, text_of(raw)) or not raw.body
        return raw.status in _NO_SUCH and (is_page or not self._absent)

    def _with_path(self, name: str, path: str) -> Endpoints:
        paths = {endpoint.name: endpoint.path for endpoint in self._endpoints if endpoint.path}
        return Endpoints({**paths, name: path}, self._profile.parameters)


def found(
    endpoint: Endpoint,
    outcome: Outcome,
    *,
    status: int | None = None,
    layout: str = "",
    note: str = "",
) -> CallFinding:
    """Return a finding about a call."""
    return CallFinding(
        call=endpoint.name,
        path=endpoint.path,
        evidence=endpoint.evidence.value,
        outcome=outcome,
        status=status,
        layout=layout,
        note=note,
    )


def not_tried(endpoint: Endpoint, why: str) -> CallFinding:
    """Return the finding about a call that was left out."""
    return found(endpoint, Outcome.NOT_TRIED, note=why)


def own_words(error: Problem) -> str:
    """Return what went wrong without the server's words, which may repeat values."""
    match error:
        case Refused():
            return "refused"
        case SignInNeeded():
            return "the server does not accept the sign-in"
        case ServerFault():
            return "the service failed"
        case _:
            return error.sentence


def _failed(endpoint: Endpoint, raw: RawAnswer, error: KlearStackError, note: str) -> CallFinding:
    """Report a failure that an answer states."""
    words, outcome = own_words(error), Outcome.FAILED
    if isinstance(error, Refused):
        outcome = Outcome.REFUSED
        if raw.status == 403:
            words = "refused; perhaps the user's role may not do this"
        elif raw.status == 404:
            words = "nothing was found for what was asked"
    elif isinstance(error, NotUnderstood):
        outcome = Outcome.ODD
    note = f"{words}; {note}" if note else words
    return found(endpoint, outcome, status=raw.status, note=note)


def _signature(raw: RawAnswer, path: str) -> tuple[int, str]:
    """Return what tells one kind of answer from another, whatever path was asked for."""
    text = text_of(raw)
    if is_web_page(raw, text):
        return raw.status, "web page"  # pages hold dates, counters and tokens
    name = path.rsplit("/", 1)[-1]
    return raw.status, text[:_COMPARED].replace(path, "").replace(name, "")


def _alternatives(name: str, endpoint: Endpoint) -> Iterator[str]:
    """Yield the other paths that the documentation's own contradictions suggest (7.2, 10.1)."""
    last = endpoint.path.rsplit("/", 1)[-1]
    paths = [f"{prefix}{tail}" for tail in dict.fromkeys((name, last)) for prefix in _PREFIXES]
    yield from (path for path in paths if path != endpoint.path)
