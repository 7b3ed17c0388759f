"""What review needs from others; ``app`` hands the implementations in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from klearstack_desktop.model.document import PageImage


class DecodedPage(Protocol):
    """A page ready to be painted; review only counts and holds it."""

    @property
    def width(self) -> int:
        """Width of the full page in pixels."""

    @property
    def height(self) -> int:
        """Height of the full page in pixels."""

    @property
    def nbytes(self) -> int:
        """Memory that the decoded page takes, in bytes."""


class PageDecoder(Protocol):
    """Turns fetched bytes into something that can be painted."""

    def decode(self, image: PageImage) -> DecodedPage:
        """Decode one page; called in a worker thread.

        Raises:
            model.problems.PageProblem: the bytes are no readable page.
        """

    def is_pdf(self, image: PageImage) -> bool:
        """Whether the page must be decoded in the one thread that may call pdfium."""


class Clock(Protocol):
    """The time; handed in so that tests decide what time it is."""

    def now(self) -> datetime:
        """Return the current time with its zone."""

    def monotonic(self) -> float:
        """Return seconds that never go back."""


class KeySource(Protocol):
    """The operating system's keychain, for passwords and keys.

    Every call may wait until a person unlocks the keychain: call it in a worker thread where the
    window is open.
    """

    def is_available(self) -> bool:
        """Whether the operating system offers a keychain that keeps a secret."""

    def password(self, server: str, company: str, user: str) -> str | None:
        """Return the remembered password, or None."""

    def remember(self, server: str, company: str, user: str, password: str) -> None:
        """Keep a password in the keychain."""

    def forget(self, server: str, company: str, user: str) -> bool:
        """Remove a remembered password; False where it may still be there."""

    def secret(self, name: str) -> bytes | None:
        """Return the secret kept under a name, or None."""

    def keep_secret(self, name: str, value: bytes) -> bool:
        """Keep a secret under a name; False where it will not be there at the next start."""

    def forget_secret(self, name: str) -> bool:
        """Remove a secret; False where it may still be there."""
