"""Wiping the folder of an account that is full of everything."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import Document, PageImage
from klearstack_desktop.store import lock
from klearstack_desktop.store.account_store import AccountStore
from klearstack_desktop.store.forgetting import wipe
from klearstack_desktop.store.lock import AccountLock
from klearstack_desktop.store.seal import Seal
from tests.witness import WITNESS

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "Muster GmbH owes 1.234,50"
posix_only = pytest.mark.skipif(os.name != "posix", reason="links and rights are POSIX")


def full_account(profile: Path) -> AccountStore:
    """An account with drafts, a queue, pages and what was set aside, closed but for its lock."""
    account = AccountStore(profile, "https://tenant.example", "Acme", "ann")
    account.open_work(Seal(), WITNESS)
    account.open_cache(page_key=bytes(32))
    account.drafts.save("doc", Draft(comment=SECRET), 1)
    account.summaries.replace([Document("doc", file_name=SECRET)])
    for page in (1, 2):
        account.pages.put("doc", PageImage(page, b"page %d" % page, "image/png"))
    account.close_work()
    account.close_cache()
    (account.folder / "work.db.damaged-20261122T193000Z").write_text(SECRET)
    return account


def test_nothing_is_left_and_it_is_said_what_went(tmp_path: Path) -> None:
    account = full_account(tmp_path)
    files = [path for path in account.folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    wiped = account.wipe()
    assert list((tmp_path / "accounts").iterdir()) == []
    # The lock goes too and is not counted.
    assert (wiped.files, wiped.size, wiped.left) == (len(files) - 1, size, ())


def test_the_account_can_be_made_anew_at_once(tmp_path: Path) -> None:
    full_account(tmp_path).wipe()
    again = AccountStore(tmp_path, "https://tenant.example", "Acme", "ann")
    again.open_work(Seal(), WITNESS)
    assert again.drafts.load_all() == {}
    again.close_work()
    again.close()


def test_values_in_clear_are_overwritten_before_they_go(tmp_path: Path) -> None:
    """A second name of the file shows what becomes of its bytes."""
    account = full_account(tmp_path)
    witnesses = []
    for number, path in enumerate(account.folder.glob("*.db*")):
        witnesses.append(tmp_path / str(number))
        witnesses[-1].hardlink_to(path)
    account.wipe()
    assert len(witnesses) >= 3
    for witness in witnesses:
        assert not any(witness.read_bytes())
        assert witness.stat().st_size > 0


@posix_only
def test_links_are_removed_and_never_followed(tmp_path: Path) -> None:
    account = full_account(tmp_path)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("kept")
    (account.folder / "link to a folder").symlink_to(outside)
    (account.folder / "link to a file").symlink_to(outside / "kept")
    assert account.wipe().left == ()
    assert (outside / "kept").read_text() == "kept"


@posix_only
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may remove anything")
def test_what_cannot_be_removed_is_named_and_the_rest_goes(tmp_path: Path) -> None:
    account = full_account(tmp_path)
    pages = account.folder / "pages"
    pages.chmod(0o500)
    wiped = account.wipe()
    pages.chmod(0o700)
    assert len(wiped.left) == 3
    assert not (account.folder / "work.db").exists()


def test_what_is_not_removed_is_named(tmp_path: Path) -> None:
    """A folder that somebody fills while it is being emptied stays, and is named."""
    folder = tmp_path / "account"
    (folder / "inner").mkdir(parents=True)
    (folder / "lock").touch()
    (folder / "inner" / "lock").touch()
    wiped = wipe(folder, keep=folder / "inner" / "lock")
    assert wiped.left == (str(folder / "inner"),)
    assert (folder / "inner" / "lock").exists()


@posix_only
def test_nobody_comes_in_between(tmp_path: Path) -> None:
    """Another process finds the account in use until it is gone, and then finds none."""
    account = full_account(tmp_path)
    try_it = (
        "import sys\n"
        "from pathlib import Path\n"
        "from klearstack_desktop.store.lock import AccountLock\n"
        "AccountLock(Path(sys.argv[1]))\n"
    )
    path = account.folder / "lock"
    during = subprocess.run(
        [sys.executable, "-c", try_it, str(path)], capture_output=True, text=True, check=False
    )
    assert "AccountInUse" in during.stderr
    account.wipe()
    assert not path.exists()


@posix_only
@pytest.mark.parametrize("is_made_anew", [False, True])
def test_a_lock_on_a_file_that_is_gone_is_none(tmp_path: Path, is_made_anew: bool) -> None:
    """What happens to a process that opened the lock just before the account was forgotten."""
    path = tmp_path / "account" / "lock"
    path.parent.mkdir()
    first = AccountLock(path)
    opened = os.open(path, os.O_RDWR)
    first.close_and_remove()
    if is_made_anew:
        path.parent.mkdir()
        path.touch()
    try:
        with pytest.raises(FileNotFoundError):
            lock._check_still_there(path, opened)
    finally:
        os.close(opened)
