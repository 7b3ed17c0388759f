"""The keychain over back ends of the keyring library, good ones and bad ones."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import KeyringLocked, PasswordSetError

from klearstack_desktop.keychain import SERVICE, Keychain
from klearstack_desktop.review.workstation_keys import KeyPurpose, forget_keys, key_for
from tests.memory_keyring import MemoryKeyring, installed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyring.backend import KeyringBackend

WHO = ("https://tenant.example", "Acme", "ann")
ACCOUNT = "acme-ann-0123456789ab"


class PlaintextKeyring(MemoryKeyring):
    """Named like the one of keyrings.alt that writes passwords into a readable file."""


class LockedKeyring(MemoryKeyring):
    def get_password(self, service: str, username: str) -> str | None:  # noqa: ARG002
        raise KeyringLocked("dismissed")

    def set_password(self, service: str, username: str, password: str) -> None:  # noqa: ARG002
        raise PasswordSetError("dismissed")


class BrokenKeyring(MemoryKeyring):
    """Lets an error of its own library through."""

    def get_password(self, service: str, username: str) -> str | None:  # noqa: ARG002
        raise ConnectionResetError("the session bus is gone")

    def set_password(self, service: str, username: str, password: str) -> None:  # noqa: ARG002
        raise ConnectionResetError("the session bus is gone")

    def delete_password(self, service: str, username: str) -> None:  # noqa: ARG002
        raise ConnectionResetError("the session bus is gone")


class OnceLockedKeyring(MemoryKeyring):
    """Its owner dismisses the first question and answers the next."""

    is_open = False

    def get_password(self, service: str, username: str) -> str | None:
        if not self.is_open:
            self.is_open = True
            raise KeyringLocked("dismissed")
        return super().get_password(service, username)


class ForgetfulKeyring(MemoryKeyring):
    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class AbsentKeyring(MemoryKeyring):
    @property
    def priority(self) -> float:  # type: ignore[override]  # a class property there
        raise RuntimeError("no session bus")


class Chain(ChainerBackend):
    """A chain as the keyring library builds it where several back ends work."""

    backends: list[KeyringBackend] = []  # noqa: RUF012 - as in the class above it

    def __init__(self, *backends: KeyringBackend) -> None:
        super().__init__()
        self.backends = list(backends)


@pytest.fixture
def memory() -> Iterator[MemoryKeyring]:
    memory = MemoryKeyring()
    with installed(memory):
        yield memory


@pytest.mark.parametrize(
    "backend",
    [
        FailKeyring(),
        NullKeyring(),
        PlaintextKeyring(),
        AbsentKeyring(),
        Chain(),
        Chain(NullKeyring(), PlaintextKeyring(), FailKeyring()),
    ],
    ids=lambda backend: type(backend).__name__,
)
def test_what_keeps_no_secret_counts_as_none_and_is_given_none(backend: KeyringBackend) -> None:
    with installed(backend):
        keychain = Keychain()
        keychain.remember(*WHO, "s3cret")
        assert not keychain.is_available()
        assert not keychain.keep_secret("page-key:a", b"k" * 32)
        assert keychain.password(*WHO) is None
        assert keychain.secret("page-key:a") is None
        assert key_for(keychain, KeyPurpose.PAGES, ACCOUNT) is None
        keychain.forget(*WHO)
        keychain.forget_secret("page-key:a")
    kept = [backend, *getattr(backend, "backends", [])]
    assert not any(getattr(one, "kept", None) for one in kept)


def test_a_chain_stands_for_the_first_that_keeps_secrets() -> None:
    plain, good, later = PlaintextKeyring(), MemoryKeyring(), MemoryKeyring()
    with installed(Chain(plain, good, later)):
        Keychain().remember(*WHO, "s3cret")
        assert Keychain().password(*WHO) == "s3cret"
    assert (len(plain.kept), len(good.kept), len(later.kept)) == (0, 1, 0)


def test_a_secret_is_kept_byte_for_byte_until_it_is_forgotten(memory: MemoryKeyring) -> None:
    value = bytes(range(256))
    assert Keychain().keep_secret("page-key:a", value)
    assert Keychain().secret("page-key:a") == value
    assert Keychain().secret("page-key:b") is None
    Keychain().forget_secret("page-key:a")
    assert Keychain().secret("page-key:a") is None
    assert memory.kept == {}


def test_passwords_and_secrets_do_not_meet(memory: MemoryKeyring) -> None:
    keychain = Keychain()
    keychain.remember(*WHO, "s3cret")
    keychain.keep_secret("page-key:a", b"key")
    keychain.forget(*WHO)
    assert keychain.secret("page-key:a") == b"key"
    assert set(memory.kept) == {(SERVICE, "page-key:a")}


def test_an_entry_that_is_no_base64_is_no_secret(memory: MemoryKeyring) -> None:
    memory.kept[SERVICE, "page-key:a"] = "written by hand, ünlike ours"
    assert Keychain().secret("page-key:a") is None


@pytest.mark.parametrize("backend", [LockedKeyring(), ForgetfulKeyring(), BrokenKeyring()])
def test_a_key_that_would_not_be_there_next_time_is_not_used(backend: MemoryKeyring) -> None:
    with installed(backend):
        assert not Keychain().keep_secret("page-key:a", b"key")
        assert key_for(Keychain(), KeyPurpose.PAGES, ACCOUNT) is None


def test_a_key_that_could_not_be_read_is_not_replaced() -> None:
    keyring, entry = OnceLockedKeyring(), (SERVICE, f"journal-key:{ACCOUNT}")
    keyring.kept[entry] = kept = base64.b64encode(bytes(32)).decode()
    with installed(keyring):
        keychain = Keychain()
        assert key_for(keychain, KeyPurpose.JOURNAL, ACCOUNT) is None
        assert keyring.kept[entry] == kept
        assert key_for(keychain, KeyPurpose.JOURNAL, ACCOUNT) == bytes(32)


def test_a_key_is_made_once_for_each_account_and_purpose(memory: MemoryKeyring) -> None:
    first = key_for(Keychain(), KeyPurpose.PAGES, ACCOUNT)
    assert first is not None
    assert len(first) == 32
    assert key_for(Keychain(), KeyPurpose.PAGES, ACCOUNT) == first
    assert key_for(Keychain(), KeyPurpose.JOURNAL, ACCOUNT) != first
    assert key_for(Keychain(), KeyPurpose.PAGES, "other") != first
    assert set(memory.kept) == {
        (SERVICE, f"page-key:{ACCOUNT}"),
        (SERVICE, f"journal-key:{ACCOUNT}"),
        (SERVICE, "page-key:other"),
    }


def test_a_key_of_another_length_is_replaced(memory: MemoryKeyring) -> None:
    Keychain().keep_secret(f"page-key:{ACCOUNT}", b"short")
    key = key_for(Keychain(), KeyPurpose.PAGES, ACCOUNT)
    assert key is not None
    assert Keychain().secret(f"page-key:{ACCOUNT}") == key


@pytest.mark.parametrize("backend", [LockedKeyring(), BrokenKeyring()])
def test_what_may_still_be_there_is_not_called_forgotten(backend: MemoryKeyring) -> None:
    with installed(backend):
        assert not Keychain().forget(*WHO)
        assert forget_keys(Keychain(), ACCOUNT) == [
            purpose.entry(ACCOUNT) for purpose in KeyPurpose
        ]


def test_what_was_never_there_is_forgotten(memory: MemoryKeyring) -> None:
    assert Keychain().forget(*WHO)
    assert forget_keys(Keychain(), ACCOUNT) == []
    assert memory.kept == {}


def test_forgetting_an_account_leaves_the_others(memory: MemoryKeyring) -> None:
    for purpose in KeyPurpose:
        key_for(Keychain(), purpose, ACCOUNT)
    other = key_for(Keychain(), KeyPurpose.PAGES, "other")
    forget_keys(Keychain(), ACCOUNT)
    assert set(memory.kept) == {(SERVICE, "page-key:other")}
    assert key_for(Keychain(), KeyPurpose.PAGES, "other") == other
