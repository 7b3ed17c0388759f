"""Whether a password is the one of the last sign-in, where nobody but this workstation can say.

Wire format: the keychain's entry ``login-verifier:ACCOUNT`` holds one byte for the version (1), a
salt of 16 bytes, and 32 bytes of scrypt (N = 32768, r = 8, p = 1) over salt and password in UTF-8.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Final

from klearstack_desktop.review.workstation_keys import KeyPurpose

if TYPE_CHECKING:
    from klearstack_desktop.review.ports import KeySource

_VERSION: Final = b"\x01"
_SALT_BYTES: Final = 16
_HASH_BYTES: Final = 32
# About a tenth of a second and 32 MB: nothing for one person, much for whoever tries a word list.
_COST: Final = 2**15
_BLOCK_SIZE: Final = 8
_MEMORY: Final = 64 * 1024 * 1024


class LoginVerifier:
    """Knows the password of one account's last sign-in again, without keeping it.

    Both methods take about a tenth of a second and may wait until a person unlocks the keychain:
    call them in a worker thread.

    Args:
        keys: the keychain.
        account: the name of the account's folder.
    """

    def __init__(self, keys: KeySource, account: str) -> None:
        self._keys = keys
        self._entry = KeyPurpose.LOGIN.entry(account)

    def keep(self, password: str) -> bool:
        """Remember a password that the service has just accepted.

        Returns:
            False where no keychain would remember it.
        """
        if not self._keys.is_available():
            return False
        salt = secrets.token_bytes(_SALT_BYTES)
        return self._keys.keep_secret(self._entry, _VERSION + salt + _hashed(password, salt))

    def knows(self, password: str) -> bool | None:
        """Whether it is the password of the last sign-in; None where nothing is remembered."""
        kept = self._keys.secret(self._entry)
        if kept is None or len(kept) != 1 + _SALT_BYTES + _HASH_BYTES or kept[:1] != _VERSION:
            return None
        salt, digest = kept[1 : 1 + _SALT_BYTES], kept[1 + _SALT_BYTES :]
        return hmac.compare_digest(_hashed(password, salt), digest)


def vouched_password(
    keys: KeySource, account: str, who: tuple[str, str, str], given: str | None
) -> str | None:
    """Return the password of an account if the keychain vouches for it, else None.

    Whoever shows something of an account before the server has answered asks this (ADR 0012).

    Args:
        keys: the keychain.
        account: the name of the account's folder.
        who: server, company and user.
        given: the password that was given; without one, that in the keychain.
    """
    password = given or keys.password(*who)
    return password if password and LoginVerifier(keys, account).knows(password) else None


def _hashed(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        # Half a surrogate pair can be typed; it must be compared, not stumbled over.
        password.encode("utf-8", "surrogatepass"),
        salt=salt,
        n=_COST,
        r=_BLOCK_SIZE,
        p=1,
        maxmem=_MEMORY,
        dklen=_HASH_BYTES,
    )
