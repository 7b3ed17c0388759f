"""What can go wrong between the program and the service, and where it can go wrong."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """What the proxy does to one call; the value is what the table of results calls it.

    Those that are "unheard" strike before the service has heard of the call; the others strike
    its answer, when the service has acted already.
    """

    CUT_UNHEARD = "cut, unheard"
    CUT_BEFORE = "cut before the answer"
    CUT_DURING = "cut during the answer"
    CUT_AFTER = "cut after the answer"
    TIMEOUT_UNHEARD = "time-out, unheard"
    TIMEOUT = "time-out"
    STATUS_500_UNHEARD = "500, unheard"
    STATUS_500 = "500"
    STATUS_502_UNHEARD = "502 HTML, unheard"
    STATUS_502 = "502 HTML"
    STATUS_401 = "401, unheard"
    STATUS_429 = "429 with Retry-After, unheard"
    EMPTY = "empty"
    HALF = "half JSON"
    GARBAGE = "garbage"
    SLOW = "slow"

    @property
    def is_heard(self) -> bool:
        """Whether the service gets the call and acts on it."""
        return not self.value.endswith("unheard")


class Kind(StrEnum):
    """The calls of a review; the value is what the table of results calls it."""

    UPDATE = "update"
    APPROVE = "approve"
    REJECT = "reject"
    TEXT = "gettext"
    DETAILS = "details"
    IMAGE = "image"
    REFRESH = "refresh the list"
    RENEW = "refresh the token"

    @property
    def endpoint(self) -> str:
        """Its name in the endpoint table."""
        return _ENDPOINTS[self]

    @property
    def is_decision(self) -> bool:
        """Whether it changes data for good."""
        return self in {Kind.APPROVE, Kind.REJECT}

    @property
    def changes_data(self) -> bool:
        """Whether it changes data at all."""
        return self is Kind.UPDATE or self.is_decision


_ENDPOINTS = {
    Kind.UPDATE: "update_document",
    Kind.APPROVE: "approve_reject_doc",
    Kind.REJECT: "approve_reject_doc",
    Kind.TEXT: "gettext",
    Kind.DETAILS: "getdocument",
    Kind.IMAGE: "getimage",
    Kind.REFRESH: "getuserdocuments",
    Kind.RENEW: "getaccesstokenfromrefreshtoken",
}
