from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from keyring.backends import fail

from klearstack_desktop.keychain import Keychain
from klearstack_desktop.review.login_verifier import LoginVerifier
from tests.memory_keyring import MemoryKeyring, installed

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def keyring() -> Iterator[MemoryKeyring]:
    backend = MemoryKeyring()
    with installed(backend):
        yield backend


@pytest.fixture
def verifier(keyring: MemoryKeyring) -> LoginVerifier:
    return LoginVerifier(Keychain(), "acme-ann-1f2e3d4c5b6a")


@pytest.mark.parametrize("password", ["hunter2", "пароль", "", " hunter2", "\ud800"])
def test_the_password_of_the_last_sign_in_is_known_again(
    verifier: LoginVerifier, password: str
) -> None:
    assert verifier.keep(password)
    assert verifier.knows(password)
    assert verifier.knows(password + " ") is False


def test_before_the_first_sign_in_nothing_is_known(verifier: LoginVerifier) -> None:
    assert verifier.knows("hunter2") is None


def test_a_changed_password_takes_the_place_of_the_old_one(verifier: LoginVerifier) -> None:
    verifier.keep("old")
    verifier.keep("new")
    assert verifier.knows("old") is False
    assert verifier.knows("new") is True


def test_accounts_are_kept_apart(verifier: LoginVerifier) -> None:
    verifier.keep("hunter2")
    assert LoginVerifier(Keychain(), "acme-ben-1f2e3d4c5b6a").knows("hunter2") is None


def test_the_password_itself_is_not_kept(verifier: LoginVerifier, keyring: MemoryKeyring) -> None:
    verifier.keep("hunter2")
    verifier.keep("hunter2")
    assert "hunter2" not in str(keyring.kept)


def test_equal_passwords_of_two_accounts_do_not_look_equal(
    verifier: LoginVerifier, keyring: MemoryKeyring
) -> None:
    verifier.keep("hunter2")
    LoginVerifier(Keychain(), "acme-ben-1f2e3d4c5b6a").keep("hunter2")
    assert len(set(keyring.kept.values())) == 2


def test_an_entry_of_another_make_counts_as_none(verifier: LoginVerifier) -> None:
    Keychain().keep_secret("login-verifier:acme-ann-1f2e3d4c5b6a", b"\x02" + bytes(48))
    assert verifier.knows("") is None


def test_without_a_keychain_nothing_is_known() -> None:
    with installed(fail.Keyring()):
        verifier = LoginVerifier(Keychain(), "acme-ann-1f2e3d4c5b6a")
        assert not verifier.keep("hunter2")
        assert verifier.knows("hunter2") is None
