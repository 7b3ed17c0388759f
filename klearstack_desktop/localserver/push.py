"""The push: KlearStack posts an approved document to an address of the customer (section 7.1)."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import requests

from klearstack_desktop.localserver.content import wire_now
from klearstack_desktop.localserver.layouts import flat
from klearstack_desktop.localserver.switches import Switches

if TYPE_CHECKING:
    from klearstack_desktop.localserver.content import StoredDocument
    from klearstack_desktop.localserver.database import Database

logger = logging.getLogger(__name__)

TIMEOUT = 10.0
"""Seconds to connect, and seconds to wait for the answer."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where approved documents go, and the bearer token and credentials that it wants."""

    url: str
    token: str = ""
    username: str = ""
    password: str = ""


class Push:
    """Posts one document after the other, in a thread of its own, and remembers the outcome."""

    def __init__(self, database: Database, company: str) -> None:
        self.receiver: Receiver | None = None
        self._database = database
        self._company = company
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="push")

    def send(self, document: StoredDocument) -> None:
        """Post a document if a receiver is configured; return at once."""
        if self.receiver is not None:
            self._worker.submit(self._post, self.receiver, document)

    def failed_documents(self) -> set[str]:
        """Return the ids of the documents whose last push failed."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT document_id FROM pushes WHERE problem <> '' "
                "AND id IN (SELECT MAX(id) FROM pushes GROUP BY document_id)"
            ).fetchall()
        return {row["document_id"] for row in rows}

    def close(self) -> None:
        """Stop; what has not been posted is lost, as it is when the real service stops."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _post(self, receiver: Receiver, document: StoredDocument) -> None:
        result = {"result": [flat(document, Switches())]}
        form = {
            "company_name": self._company,
            "username": receiver.username,
            "password": receiver.password,
            "document_type": document.document_type,
            "batch_id": document.batch_id,
            "document_id": document.id,
            "file_name": document.file_name,
            "data": json.dumps(result, ensure_ascii=False),
        }
        problem = ""
        try:
            with requests.Session() as session:
                session.trust_env = False
                answer = session.post(
                    receiver.url,
                    files=[(name, (None, value)) for name, value in form.items()],
                    headers={"Authorization": f"Bearer {receiver.token}"},
                    timeout=TIMEOUT,
                    allow_redirects=False,
                )
            if not answer.ok:
                problem = f"status {answer.status_code}"
        except requests.RequestException as error:
            problem = type(error).__name__
        if problem:
            logger.warning("push of %s failed: %s", document.id, problem)
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO pushes (document_id, at, problem) VALUES (?, ?, ?)",
                (document.id, wire_now(), problem),
            )
