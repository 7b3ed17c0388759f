"""Real SQLite files in a fresh folder."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.store.database import open_database
from klearstack_desktop.store.schema import CACHE, WORK

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def work_path(tmp_path: Path) -> Path:
    """Where this test's ``work.db`` lies."""
    return tmp_path / "work.db"


@pytest.fixture
def work(work_path: Path) -> Iterator[sqlite3.Connection]:
    """An open ``work.db``."""
    with contextlib.closing(open_database(work_path, WORK)) as connection:
        yield connection


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """An open ``cache.db``."""
    with contextlib.closing(open_database(tmp_path / "cache.db", CACHE)) as connection:
        yield connection
