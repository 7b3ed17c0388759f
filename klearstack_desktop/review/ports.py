"""What review needs from others; ``app`` hands the implementations in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from datetime import datetime

    from klearstack_desktop.model.detail import Detail
    from klearstack_desktop.model.document import PageImage
    from klearstack_desktop.model.geometry import Box


class DecodedPage(Protocol):
    """A page ready to be painted; review holds it, counts it, and decides how sharp it has to be.

    It is made in a worker thread and changed in the window's thread only.
    """

    @property
    def width(self) -> int:
        """Width of the full page in pixels."""

    @property
    def height(self) -> int:
        """Height of the full page in pixels."""

    @property
    def nbytes(self) -> int:
        """Memory that the decoded page takes now, in bytes."""

    @property
    def full_nbytes(self) -> int:
        """Memory that it takes where all its detail is there, about, in bytes."""

    @property
    def detail(self) -> Detail:
        """How sharp it is now."""

    def take(self, other: Self) -> None:
        """Become as sharp as the same page that was decoded once more."""

    def blur(self, detail: Detail) -> None:
        """Let go of what is sharper than that."""

    def settle(self) -> None:
        """Take what is there for the sharpest that can be had."""


class PageCut(Protocol):
    """A piece of a page ready to be painted; review only holds it."""

    @property
    def nbytes(self) -> int:
        """Memory that the piece takes, in bytes."""


class PageDecoder(Protocol):
    """Turns fetched bytes into something that can be painted."""

    def decode(self, image: PageImage, detail: Detail) -> DecodedPage:
        """Decode one page as sharp as that; called in a worker thread.

        Raises:
            model.problems.PageProblem: the bytes are no readable page.
        """

    def is_pdf(self, image: PageImage) -> bool:
        """Whether the page must be decoded in the one thread that may call pdfium."""

    def cut(self, decoded: DecodedPage, box: Box) -> PageCut | None:
        """Copy what stands around a box; called in a worker thread.

        Args:
            decoded: from `decode`.
            box: in the service's pixels.

        Returns:
            None where nobody knows where on that page the box lies.

        Raises:
            model.problems.PageProblem: there is no memory left for it.
        """


class Clock(Protocol):
    """The time; handed in so that tests decide what time it is."""

    def now(self) -> datetime:
        """Return the current time with its zone."""

    def monotonic(self) -> float:
        """Return seconds that never go back."""

    async def pause(self, seconds: float) -> None:
        """Return after so many seconds."""


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
