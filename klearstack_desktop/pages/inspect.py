"""Looking at a file before it is uploaded, so that the answer comes at once and not from afar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from klearstack_desktop.model.problems import FileProblem
from klearstack_desktop.pages import pdf
from klearstack_desktop.pages.kinds import HEAD_BYTES, FileKind, kind_of
from klearstack_desktop.pages.limits import MAX_PIXELS, set_library_limits

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTE = 1_000_000
DEFAULT_MAX_BYTES = 50 * MEGABYTE
"""KlearStack names no limit. A colour page at 300 dpi takes about 1.4 MB as JPEG, so this holds
some 35 of them, and what is larger is nearly always the wrong file."""

_UPLOADABLE = (FileKind.PDF, FileKind.JPEG, FileKind.PNG, FileKind.TIFF)


@dataclass(frozen=True, slots=True)
class UploadFile:
    """A file that may be uploaded.

    Attributes:
        path: where it lies.
        kind: told by its content.
        size: in bytes.
        page_count: at least 1.
    """

    path: Path
    kind: FileKind
    size: int
    page_count: int


def inspect_upload(path: Path, *, max_bytes: int = DEFAULT_MAX_BYTES) -> UploadFile:
    """Find out what a file is and refuse what the service could not read.

    The size is checked before anything is read. Blocks on the disk, and waits for pdfium's turn if
    it is a PDF: call it in the ``pdf`` thread.

    Raises:
        FileProblem: the file is missing, no file, empty, too large, of another kind, damaged or
            locked with a password; the sentence says which and what to do.
    """
    name = f"“{path.name}”"
    try:
        size = _checked_size(path, name, max_bytes)
        with path.open("rb") as file:
            kind = kind_of(file.read(HEAD_BYTES))
    except OSError as error:
        reason = error.strerror or "the system gives no reason"
        raise FileProblem(f"{name} cannot be read: {reason}.", str(error)) from error
    if kind not in _UPLOADABLE:
        raise FileProblem(f"{name} is no PDF, JPEG, PNG or TIFF, so KlearStack could not read it.")
    return UploadFile(path, kind, size, _page_count(path, kind, name))


def _checked_size(path: Path, name: str, max_bytes: int) -> int:
    if path.is_dir():
        raise FileProblem(f"{name} is a folder. Choose the files in it.")
    size = path.stat().st_size
    if size == 0:
        raise FileProblem(f"{name} is empty. Scan or save it again.")
    if size > max_bytes:
        raise FileProblem(
            f"{name} has {_megabytes(size)}; up to {_megabytes(max_bytes)} can be uploaded. "
            "Split it, or scan it at a lower resolution."
        )
    return size


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:,.0f} MB" if size >= MEGABYTE else f"{size:,} bytes"


def _page_count(path: Path, kind: FileKind, name: str) -> int:
    try:
        return pdf.page_count(path) if kind is FileKind.PDF else _picture_count(path, kind, name)
    except pdf.PdfLocked as error:
        sentence = f"{name} is protected by a password. Save it without one and upload it again."
        raise FileProblem(sentence, str(error)) from error
    except pdf.PdfDamaged as error:
        sentence = f"{name} is damaged and cannot be read. Scan or save it again."
        raise FileProblem(sentence, str(error)) from error


def _picture_count(path: Path, kind: FileKind, name: str) -> int:
    set_library_limits()
    try:
        with Image.open(path, formats=(kind.value,)) as picture:
            return getattr(picture, "n_frames", 1) if kind is FileKind.TIFF else 1
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        millions = MAX_PIXELS // MEGABYTE
        sentence = f"{name} has more than {millions} million pixels. Scan it at a lower resolution."
        raise FileProblem(sentence, str(error)) from error
    except Exception as error:
        # As in `pillow.read_page`: broken bytes make Pillow's readers fail in many ways.
        sentence = f"{name} is damaged and cannot be read. Scan or save it again."
        raise FileProblem(sentence, f"{type(error).__name__}: {error}") from error
