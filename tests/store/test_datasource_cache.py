from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.store.datasource_cache import (
    DatasourceCache,
    KeptDatasource,
    decode_rows,
    encode_rows,
)

if TYPE_CHECKING:
    import sqlite3

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@given(st.lists(st.dictionaries(st.text(), st.text(), max_size=4), max_size=5))
def test_rows_come_back_as_they_were(rows: list[dict[str, str]]) -> None:
    assert list(decode_rows(encode_rows(rows))) == rows


def test_what_is_no_list_of_rows_gives_none() -> None:
    for text in ("", "{", "7", '{"a": "b"}', '[1, "x", null]'):
        assert decode_rows(text) == ()


def test_a_datasource_is_kept_until_it_is_read_again(cache: sqlite3.Connection) -> None:
    kept = DatasourceCache(cache)
    assert kept.get("Suppliers") is None
    for text in (encode_rows([{"Id": "1"}]), encode_rows([{"Id": "2"}])):
        kept.put("Suppliers", KeptDatasource(text, NOON))
        assert kept.get("Suppliers") == KeptDatasource(text, NOON)
    assert kept.get("suppliers") is None


def test_a_damaged_date_counts_as_nothing(cache: sqlite3.Connection) -> None:
    kept = DatasourceCache(cache)
    kept.put("Suppliers", KeptDatasource("[]", NOON))
    cache.execute("UPDATE datasource SET read_at = 'soon'")
    assert kept.get("Suppliers") is None
