"""What is exported is what is stored, to the byte, also where somebody tampered with it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.journal import Anchor, JournalEntry, JournalKind, SealedRow
from klearstack_desktop.store.journal_check import check
from klearstack_desktop.store.journal_export import (
    ExportedAccount,
    read_anchors,
    read_export,
    write_export,
)
from klearstack_desktop.store.problems import NotWritten, StoreProblem, UnusableExport
from klearstack_desktop.store.seal import START, Seal
from tests.witness import WITNESS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AT = datetime(2026, 11, 22, 19, 53, tzinfo=UTC)
ACCOUNT = ExportedAccount("https://tenant.example", "Acme & Söhne", "ann", "acme-ann-1")
KEY = bytes(32)
FACTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


def sealed(*facts: object) -> list[SealedRow]:
    rows, link, seal = [], START, Seal(KEY)
    for number, content in enumerate(facts, 1):
        entry = JournalEntry(JournalKind.CHANGE, "doc", AT, {"after": content})
        text = entry.canonical(WITNESS, seal.name)
        link = seal.link(link, number, text)
        rows.append(SealedRow(number, text, link.chain, link.mac))
    return rows


@given(st.lists(FACTS, max_size=4))
def test_every_entry_comes_back_and_holds(
    tmp_path_factory: pytest.TempPathFactory, facts: list[Any]
) -> None:
    path, rows = tmp_path_factory.getbasetemp() / "record.json", sealed(*facts)
    anchor = write_export(path, rows, ACCOUNT, AT)
    export = read_export(path)
    assert list(export.rows) == rows
    assert (export.account, export.anchor) == (ACCOUNT, anchor)
    assert read_anchors(path) == (anchor,)
    assert check(export.rows, Seal(KEY), [anchor], own=export.anchor).is_vouched_for


@given(st.text() | FACTS.map(lambda value: json.dumps(value, indent=1)))
def test_whatever_a_row_holds_comes_back(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "tampered.json"
    row = SealedRow(1, text, text, text)
    write_export(path, [row], ACCOUNT, AT)
    assert read_export(path).rows == (row,)


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists))
def test_what_is_no_export_is_refused(
    tmp_path_factory: pytest.TempPathFactory, value: object
) -> None:
    path = tmp_path_factory.getbasetemp() / "other.json"
    parts: tuple[dict[str, object], ...] = (
        {},
        {"format": value},
        {"format": "klearstack-desktop journal 1", "rows": value},
    )
    for content in (value, *parts, {**parts[2], "anchor": value, "account": value}):
        path.write_text(json.dumps(content), "utf-8")
        with pytest.raises(UnusableExport):
            read_export(path)


def test_a_failure_between_two_rows_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    write_export(path, sealed("one"), ACCOUNT, AT)
    before = path.read_bytes()

    def failing() -> Iterator[SealedRow]:
        yield from sealed("one")
        raise NotWritten("The disk reports an error.")

    with pytest.raises(StoreProblem):
        write_export(path, failing(), ACCOUNT, AT)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_anchors_are_found_in_any_text(tmp_path: Path) -> None:
    path, chain = tmp_path / "mail.txt", "ab" * 32
    path.write_text(f"> fine [journal 12:{chain[:32]}]\n> Anchor: journal 3:{chain}\njournal 9:abc")
    assert read_anchors(path) == (Anchor(12, chain[:32]), Anchor(3, chain))
