"""The client: one mixin a section of the contract, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from klearstack_desktop.api.sections.authentication import Authentication
from klearstack_desktop.api.sections.datasources import Datasources
from klearstack_desktop.api.sections.fetching import Fetching
from klearstack_desktop.api.sections.mapping import FieldMapping
from klearstack_desktop.api.sections.pageimages import PageImages
from klearstack_desktop.api.sections.push import PushCalls
from klearstack_desktop.api.sections.sets import Sets
from klearstack_desktop.api.sections.updating import Updating
from klearstack_desktop.api.sections.uploads import Uploads

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType


class KlearStackClient(
    Authentication,
    Uploads,
    Fetching,
    Updating,
    PageImages,
    PushCalls,
    Datasources,
    Sets,
    FieldMapping,
):
    """KlearStack over HTTP: one method a call, synchronous, typed; safe to use from many threads.

    It signs in by itself at the first call, keeps its token fresh, repeats reads over passing
    trouble and raises nothing but `klearstack_desktop.api.errors`.

    Example:
        >>> profile = ServerProfile("https://tenant.example")
        >>> with KlearStackClient(profile, Credentials("acme", "maria", password)) as client:
        ...     for document in client.user_documents():
        ...         print(document.file_name)
    """

    def last_answer_date(self) -> datetime | None:
        """Return the server's clock in the last answer to the calling thread (its Date header).

        Returns:
            None where the answer named no time, and where the thread's last call was not answered.
        """
        return self._sender.transport.last_answer_date

    def close(self) -> None:
        """Cut off the running calls of all threads and refuse new ones."""
        self._sender.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
