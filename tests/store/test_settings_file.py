from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.model.settings import Settings
from klearstack_desktop.store import settings_file

if TYPE_CHECKING:
    from pathlib import Path


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    settings = Settings(undo_seconds=12, lock_after_minutes=3)
    settings_file.save(tmp_path, settings)
    assert settings_file.load(tmp_path) == settings


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert settings_file.load(tmp_path) == Settings()


def test_a_broken_file_is_no_reason_not_to_start(tmp_path: Path) -> None:
    (tmp_path / settings_file.FILE_NAME).write_bytes(b"undo_seconds = \xff")
    assert settings_file.load(tmp_path) == Settings()


def test_one_wrong_line_does_not_spoil_the_others(tmp_path: Path) -> None:
    (tmp_path / settings_file.FILE_NAME).write_text(
        'undo_seconds = "five"\nprefetch_documents = 2\n'
    )
    assert settings_file.load(tmp_path) == Settings(prefetch_documents=2)
