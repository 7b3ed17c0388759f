"""Encrypted pages on a real disk, over a real index."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klearstack_desktop.model.document import PageImage
from klearstack_desktop.store.database import open_database
from klearstack_desktop.store.page_cache import BATCH, PageCache
from klearstack_desktop.store.schema import CACHE
from tests.store.strategies import texts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
SECRET = b"Muster GmbH owes 1.234,50 EUR"
PAGE = PageImage(1, b"\xff\xd8" + SECRET, "image/jpeg", rendition=(1654, 2339), dpi=200)
PDF = b"%PDF-1.7 " + SECRET * 50
NO_LIMIT = 2**40
FOREVER = timedelta(days=10_000)

sides = st.none() | st.tuples(st.integers(1, 2**31), st.integers(1, 2**31))
images = st.builds(
    PageImage,
    page=st.integers(1, 5),
    data=st.binary(max_size=300),
    media_type=st.sampled_from(
        ["image/jpeg", "image/png", "image/tiff", "image/webp", "application/pdf"]
    ),
    frame=st.integers(0, 9),
    rendition=sides,
    dpi=st.integers(1, 1200),
)
in_fresh_folders = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Hours:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.hours = 400_000.0

    def __call__(self) -> float:
        return self.hours * 3600


@pytest.fixture
def clock() -> Hours:
    return Hours()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "pages"


@pytest.fixture
def pages(folder: Path, cache: sqlite3.Connection, clock: Hours) -> PageCache:
    return PageCache(folder, cache, KEY, clock)


@contextlib.contextmanager
def a_cache(key: bytes = KEY) -> Iterator[tuple[PageCache, Path]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with contextlib.closing(open_database(folder / "cache.db", CACHE)) as index:
            yield PageCache(folder / "pages", index, key), folder / "pages"


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.exists() else []


def prune_all(pages: PageCache, max_bytes: int = NO_LIMIT, max_age: timedelta = FOREVER) -> int:
    """Prune to the end and return the number of calls it took."""
    calls = 1
    while pages.prune(max_bytes, max_age):
        calls += 1
    return calls


def of(document: str, page: int, size: int = 1000) -> PageImage:
    return PageImage(page, f"{document} {page} ".encode().ljust(size, b"."), "image/jpeg")


def test_the_pages_of_one_document_can_be_forgotten(pages: PageCache, folder: Path) -> None:
    for page in (1, 2):
        pages.put("changed", of("changed", page))
    pages.put("other", of("other", 1))
    pages.forget("changed")
    assert not pages.has("changed", 1)
    assert pages.get("changed", 2) is None
    assert pages.get("other", 1) == of("other", 1)
    assert len(files(folder)) == 1


@in_fresh_folders
@given(kept=st.lists(st.tuples(texts, images), max_size=8))
def test_what_was_put_last_comes_back_as_it_was(kept: list[tuple[str, PageImage]]) -> None:
    with a_cache() as (pages, folder):
        wanted: dict[tuple[str, int], PageImage] = {}
        for document, image in kept:
            if image.media_type in {"application/pdf", "image/tiff"}:
                # One document has one such file: its former pages go with its former bytes.
                wanted = {
                    where: known
                    for where, known in wanted.items()
                    if where[0] != document
                    or (known.media_type, known.data) == (image.media_type, image.data)
                    or known.media_type != image.media_type
                }
            wanted[document, image.page] = image
            pages.put(document, image)
        for (document, page), image in wanted.items():
            assert pages.has(document, page)
            assert pages.get(document, page) == image
        shared = {
            (document, image.media_type)
            for (document, _), image in wanted.items()
            if image.media_type in {"application/pdf", "image/tiff"}
        }
        single = [
            image
            for image in wanted.values()
            if image.media_type not in {"application/pdf", "image/tiff"}
        ]
        assert len(files(folder)) == len(shared) + len(single)


@in_fresh_folders
@given(data=st.data(), image=images)
def test_a_file_that_was_changed_is_a_miss_and_is_removed(
    data: st.DataObject, image: PageImage
) -> None:
    with a_cache() as (pages, folder):
        pages.put("doc", image)
        (path,) = files(folder)
        sealed = bytearray(path.read_bytes())
        at = data.draw(st.integers(0, len(sealed) - 1), "at")
        sealed[at] ^= data.draw(st.integers(1, 255), "flipped bits")
        path.write_bytes(sealed)
        # Nothing of it may come from memory.
        pages.put("another", replace(image, data=b"%PDF", media_type="application/pdf"))
        assert pages.get("doc", image.page) is None
        assert not pages.has("doc", image.page)
        assert not path.exists()


@in_fresh_folders
@given(data=st.data(), image=images)
def test_a_file_that_was_cut_or_grew_is_a_miss_and_is_removed(
    data: st.DataObject, image: PageImage
) -> None:
    with a_cache() as (pages, folder):
        pages.put("doc", image)
        (path,) = files(folder)
        sealed = path.read_bytes()
        other = data.draw(
            st.integers(0, len(sealed) - 1).map(lambda length: sealed[:length])
            | st.binary(min_size=1, max_size=9).map(lambda more: sealed + more)
        )
        path.write_bytes(other)
        pages.put("another", replace(image, data=b"%PDF", media_type="application/pdf"))
        assert pages.get("doc", image.page) is None
        assert not path.exists()


def test_the_disk_holds_neither_the_page_nor_a_name_that_tells(
    pages: PageCache, folder: Path
) -> None:
    pages.put("invoice-4711", PAGE)
    pages.put("invoice-4711", PageImage(2, PDF, "application/pdf"))
    for path in files(folder):
        assert SECRET not in path.read_bytes()
        assert "4711" not in path.name
        assert len(path.name) == 40
    assert len(files(folder)) == 2


def test_the_same_page_is_never_the_same_file_twice(pages: PageCache, folder: Path) -> None:
    pages.put("doc", PAGE)
    (path,) = files(folder)
    first = path.read_bytes()
    pages.wipe()
    pages.put("doc", PAGE)
    assert path.read_bytes() != first


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX")
def test_pages_are_the_owners_alone_whatever_the_umask(pages: PageCache, folder: Path) -> None:
    before = os.umask(0)
    try:
        pages.put("doc", PAGE)
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in files(folder)] == [0o600]


def test_without_a_key_nothing_is_on_disk(folder: Path, cache: sqlite3.Connection) -> None:
    pages = PageCache(folder, cache, None)
    pages.put("doc", PAGE)
    assert not pages.is_on_disk
    assert not pages.has("doc", 1)
    assert pages.get("doc", 1) is None
    assert not folder.exists()


def test_a_key_of_another_length_is_refused(folder: Path, cache: sqlite3.Connection) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        PageCache(folder, cache, b"short")


def test_pages_are_there_at_the_next_start(
    pages: PageCache, folder: Path, cache: sqlite3.Connection
) -> None:
    pages.put("doc", PAGE)
    later = PageCache(folder, cache, KEY)
    assert later.is_on_disk
    assert later.get("doc", 1) == PAGE


def test_pages_of_another_key_are_misses_and_are_removed(
    pages: PageCache, folder: Path, cache: sqlite3.Connection
) -> None:
    pages.put("doc", PAGE)
    stranger = PageCache(folder, cache, OTHER_KEY)
    assert stranger.get("doc", 1) is None
    assert files(folder) == []
    stranger.put("doc", PAGE)
    assert stranger.get("doc", 1) == PAGE


def test_a_file_under_another_documents_name_does_not_open(pages: PageCache, folder: Path) -> None:
    pages.put("mine", PAGE)
    (mine,) = files(folder)
    pages.put("theirs", replace(PAGE, data=PAGE.data[::-1]))
    (theirs,) = set(files(folder)) - {mine}
    mine.write_bytes(theirs.read_bytes())
    assert pages.get("mine", 1) is None
    assert pages.get("theirs", 1) is not None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE page SET page = 9 WHERE page = 2",
        "UPDATE page SET frame = 0",
        "UPDATE page SET width = 1, height = 1",
        "UPDATE page SET dpi = 1",
        "UPDATE page SET document_id = 'theirs'",
        "UPDATE page_file SET media_type = 'image/tiff'",
        "UPDATE page_file SET part = 2",
        "UPDATE page_file SET sha256 = 'x'",
        "UPDATE page_file SET bytes = bytes + 1",
    ],
)
def test_an_index_that_was_changed_is_a_miss(
    folder: Path, pages: PageCache, cache: sqlite3.Connection, change: str
) -> None:
    pages.put("doc", PageImage(2, PDF, "application/pdf", frame=1))
    cache.execute(change)
    later = PageCache(folder, cache, KEY)
    for document in ("doc", "theirs"):
        for page in (2, 9):
            assert later.get(document, page) is None


def test_pages_of_one_file_are_stored_once_and_share_its_bytes(
    pages: PageCache, folder: Path, cache: sqlite3.Connection
) -> None:
    for page in (1, 2, 3):
        pages.put("doc", PageImage(page, PDF, "application/pdf", frame=page - 1))
    assert len(files(folder)) == 1
    later = PageCache(folder, cache, KEY)
    found = [later.get("doc", page) for page in (1, 2, 3)]
    assert [image and image.frame for image in found] == [0, 1, 2]
    first = found[0]
    assert first is not None
    assert first.data == PDF
    assert all(image is not None and image.data is first.data for image in found)


def test_a_file_of_several_pages_that_changed_takes_its_old_pages_along(
    pages: PageCache, folder: Path
) -> None:
    for page in (1, 2):
        pages.put("doc", PageImage(page, PDF, "application/pdf", frame=page - 1))
    shorter = PageImage(1, PDF[:100], "application/pdf")
    pages.put("doc", shorter)
    assert pages.get("doc", 1) == shorter
    assert pages.get("doc", 2) is None
    assert len(files(folder)) == 1


def test_a_page_that_comes_as_another_kind_leaves_no_file_behind(
    pages: PageCache, folder: Path
) -> None:
    pages.put("doc", PAGE)
    pages.put("doc", PageImage(1, PDF, "application/pdf"))
    assert len(files(folder)) == 1
    assert pages.get("doc", 1) == PageImage(1, PDF, "application/pdf")


def test_a_file_that_vanished_is_a_miss_and_is_written_again(
    pages: PageCache, folder: Path
) -> None:
    pages.put("doc", PAGE)
    files(folder)[0].unlink()
    assert not pages.has("doc", 1)
    pages.put("doc", PAGE)
    assert pages.get("doc", 1) == PAGE


def test_the_least_recently_used_goes_first(pages: PageCache, clock: Hours) -> None:
    for document in ("old", "middle", "new"):
        pages.put(document, of(document, 1))
        clock.hours += 1
    assert pages.get("old", 1) is not None
    clock.hours += 1
    prune_all(pages, max_bytes=2_100)
    assert [name for name in ("old", "middle", "new") if pages.has(name, 1)] == ["old", "new"]
    prune_all(pages, max_bytes=1_100)
    assert [name for name in ("old", "middle", "new") if pages.has(name, 1)] == ["old"]


def test_what_was_not_used_for_too_long_goes(pages: PageCache, folder: Path, clock: Hours) -> None:
    pages.put("old", of("old", 1))
    clock.hours += 30
    pages.put("new", of("new", 1))
    clock.hours += 1
    prune_all(pages, max_age=timedelta(hours=30))
    assert not pages.has("old", 1)
    assert pages.has("new", 1)
    assert len(files(folder)) == 1


def test_pruning_comes_in_small_batches(pages: PageCache, folder: Path) -> None:
    for number in range(BATCH + 5):
        pages.put(f"doc {number}", of("doc", 1, size=10))
    assert pages.prune(0, FOREVER)
    assert len(files(folder)) == 5
    assert not pages.prune(0, FOREVER)
    assert files(folder) == []


def test_files_that_the_index_does_not_know_are_removed(
    pages: PageCache, folder: Path, cache: sqlite3.Connection
) -> None:
    pages.put("doc", PAGE)
    for number in range(BATCH + 5):
        (folder / f"stray {number}").write_bytes(b"left by a crash")
    assert prune_all(PageCache(folder, cache, KEY)) == 2
    assert len(files(folder)) == 1
    assert pages.get("doc", 1) == PAGE


def test_old_pages_go_also_while_the_key_is_not_to_be_had(
    pages: PageCache, folder: Path, cache: sqlite3.Connection, clock: Hours
) -> None:
    pages.put("doc", PAGE)
    clock.hours += 2
    prune_all(PageCache(folder, cache, None, clock), max_age=timedelta(hours=1))
    assert files(folder) == []


def test_wiping_leaves_nothing(pages: PageCache, folder: Path) -> None:
    for number in range(3):
        pages.put(f"doc {number}", PAGE)
    pages.put("doc 0", PageImage(1, PDF, "application/pdf"))
    (folder / "stray").write_bytes(b"left by a crash")
    pages.wipe()
    assert files(folder) == []
    assert pages.get("doc 0", 1) is None
    assert pages.get("doc 1", 1) is None


def test_a_crash_between_file_and_index_is_a_miss(
    pages: PageCache, folder: Path, cache: sqlite3.Connection
) -> None:
    pages.put("doc", PAGE)
    kept = cache.execute("SELECT * FROM page_file").fetchone()
    pages.put("doc", replace(PAGE, data=PAGE.data[::-1]))
    # The new file is there, and the index still speaks of the old one.
    cache.execute("UPDATE page_file SET sha256 = ?", (kept[4],))
    assert pages.get("doc", 1) is None
    assert files(folder) == []


def test_a_full_disk_keeps_nothing_and_stops_nobody(
    pages: PageCache, cache: sqlite3.Connection
) -> None:
    pages.put("doc", PAGE)
    in_use = cache.execute("PRAGMA page_count").fetchone()[0]
    # SQLite reports a reached page limit as the very error of a full disk.
    cache.execute(f"PRAGMA max_page_count = {in_use}")
    for number in range(200):
        pages.put(f"doc {number}", PAGE)
    assert not pages.has("doc 199", 1)
    assert pages.get("doc", 1) == PAGE


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_stops_nobody(pages: PageCache, folder: Path) -> None:
    folder.parent.chmod(0o500)
    pages.put("doc", PAGE)
    folder.parent.chmod(0o700)
    assert not pages.has("doc", 1)
    assert not folder.exists()


def test_a_file_where_the_folder_should_be_stops_nobody(pages: PageCache, folder: Path) -> None:
    folder.write_bytes(b"in the way")
    pages.put("doc", PAGE)
    assert pages.get("doc", 1) is None
    assert not pages.prune(0, FOREVER)
