"""What the sign-in sheet asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from klearstack_desktop.model.profile import Profile


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """A filled sign-in sheet.

    Attributes:
        server: the tenant's address with its scheme.
        company: the tenant's name.
        user: the login name.
        password: stays in memory and out of every text.
        remember: whether the password shall be kept in the keychain.
        trust: ``sha256:<hex>`` of the server's certificate, the path of a file with CA
            certificates, or None for the system's certificate store.
        profile: the known profile of that server and company, or None; what was typed stands above
            what it says.
    """

    server: str
    company: str
    user: str
    password: str = field(repr=False)
    remember: bool = False
    trust: str | None = None
    profile: Profile | None = None
