"""Success or failure, judged by status and body together, and what the envelope holds.

See klearstack-api.md, section 1, "Envelopes and errors": there is no single convention.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from klearstack_desktop.api.errors import (
    Already,
    KlearStackError,
    NotReachable,
    NotUnderstood,
    Refused,
    ServerFault,
)
from klearstack_desktop.api.exchange import as_http_date
from klearstack_desktop.model import jsontext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from klearstack_desktop.api.endpoints import Endpoint
    from klearstack_desktop.api.exchange import RawAnswer
    from klearstack_desktop.model.jsontext import Json

ENVELOPE_KEYS = ("result", "results", "data", "documents", "extracted_data")
_ERROR_KEYS = ("error", "detail", "message")
_REASON_LENGTH = 300
_LATER = frozenset({408, 425, 429})
_CHARSET = re.compile(r"charset=\"?([\w.:-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is a success by status and body.

    Attributes:
        payload: the parsed JSON, or the text itself where the body is bare text.
        server_time: the server's clock (the Date header), or None.
        private: texts that were sent and must not show up in an error.
    """

    payload: Json
    server_time: datetime | None
    private: tuple[str, ...] = field(default=(), repr=False)

    def shown(self, text: str) -> str:
        """Return the service's words in one line, without anything private they may echo."""
        return _shown(text, self.private)


def judge(endpoint: Endpoint, raw: RawAnswer, private: tuple[str, ...] = ()) -> Answer:
    """Return the payload of a successful answer.

    Args:
        endpoint: the call that was made.
        raw: what came back.
        private: texts that were sent and must not show up in an error.

    Raises:
        Refused: 4xx, or 200 with an error in the body.
        ServerFault: 5xx, 408 or 429.
        NotUnderstood: a web page instead of an answer.
    """
    return judged_text(endpoint, raw, text_of(raw), private)


def judged_text(
    endpoint: Endpoint, raw: RawAnswer, text: str, private: tuple[str, ...] = ()
) -> Answer:
    """Return the payload of a successful answer, as `judge` does.

    Args:
        endpoint: the call that was made.
        raw: what came back.
        text: its body as text, or what stands for it.
        private: texts that were sent and must not show up in an error.

    Raises:
        KlearStackError: as `judge`.
    """
    if is_web_page(raw, text):
        raise _web_page(endpoint, raw)
    payload, is_damaged = _parsed(text)
    if raw.status >= 300:
        raise failure(endpoint, raw, payload, private)
    if is_damaged and raw.media_type != "text/plain":
        raise damaged(endpoint, raw)
    reason = _failure_in_body(payload)
    if reason is not None:
        raise Refused(
            _shown(reason, private) or "The service says that it failed.",
            _details(endpoint, raw),
            status=raw.status,
            already=_already(reason),
        )
    return Answer(payload, raw.date, private)


def damaged(endpoint: Endpoint, raw: RawAnswer) -> NotUnderstood:
    """Return the error that an answer means which begins as JSON and is none."""
    return NotUnderstood("The answer of the service is damaged.", _details(endpoint, raw))


def failure(
    endpoint: Endpoint, raw: RawAnswer, payload: Json, private: Iterable[str] = ()
) -> KlearStackError:
    """Return the error that a status of 300 or more means."""
    said = error_text(payload)
    reason = _shown(said, private)
    details = _details(endpoint, raw)
    if raw.status == 407:
        return NotReachable("The proxy asks for a user name and a password.", details)
    if raw.status >= 500 or raw.status in _LATER:
        return ServerFault(
            f"The service failed (status {raw.status}){': ' if reason else '.'}{reason}",
            details,
            status=raw.status,
            retry_after=_retry_after(raw),
            may_have_arrived=raw.status not in _LATER,
        )
    if raw.status == 404 and reason.rstrip(".").lower() in {"", "not found"}:
        reason = f"The service found nothing for {endpoint.name}: wrong path, or it is gone (404)."
    return Refused(
        reason or f"The service refused the call (status {raw.status}).",
        details,
        status=raw.status,
        already=_already(said),
        is_about_rights=raw.status == 403 and bool(said),
    )


def text_of(raw: RawAnswer) -> str:
    """Return the body as text; never fails."""
    for encoding in encodings_of(raw):
        try:
            return raw.body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.body.decode("utf-8", "replace")


def encodings_of(raw: RawAnswer) -> tuple[str, ...]:
    """Return how the body may be encoded, the likeliest first; Python may not know all of them."""
    declared = _CHARSET.search(raw.headers.get("content-type", ""))
    return "utf-8-sig", declared.group(1) if declared else "cp1252"


