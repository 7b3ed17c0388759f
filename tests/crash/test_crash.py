"""The program is killed at random moments; whatever it promised is there afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.crash.runs import Runs

if TYPE_CHECKING:
    from pathlib import Path

KILLS = 20
SEED = 2026


def test_a_killed_program_keeps_what_it_promised(tmp_path: Path) -> None:
    findings = Runs(KILLS, SEED, tmp_path).run(lines=2)
    assert not findings.broken, "\n".join(findings.broken)
    assert findings.counts["kills"] == KILLS
    # A run in which nothing was promised or decided would show nothing.
    assert findings.counts["promised edits"] > KILLS
    assert findings.counts["rows applied"] > 0
