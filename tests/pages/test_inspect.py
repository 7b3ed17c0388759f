from __future__ import annotations

from pathlib import Path

import pytest

from klearstack_desktop.model.problems import FileProblem
from klearstack_desktop.pages.inspect import DEFAULT_MAX_BYTES, UploadFile, inspect_upload
from klearstack_desktop.pages.kinds import FileKind
from tests.pages import samples

INVOICES = Path(__file__).resolve().parents[3] / "shared" / "invoices"


def written(folder: Path, data: bytes, name: str = "scan.bin") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def refusal(path: Path, *, max_bytes: int = DEFAULT_MAX_BYTES) -> str:
    with pytest.raises(FileProblem) as caught:
        inspect_upload(path, max_bytes=max_bytes)
    assert f"“{path.name}”" in caught.value.sentence
    return caught.value.sentence


@pytest.mark.parametrize(
    ("data", "kind", "page_count"),
    [
        (samples.pdf(pages=3), FileKind.PDF, 3),
        (samples.multi_page_tiff(), FileKind.TIFF, 3),
        (samples.encoded(samples.picture("1"), "TIFF", compression="group4"), FileKind.TIFF, 1),
        (samples.encoded(samples.picture(), "JPEG"), FileKind.JPEG, 1),
        (samples.encoded(samples.picture(), "PNG"), FileKind.PNG, 1),
    ],
    ids=["pdf", "tiff", "fax", "jpeg", "png"],
)
def test_a_good_file_is_described(
    tmp_path: Path, data: bytes, kind: FileKind, page_count: int
) -> None:
    path = written(tmp_path, data)
    assert inspect_upload(path) == UploadFile(path, kind, len(data), page_count)


@pytest.mark.skipif(not INVOICES.is_dir(), reason=f"the seven real invoices are not in {INVOICES}")
def test_the_real_invoices_may_be_uploaded() -> None:
    found = [inspect_upload(path) for path in sorted(INVOICES.glob("*.pdf"))]
    assert len(found) == 7
    assert all(file.kind is FileKind.PDF and file.page_count >= 1 for file in found)


def test_an_empty_file(tmp_path: Path) -> None:
    assert "is empty" in refusal(written(tmp_path, b""))


def test_a_file_of_200_megabytes_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    # Its zero bytes are no PDF: had they been read, the sentence would be another one.
    assert "has 200 MB; up to 50 MB can be uploaded" in refusal(path)


def test_the_limit_is_the_last_size_that_may_be_uploaded(tmp_path: Path) -> None:
    data = samples.encoded(samples.picture(), "PNG")
    path = written(tmp_path, data)
    assert inspect_upload(path, max_bytes=len(data)).size == len(data)
    assert "can be uploaded" in refusal(path, max_bytes=len(data) - 1)


def test_an_encrypted_pdf(tmp_path: Path) -> None:
    assert "protected by a password" in refusal(written(tmp_path, samples.locked_pdf()))


@pytest.mark.parametrize(
    "data",
    [b"MZ\x90\x00", b"PK\x03\x04" * 50, b"hello", samples.encoded(samples.picture(), "WEBP")],
    ids=["program", "zip", "text", "webp"],
)
def test_another_kind_of_file(tmp_path: Path, data: bytes) -> None:
    assert "is no PDF, JPEG, PNG or TIFF" in refusal(written(tmp_path, data, "invoice.pdf"))


@pytest.mark.parametrize(
    "data",
    [samples.pdf()[:150], b"%PDF-1.7\n", b"\xff\xd8\xff\xe0\x00", b"II*\x00\x08\x00\x00\x00"],
    ids=["pdf cut", "pdf header", "jpeg header", "tiff header"],
)
def test_a_damaged_file(tmp_path: Path, data: bytes) -> None:
    assert "is damaged" in refusal(written(tmp_path, data))


def test_more_pixels_than_can_be_shown(tmp_path: Path) -> None:
    assert "200 million pixels" in refusal(written(tmp_path, samples.png_bomb()))


def test_a_folder_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path)
    assert "cannot be read" in refusal(tmp_path / "gone.pdf")
