from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klearstack_desktop.model.document import Document, Field
from klearstack_desktop.model.fieldmap import FieldKind, default_field_map
from klearstack_desktop.store import document_text
from klearstack_desktop.store.database import transaction
from klearstack_desktop.store.details import Details, KnownDetails
from tests.store import strategies as some

if TYPE_CHECKING:
    import sqlite3

    import pytest

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def moment(seconds: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(seconds, zone)


def known(document_id: str, minutes: int = 0, name: str = "scan.pdf") -> KnownDetails:
    return KnownDetails(Document(document_id, file_name=name), NOON + timedelta(minutes=minutes))


def remembered(details: Details, *ids: str) -> list[str]:
    return [document_id for document_id in ids if details.get(document_id) is not None]


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    document=some.documents, read_at=st.builds(moment, st.integers(0, 4 * 10**9), st.timezones())
)
def test_whatever_was_read_last_is_what_comes_back(
    cache: sqlite3.Connection, document: Document, read_at: datetime
) -> None:
    Details(cache).put(KnownDetails(document, read_at))
    # An hour that comes twice, when clocks are set back, equals no moment of another zone.
    assert Details(cache).get(document.id) == KnownDetails(document, read_at.astimezone(UTC))


def test_what_was_never_read_is_not_known(cache: sqlite3.Connection) -> None:
    assert Details(cache).get("a") is None


def test_a_newer_reading_takes_the_place_of_the_older(cache: sqlite3.Connection) -> None:
    details = Details(cache)
    details.put(known("a", name="before"))
    details.put(known("a", minutes=1, name="after"))
    assert details.get("a") == known("a", minutes=1, name="after")


def test_what_is_forgotten_is_not_known_any_more(cache: sqlite3.Connection) -> None:
    details = Details(cache)
    details.put(known("a"))
    details.put(known("b"))
    details.forget("a")
    details.forget("never known")
    assert remembered(details, "a", "b") == ["b"]


def test_what_was_read_longest_ago_makes_way(cache: sqlite3.Connection) -> None:
    size = len(document_text.encode_document(Document("a", file_name="scan.pdf")))
    details = Details(cache, most_characters=3 * size)
    for minutes, document_id in enumerate("abc"):
        details.put(known(document_id, minutes))
    assert remembered(details, *"abc") == ["a", "b", "c"]
    details.put(known("a", minutes=4))
    details.put(known("d", minutes=5))
    assert remembered(details, *"abcd") == ["a", "d"]


def test_ages_are_compared_across_time_zones(cache: sqlite3.Connection) -> None:
    size = len(document_text.encode_document(Document("a", file_name="scan.pdf")))
    details = Details(cache, most_characters=2 * size)
    east = timezone(timedelta(hours=10))
    later = KnownDetails(known("a").document, (NOON + timedelta(hours=1)).astimezone(east))
    details.put(later)
    details.put(known("b"))
    details.put(known("c", minutes=90))
    assert remembered(details, *"abc") == ["c"]
    details.put(later)
    assert details.get("a") == later


def test_the_newest_is_kept_however_large_it_is(cache: sqlite3.Connection) -> None:
    details = Details(cache, most_characters=10)
    details.put(known("a"))
    details.put(known("b", minutes=1))
    assert remembered(details, "a", "b") == ["b"]


def test_fields_are_described_by_the_profile_of_today(cache: sqlite3.Connection) -> None:
    name = "cost_centre"
    unknown = Field(name, default_field_map().describe(name), "4711", "4711")
    Details(cache).put(KnownDetails(Document("a", fields=(unknown,)), NOON))
    extended = default_field_map().extended({name: {"kind": "choice"}})
    found = Details(cache, extended).get("a")
    assert found is not None
    assert found.document.fields[0].kind is FieldKind.CHOICE


def test_damaged_details_count_as_none_and_are_not_quoted(
    cache: sqlite3.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    details = Details(cache)
    for damage in ("document = 'a secret'", "read_at = 'a secret'"):
        details.put(known("a"))
        with transaction(cache):
            cache.execute("UPDATE details SET " + damage)  # noqa: S608
        assert details.get("a") is None
    assert "damaged details" in caplog.text
    assert "secret" not in caplog.text
