"""Long lists of documents, read a part at a time: a long answer parsed at once stops every thread.

What stands around the list is judged by the same rules as a short answer, with a mark in the place
of the documents.
"""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from klearstack_desktop.api.envelope import (
    ENVELOPE_KEYS,
    damaged,
    encodings_of,
    judge,
    judged_text,
)
from klearstack_desktop.api.positional import END
from klearstack_desktop.api.reader import is_positional_entry
from klearstack_desktop.model.breath import Breath
from klearstack_desktop.model.garbage import collection_paused
from klearstack_desktop.model.jsonlist import JsonList, Shortcut
from klearstack_desktop.model.jsonquoted import QuotedText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from klearstack_desktop.api.endpoints import Endpoint
    from klearstack_desktop.api.exchange import RawAnswer
    from klearstack_desktop.api.reader import DocumentReader
    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.jsontext import Json

LONG_ANSWER: Final = 128 * 1024
"""Bytes from which an answer is read in parts; a shorter one is parsed well within a frame."""
PIECE: Final = 256 * 1024
"""Bytes of an answer that are text at a time."""
SEVERAL: Final = 32 * 1024
"""Characters of documents of the usual layout that are read at once, within half a millisecond."""
PART_DOCUMENTS: Final = 50

_TEXT = r'"[^"\\]*"'
_ENVELOPE = rf"""\{{ \s*
    (?: {_TEXT} \s* : \s* (?: {_TEXT} | [-+.\w]+ ) \s* , \s* )*
    " (?: {"|".join(ENVELOPE_KEYS)} ) " \s* : \s*
"""
_HEAD = re.compile(rf"\s* (?: {_ENVELOPE} ){{0,3}} \[", re.VERBOSE)
"""What may stand before the documents: nothing, or envelopes that begin with simple values."""
_HEAD_OF_TEXT = re.compile(rf"\s* (?: {_ENVELOPE} ){{0,2}} \"(?=[\[{{])", re.VERBOSE)
"""The same where the documents are a text within JSON that is JSON itself."""
_PLAIN_ENCODINGS: Final = {"utf-8", "utf-8-sig", "ascii", "cp1252", "iso8859-1", "iso8859-15"}
_MARK = "The documents stand here."


@dataclass(frozen=True, slots=True)
class Part:
    """Some documents of an answer, in the service's order.

    Attributes:
        documents: what the part holds.
        is_first: it begins the list. Should that happen twice, what came before the second time was
            not the list after all and does not count.
    """

    documents: tuple[Document, ...]
    is_first: bool


class _OneDocument(Exception):
    """The list is a single document."""


