"""Everything one KlearStack tenant consists of, put together once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from klearstack_desktop.localserver.faults import Faults
from klearstack_desktop.localserver.switches import Switches

if TYPE_CHECKING:
    from klearstack_desktop.localserver.accounts import Accounts
    from klearstack_desktop.localserver.database import Database
    from klearstack_desktop.localserver.datasources import Datasources
    from klearstack_desktop.localserver.documents import Documents
    from klearstack_desktop.localserver.push import Push
    from klearstack_desktop.localserver.reading.queue import ReadingQueue
    from klearstack_desktop.localserver.record import Record
    from klearstack_desktop.localserver.sets import Sets
    from klearstack_desktop.localserver.tokens import Tokens


@dataclass(slots=True)
class Tenant:
    """The parts that the answers to calls work on.

    Attributes:
        switches: habits, replaced as a whole when a test chooses others.
    """

    accounts: Accounts
    database: Database
    documents: Documents
    record: Record
    tokens: Tokens
    readings: ReadingQueue
    sets: Sets
    datasources: Datasources
    push: Push
    faults: Faults = field(default_factory=Faults)
    switches: Switches = field(default_factory=Switches)

    def close(self) -> None:
        """Stop what works in the background, then give the database back."""
        self.readings.close()
        self.push.close()
        self.database.close()
