"""How a cached page is encrypted, and what binds it to its document.

Wire format of a file: ``KSP1``, a random nonce of 12 bytes, then the page under AES-256-GCM with
its tag of 16 bytes at the end. The associated data is the ASCII JSON array ``["KSP1", DOCUMENT,
PART, MEDIA_TYPE, SHA256]``: a file that lies under another document's name, or that the index
describes otherwise, does not open. PART is the page number; it is 0 for a file that several pages
share.

The file's name is an HMAC of document, part and media type, and so tells nothing. A row of the
index is held by an HMAC of its own, so that a page cannot be turned into another one of its file.
The keys for all three are derived (HKDF-SHA256) from the one that the keychain holds.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import astuple, dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32

_FORMAT = b"KSP1"
_NONCE_BYTES = 12
_NAME_LENGTH = 40
OVERHEAD_BYTES = len(_FORMAT) + _NONCE_BYTES + 16


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file of the cache holds.

    Attributes:
        document_id: the document.
        part: the page number from 1, or 0 for a file that holds several pages.
        media_type: as `model.document.PageImage.media_type`.
        sha256: digest of the plain bytes, hex.
    """

    document_id: str
    part: int
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Where one page of a document is found.

    Attributes:
        document_id: the document.
        page: page number from 1.
        file: the file's name.
        frame: index from 0 of the page within the file's plain bytes.
        rendition: width and height in pixels that boxes refer to; None where they are not known.
        dpi: resolution at which a PDF is rendered so that boxes fit.
    """

    document_id: str
    page: int
    file: str
    frame: int
    rendition: tuple[int, int] | None
    dpi: int


class PageCipher:
    """Encrypts and opens the pages of one account.

    The library is loaded with the first page: the list is on the screen without it.
    """

    def __init__(self, key: bytes) -> None:
        """Take the key from which all others are derived.

        Raises:
            ValueError: the key does not have 32 bytes.
        """
        if len(key) != KEY_BYTES:
            raise ValueError(f"a page key has {KEY_BYTES} bytes, not {len(key)}")
        self._key = key

    @cached_property
    def _aead(self) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(_derived(self._key, b"contents"))

    @cached_property
    def _name_key(self) -> bytes:
        return _derived(self._key, b"names")

    @cached_property
    def _row_key(self) -> bytes:
        return _derived(self._key, b"rows")

    def name(self, contents: Contents) -> str:
        """Return the name of the file for contents of that document, part and media type."""
        what = [contents.document_id, contents.part, contents.media_type]
        return _hmac(self._name_key, what)[:_NAME_LENGTH]

    def seal(self, contents: Contents, data: bytes) -> bytes:
        """Return the bytes of a file that holds the data."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _FORMAT + nonce + self._aead.encrypt(nonce, data, _bound(contents))

    def open(self, contents: Contents, sealed: bytes) -> bytes | None:
        """Return the data of a file; None if it is not, byte for byte, what `seal` returned."""
        start = len(_FORMAT) + _NONCE_BYTES
        if len(sealed) < OVERHEAD_BYTES or not sealed.startswith(_FORMAT):
            return None
        from cryptography.exceptions import InvalidTag

        view = memoryview(sealed)
        try:
            return self._aead.decrypt(view[len(_FORMAT) : start], view[start:], _bound(contents))
        except InvalidTag:
            return None

    def mark(self, place: PagePlace) -> str:
        """Return what proves that a row of the index is one that this program wrote."""
        return _hmac(self._row_key, list(astuple(place)))

    def is_marked(self, place: PagePlace, mark: str) -> bool:
        """Whether `mark` returned this for exactly that place."""
        return hmac.compare_digest(self.mark(place).encode(), mark.encode())


def _derived(key: bytes, purpose: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

    return HKDFExpand(SHA256(), KEY_BYTES, b"klearstack-desktop pages " + purpose).derive(key)


def _bound(contents: Contents) -> bytes:
    return _unambiguous([_FORMAT.decode(), *astuple(contents)])


def _hmac(key: bytes, what: list[object]) -> str:
    return hmac.new(key, _unambiguous(what), hashlib.sha256).hexdigest()


def _unambiguous(what: list[object]) -> bytes:
    return json.dumps(what).encode("ascii")
