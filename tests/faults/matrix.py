"""The fault matrix: every fault at every call, alone and with a restart in the middle of it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from tests.crash.memory import left_behind
from tests.faults.comparison import broken_promises, how_it_ended
from tests.faults.faults import Fault, Kind
from tests.faults.reviewer import Ended, Failed, Job, Ready, Saved, Told, work
from tests.forked import Forked
from tests.review.desk_at_work import Account

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.fault_proxy import FaultProxy
    from tests.server_process import ServerProcess

NO_KEYCHAIN = "none"
_Awaited = TypeVar("_Awaited", Ready, Saved, Ended)


@dataclass(frozen=True)
class Cell:
    """One combination."""

    fault: Fault
    kind: Kind
    is_restarted: bool = False

    def __str__(self) -> str:
        return f"{self.kind}: {self.fault}{', restarted' if self.is_restarted else ''}"


@dataclass
class Result:
    """What became of a cell.

    Attributes:
        ended: in a word or two, as the table of results says it.
        heard: how often the service heard the call.
        told: what the reviewer was told, in order.
        broken: every promise that was not kept, in words.
    """

    cell: Cell
    ended: str = ""
    heard: int = 0
    told: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """How it ended and how often the service heard the call, for the table of results."""
        return f"{self.ended} · {self.heard}"


def cells() -> Iterator[Cell]:
    """Every cell of the matrix."""
    for kind, fault, is_restarted in itertools.product(Kind, Fault, (False, True)):
        yield Cell(fault, kind, is_restarted)


def each_fault_once() -> Iterator[Cell]:
    """Each fault at one call alone, and at one call that changes data with a restart.

    Between them they meet every call.
    """
    changing = [kind for kind in Kind if kind.changes_data]
    for fault, kind, other in zip(Fault, itertools.cycle(Kind), itertools.cycle(changing)):
        yield Cell(fault, kind)
        yield Cell(fault, other, is_restarted=True)


class Matrix:
    """Tries cells on one server; each takes a document of its own.

    Args:
        server: holds the documents and the record that is compared.
        proxy: in front of it.
        folder: for what the program writes.
    """

    def __init__(self, server: ServerProcess, proxy: FaultProxy, folder: Path) -> None:
        self._server = server
        self._proxy = proxy
        self._folder = folder
        self._account = Account.of(server, url=proxy.url)
        self._numbers = itertools.count()

    def try_cell(self, cell: Cell) -> Result:
        """Let a reviewer meet the fault, and compare what the service did with what he was told."""
        number = next(self._numbers)
        document = f"{2026:012x}{number:012x}"
        profile = self._folder / f"cell-{number}"
        job = Job(self._account, profile, document, cell.kind, f"value-{number}")
        result = Result(cell)
        begun_at = self._meet(cell, job, result)
        self._proxy.disarm()
        calls = self._proxy.log()[begun_at:]
        result.heard = sum(
            call.was_heard and call.name == cell.kind.endpoint and call.document in {"", document}
            for call in calls
        )
        record = [row for row in self._server.record() if row["document_id"] == document]
        memory = left_behind(profile, profile / NO_KEYCHAIN)
        done = replace(job, is_again=cell.is_restarted)
        result.broken += broken_promises(done, memory, record, result.told)
        result.ended = how_it_ended(done, memory, result.told)
        return result

    def _meet(self, cell: Cell, job: Job, result: Result) -> int:
        """Bring the reviewer and the fault together; return how many calls there were before."""
        reviewer = Forked(work, job)
        self._hear(reviewer, Ready, result)
        begun_at = len(self._proxy.log())
        if cell.kind is Kind.RENEW:
            self._server.expire_tokens()
        has_document = cell.kind not in {Kind.TEXT, Kind.REFRESH, Kind.RENEW}
        self._proxy.arm(
            cell.kind.endpoint, cell.fault, document=job.document if has_document else ""
        )
        reviewer.tell("begin")
        if cell.kind in {Kind.DETAILS, Kind.IMAGE}:
            self._hear(reviewer, Saved, result)
        self._proxy.wait()
        if cell.is_restarted:
            for message in reviewer.kill():
                self._take(message, result)
            reviewer = Forked(work, replace(job, is_again=True))
        value = self._hear(reviewer, Ended, result).value
        reviewer.wait()
        if value != job.value:
            result.broken.append(f"the reviewer typed {job.value!r} and sees {value!r}")
        return begun_at

    def _hear(self, reviewer: Forked, awaited: type[_Awaited], result: Result) -> _Awaited:
        while not isinstance(message := reviewer.hear(), awaited):
            self._take(message, result)
        return message

    def _take(self, message: object, result: Result) -> None:
        assert message is not None, f"{result.cell}: nothing happened any more"
        assert not isinstance(message, Failed), f"{result.cell}: {message}"
        if isinstance(message, Told):
            result.told.append(message.sentence)
