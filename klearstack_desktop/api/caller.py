"""Makes a call: form, token, judgement. Every section of the client stands on this."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from klearstack_desktop.api.callingoff import never_called_off
from klearstack_desktop.api.envelope import is_refused_token, judge
from klearstack_desktop.api.errors import KlearStackError, SignInNeeded
from klearstack_desktop.api.images import pdf_page_count
from klearstack_desktop.api.parts import ListReading
from klearstack_desktop.api.reader import DocumentReader
from klearstack_desktop.api.sender import Sender
from klearstack_desktop.api.tokencalls import TokenCalls
from klearstack_desktop.api.tokens import TokenKeeper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from klearstack_desktop.api.endpoints import Endpoint
    from klearstack_desktop.api.envelope import Answer
    from klearstack_desktop.api.exchange import FilePart, Limits, RawAnswer
    from klearstack_desktop.api.images import PagesOfPdf
    from klearstack_desktop.api.parts import Part
    from klearstack_desktop.api.profile import Credentials, ServerProfile
    from klearstack_desktop.model.document import Document

_MOST_SENDS = 4
_SHORTEST_PRIVATE = 3


class Caller:
    """The base of the client's sections.

    Args:
        profile: which server.
        credentials: who signs in.
        limits: time and size limits; the defaults suit people who wait.
        clock: monotonic seconds; handed in so that tests decide when a token is old.
        pages_of_pdf: counts the pages of a PDF, in the thread that makes the call.
    """

    def __init__(
        self,
        profile: ServerProfile,
        credentials: Credentials,
        *,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
        pages_of_pdf: PagesOfPdf = pdf_page_count,
    ) -> None:
        self._profile = profile
        self._credentials = credentials
        self._pages_of_pdf = pages_of_pdf
        self._endpoints = profile.table()
        self._reader = DocumentReader(profile.names())
        self._sender = Sender(profile, limits)
        self._token_calls = TokenCalls(
            self._sender, self._endpoints, lambda: self._credentials, clock
        )
        self._tokens = TokenKeeper(self._token_calls.sign_in, self._token_calls.refresh, clock)

    @property
    def profile(self) -> ServerProfile:
        """Which server the client talks to."""
        return self._profile

    def _call(
        self,
        name: str,
        values: Mapping[str, str | None] | None = None,
        *,
        file: FilePart | None = None,
        progress: Callable[[int, int], None] | None = None,
        private: Iterable[str] = (),
    ) -> Answer:
        """Make a call and return its judged answer.

        Args:
            name: the call's name in the endpoint table.
            values: form fields by the contract's names; company, user and password are added where
                the table lists them. None leaves a field out.
            file: the file of a multipart form.
            progress: called with bytes sent and bytes to send.
            private: texts of the form that must not show up in an error.

        Raises:
            KlearStackError: any of its kinds.
        """
        raw = self._call_raw(name, values, file=file, progress=progress)
        return judge(self._endpoints[name], raw, self._private(private))

    def _documents(self, name: str, values: Mapping[str, str | None]) -> tuple[Document, ...]:
        """Make a call that answers with documents."""
        documents: list[Document] = []
        for part in self._documents_in_parts(name, values):
            if part.is_first:
                documents.clear()
            documents += part.documents
        return tuple(documents)

    def _documents_in_parts(self, name: str, values: Mapping[str, str | None]) -> Iterator[Part]:
        """Make a call that answers with documents, when the first of them is asked for."""
        raw = self._call_raw(name, values)
        yield from ListReading(self._endpoints[name], raw, self._private(), self._reader).parts()

    def _call_raw(
        self,
        name: str,
        values: Mapping[str, str | None] | None = None,
        *,
        file: FilePart | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> RawAnswer:
        """Make a call with an access token and return its answer as it came, whatever it says."""
        endpoint = self._endpoints[name]
        form = self._form(endpoint, values or {})
        return self._with_token(
            lambda token: self._sender.send(endpoint, form, token, file, progress)
        )

    def _with_token(self, send: Callable[[str], RawAnswer]) -> RawAnswer:
        """Send with the current token; a 401 renews it and sends again (section 0.5)."""
        signed_in_again = False
        for _ in range(_MOST_SENDS):
            with _before_the_call(), never_called_off():
                token = self._tokens.token()
            raw = send(token.value)
            if not is_refused_token(raw):
                if raw.status < 500:
                    self._tokens.accept(token)
                return raw
            if signed_in_again:
                break  # one sign-in a failure, or a service out of order locks the account
            with _before_the_call(), never_called_off():
                signed_in_again = self._tokens.renew(token).signed_in
        raise SignInNeeded(
            "The service asks for a new sign-in again and again.", "only 401", status=401
        )

    def _form(self, endpoint: Endpoint, values: Mapping[str, str | None]) -> dict[str, str]:
        who = self._credentials
        identity = {
            "company_name": who.company,
            "username": who.username,
            "password": who.password,
        }
        listed = {name: text for name, text in identity.items() if name in endpoint.parameters}
        return endpoint.form({**listed, **values})

    def _private(self, texts: Iterable[str] = ()) -> tuple[str, ...]:
        """Return what an error must never repeat: password, tokens and the given texts.

        Texts of one or two characters stay out of it: every sentence holds them by chance.
        """
        long_enough = (text for text in texts if len(text) >= _SHORTEST_PRIVATE)
        return (self._credentials.password, *self._tokens.secrets(), *long_enough)


@contextlib.contextmanager
def _before_the_call() -> Iterator[None]:
    """Let an error of the token calls say that the call itself was not carried out.

    It was not sent yet, or a 401 has answered it.
    """
    try:
        yield
    except KlearStackError as error:
        error.may_have_arrived = False
        raise
