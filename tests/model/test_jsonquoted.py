"""A text within JSON is spelt out the same in pieces as at once."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.jsonquoted import QuotedText
from tests.store.strategies import texts


def cut(text: str, length: int) -> list[str]:
    return [text[start : start + length] for start in range(0, len(text), length)]


@given(texts, st.booleans(), st.integers(1, 9), st.sampled_from(("", "}", '", "', "\\")))
def test_pieces_spell_what_the_whole_spells(
    text: str, is_ascii: bool, length: int, behind: str
) -> None:
    quoted = QuotedText(cut(json.dumps(text, ensure_ascii=is_ascii)[1:] + behind, length))
    assert "".join(quoted) == text
    assert quoted.rest() == behind


def test_a_text_is_handed_on_as_it_comes() -> None:
    assert len(list(QuotedText(cut("a" * 1000 + '"', 100)))) == 11


@pytest.mark.parametrize(
    "text", ["", "no end", "\\", "\\u12", '\\"', "\\x" + "a" * 20 + '"', "\\ud83d"]
)
@pytest.mark.parametrize("length", [1, 5, 100])
def test_what_is_no_text_is_a_value_error(text: str, length: int) -> None:
    with pytest.raises(ValueError, match="no"):
        list(QuotedText(cut(text, length)))
