"""Kills the program many times and writes what was found into ``docs/reliability.md``.

python -m tests.crash --runs 300
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from time import monotonic

from tests.crash.runs import Findings, Runs
from tests.results import RELIABILITY, circumstances, table, write_between

ROWS = (
    *("kills", "kills while starting", "kills while something was under way"),
    *("faults", "ended tokens", "killed servers"),
    *("edits", "promised edits"),
    *("save pressed", "approve pressed", "reject pressed", "take back pressed"),
    "rows shown in the outbox",
    *("rows applied", "rows refused", "rows conflict", "rows withdrawn"),
    *("decisions killed before they were kept", "journal rows verified"),
    "journal rows sealed with a key",
)


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - a command says what it does


def described(findings: Findings, command: str, took: timedelta) -> str:
    """Return the findings as they stand in the documentation."""
    rows = [(name, str(findings.counts[name])) for name in ROWS]
    rows.append(("**promises broken**", f"**{len(findings.broken)}**"))
    broken = [f"- {words}" for words in findings.broken]
    parts = [circumstances(command, took), table(("what", "how many"), rows), *broken]
    return "\n\n".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=300, help="how many kills")
    parser.add_argument("--lines", type=int, default=2, help="how many programs at the same time")
    parser.add_argument("--seed", type=int, help="of an earlier run, to do the same again")
    parser.add_argument("--faults", action="store_true", help="over a bad network besides")
    parser.add_argument("--write", action="store_true", help="write into docs/reliability.md")
    wishes = parser.parse_args()
    seed = random.randrange(10**6) if wishes.seed is None else wishes.seed  # noqa: S311
    _say(f"seed {seed}")
    began = monotonic()
    with tempfile.TemporaryDirectory() as folder:
        runs = Runs(wishes.runs, seed, Path(folder), _say, has_faults=wishes.faults)
        findings = runs.run(wishes.lines)
    took = timedelta(seconds=monotonic() - began)
    faults = " --faults" if wishes.faults else ""
    command = f"python -m tests.crash --runs {wishes.runs}{faults} --seed {seed} --write"
    text = described(findings, command, took)
    _say(text)
    if wishes.write:
        write_between(RELIABILITY, "crash harness" + faults.replace("--", "with "), text)
    return 1 if findings.broken else 0


if __name__ == "__main__":
    sys.exit(main())
