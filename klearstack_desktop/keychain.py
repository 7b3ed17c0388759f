"""Passwords and keys in the operating system's keychain, where there is one that deserves the name.

Wire format: one keychain entry for each password and secret, under the service ``KlearStack
Desktop``. A password's user name is ``USER @ COMPANY @ SERVER``; a secret's is the name it is asked
by, and since a keychain stores text, its value is base64.
"""

from __future__ import annotations

import base64
import binascii
import logging
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)

SERVICE = "KlearStack Desktop"

# A keychain that asks a person to unlock it would ask once for each thread that wants something.
_ONE_QUESTION: Final = threading.Lock()


def load_library() -> None:
    """Load what asks keychains, without asking any; each loads it where it has to."""
    import keyring  # noqa: F401 - to have it loaded


class Keychain:
    """Implements `review.ports.KeySource` on the keyring library.

    Back ends that keep nothing, or keep it readable for everybody, count as no keychain. A chain of
    several stands for the first of them that counts, so that nothing leaks into a later one. Back
    ends let errors of the libraries below them through, so whatever they raise counts as no answer.
    """

    def __init__(self) -> None:
        self._unanswered: set[str] = set()

    def is_available(self) -> bool:
        """Whether the operating system offers a keychain that deserves the name."""
        return _backend() is not None

    def password(self, server: str, company: str, user: str) -> str | None:
        """Return the remembered password, or None."""
        return self._read(_entry(server, company, user))

    def remember(self, server: str, company: str, user: str, password: str) -> None:
        """Keep a password in the keychain; a keychain that refuses is logged."""
        _write(_entry(server, company, user), password)

    def forget(self, server: str, company: str, user: str) -> bool:
        """Remove a remembered password; False where it may still be there."""
        return self._remove(_entry(server, company, user))

    def secret(self, name: str) -> bytes | None:
        """Return the secret kept under a name; None where there is none, or none that is ours."""
        text = self._read(name)
        if text is None:
            return None
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            log.warning("the keychain's entry %s is none of this program", name)
            return None

    def keep_secret(self, name: str, value: bytes) -> bool:
        """Keep a secret under a name.

        Returns:
            Whether the keychain gives it back; a secret that would be gone at the next start must
            not guard anything that is to outlive this one. A secret is not replaced as long as
            nobody knows what it replaces, because the keychain gave no answer.
        """
        if name in self._unanswered:
            return False
        return _write(name, base64.b64encode(value).decode("ascii")) and self.secret(name) == value

    def forget_secret(self, name: str) -> bool:
        """Remove a secret; False where it may still be there."""
        return self._remove(name)

    def _read(self, entry: str) -> str | None:
        backend = _backend()
        if backend is None:
            return None
        try:
            with _ONE_QUESTION:
                text = backend.get_password(SERVICE, entry)
        except Exception as error:  # noqa: BLE001 - see the class
            log.warning("the keychain did not answer: %s", type(error).__name__)
            self._unanswered.add(entry)
            return None
        self._unanswered.discard(entry)
        return text

    def _remove(self, entry: str) -> bool:
        backend = _backend()
        if backend is None:
            return True
        try:
            with _ONE_QUESTION:
                backend.delete_password(SERVICE, entry)
        except Exception as error:  # noqa: BLE001 - see the class
            # Back ends raise the same for what is not there and for what they will not remove.
            log.info("the keychain removed nothing: %s", type(error).__name__)
        return self._read(entry) is None and entry not in self._unanswered


def _write(entry: str, text: str) -> bool:
    backend = _backend()
    if backend is None:
        return False
    try:
        with _ONE_QUESTION:
            backend.set_password(SERVICE, entry, text)
    except Exception as error:  # noqa: BLE001 - see the class
        log.warning("the keychain took nothing: %s", type(error).__name__)
        return False
    return True


def _backend() -> KeyringBackend | None:
    import keyring
    from keyring.backends.chainer import ChainerBackend

    chosen = keyring.get_keyring()
    candidates = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    return next(filter(_keeps_secrets, candidates), None)


def _keeps_secrets(backend: KeyringBackend) -> bool:
    from keyring.backends import fail, null

    if isinstance(backend, fail.Keyring | null.Keyring):
        return False
    try:
        return backend.priority > 0 and "plaintext" not in type(backend).__name__.lower()
    except RuntimeError:
        # This is how a back end says that it does not work here after all.
        return False


def _entry(server: str, company: str, user: str) -> str:
    return f"{user} @ {company} @ {server}"
