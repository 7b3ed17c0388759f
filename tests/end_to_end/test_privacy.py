"""What the program leaves on the disk, and for whose eyes."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from klearstack_desktop import logs
from klearstack_desktop.model.queue import ReviewState
from tests.end_to_end.driver import CONTROL, NUMBER, SHIFT, Driver
from tests.memory_keyring import MemoryKeyring, installed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess

TYPED = "typed-and-approved-4711"
SAVED = "typed-and-saved-0815"
COMMENT = "the goods came in on a Tuesday"
REASON = "37 boxes are missing from this delivery"
SHORTEST_VALUE = 8
"""Shorter values may stand in a log by chance."""
IMAGES = (b"\xff\xd8\xff", b"\x89PNG", b"II*\0", b"MM\0*", b"%PDF", b"RIFF")
"""How pages begin."""


@pytest.fixture
def everything_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder in which every file of the program ends up: profile, log and temporary files."""
    temporary = tmp_path / "profile" / "temporary"
    temporary.mkdir(parents=True)
    tmp_path.joinpath("profile").chmod(0o700)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.start(tmp_path / "profile" / "logs")
    logging.getLogger("klearstack_desktop").setLevel(logging.DEBUG)
    root.handlers += before
    yield tmp_path / "profile"
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    logging.getLogger("klearstack_desktop").setLevel(logging.NOTSET)


@pytest.fixture(params=[False, True], ids=["no keychain", "keychain"])
def has_keychain(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Whether the workstation has a keychain, and so keeps pages on disk and a sealed journal."""
    with installed(MemoryKeyring()) if request.param else contextlib.nullcontext():
        yield request.param


def tokens_of(driver: Driver) -> set[str]:
    keeper = driver.desk.service.client._tokens
    assert keeper._token is not None
    assert keeper._refresh_token is not None
    return {keeper._token.value, keeper._refresh_token}


def found_in(path: Path, texts: Iterable[str]) -> list[str]:
    """The texts that a file holds, in an encoding that the program or a library might choose."""
    content = path.read_bytes()
    return [
        text
        for text in texts
        if text.encode() in content
        or text.encode("utf-16-le") in content
        or text.encode("unicode_escape") in content
    ]


def test_secrets_are_in_no_file_and_values_in_the_databases_only(
    review: Review,
    server: ServerProcess,
    everything_written: Path,
    has_keychain: bool,
    capfd: pytest.CaptureFixture[str],
) -> None:
    secrets = {server.password}
    values = {TYPED, SAVED, COMMENT, REASON}

    async def a_day(driver: Driver) -> None:
        first = await driver.ready()
        secrets.update(tokens_of(driver))
        values.update(f.value for f in first.shown.fields if len(f.value) >= SHORTEST_VALUE)
        driver.correct(NUMBER, SAVED)
        await driver.draft_saved()
        driver.press(Qt.Key.Key_S, CONTROL)
        driver.correct(NUMBER, TYPED)
        driver.press(Qt.Key.Key_Z, CONTROL)
        driver.press(Qt.Key.Key_Y, CONTROL)
        driver.widget("commentBox").setFocus()
        driver.type(COMMENT)
        await driver.draft_saved()
        server.fault("approve_reject_doc", "status_500_html")
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(first.id, ReviewState.APPROVED)
        server.expire_tokens()
        second = await driver.ready(unlike=first.id)
        values.update(f.value for f in second.shown.fields if len(f.value) >= SHORTEST_VALUE)
        driver.press(Qt.Key.Key_R, CONTROL | SHIFT)
        driver.type(REASON)
        driver.press(Qt.Key.Key_Return)
        await driver.reached(second.id, ReviewState.REJECTED)
        secrets.update(tokens_of(driver))
        third = await driver.ready(unlike=second.id)
        driver.correct(NUMBER, "a third one that is refused")
        server.fault("update_document", "garbage")
        driver.press(Qt.Key.Key_S, CONTROL)
        server.kill()
        driver.press(Qt.Key.Key_F5)
        await driver.notice("")
        values.update(f.value for f in third.shown.fields if len(f.value) >= SHORTEST_VALUE)

    async def the_morning_after(driver: Driver) -> None:
        await driver.ready()
        secrets.update(tokens_of(driver))

    review(a_day)
    server.start_again()
    review(the_morning_after)
    assert len(values) > 10
    assert len(secrets) > 4
    files = [path for path in everything_written.rglob("*") if path.is_file()]
    assert {"work.db", "cache.db", "klearstack-desktop.log"} <= {path.name for path in files}
    assert has_keychain == any("pages" in path.parts for path in files)
    for path in files:
        assert not path.read_bytes().startswith(IMAGES), path
        assert not found_in(path, secrets), path
        is_database = path.name.split("-")[0] in {"work.db", "cache.db"}
        assert is_database or not found_in(path, values), path
    said = "".join(capfd.readouterr())
    assert not [text for text in secrets | values if text in said]


def test_files_and_folders_of_an_account_are_their_owners_alone(
    review: Review, tmp_path: Path
) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        driver.correct(NUMBER, TYPED)
        await driver.draft_saved()

    review(scenario)
    if os.name == "posix":
        for path in (tmp_path / "profile" / "accounts").rglob("*"):
            assert path.stat().st_mode & 0o077 == 0, path