def is_web_page(raw: RawAnswer, text: str) -> bool:
    """Whether a person's page came instead of an answer."""
    start = text[:200].lstrip().lower()
    return start.startswith(("<!doctype", "<html", "<head", "<body")) or (
        raw.media_type == "text/html" and start.startswith("<")
    )


def error_text(payload: Json) -> str:
    """Return what a payload says went wrong, or an empty string (section 0.2)."""
    if isinstance(payload, str):
        return payload
    if isinstance(payload, list):
        return error_text(payload[0]) if payload and isinstance(payload[0], str | dict) else ""
    if isinstance(payload, dict):
        for key in _ERROR_KEYS:
            said = payload.get(key)
            if said and isinstance(said, str):
                return said
            if said and isinstance(said, dict | list) and (inner := error_text(said)):
                return inner
    return ""


def is_refused_token(raw: RawAnswer) -> bool:
    """Whether the answer says that the access token is not good (any more)."""
    return raw.status == 401 or (raw.status == 403 and b"token_not_valid" in raw.body[:2000])


def unwrapped(
    payload: Json, is_content: Callable[[dict[str, Json], Json, int], bool] | None = None
) -> Json:
    """Return what an envelope holds: under ``result``, ``results``, ``data`` or as it is.

    A text that is JSON itself, as the push calls carry it, is read.

    Args:
        payload: the parsed answer.
        is_content: whether an object that looks like an envelope is none, told by the object, what
            it would hold, and how many envelopes are around it already.
    """
    for depth in range(3):
        if isinstance(payload, str) and payload.lstrip()[:1] in {"[", "{"}:
            inner, _ = _parsed(payload)
        elif isinstance(payload, dict):
            inner = next((payload[key] for key in ENVELOPE_KEYS if key in payload), payload)
            if inner is not payload and is_content and is_content(payload, inner, depth):
                return payload
        else:
            return payload
        if inner is payload or (inner is None and not isinstance(payload, str)):
            return inner
        payload = inner
    return payload


def _parsed(text: str) -> tuple[Json, bool]:
    """Return a body as JSON or as bare text, and whether it is JSON that cannot be read."""
    stripped = text.strip()
    if stripped[:1] not in {"{", "[", '"'} and stripped not in {"true", "false", "null"}:
        return stripped, False
    try:
        return jsontext.loads(stripped), False
    except ValueError:
        return stripped, stripped[0] != '"'


def _failure_in_body(payload: Json) -> str | None:
    """Return the reason if a body that came with a 2xx is a failure, else None."""
    if not isinstance(payload, dict):
        return None
    if payload.get("success") is False:
        return error_text(payload)
    said = payload.get("error")
    is_result = any(payload.get(key) is not None for key in (*ENVELOPE_KEYS, "success"))
    is_batch = any(key in payload for key in ("status", "extraction_status", "extractionStatus"))
    if said and not is_result and not is_batch:
        return error_text(payload)
    return None


def _shown(reason: str, private: Iterable[str]) -> str:
    """Return a reason in one line without anything private that the service may have echoed."""
    for text in sorted(set(private), key=len, reverse=True):
        if text:
            reason = reason.replace(text, "…")
    words = " ".join("".join(c if c.isprintable() else " " for c in reason).split())
    return words if len(words) <= _REASON_LENGTH else words[: _REASON_LENGTH - 1] + "…"


def _already(reason: str) -> Already | None:
    lowered = reason.lower()
    if "already approved" in lowered:
        return "approved"
    if "already rejected" in lowered:
        return "rejected"
    return None


def _retry_after(raw: RawAnswer) -> float | None:
    said = raw.headers.get("retry-after", "").strip()
    if said.isdigit():
        return float(said[:6])
    at = as_http_date(said)
    if at is None or raw.date is None:
        return None
    return max((at - raw.date).total_seconds(), 0.0)


def _web_page(endpoint: Endpoint, raw: RawAnswer) -> KlearStackError:
    details = _details(endpoint, raw)
    if raw.status >= 500:
        return ServerFault(
            f"The service failed and sent an error page (status {raw.status}).",
            details,
            status=raw.status,
            retry_after=_retry_after(raw),
        )
    if raw.status >= 400:
        return Refused(
            f"The server does not offer {endpoint.name} at this address (status {raw.status}).",
            details,
            status=raw.status,
        )
    return NotUnderstood(
        "A web page came instead of an answer. Check the server address, and whether the network"
        " asks you to sign in first.",
        details,
        status=raw.status,
    )


def _details(endpoint: Endpoint, raw: RawAnswer) -> str:
    return f"{endpoint.name}: status {raw.status}, {raw.media_type or 'no type'}, {len(raw.body)} B"
