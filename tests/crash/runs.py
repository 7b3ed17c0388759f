"""Many kills, in several lines beside each other."""

from __future__ import annotations

import itertools
import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.crash.line import CrashLine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass
class Findings:
    """What many kills showed.

    Attributes:
        counts: how often what was seen and found.
        broken: every promise that was not kept, in words, with the seed that shows it.
    """

    counts: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


class Runs:
    """Kills and compares a number of times.

    Args:
        kills: how many times.
        seed: decides the seeds of the lines.
        folder: for everything that is written.
        tell: called with words on the progress, from any thread.
        has_faults: see `CrashLine`.
    """

    def __init__(
        self,
        kills: int,
        seed: int,
        folder: Path,
        tell: Callable[[str], None] = lambda _words: None,
        *,
        has_faults: bool = False,
    ) -> None:
        self._left = kills
        self._chance = random.Random(seed)  # noqa: S311 - no secret
        self._folder = folder
        self._tell = tell
        self._has_faults = has_faults
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._findings = Findings()

    def run(self, lines: int) -> Findings:
        """Return what was found by so many programs working beside each other."""
        with ThreadPoolExecutor(lines) as pool:
            for line in [pool.submit(self._kill_while_there_is_any_left) for _ in range(lines)]:
                line.result()
        return self._findings

    def _kill_while_there_is_any_left(self) -> None:
        while self._left:
            with self._lock:
                number, seed = next(self._numbers), self._chance.randrange(10**6)
            self._tell(f"line {number} has the seed {seed}")
            folder = self._folder / f"line-{number}"
            with CrashLine(folder, seed, has_faults=self._has_faults) as line:
                while not line.is_used_up and self._take():
                    line.run_once()
            with self._lock:
                self._findings.counts += line.ledger.counts
                self._findings.broken += [f"seed {seed}, {words}" for words in line.ledger.broken]
                self._tell(f"line {number} has ended, {self._left} kills are left")

    def _take(self) -> bool:
        with self._lock:
            is_left = self._left > 0
            self._left -= is_left
        return is_left
