"""One account that is killed again and again, and compared after each time."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Self

from klearstack_desktop.api import Credentials, KlearStackClient, ServerProfile
from klearstack_desktop.model.outbox import UNSETTLED
from klearstack_desktop.model.settings import Settings
from klearstack_desktop.options import Options
from klearstack_desktop.store import settings_file
from tests.crash import clerk
from tests.crash.ledger import Ledger
from tests.crash.memory import left_behind, remembered
from tests.crash.messages import End, Failed, Pressed, Settled, Shown, Work
from tests.crash.weather import Weather
from tests.forked import Forked
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from klearstack_desktop.model.document import Document
    from tests.crash.messages import Message

DOCUMENTS = 24
FEWEST_DOCUMENTS = 6
_LONGEST_WORK_SECONDS = 2.5
_LONGEST_AFTERMATH_SECONDS = 0.08
_SHARE_WITH_KEYCHAIN = 0.5
_KILLS_PER_START = 0.2
_LONGEST_START_SECONDS = 1.0


class CrashLine:
    """Runs the program on a server of its own, kills it, starts it again and compares.

    The program that is compared after one kill is the one that works until the next.

    Args:
        folder: for the server and everything that the program writes.
        seed: decides what the clerk does and when the program is killed.
        has_faults: the way to the server is a bad one: many a call goes wrong.
    """

    def __init__(self, folder: Path, seed: int, *, has_faults: bool = False) -> None:
        self.ledger = Ledger()
        self._chance = random.Random(seed)  # noqa: S311 - no secret
        self._profile = folder / "profile"
        self._profile.mkdir(parents=True)
        self._keychain = folder / "keychain.json"
        self._has_keychain = self._chance.random() < _SHARE_WITH_KEYCHAIN
        (folder / "server").mkdir()
        self._server = ServerProcess(folder / "server", documents=DOCUMENTS)
        server = self._server
        self._weather = Weather(server, self._chance) if has_faults else None
        self._client = KlearStackClient(
            ServerProfile(server.url),
            Credentials(server.company, server.username, server.password),
        )
        self._ids = [document.id for document in self._client.user_documents()]
        self._start()

    @property
    def is_used_up(self) -> bool:
        """Whether too few documents are left to work on."""
        return len(self._undecided) < FEWEST_DOCUMENTS

    def run_once(self) -> None:
        """Let it work, kill it, start it again, and compare."""
        self._program.tell(Work(self._chance.randrange(2**32)))
        self._listen(self._chance.random() < 0.5)
        for message in self._program.kill():
            self._hear(message)
        if self._weather is not None:
            self._weather.calm_down()
        self.ledger.counts["kills"] += 1
        self.ledger.close_chapter()
        self._compare_what_is_left()
        while self._chance.random() < _KILLS_PER_START:
            self._kill_while_starting()
        self._start()

    def _compare_what_is_left(self) -> None:
        ledger, memory = self.ledger, left_behind(self._profile, self._keychain)
        ledger.counts["kills while something was under way"] += any(
            row.state in UNSETTLED for row in memory.rows
        )
        ledger.compare_edits(self._documents(), memory)
        ledger.compare_outbox(memory)
        ledger.verify_journal(memory)

    def _kill_while_starting(self) -> None:
        """Kill it while it signs in, or settles what the last kill left."""
        self._program = self._started()
        self._program.hear(self._chance.random() * _LONGEST_START_SECONDS)
        self._program.kill()
        self.ledger.counts["kills while starting"] += 1
        self._compare_what_is_left()

    def _start(self) -> None:
        self._program = self._started()
        try:
            message = self._program.hear()
        except EOFError:
            message = Failed("it ended before it had settled")
        assert isinstance(message, Settled), message
        documents, memory = self._documents(), remembered(self._profile, self._keychain)
        self.ledger.compare_edits(documents, memory)
        self.ledger.compare_decisions(memory, self._server.record())
        self.ledger.verify_journal(memory)
        self.ledger.begin_chapter(documents, memory)
        decided = {row.document_id for row in memory.rows if row.kind.is_decision}
        self._undecided = set(self._ids) - decided

    def _started(self) -> Forked:
        settings = Settings(undo_seconds=self._chance.choice([0, 1, 2]))
        settings_file.save(self._profile, settings)
        server = self._server
        options = Options(
            server=self._weather.url if self._weather else server.url,
            company=server.company,
            user=server.username,
            password=server.password,
        )
        keychain = self._keychain if self._has_keychain else None
        return Forked(clerk.work, options, self._profile, keychain)

    def _documents(self) -> list[Document]:
        return [self._client.document(document) for document in self._ids]

    def _listen(self, is_soon_after_something: bool) -> None:
        """Hear what the program tells until the moment in which it shall be killed."""
        kind = self._chance.choice([Pressed, Pressed, Shown])
        left = self._chance.randrange(1, 4 if kind is Pressed else 40)
        now = time.monotonic()
        aftermath = self._chance.random() * _LONGEST_AFTERMATH_SECONDS
        ends_at = now + _LONGEST_WORK_SECONDS * (
            1 if is_soon_after_something else self._chance.random()
        )
        while (rest := ends_at - time.monotonic()) > 0:
            message = self._program.hear(rest)
            if message is not None:
                self._hear(message)
            if isinstance(message, Pressed) and self._weather is not None:
                self.ledger.counts[self._weather.turn()] += 1
            if is_soon_after_something and isinstance(message, kind):
                left -= 1
                if left == 0:
                    ends_at = min(ends_at, time.monotonic() + aftermath)

    def _hear(self, message: Message) -> None:
        assert not isinstance(message, Failed), message.traceback
        self.ledger.hear(message)

    def close(self) -> None:
        """End the program in order, and the server."""
        self._program.tell(End())
        if self._program.wait() != 0:
            self.ledger.broken.append("the program did not end in order")
        memory = left_behind(self._profile, self._keychain)
        self.ledger.count_rows(memory)
        self._client.close()
        if self._weather is not None:
            self._weather.close()
        self._server.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
