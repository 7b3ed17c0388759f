"""Finds out which of the 31 calls a server answers, and how; changes nothing on it.

Only calls that read are tried, and of those not ``getmodifiedinvoices``, which takes what it tells
off a list that another integration may rely on. See `model.diagnosis` for what comes of it.
"""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from klearstack_desktop.api.answers import read_batch, read_text
from klearstack_desktop.api.certificate import fetch_certificate
from klearstack_desktop.api.endpoints import Repeat
from klearstack_desktop.api.errors import KlearStackError, NotReachable, NotUnderstood
from klearstack_desktop.api.examining import Examination, Reading, not_tried, own_words
from klearstack_desktop.api.forms import day
from klearstack_desktop.api.images import Found, find_images, media_type_of, pdf_page_count
from klearstack_desktop.api.listings import read_names, read_rows, read_upload_states
from klearstack_desktop.api.pagefindings import boxes_on_page, image_finding
from klearstack_desktop.api.pagesize import page_size
from klearstack_desktop.api.profile import PIN_PREFIX
from klearstack_desktop.api.proxies import proxy_for
from klearstack_desktop.api.sections.authentication import read_user_id
from klearstack_desktop.api.shapes import image_form_of
from klearstack_desktop.api.tokencalls import read_tokens
from klearstack_desktop.api.tokens import lifetime_of
from klearstack_desktop.api.values import as_id
from klearstack_desktop.model import jsontext
from klearstack_desktop.model.diagnosis import (
    CallFinding,
    Diagnosis,
    ImageFinding,
    Outcome,
    TokenFinding,
)
from klearstack_desktop.model.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from klearstack_desktop.api.envelope import Answer
    from klearstack_desktop.api.exchange import Limits, RawAnswer
    from klearstack_desktop.api.images import PagesOfPdf
    from klearstack_desktop.api.profile import Credentials, ServerProfile
    from klearstack_desktop.api.tokens import Tokens
    from klearstack_desktop.model.certificate import ServerCertificate
    from klearstack_desktop.model.document import Document, PageImage
    from klearstack_desktop.model.jsontext import Json

T = TypeVar("T")

_DAYS: Final = 30
_MADE_UP_BATCH: Final = "00000000-0000-0000-0000-000000000000"
_MADE_UP_SET: Final = "0"
_MADE_UP: Final = "asked with a made-up number, as the lists hold none"
_CONSUMES: Final = "it takes what it tells off a list that another integration may rely on"
_BY_ID_ALONE: Final = "gives tokens to everybody who knows a user id, without a password"
_DOTS_IN_JWT: Final = 2
_MOST_NAMES: Final = 200
_NAME: Final = re.compile(r"[^\W\d][\w \-#./()]{0,59}")


