"""What this workstation knows of one server: how to reach it, and how it differs from others."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Self

from klearstack_desktop.model.role import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MEGABYTE: Final = 1024 * 1024
PIN_PREFIX: Final = "sha256:"


@dataclass(frozen=True, slots=True)
class Profile:
    """One server as a reviewer or an administrator has set it up; it never holds a password.

    Nothing here is checked against the endpoint table or the field map: a profile under work may
    be wrong, and whoever uses it says so.

    Attributes:
        name: how people call it; also the name of its file.
        server: the tenant's address, ``https://tenant.example``.
        company: the tenant's company name.
        user: the login name, or empty.
        trust: None for the system's certificates, ``sha256:<hex>`` for exactly one server
            certificate, or the path of a file with CA certificates.
        role: what the user is at the service, where somebody knows it; see `role_of`.
        proxy: ``http://host:port``, an empty string for none, or None for the system's setting.
        collection_name: the collection where the details of a document name none.
        document_type: the document type of uploads and of the calls that require one.
        box_dpi: resolution in dots an inch at which PDF pages are rendered so that boxes fit.
        upload_limit: largest file that is uploaded, in bytes.
        endpoints: paths that differ from the endpoint table, by name of the call.
        parameters: form fields that are named differently: call, our name, the server's name.
        field_map: additions to the field map: internal name to the keys of ``fields.toml``.
        policy: what an administrator asks of documents; it goes before what a reviewer has set.
        suppliers: where the company's suppliers are on record, see `model.slips.supplier_list`.
        team: ``members``: the login names of those who share the queue, see `model.share`.
    """

    name: str
    server: str = ""
    company: str = ""
    user: str = ""
    trust: str | None = None
    role: Role = Role.UNKNOWN
    proxy: str | None = None
    collection_name: str = "invoices"
    document_type: str = "Invoices"
    box_dpi: int = 200
    upload_limit: int = 50 * MEGABYTE
    endpoints: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    field_map: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    policy: Mapping[str, Any] = field(default_factory=dict)
    suppliers: Mapping[str, Any] = field(default_factory=dict)
    team: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def ca_file(self) -> str | None:
        """The path of the file with CA certificates, or None where something else is trusted."""
        return None if self.trust is None or is_pin(self.trust) else self.trust

    @property
    def members(self) -> tuple[str, ...]:
        """The login names of the team, each once."""
        return tuple(dict.fromkeys(member.strip() for member in self.team.get("members", ())))

    def is_for(self, server: str, company: str) -> bool:
        """Whether this is that server and company; case and a last slash of the address aside."""
        return (_plain(self.server), self.company.strip()) == (_plain(server), company.strip())

    def overruled(
        self,
        server: str | None = None,
        company: str | None = None,
        user: str | None = None,
        trust: str | None = None,
    ) -> Self:
        """Return the profile with what is stated besides; what is None or empty stays."""
        return replace(
            self,
            server=server or self.server,
            company=company or self.company,
            user=user or self.user,
            trust=trust or self.trust,
        )

    def signed_in_as(self, user: str, trust: str | None) -> Self:
        """Return the profile with whom a sign-in has used and what it has trusted."""
        return replace(self, user=user, trust=trust, role=self.role_of(user))

    def role_of(self, user: str) -> Role:
        """Return the role of a user, if it is stated of just that one, or of whoever uses this."""
        return self.role if self.user in ("", user) else Role.UNKNOWN


def is_pin(trust: str) -> bool:
    """Whether a trust is one certificate's fingerprint and not a file."""
    return trust.strip().lower().startswith(PIN_PREFIX)


def _plain(address: str) -> str:
    return address.strip().rstrip("/").lower()
