from __future__ import annotations

import csv
import io
import json
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.journal import Anchor, JournalEntry, JournalKind, SealedRow
from klearstack_desktop.store.journal_csv import anchors_of_csv, csv_lines, harmless, looks_like_csv
from tests.witness import WITNESS

AT = datetime(2026, 11, 22, 19, 53, tzinfo=UTC)
END = Anchor(1, "ab" * 32)


class Rows:
    anchor = END

    def __init__(self, *rows: SealedRow) -> None:
        self._rows = rows

    def __iter__(self) -> object:
        return iter(self._rows)


def file_with(value: str, document: str = "doc") -> str:
    facts = {"field": value, "comment": value, "before": {"value": value}, "after": [value]}
    entry = JournalEntry(JournalKind.CHANGE, document, AT, facts).canonical(WITNESS, "sha256")
    lines = csv_lines(Rows(SealedRow(1, entry, "00", "")))  # type: ignore[arg-type]
    return b"".join(lines).decode("utf-8-sig")


@pytest.mark.parametrize(
    "sign", [*"=+-@＝＋－＠﹦﹢﹣﹫−⁼⁺", "\ufeff=", "\u200b=", " =", "\u3000＝", "\xa0@"]
)
def test_whatever_looks_like_a_formula_is_neutralised(sign: str) -> None:
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"
    assert harmless(f"a;{sign}1") == f"a;'{sign}1"
    assert harmless(f"a\t{sign}1\n{sign}2") == f"a\t'{sign}1\n'{sign}2"


@pytest.mark.parametrize(
    "text", ["", "Müller & Söhne", "1-2", "100 %", "a=b", "12;50", "שלום", "0"]
)
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


@given(st.text(alphabet=st.sampled_from("=+-@;,\t\r\n '\"＝－＠\u200b\ufeff\0aé1|\u2028")))
def test_no_locale_finds_a_formula(value: str) -> None:
    text = file_with(value, document=value)
    for separator in ",;\t":
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            for cell in line:
                plain = unicodedata.normalize("NFKC", cell).strip(" \ufeff\u200b\0\u2028")
                assert plain[:1] not in {"=", "+", "-", "@"}, (separator, cell)
                assert separator != "," or cell[:1] not in {"\t", "\r", "\n"}, cell


@given(st.text())
def test_the_facts_stay_exact(value: str) -> None:
    rows = list(csv.DictReader(io.StringIO(file_with(value), newline="")))
    assert json.loads(rows[0]["facts"])["comment"] == value


def test_the_last_line_is_the_anchor_and_a_comment_is_none() -> None:
    text = file_with(f"journal 9:{'cd' * 32}")
    assert looks_like_csv(text)
    assert anchors_of_csv(text) == (END,)