class Doctor(Examination):
    """Examines one server as one user; `examine` is called once.

    Args:
        profile: which server.
        credentials: who signs in; the password is sent once.
        version: of the program, for the report.
        limits: time and size limits.
        pages_of_pdf: counts the pages of a PDF, in the thread that calls `examine`.
        measure: gives a page's size in pixels, in that thread too.
        now: the time, with its zone.
    """

    def __init__(
        self,
        profile: ServerProfile,
        credentials: Credentials,
        *,
        version: str,
        limits: Limits | None = None,
        pages_of_pdf: PagesOfPdf = pdf_page_count,
        measure: Callable[[PageImage], tuple[int, int]] = page_size,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(profile, credentials, limits=limits, pages_of_pdf=pages_of_pdf)
        self._version = version
        self._measure = measure
        self._now = now
        self._findings: dict[str, CallFinding] = {}
        self._labels: dict[str, str] = {}
        self._token: TokenFinding | None = None
        self._image: ImageFinding | None = None
        self._progress: Callable[[int, int], None] = lambda _done, _total: None

    def examine(self, progress: Callable[[int, int], None] | None = None) -> Diagnosis:
        """Try every call that only reads; blocks for some seconds.

        Args:
            progress: called with how many calls of the table are done, and how many there are.

        Raises:
            KlearStackError: only where `close` was called meanwhile.
        """
        self._progress = progress or self._progress
        certificate, certificate_problem = self._met_certificate()
        self._leave_out_what_changes()
        tokens = self._sign_in()
        self._renew_and_identify(tokens)
        documents = self._lists()
        self._look_into_sets_and_batches(documents)
        self._look_into_datasources()
        self._look_into_document(_first_open(documents))
        if self._sender.transport.closed.is_set():
            raise NotReachable("The examination was stopped.", "client closed")
        return Diagnosis(
            server=self._profile.url,
            made_at=self._now().astimezone(UTC).isoformat(timespec="seconds"),
            version=self._version,
            calls=tuple(self._findings[endpoint.name] for endpoint in self._endpoints),
            trust=_shown_trust(self._profile),
            proxy=_shown_proxy(self._profile),
            certificate=certificate,
            certificate_problem=certificate_problem,
            token=self._token,
            image=self._image,
            field_labels=self._labels,
        )

    def close(self) -> None:
        """Stop an examination under way, from another thread, or let go of the connections."""
        self._sender.transport.close()

    def _met_certificate(self) -> tuple[ServerCertificate | None, str]:
        if self._profile.origin.scheme != "https":
            return None, ""
        try:
            return fetch_certificate(self._profile), ""
        except KlearStackError as error:
            return None, error.sentence

    def _leave_out_what_changes(self) -> None:
        for endpoint in self._endpoints:
            if not endpoint.path:
                self._keep(Reading(not_tried(endpoint, "here KlearStack calls the customer")))
            elif endpoint.changes_data:
                self._keep(Reading(not_tried(endpoint, "it changes data")))
            elif endpoint.repeat is not Repeat.FREE:
                self._keep(Reading(not_tried(endpoint, _CONSUMES)))

    def _sign_in(self) -> Tokens | None:
        self._learn_absence(None)
        asked_at = time.monotonic()
        tokens = self._keep(
            self._try("get_access_token", {}, lambda answer: read_tokens(answer, asked_at))
        )
        if tokens is None:
            self._block("nobody is signed in")
            return None
        self._tokens.adopt(tokens)
        self._learn_absence(tokens.access)
        server_time = tokens.server_time
        self._token = TokenFinding(
            lives_for=lifetime_of(tokens),
            is_opaque=tokens.access.count(".") != _DOTS_IN_JWT,
            has_refresh=tokens.refresh is not None,
            clock_ahead=(server_time - self._now()).total_seconds() if server_time else None,
        )
        return tokens

    def _renew_and_identify(self, tokens: Tokens | None) -> None:
        user_id = self._keep(
            self._try(
                "getuserid",
                {"username": self._credentials.username},
                lambda answer: read_user_id(answer.payload),
            )
        )
        refresh = "getaccesstokenfromrefreshtoken"
        if tokens is not None and tokens.refresh is not None:
            values = {"refresh_token": tokens.refresh}
            self._keep(self._try(refresh, values, _read_any_tokens, token=tokens.access))
        else:
            self._leave_out(refresh, "the sign-in gave no refresh token")
        by_id = "getaccesstokenfromuserid"
        if user_id is None:
            self._leave_out(by_id, "no user id is known to ask with")
        else:
            self._keep(self._try(by_id, {"user_id": user_id}, _read_any_tokens, note=_BY_ID_ALONE))

    def _lists(self) -> tuple[Document, ...]:
        today = self._now().date()
        days = {"from_date": day(today - timedelta(_DAYS)), "to_date": day(today)}
        typed = {"document_type": self._profile.document_type, **days}
        documents = self._documents_of("getuserdocuments", {})
        documents += self._documents_of("getdocumentsbetweendates", typed)
        return documents + self._documents_of("getapproveinvoices", typed)

    def _look_into_sets_and_batches(self, documents: Sequence[Document]) -> None:
        references = self._list_of(
            "getsetreferencenumbers",
            {},
            lambda answer: read_names(answer.payload, "set_reference_number"),
        )
        values = {"set_reference_number": references[0] if references else _MADE_UP_SET}
        note = "" if references else _MADE_UP
        self._documents_of("getsetdocuments", values, note)
        self._documents_of("getdocumentsofset", values, note)
        self._list_of(
            "getsetuploadstatus", values, lambda answer: read_upload_states(answer.payload), note
        )
        batch = next(filter(None, map(_batch_of, documents)), None)
        self._documents_of(
            "getbatchdocuments",
            {"batch_id": batch or _MADE_UP_BATCH, "document_type": self._profile.document_type},
            "" if batch else _MADE_UP,
            lambda answer: read_batch(answer.payload, self._reader).documents,
        )

    def _look_into_datasources(self) -> None:
        names = self._list_of(
            "getdatasources", {}, lambda answer: read_names(answer.payload, "DataSourceName")
        )
        self._list_of(
            "getdatasourcedata",
            {"datasource_name": names[0] if names else _MADE_UP_SET},
            lambda answer: read_rows(answer.payload),
            "" if names else "asked with a made-up name, as there is no datasource",
        )

    def _look_into_document(self, document: Document | None) -> None:
        if document is None:
            for name in ("getdocument", "getimage", "gettext"):
                self._leave_out(name, "the lists hold no document to ask for")
            return
        collection = document.collection_name or self._profile.collection_name
        values = {"collection_name": collection, "id": document.id}
        reading = self._try(
            "getdocument",
            values,
            lambda answer: self._reader.document(answer.payload, document.id, collection),
        )
        details = reading.content
        if details is not None:
            reading = replace(reading, finding=self._named(reading.finding, (details,)))
        self._keep(reading)
        self._look_at_page(values, details)
        self._capture(collection, details)

    def _look_at_page(self, values: Mapping[str, str], details: Document | None) -> None:
        asked = {**values, "page_index": "1"}
        reading = self._try("getimage", asked, lambda answer: answer.payload)
        finding, raw = reading.finding, reading.raw
        if raw is not None:
            try:
                form = image_form_of(raw, reading.content)
                pages = self._first_page(raw, reading.content)
                self._image = image_finding(form, pages, details, self._measure)
                finding = replace(finding, layout=f"{form}, {pages[0].media_type}")
            except Problem as problem:
                finding = replace(finding, outcome=Outcome.ODD, note=own_words(problem))
        self._keep(Reading(finding))

    def _first_page(self, raw: RawAnswer, payload: Json) -> list[PageImage]:
        if media_type_of(raw.body) is not None:
            return self._numbered([Found(data=raw.body)], 1)
        images = find_images(payload)
        if not images:
            raise NotUnderstood("The answer holds no image.")
        return self._numbered([self._fetched(images[0])], 1)

    def _capture(self, collection: str, details: Document | None) -> None:
        ocr_id = details.ocr_id_of(1) if details else None
        box = next(iter(boxes_on_page(details, 1)), None) if details else None
        if ocr_id is None or box is None:
            self._leave_out("gettext", "the details give no ocr_id or no position to ask with")
            return
        values = {
            "collection_name": collection,
            "ocr_text_id": ocr_id,
            "coordinates": jsontext.dumps(box.corners()),
        }
        self._keep(self._try("gettext", values, lambda answer: read_text(answer.payload)))

    def _documents_of(
        self,
        name: str,
        values: Mapping[str, str | None],
        note: str = "",
        read: Callable[[Answer], tuple[Document, ...]] | None = None,
    ) -> tuple[Document, ...]:
        read = read or (lambda answer: self._reader.documents(answer.payload))
        reading = self._try(name, values, read, note=note)
        documents = reading.content or ()
        if reading.content is not None:
            finding = replace(self._named(reading.finding, documents), count=len(documents))
            reading = replace(reading, finding=finding)
        self._keep(reading)
        return documents

    def _list_of(
        self,
        name: str,
        values: Mapping[str, str | None],
        read: Callable[[Answer], tuple[T, ...]],
        note: str = "",
    ) -> tuple[T, ...]:
        reading = self._try(name, values, read, note=note)
        if reading.content is not None:
            finding = replace(reading.finding, count=len(reading.content))
            reading = replace(reading, finding=finding)
        return self._keep(reading) or ()

    def _leave_out(self, name: str, why: str) -> None:
        self._keep(Reading(not_tried(self._endpoints[name], self._blocked or why)))

    def _keep(self, reading: Reading[T]) -> T | None:
        """Put a finding into the report and return the content."""
        self._findings[reading.finding.call] = reading.finding
        self._progress(len(self._findings), len(tuple(self._endpoints)))
        return reading.content

    def _named(self, finding: CallFinding, documents: Sequence[Document]) -> CallFinding:
        """Add the names that the field map does not know, and those that were not understood.

        A tenant may swap name and value, and then a "name" is a value. So names count only in
        documents whose id was found under its name, and only if they look like names.
        """
        unknown: dict[str, str] = {}
        unread: dict[str, None] = {}
        for document in documents:
            if not document.id:
                continue
            unknown.update(
                (read.name, read.label) for read in document.fields if not read.definition.known
            )
            unread.update(dict.fromkeys(document.extras))
        shown = {name: label for name, label in unknown.items() if _is_name(name)}
        self._labels.update(shown)
        return replace(
            finding,
            unknown_names=tuple(shown)[:_MOST_NAMES],
            unread_names=tuple(filter(_is_name, unread))[:_MOST_NAMES],
        )


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


def _read_any_tokens(answer: Answer) -> Tokens:
    return read_tokens(answer, 0.0)


def _first_open(documents: Sequence[Document]) -> Document | None:
    """Return a document to look into, rather one that still waits for a decision."""
    known = [document for document in documents if document.id]
    return next((document for document in known if not document.is_approved), None) or next(
        iter(known), None
    )


def _batch_of(document: Document) -> str | None:
    return next(
        (as_id(value) for name, value in document.extras.items() if name.lower() == "batch_id"),
        None,
    )


def _shown_trust(profile: ServerProfile) -> str:
    if profile.origin.scheme != "https":
        return "none needed: this computer"
    if profile.pin is not None:
        return f"exactly one certificate, {PIN_PREFIX}{profile.pin}"
    return "the system's certificates" if profile.trust is None else "a file with CA certificates"


def _shown_proxy(profile: ServerProfile) -> str:
    try:
        proxy = proxy_for(profile)
    except KlearStackError as error:
        return error.sentence
    if proxy is None:
        return "none"
    return f"{proxy.address} ({'system' if proxy.is_system else 'profile'})"
