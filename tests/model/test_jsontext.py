"""JSON is written as Python writes it, but for numbers, which are written as they came."""

from __future__ import annotations

import json
from types import MappingProxyType

import pytest
from hypothesis import given

from klearstack_desktop.model import jsontext
from tests.store.strategies import json_values, wire_values


@given(json_values)
def test_plain_values_are_written_as_python_writes_them(value: object) -> None:
    assert jsontext.dumps(value) == json.dumps(value)


@given(wire_values)
def test_what_was_read_is_read_again_as_the_same(value: object) -> None:
    again = jsontext.loads(jsontext.dumps(value))
    assert (again, repr(again)) == (value, repr(value))


def test_numbers_keep_their_digits_and_repeated_keys_their_places() -> None:
    text = '{"a": [1.50, -0, [1E5, "1.50", true, null], {}], "b": [], "a": {"c": 1e400}}'
    assert jsontext.dumps(jsontext.loads(text)) == text


def test_any_mapping_and_any_depth_is_written() -> None:
    value: object = MappingProxyType({"a": (1, "ä")})
    for _ in range(100_000):
        value = [value]
    assert jsontext.dumps(value) == "[" * 100_000 + '{"a": [1, "\\u00e4"]}' + "]" * 100_000


def test_what_json_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError):
        jsontext.dumps({"a": [object()]})
