from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from klearstack_desktop.store.folders import (
    account_folder,
    private_file,
    private_folder,
    write_private,
)
from klearstack_desktop.store.places import account_name
from klearstack_desktop.store.problems import NotWritten

SERVER = "https://tenant.example"
posix_only = pytest.mark.skipif(os.name != "posix", reason="rights are POSIX")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_name_of_an_account_can_be_read_and_is_ascii() -> None:
    name = account_name(SERVER, "Müller & Söhne GmbH", "Zoë")
    assert name.startswith("muller-sohne-gmbh-zoe-")
    assert name.isascii()


@pytest.mark.parametrize(
    "company", ["発票", "", "../../etc", "a/b\\c:d", "." * 300, "\x00", "\ud800"]
)
def test_the_name_of_an_account_is_one_harmless_path_part(company: str, tmp_path: Path) -> None:
    name = account_name(SERVER, company, "user")
    assert Path(name).name == name
    assert len(name) < 60
    assert private_folder(tmp_path / name).is_dir()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((SERVER, "Acme", "ann"), (SERVER, "Acme", "bob")),
        ((SERVER, "Acme", "ann"), (SERVER, "acme", "ann")),
        ((SERVER, "a-b", "c"), (SERVER, "a", "b-c")),
        ((SERVER, "Acme", "ann"), ("https://other.example", "Acme", "ann")),
    ],
)
def test_different_accounts_have_different_folders(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    assert account_name(*one) != account_name(*other)


def test_spelling_of_the_address_does_not_matter() -> None:
    assert account_name("HTTPS://Tenant.Example/ ", "Acme", "ann") == account_name(
        SERVER, "Acme", "ann"
    )


@posix_only
def test_folders_belong_to_the_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folder = account_folder(tmp_path / "profile", SERVER, "Acme", "ann")
        file = private_file(folder / "notes")
    finally:
        os.umask(before)
    assert mode(folder) == mode(folder.parent) == mode(tmp_path / "profile") == 0o700
    assert mode(file) == 0o600


@posix_only
def test_a_folder_and_a_file_that_others_could_read_are_closed(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    file = folder / "notes"
    file.write_text("kept")
    file.chmod(0o644)
    assert mode(private_folder(folder)) == 0o700
    assert mode(private_file(file)) == 0o600
    assert file.read_text() == "kept"


def test_a_file_where_the_folder_should_be_is_reported(tmp_path: Path) -> None:
    (tmp_path / "accounts").write_text("in the way")
    with pytest.raises(NotWritten, match="cannot be written"):
        account_folder(tmp_path, SERVER, "Acme", "ann")


def test_writing_replaces_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    write_private(path, b"a longer first version")
    write_private(path, b"second")
    assert path.read_bytes() == b"second"
    assert [entry.name for entry in tmp_path.iterdir()] == ["settings.toml"]


@posix_only
def test_written_files_are_private(tmp_path: Path) -> None:
    write_private(tmp_path / "settings.toml", b"")
    assert mode(tmp_path / "settings.toml") == 0o600


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "in the way"
    path.mkdir()
    with pytest.raises(NotWritten):
        write_private(path, b"new")
    assert path.is_dir()
    assert [entry.name for entry in tmp_path.iterdir()] == ["in the way"]
