"""Forgetting an account that has worked: a real server, a real folder, a keychain in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from keyring.errors import PasswordDeleteError

from klearstack_desktop.keychain import SERVICE, Keychain
from klearstack_desktop.review.forgetting import Forgetting, Forgotten
from klearstack_desktop.review.lanes import Lanes
from klearstack_desktop.review.login_verifier import LoginVerifier
from klearstack_desktop.review.profiles import Profiles
from klearstack_desktop.review.workstation_keys import KeyPurpose, key_for
from klearstack_desktop.store.profiles import ProfileFolder
from klearstack_desktop.waiting import until
from tests.memory_keyring import MemoryKeyring, installed
from tests.review.desk_at_work import Account, desk_at_work
from tests.review.steps import NUMBER, ready

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from klearstack_desktop.review.desk import Desk
    from tests.server_process import ServerProcess

TYPED = "typed-before-it-was-forgotten"


class StubbornKeyring(MemoryKeyring):
    def delete_password(self, service: str, username: str) -> None:  # noqa: ARG002
        raise PasswordDeleteError("dismissed")


@pytest.fixture
def keyring() -> Iterator[MemoryKeyring]:
    keyring = MemoryKeyring()
    with installed(keyring):
        yield keyring


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


async def used_up(desk: Desk, profile: Path) -> tuple[Forgotten, Profiles]:
    """Work as a reviewer would, with all that can be remembered, and forget it."""
    lanes = Lanes()
    try:
        profiles = Profiles(ProfileFolder(profile / "profiles"), lanes)
        await profiles.use(desk.details)
        details, keychain = desk.details, Keychain()
        keychain.remember(details.server, details.company, details.user, details.password)
        LoginVerifier(keychain, desk.account).keep(details.password)
        for purpose in (KeyPurpose.PAGES, KeyPurpose.JOURNAL):
            key_for(keychain, purpose, desk.account)
        await ready(desk)
        desk.editing.set_field(NUMBER, TYPED)
        await until(
            desk.drafts.status_changed,
            lambda: desk.drafts.saved_revision == desk.drafts.revision,
            "the draft to be saved",
        )
        return await Forgetting(keychain, profiles, lanes).forget(desk), profiles
    finally:
        lanes.close()


def holding(folder: Path, text: str) -> list[Path]:
    return [
        path for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()
    ]


def test_nothing_of_the_account_is_left(
    server: ServerProcess, profile: Path, keyring: MemoryKeyring
) -> None:
    async def work() -> None:
        account = Account.of(server)
        async with asyncio.timeout(40), desk_at_work(account, profile, page_key=bytes(32)) as desk:
            forgotten, profiles = await used_up(desk, profile)
            assert forgotten.left == ()
            assert forgotten.files >= 2
            assert "forgotten the account" in forgotten.sentence
            (known,) = profiles.known
            assert (known.server, known.user) == (account.url, "")

    asyncio.run(work())
    assert keyring.kept == {}
    assert list((profile / "accounts").iterdir()) == []
    for text in (server.username, TYPED, server.password):
        assert holding(profile, text) == [], text


def test_other_accounts_keep_everything(
    server: ServerProcess, profile: Path, keyring: MemoryKeyring
) -> None:
    async def work() -> None:
        account = Account.of(server)
        other = replace(account, user=next(u for u in server.passwords if u != account.user))
        other = replace(other, password=server.passwords[other.user])
        async with asyncio.timeout(40):
            async with desk_at_work(other, profile) as theirs:
                key = key_for(Keychain(), KeyPurpose.PAGES, theirs.account)
                left = theirs.account
            async with desk_at_work(account, profile) as desk:
                await used_up(desk, profile)
        assert [folder.name for folder in (profile / "accounts").iterdir()] == [left]
        assert (profile / "accounts" / left / "work.db").stat().st_size > 0
        assert key_for(Keychain(), KeyPurpose.PAGES, left) == key
        assert {entry for _, entry in keyring.kept} <= {p.entry(left) for p in KeyPurpose}
        assert (SERVICE, KeyPurpose.PAGES.entry(left)) in keyring.kept

    asyncio.run(work())


def test_the_account_begins_anew(
    server: ServerProcess, profile: Path, keyring: MemoryKeyring
) -> None:
    async def work() -> None:
        account = Account.of(server)
        async with asyncio.timeout(40):
            async with desk_at_work(account, profile) as desk:
                await used_up(desk, profile)
            async with desk_at_work(account, profile) as desk:
                opened = await ready(desk)
                assert opened.draft.is_empty

    asyncio.run(work())


def test_what_stays_in_the_keychain_is_named(server: ServerProcess, profile: Path) -> None:
    async def work() -> None:
        account = Account.of(server)
        async with asyncio.timeout(40), desk_at_work(account, profile) as desk:
            forgotten, _ = await used_up(desk, profile)
        assert f"page-key:{desk.account} in the keychain" in forgotten.left
        assert f"the password of {account.user} in the keychain" in forgotten.left
        assert "could not be removed" in forgotten.sentence

    with installed(StubbornKeyring()):
        asyncio.run(work())
    assert list((profile / "accounts").iterdir()) == []
