"""Members of an uploaded zip, read with limits that a zip bomb runs into."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from klearstack_desktop.localserver.forms import SentFile

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_MEMBERS = 500
MOST_BYTES = 256 * 1024 * 1024
_IS_UTF8 = 0x800
_IS_ENCRYPTED = 0x1


class BadArchive(Exception):
    """The zip cannot be taken; the message is a sentence for people."""


def members(data: bytes) -> list[SentFile]:
    """Return the files of a zip, nested folders included, each with its path as name.

    Folders, hidden files and what archivers leave behind are passed over.

    Raises:
        BadArchive: no zip, encrypted, damaged, empty, or larger than the limits once unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            wanted = [info for info in archive.infolist() if _is_document(info)]
            if len(wanted) > MOST_MEMBERS:
                raise BadArchive(f"The zip holds more than {MOST_MEMBERS} files.")
            files = list(_unpacked(archive, wanted))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise BadArchive("The file is damaged or no zip.") from error
    if not files:
        raise BadArchive("The zip holds no files.")
    return files


def _is_document(info: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(info.filename).parts
    is_left_behind = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return not info.is_dir() and not is_left_behind


def _unpacked(archive: zipfile.ZipFile, wanted: list[zipfile.ZipInfo]) -> Iterator[SentFile]:
    left = MOST_BYTES
    for info in wanted:
        if info.flag_bits & _IS_ENCRYPTED:
            raise BadArchive("The zip is protected by a password.")
        # The size that the zip claims is a claim: count what really comes out.
        with archive.open(info) as stream:
            content = stream.read(left + 1)
        left -= len(content)
        if left < 0:
            limit = MOST_BYTES // 1024 // 1024
            raise BadArchive(f"The zip holds more than {limit} MB once unpacked.")
        yield SentFile(_name(info), content)


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; many archivers write UTF-8 without saying so."""
    if info.flag_bits & _IS_UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename
