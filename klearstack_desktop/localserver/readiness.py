"""Waits, beside the server, until it answers and has documents, and then says so."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from klearstack_desktop.localserver.folder import write_private_json

if TYPE_CHECKING:
    from pathlib import Path

    import uvicorn

    from klearstack_desktop.localserver.accounts import Accounts
    from klearstack_desktop.localserver.filling import Fillers, Filling
    from klearstack_desktop.localserver.tenant import Tenant

_POLL = 0.03


@dataclass(frozen=True, slots=True)
class Access:
    """All that somebody needs who wants to use this server."""

    url: str
    control_token: str
    accounts: Accounts

    def to_json(self) -> dict[str, object]:
        """Return the contents of the ready file."""
        reviewer = self.accounts.reviewer
        return {
            "url": self.url,
            "company": self.accounts.company,
            "username": reviewer.username,
            "password": reviewer.password,
            "pid": os.getpid(),
            "control_token": self.control_token,
            "accounts": [
                {"username": a.username, "password": a.password, "role": a.role.value}
                for a in self.accounts
            ],
        }

    def __str__(self) -> str:
        reviewer = self.accounts.reviewer
        who = f"company: {self.accounts.company}  user: {reviewer.username}"
        return f"{self.url}  {who}  password: {reviewer.password}"


class Readiness:
    """Knows when the server may be used, and ends it if that can never be.

    Attributes:
        exit_code: of the process; 1 once it had to give up.
    """

    def __init__(
        self, tenant: Tenant, filling: Filling, fillers: Fillers | None, server: uvicorn.Server
    ) -> None:
        self.exit_code = 0
        self._tenant = tenant
        self._filling = filling
        self._fillers = fillers
        self._server = server

    def announce_when_ready(self, access: Access, ready_file: Path | None) -> None:
        """Return at once; later write the ready file, or without one tell the terminal."""
        waiting = threading.Thread(target=self._announce, args=(access, ready_file), daemon=True)
        waiting.start()

    def end(self) -> None:
        """End the server: nobody needs it any more."""
        self._server.should_exit = True

    def _announce(self, access: Access, ready_file: Path | None) -> None:
        pause = threading.Event()
        while not (self._server.started and self._has_first_documents()):
            no_more_come = self._fillers is not None and self._fillers.have_ended()
            if no_more_come and not self._has_first_documents():
                self._give_up("The sample documents could not be drawn.")
                return
            pause.wait(_POLL)
        if ready_file is None:
            say(str(access))
            return
        try:
            write_private_json(ready_file, access.to_json())
        except OSError as error:
            self._give_up(f"{ready_file} cannot be written: {error.strerror}")

    def _has_first_documents(self) -> bool:
        return self._filling.first <= self._tenant.documents.sample_indices()

    def _give_up(self, reason: str) -> None:
        say(reason)
        self.exit_code = 1
        self.end()


def say(sentence: str) -> None:
    """Tell a person, if there is a terminal; windowed builds have no streams."""
    if sys.stderr is not None:
        sys.stderr.write(sentence + "\n")
        sys.stderr.flush()
