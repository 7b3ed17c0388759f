"""A file on its way into a multipart form."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from klearstack_desktop.api.exchange import FilePart
from klearstack_desktop.api.images import media_type_of
from klearstack_desktop.model.problems import FileProblem

_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


def read_file(
    parameter: str, file: str | Path | BinaryIO, file_name: str | None, limit: int
) -> FilePart:
    """Read a file to be uploaded.

    Args:
        parameter: the form field that carries it.
        file: a path, or a file open for reading bytes.
        file_name: the name to send; by default the file's own.
        limit: largest size in bytes.

    Raises:
        FileProblem: the file is empty, too large, or cannot be read.
    """
    try:
        if isinstance(file, str | Path):
            with Path(file).open("rb") as opened:
                data = opened.read(limit + 1)
        else:
            data = file.read(limit + 1)
    except OSError as error:
        raise FileProblem(
            f"The file cannot be read: {error.strerror or 'unknown reason'}.", type(error).__name__
        ) from None
    own_name = getattr(file, "name", file)
    name = file_name or (Path(own_name).name if isinstance(own_name, str | Path) else "document")
    if not data:
        raise FileProblem("The file is empty.")
    if len(data) > limit:
        raise FileProblem(f"The file is larger than {limit // (1024 * 1024)} MB.")
    suffix = Path(name).suffix.lower()
    media_type = media_type_of(data) or _MEDIA_TYPES.get(suffix) or "application/octet-stream"
    return FilePart(parameter, name, data, media_type)