class ListReading:
    """The reading of one answer that holds documents.

    Args:
        endpoint: the call that was made.
        raw: what came back.
        private: texts that were sent and must not show up in an error.
        reader: reads the documents.
        long_answer: bytes from which the answer is read in parts.
        piece: bytes that are text at a time.
        several: characters of documents that are read at once.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        raw: RawAnswer,
        private: tuple[str, ...],
        reader: DocumentReader,
        *,
        long_answer: int = LONG_ANSWER,
        piece: int = PIECE,
        several: int = SEVERAL,
    ) -> None:
        self._endpoint = endpoint
        self._raw = raw
        self._private = private
        self._reader = reader
        self._long_answer = long_answer
        self._piece = piece
        self._several = several
        self._is_begun = False

    def parts(self) -> Iterator[Part]:
        """Yield the documents in parts; only when that ends without an error, the list is whole.

        It takes a breath every few milliseconds: the thread that draws the window gets the
        interpreter then.

        Raises:
            KlearStackError: what `judge` and `DocumentReader.documents` would raise for the whole
                answer.
        """
        raw = self._raw
        is_long = len(raw.body) >= self._long_answer and raw.status < 300
        if is_long and (decoding := self._decoding()) is not None:
            pieces = self._pieces(*decoding)
            first = next(pieces, "")
            if (head := _HEAD.match(first)) is not None:
                yield from self._listed(head[0], chain([first[head.end() :]], pieces))
                return
            if (head := _HEAD_OF_TEXT.match(first)) is not None:
                yield from self._quoted(head[0], chain([first[head.end() :]], pieces))
                return
        yield from self._whole()

    def _whole(self) -> Iterator[Part]:
        documents = self._reader.documents(judge(self._endpoint, self._raw, self._private).payload)
        for start in range(0, max(len(documents), 1), PART_DOCUMENTS):
            yield Part(documents[start : start + PART_DOCUMENTS], is_first=start == 0)

    def _quoted(self, head: str, pieces: Iterator[str]) -> Iterator[Part]:
        quoted = QuotedText(pieces)
        inner = iter(quoted)
        try:
            first = next(inner, "")
        except ValueError:
            first = ""
        if (inner_head := _HEAD.match(first)) is None:
            yield from self._whole()
            return
        yield from self._listed(
            inner_head[0],
            chain([first[inner_head.end() :]], inner),
            lambda text: f"{head[:-1]}{json.dumps(text)}{quoted.rest()}",
        )

    def _listed(
        self, head: str, pieces: Iterator[str], around: Callable[[str], str] | None = None
    ) -> Iterator[Part]:
        """Yield the documents of a list that begins behind a head.

        Args:
            head: ends with the bracket of the list.
            pieces: what stands behind it.
            around: puts what stands around the documents into the rest of the answer, where that
                is more.
        """
        shortcut = Shortcut(END, self._some_at_once, self._several)
        listed = JsonList(pieces, self._one, shortcut)
        documents = iter(listed)
        is_first = True
        try:
            while part := _some(documents):
                yield Part(part, is_first)
                is_first = False
            text = f'{head}"{_MARK}"]{listed.rest()}'
            text = text if around is None else around(text)
        except _OneDocument:
            text = ""
        except ValueError:
            if around is None and self._raw.media_type != "text/plain":
                raise damaged(self._endpoint, self._raw) from None
            # What begins as JSON and is none may be bare text.
            yield from self._whole()
            return
        if not is_first:
            answer = judged_text(self._endpoint, self._raw, text, self._private)
            if self._reader.is_list(answer.payload, [_MARK]):
                return
        yield from self._whole()

    def _one(self, item: Json) -> Document:
        if not self._is_begun and is_positional_entry(item):
            raise _OneDocument
        self._is_begun = True
        return self._reader.one(item)

    def _some_at_once(self, text: str) -> list[Document] | None:
        documents = self._reader.some_at_once(text)
        self._is_begun |= documents is not None
        return documents

    def _decoding(self) -> tuple[str, str] | None:
        """Return the encoding of the body, as `text_of` reads it, and what is done about errors.

        None where it must not be cut to pieces.
        """
        for name in encodings_of(self._raw):
            try:
                encoding = codecs.lookup(name).name
            except LookupError:
                continue
            if encoding not in _PLAIN_ENCODINGS:
                return None
            try:
                breath = Breath()
                for _ in self._pieces(encoding, "strict"):
                    breath.take()
            except UnicodeDecodeError:
                continue
            return encoding, "strict"
        return "utf-8", "replace"

    def _pieces(self, encoding: str, errors: str) -> Iterator[str]:
        """Yield the body as text, a piece at a time."""
        decoder = codecs.getincrementaldecoder(encoding)(errors)
        body = memoryview(self._raw.body)
        for start in range(0, len(body), self._piece):
            yield decoder.decode(body[start : start + self._piece])
        yield decoder.decode(b"", final=True)


def _some(documents: Iterator[Document]) -> tuple[Document, ...]:
    """Return the next documents, breathing between them; none where there are none left."""
    some: list[Document] = []
    breath = Breath()
    with collection_paused():
        for document in islice(documents, PART_DOCUMENTS):
            some.append(document)
            breath.take()
    return tuple(some)
