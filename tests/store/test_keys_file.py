from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.key_choices import KeyChoices, key_choices_from
from klearstack_desktop.store import keys_file
from klearstack_desktop.store.problems import NotWritten, UnusableKeys

if TYPE_CHECKING:
    from pathlib import Path

CHOICES = KeyChoices({"save": ("Ctrl+J", "F9"), "refresh": ()}, {"capture": ("X",)})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=80),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    keys_file.save(tmp_path, CHOICES)
    assert keys_file.load(tmp_path) == CHOICES


def test_what_is_handed_on_comes_back(tmp_path: Path) -> None:
    keys_file.export(tmp_path / "mine.toml", CHOICES)
    assert keys_file.read(tmp_path / "mine.toml") == CHOICES


@pytest.mark.parametrize("text", ["not = [toml", "\x00", "everywhere = 3"])
def test_a_file_that_makes_no_sense_changes_no_key(tmp_path: Path, text: str) -> None:
    (tmp_path / keys_file.FILE_NAME).write_text(text)
    assert keys_file.load(tmp_path).is_empty


def test_without_a_file_there_are_no_choices(tmp_path: Path) -> None:
    assert keys_file.load(tmp_path).is_empty
    with pytest.raises(UnusableKeys, match="cannot be read"):
        keys_file.read(tmp_path / "none.toml")


def test_a_folder_that_takes_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotWritten):
        keys_file.export(tmp_path / "no such folder" / "keys.toml", CHOICES)


@given(st.dictionaries(st.sampled_from(["everywhere", "page", "other"]), JSON))
def test_anything_is_read(values: dict[str, object]) -> None:
    choices = key_choices_from(values)
    for table in (choices.everywhere, choices.page):
        assert all(isinstance(key, str) for keys in table.values() for key in keys)
