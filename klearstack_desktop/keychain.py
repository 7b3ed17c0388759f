"""Passwords in the operating system's keychain, if the reviewer asks for it."""

from __future__ import annotations

import logging

log = logging.getLogger(__name__)

SERVICE = "KlearStack Desktop"


class Keychain:
    """Implements `review.ports.KeySource` on the keyring library.

    Back ends that keep nothing, or keep it readable for everybody, count as no keychain.
    """

    def is_available(self) -> bool:
        """Whether the operating system offers a keychain that deserves the name."""
        import keyring
        from keyring.backends import fail, null

        backend = keyring.get_keyring()
        return not (
            isinstance(backend, fail.Keyring | null.Keyring)
            or "plaintext" in type(backend).__name__.lower()
            or backend.priority <= 0
        )

    def password(self, server: str, company: str, user: str) -> str | None:
        """Return the remembered password, or None."""
        import keyring
        from keyring.errors import KeyringError

        if not self.is_available():
            return None
        try:
            return keyring.get_password(SERVICE, _entry(server, company, user))
        except KeyringError as error:
            log.warning("the keychain did not answer: %s", type(error).__name__)
            return None

    def remember(self, server: str, company: str, user: str, password: str) -> None:
        """Keep a password in the keychain; a keychain that refuses is logged."""
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(SERVICE, _entry(server, company, user), password)
        except KeyringError as error:
            log.warning("the keychain took no password: %s", type(error).__name__)

    def forget(self, server: str, company: str, user: str) -> None:
        """Remove a remembered password; nothing happens where there is none."""
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.delete_password(SERVICE, _entry(server, company, user))
        except KeyringError as error:
            log.info("the keychain removed no password: %s", type(error).__name__)


def _entry(server: str, company: str, user: str) -> str:
    return f"{user} @ {company} @ {server}"
