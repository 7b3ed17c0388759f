"""What the checks of one tenant share: a client, and documents in every state."""

from __future__ import annotations

import io
import queue
import zipfile
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from PIL import Image

from klearstack_desktop.api import BatchStatus, parse_push
from tests.api.scripted import ScriptedServer, answer

if TYPE_CHECKING:
    import socket

    from klearstack_desktop.api import Batch, KlearStackClient, Push, Upload
    from klearstack_desktop.model.document import Document
    from tests.api.conformance.tenants import Tenant
    from tests.api.scripted import Request
    from tests.server_process import ServerProcess

SAMPLES = tuple(f"{2026:012x}{index:012x}" for index in range(4))
"""Ids of the documents that the server starts with; nobody changes them."""
UPLOADED_NAME = "Füller Ω.png"
ZIPPED_NAMES = ("Rechnung Müller.png", "b.png")


def picture() -> io.BytesIO:
    """Return an empty page."""
    written = io.BytesIO()
    Image.new("L", (120, 160), 255).save(written, "PNG")
    written.seek(0)
    return written


class Receiver:
    """Where the tenant posts what was approved."""

    TOKEN = "receiver-token"

    def __init__(self) -> None:
        self.server = ScriptedServer().script("push", self._receive)
        self._pushes: queue.Queue[Push] = queue.Queue()

    def _receive(self, connection: socket.socket, request: Request) -> None:
        assert request.token == self.TOKEN
        self._pushes.put(parse_push(request.form))
        connection.sendall(answer({"success": True}))

    def next(self) -> Push:
        """Wait for the next push."""
        return self._pushes.get(timeout=20)


@dataclass
class Walk:
    """One client on its way through all calls of one tenant.

    Attributes:
        server: answers like the tenant.
        client: signed in as an Approver.
        creator: signed in as somebody who may not approve.
        receiver: gets the tenant's pushes.
    """

    tenant: Tenant
    server: ServerProcess
    client: KlearStackClient
    creator: KlearStackClient
    receiver: Receiver
    datasource: str = "Suppliers"

    @cached_property
    def upload(self) -> Upload:
        """A picture that was uploaded by itself."""
        return self.client.upload_document(picture(), file_name=UPLOADED_NAME)

    @cached_property
    def zipped(self) -> Upload:
        """Two pictures that were uploaded as a zip, into a set of their own."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as folder:
            for name in ZIPPED_NAMES:
                folder.writestr(f"july/{name}", picture().getvalue())
        packed.seek(0)
        return self.client.upload_zip(packed, file_name="july.zip", new_set_name="July")

    @cached_property
    def set_reference(self) -> str:
        """The set of the zip."""
        assert self.zipped.set_reference_number
        return self.zipped.set_reference_number

    @cached_property
    def open_id(self) -> str:
        """The uploaded picture, once it was read; nobody has decided about it."""
        return self.batch(self.upload.batch_id).documents[0].id

    @cached_property
    def zipped_ids(self) -> tuple[str, ...]:
        """The pictures of the zip, once they were read."""
        return tuple(sorted(d.id for d in self.batch(self.zipped.batch_id).documents))

    @cached_property
    def approved(self) -> Push:
        """What the tenant pushed when a picture of the zip was approved."""
        self.client.approve(self.zipped_ids[0], "Looks right")
        return self.receiver.next()

    @cached_property
    def rejected_id(self) -> str:
        """The other picture of the zip, rejected."""
        self.client.reject(self.zipped_ids[1], "Not ours")
        return self.zipped_ids[1]

    def batch(self, batch_id: str) -> Batch:
        """Return a batch once it was read."""
        while (batch := self.client.batch_documents(batch_id)).status is BatchStatus.PROCESSING:
            pass
        assert batch.status is BatchStatus.COMPLETED, batch.message
        return batch

    def listed(self) -> dict[str, Document]:
        """Return the documents of the user by their ids."""
        return {document.id: document for document in self.client.user_documents()}
