"""What the doctor found out about a server: plain results that can be shown, mailed and compared.

Nothing here holds a secret, the value of a field, or words of the server, which may repeat both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klearstack_desktop.model.certificate import ServerCertificate

NEEDED_CALLS: Final = ("get_access_token", "getuserdocuments", "getdocument", "getimage")
"""The read-only calls without which nothing can be reviewed."""


class Outcome(StrEnum):
    """How one call went."""

    ANSWERED = "answered"
    """It answered, and the answer can be read."""
    REFUSED = "refused"
    """The call is there and was refused, for example for the user's role."""
    MISSING = "missing"
    """The server has no call at this path."""
    ODD = "not understood"
    """It answered, and the answer cannot be read."""
    FAILED = "failed"
    """No answer, or the server failed."""
    NOT_TRIED = "not tried"
    """It was left out; the note says why."""


@dataclass(frozen=True, slots=True)
class CallFinding:
    """One call of the endpoint table.

    Attributes:
        call: its name in the table.
        path: its path with the profile's overrides.
        evidence: how well it is known: documented, disputed or assumed.
        outcome: how it went.
        status: HTTP status, or None where there was no answer.
        layout: how the answer looks: ``"result, positional"``; empty where it says nothing.
        count: how many things the answer lists, or None.
        unknown_names: names that the field map does not know.
        unread_names: names whose content was not understood.
        note: what a person should know; our own words.
        works_at: another path at which the server answers the call, or an empty string.
    """

    call: str
    path: str
    evidence: str
    outcome: Outcome
    status: int | None = None
    layout: str = ""
    count: int | None = None
    unknown_names: tuple[str, ...] = ()
    unread_names: tuple[str, ...] = ()
    note: str = ""
    works_at: str = ""


@dataclass(frozen=True, slots=True)
class TokenFinding:
    """What the sign-in gave.

    Attributes:
        lives_for: seconds that an access token is good for, or None where it does not say.
        is_opaque: the token says nothing about itself.
        has_refresh: there is a refresh token.
        clock_ahead: seconds by which the server's clock is ahead of this computer's, or None.
    """

    lives_for: float | None
    is_opaque: bool
    has_refresh: bool
    clock_ahead: float | None = None


@dataclass(frozen=True, slots=True)
class ImageFinding:
    """How pages come, looked at on the first page of one document.

    Attributes:
        form: bytes, base64, data address, link, or list of those.
        media_type: what the bytes are.
        width: of the page in pixels; for a PDF at the profile's resolution.
        height: likewise.
        pages: how many pages the answer held.
        boxes: how many positions of that page the details give.
        boxes_inside: how many of those lie within the page.
        fitting_dpi: a resolution at which all boxes lie within a PDF's page and come close to what
            they would fill, where the profile's does not; else None.
    """

    form: str
    media_type: str
    width: int
    height: int
    pages: int
    boxes: int
    boxes_inside: int
    fitting_dpi: int | None = None

    @property
    def boxes_fit(self) -> bool | None:
        """Whether all boxes lie within the page; None where there are none."""
        return self.boxes_inside == self.boxes if self.boxes else None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything that was found out about one server.

    Attributes:
        server: its address.
        made_at: when, in UTC and ISO form.
        version: of the program.
        calls: all calls of the endpoint table, in its order.
        trust: what is trusted, in words.
        proxy: ``host:port``, ``"none"``, or what is wrong with the setting.
        certificate: what the server showed, or None for plain http and where it was not reached.
        certificate_problem: why there is no certificate to show; empty for plain http.
        token: what the sign-in gave, or None.
        image: how pages come, or None where none was seen.
        field_labels: a label for each unknown field, as the program would show it.
    """

    server: str
    made_at: str
    version: str
    calls: tuple[CallFinding, ...]
    trust: str
    proxy: str
    certificate: ServerCertificate | None = None
    certificate_problem: str = ""
    token: TokenFinding | None = None
    image: ImageFinding | None = None
    field_labels: Mapping[str, str] = field(default_factory=dict)

    def call(self, name: str) -> CallFinding:
        """Return what was found about a call.

        Raises:
            KeyError: the endpoint table has no such call.
        """
        try:
            return next(finding for finding in self.calls if finding.call == name)
        except StopIteration:
            raise KeyError(name) from None

    @property
    def missing_for_review(self) -> tuple[CallFinding, ...]:
        """The calls that a review needs and that did not answer."""
        needed = (self.call(name) for name in NEEDED_CALLS)
        return tuple(finding for finding in needed if finding.outcome is not Outcome.ANSWERED)

    @property
    def can_review(self) -> bool:
        """Whether every read-only call that a review needs has answered."""
        return not self.missing_for_review

    @property
    def unknown_names(self) -> tuple[str, ...]:
        """All names that the field map does not know, each once."""
        return tuple(dict.fromkeys(name for call in self.calls for name in call.unknown_names))

    @property
    def endpoints_to_set(self) -> Mapping[str, str]:
        """Paths at which calls answered that did not answer at their own."""
        return {call.call: call.works_at for call in self.calls if call.works_at}
