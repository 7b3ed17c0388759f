"""Makes the vendor's calls by hand, so that tests of the server need no client."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import requests

from klearstack_desktop import resources

if TYPE_CHECKING:
    from tests.server_process import ServerProcess

TIMEOUT = 30


class Caller:
    """One signed-in user. Parameters that every call wants are filled in; None leaves one out."""

    def __init__(self, server: ServerProcess, username: str = "priya") -> None:
        self.server = server
        self.username = username
        self.session = requests.Session()
        self.session.trust_env = False
        self.tokens: dict[str, str] = {}
        self.sign_in()

    def sign_in(self) -> None:
        """Get both tokens."""
        self.tokens = self.call("get_access_token").json()

    def call(
        self,
        name: str,
        part: tuple[str, str, bytes] | None = None,
        /,
        token: str | None = "",
        **parameters: str | None,
    ) -> requests.Response:
        """Make one call as multipart form data.

        Args:
            name: in the endpoint table.
            part: a file to send: parameter, file name, contents.
            token: the bearer token instead of the user's own; None sends none.
            parameters: form fields; None leaves out one that every call wants.
        """
        endpoint = resources.toml("api/endpoints.toml")[name]
        standard = {"company_name": self.server.company}
        if "password" in endpoint["parameters"]:
            standard["username"] = self.username
            standard["password"] = self.server.passwords[self.username]
        sent = {**standard, **parameters}
        headers = {}
        if token is not None and endpoint["bearer"]:
            headers["Authorization"] = f"Bearer {token or self.tokens['access_token']}"
        parts: list[tuple[str, Any]] = [
            (key, (None, value)) for key, value in sent.items() if value is not None
        ]
        if part is not None:
            parts.append((part[0], part[1:]))
        return self.session.post(
            self.server.url + endpoint["path"],
            files=parts,
            headers=headers,
            timeout=TIMEOUT,
        )

    def result(self, name: str, **parameters: str | None) -> Any:  # noqa: ANN401 -- any JSON
        """Make a call that must succeed and return its JSON."""
        answer = self.call(name, **parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def details(self, document_id: str) -> dict[str, Any]:
        """Return the details of a document."""
        found: dict[str, Any] = self.result(
            "getdocument", collection_name="invoices", id=document_id
        )
        return found

    def on_document(self, name: str, document_id: str, **parameters: str) -> requests.Response:
        """Make a call about a document of the collection ``invoices``."""
        return self.call(name, collection_name="invoices", id=document_id, **parameters)

    def decide(self, document_id: str, decision: str, comment: str = "ok") -> requests.Response:
        """Approve or reject."""
        return self.on_document(
            "approve_reject_doc", document_id, approve_reject=decision, comment=comment
        )


class DocumentIds:
    """Hands out samples that no other test has touched."""

    def __init__(self) -> None:
        self._indices = itertools.count(10)

    def next(self) -> str:
        """Return the id of an untouched tiny sample."""
        return sample_id(next(self._indices))


def sample_id(index: int, seed: int = 2026) -> str:
    """Return the id of a tiny sample."""
    return f"{seed:012x}{index:012x}"
