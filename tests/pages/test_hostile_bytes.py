"""Whatever comes is a page, or a sentence; never a crash, never another exception."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klearstack_desktop.model.problems import PageProblem
from klearstack_desktop.pages.completeness import has_its_end
from klearstack_desktop.pages.decoder import PageDecoder
from klearstack_desktop.pages.kinds import FileKind, kind_of
from tests.pages import samples
from tests.pages.samples import page_image

SMALL = samples.picture(size=(160, 120))
SEEDS = {
    "jpeg": samples.encoded(SMALL, "JPEG"),
    "png": samples.encoded(SMALL, "PNG"),
    "webp": samples.encoded(SMALL, "WEBP"),
    "fax": samples.encoded(SMALL.convert("1"), "TIFF", compression="group4"),
    "lzw": samples.encoded(SMALL, "TIFF", compression="tiff_lzw"),
    "jpeg in tiff": samples.encoded(SMALL, "TIFF", compression="jpeg"),
    "pdf": samples.pdf(),
}
# Qt's readers say what they think of broken bytes on their log, which is where it belongs.
pytestmark = pytest.mark.qt_log_level_fail("CRITICAL")


def outcome_of(data: bytes) -> str:
    """Return the sentence that refuses the bytes, or an empty string where they are a page."""
    try:
        page = PageDecoder().decode(page_image(data))
    except PageProblem as problem:
        return problem.sentence
    assert page.width > 0
    assert page.height > 0
    return ""


def assert_page_or_sentence(data: bytes) -> None:
    sentence = outcome_of(data)
    assert not sentence or (sentence.startswith("Page 1 ") and sentence.endswith("."))


@pytest.mark.parametrize("name", SEEDS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_flipped_bytes(name: str, data: st.DataObject) -> None:
    broken = bytearray(SEEDS[name])
    for _ in range(data.draw(st.integers(1, 8))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    assert_page_or_sentence(bytes(broken))


@pytest.mark.parametrize("name", SEEDS)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_cut_off(name: str, data: st.DataObject) -> None:
    seed = SEEDS[name]
    assert_page_or_sentence(seed[: data.draw(st.integers(0, len(seed)))])


@settings(max_examples=200)
@given(rest=st.binary(max_size=400))
def test_looking_for_the_end_never_fails(rest: bytes) -> None:
    jpeg = b"\xff\xd8\xff" + rest
    assert kind_of(jpeg) is FileKind.JPEG
    if has_its_end(jpeg, FileKind.JPEG):
        assert b"\xff\xd9" in jpeg
    assert has_its_end(rest, FileKind.PNG) == (b"IEND" in rest)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0", FileKind.JPEG),
        (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
        (b"II*\x00", FileKind.TIFF),
        (b"MM\x00*", FileKind.TIFF),
        (b"MM\x00+", FileKind.TIFF),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", FileKind.WEBP),
        (b"%PDF-1.4", FileKind.PDF),
        (b"\x00" * 1000 + b"%PDF-1.4", FileKind.PDF),
        (b"\x00" * 1020 + b"%PDF-1.4", None),
        (b"GIF89a", None),
        (b"", None),
    ],
)
def test_the_first_bytes_tell_the_kind(head: bytes, kind: FileKind | None) -> None:
    assert kind_of(head) is kind
