from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.journal import (
    JournalKind,
    Json,
    RecordedEntry,
    SealedRow,
    canonical,
    recorded,
)
from klearstack_desktop.model.journal_text import KIND_WORDS, full_text, headline, kind_word

AT = datetime(2026, 11, 22, 19, 53, tzinfo=UTC)
CHANGE = {"field": "net", "before": {"value": "10"}, "after": {"value": "12", "box": [1, 2, 3, 4]}}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


def entry(kind: str, facts: Json) -> RecordedEntry:
    return RecordedEntry(7, kind, "doc", AT, facts, {"user": "ann"}, "sha256")


def test_every_kind_has_a_word() -> None:
    assert KIND_WORDS.keys() == {kind.value for kind in JournalKind}


@pytest.mark.parametrize(
    ("kind", "facts", "line"),
    [
        ("change", CHANGE, "net: 10 → 12"),
        ("change", {**CHANGE, "after": {"value": ""}}, "net: 10 → (nothing)"),
        ("change", {**CHANGE, "before": {"value": "12"}}, "net: 12 (another box)"),
        ("change", {"table": "items", "before": [[]], "after": [[], []]}, "items: 1 row → 2 rows"),
        ("save", {"corrections": [CHANGE, {"table": "items"}]}, "Corrections to send: net, items"),
        (
            "decision",
            {"decision": "approve", "comment": "fine", "corrections": []},
            "Approved: fine",
        ),
        (
            "decision",
            {"decision": "reject", "comment": "twice", "corrections": [CHANGE]},
            "Rejected with corrections of net: twice",
        ),
        ("answer", {"outcome": "unknown", "problem": "Cut off."}, "Outcome unknown: Cut off."),
        ("merged", {"taken": [{"label": "Tax"}]}, "Taken over from another person: Tax"),
        ("alarm", {"why": "two\nlines"}, "two lines"),
        ("sign-in", {}, "Signed in"),
        ("from the future", {"row": "r", "colour": "blue"}, "colour: blue"),
    ],
)
def test_what_happened_in_a_line(kind: str, facts: Json, line: str) -> None:
    assert headline(entry(kind, facts)) == line


def test_a_long_line_is_cut() -> None:
    assert len(headline(entry("alarm", {"why": "x" * 10_000}))) == 160


def test_everything_in_full() -> None:
    text = full_text(entry("decision", {"corrections": [CHANGE], "comment": "two\nlines"}))
    assert text.startswith("Row 7 · Decision · 2026-11-2")
    assert "\nDocument doc\n\ncorrections:\n    -\n        field: net\n" in text
    assert "\n        after: 12  (box [1, 2, 3, 4])\n" in text
    assert "\ncomment: two\n    lines\n" in text
    assert text.endswith("seal: sha256\nuser: ann")


@given(st.sampled_from([*KIND_WORDS, "other", ""]), st.dictionaries(st.text(max_size=9), JSON))
def test_whatever_a_row_holds_is_shown(kind: str, facts: dict[str, Json]) -> None:
    known = ("before", "after", "taken", "corrections", "table", "field", "comment", "decision")
    for content in (None, facts, [facts], [[facts]]):
        facts_here = facts if content is None else dict.fromkeys(known, content)
        shown = entry(kind, facts_here)
        assert "\n" not in headline(shown)
        assert full_text(shown)
        assert kind_word(shown)


@given(st.text())
def test_a_row_that_was_made_unreadable_is_shown(text: str) -> None:
    shown = recorded(SealedRow(1, text, "", ""))
    assert full_text(shown).startswith("Row 1 · ")
    headline(shown)


@given(JSON)
def test_a_row_with_other_json_is_shown(value: Json) -> None:
    for text in (canonical(value), canonical({"facts": value, "by": value, "at": value})):
        shown = recorded(SealedRow(1, text, "", ""))
        headline(shown)
        full_text(shown)


def test_a_very_deep_row_is_shown() -> None:
    shown = recorded(SealedRow(1, '{"facts":{"why":' + '{"a":' * 200 + "1" + "}" * 202, "", ""))
    headline(shown)
    assert "…" in full_text(shown)
