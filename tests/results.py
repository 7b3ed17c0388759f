"""Writes what a long run found into a page of the documentation, between two marks."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import PySide6

if TYPE_CHECKING:
    from collections.abc import Sequence

CHECKOUT = Path(__file__).resolve().parents[1]
RELIABILITY = CHECKOUT / "docs" / "reliability.md"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def circumstances(command: str, took: timedelta) -> str:
    """Return what ran, when, how long, and with which versions on what machine."""
    day = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    versions = (
        f"Python {platform.python_version()}, PySide6 {PySide6.__version__}, "
        f"SQLite {sqlite3.sqlite_version}"
    )
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.release()}"
    minutes, seconds = divmod(round(took.total_seconds()), 60)
    return (
        f"`{command}`, {day}, in {minutes} min {seconds} s, at revision {_revision()}; "
        f"{versions}; {machine}."
    )


def _revision() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    asked = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    return asked.stdout.strip() or "unknown"


def write_between(page: Path, name: str, text: str) -> None:
    """Replace what stands between the two marks of a name.

    Raises:
        ValueError: the page has no such marks.
    """
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    before, mark, rest = page.read_text(encoding="utf-8").partition(begin)
    _, second_mark, after = rest.partition(end)
    if not (mark and second_mark):
        raise ValueError(f"{page.name} has no place for {name}")
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")
