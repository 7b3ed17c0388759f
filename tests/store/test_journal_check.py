"""Whatever is done to the rows is found, and nothing is found where nothing was done."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klearstack_desktop.model.journal import Anchor, JournalEntry, JournalKind, SealedRow
from klearstack_desktop.model.journal_check import Damage, Reserve, Stretch
from klearstack_desktop.store.database import open_database, transaction
from klearstack_desktop.store.journal import Journal
from klearstack_desktop.store.journal_check import check
from klearstack_desktop.store.journal_reader import JournalReader
from klearstack_desktop.store.schema import WORK
from klearstack_desktop.store.seal import START, Seal
from tests.witness import WITNESS

if TYPE_CHECKING:
    from pathlib import Path

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
AT = datetime(2026, 11, 22, 19, 53, tzinfo=UTC)
ROWS = 8


def written(folder: Path, seal: Seal, count: int = ROWS, start: int = 0) -> Anchor:
    """Write rows as the program does; return the anchor at the end."""
    with contextlib.closing(open_database(folder / "work.db", WORK)) as work:
        journal = Journal(work, seal, WITNESS)
        for number in range(start, start + count):
            entry = JournalEntry(
                JournalKind.CHANGE, f"doc-{number % 3}", AT + timedelta(hours=number), {"n": number}
            )
            with transaction(work):
                journal.append(entry)
        return journal.anchor()


def stored(folder: Path) -> list[SealedRow]:
    with contextlib.closing(JournalReader(folder)) as reader:
        return list(reader.every_row())


def tampered(folder: Path, statement: str, *parameters: object) -> list[SealedRow]:
    with contextlib.closing(sqlite3.connect(folder / "work.db")) as connection, connection:
        connection.execute(statement, parameters)
    return stored(folder)


def rechained(rows: list[SealedRow], first: int) -> list[SealedRow]:
    """Do what a forger without the key can: number and chain the rows anew from one on."""
    done = rows[:first]
    for number, row in enumerate(rows[first:], first + 1):
        before = done[-1].chain if done else START.chain
        chain = Seal().link(type(START)(before, ""), number, row.entry).chain
        done.append(SealedRow(number, row.entry, chain, row.mac))
    return done


@pytest.fixture(scope="module")
def keyed_rows(tmp_path_factory: pytest.TempPathFactory) -> list[SealedRow]:
    folder = tmp_path_factory.mktemp("keyed")
    written(folder, Seal(KEY))
    return stored(folder)


@pytest.fixture(scope="module")
def plain_rows(tmp_path_factory: pytest.TempPathFactory) -> list[SealedRow]:
    folder = tmp_path_factory.mktemp("plain")
    written(folder, Seal())
    return stored(folder)


def test_a_journal_as_written_is_sound(tmp_path: Path) -> None:
    anchor = written(tmp_path, Seal(KEY))
    found = check(stored(tmp_path), Seal(KEY), [anchor, Anchor(0, START.chain)])
    assert (found.is_sound, found.reserves, found.end) == (True, (), anchor)
    assert found.reach == "An anchor covers the record to its end."
    assert found.verdict == "All 8 rows of the record are as written."


def test_an_empty_journal_is_sound(tmp_path: Path) -> None:
    written(tmp_path, Seal(KEY), 0)
    assert check(stored(tmp_path), Seal(KEY)).verdict == "The record is empty."


@pytest.mark.parametrize(
    ("statement", "damage"),
    [
        ("UPDATE journal SET entry = replace(entry, '\"n\":3', '\"n\":4')", (Damage.EDITED, 4, 4)),
        ("UPDATE journal SET entry = entry || ' ' WHERE sequence = 2", (Damage.EDITED, 2, 2)),
        ("UPDATE journal SET entry = '[]' WHERE sequence = 2", (Damage.EDITED, 2, 2)),
        ("UPDATE journal SET mac = '' WHERE sequence = 8", (Damage.EDITED, 8, 8)),
        ("DELETE FROM journal WHERE sequence IN (3, 4)", (Damage.MISSING, 3, 4)),
        ("DELETE FROM journal WHERE sequence < 3", (Damage.MISSING, 1, 2)),
        ("UPDATE journal SET sequence = 0 WHERE sequence = 8", (Damage.MISPLACED, 0, 0)),
        ("UPDATE journal SET sequence = 20 WHERE sequence = 8", (Damage.MISSING, 8, 19)),
    ],
)
def test_the_place_of_a_damage_is_named(
    tmp_path: Path, statement: str, damage: tuple[Damage, int, int]
) -> None:
    written(tmp_path, Seal(KEY))
    found = check(tampered(tmp_path, statement), Seal(KEY))
    assert found.damage[0] == Stretch(*damage)


def test_a_cut_tail_is_found_against_an_anchor_only(tmp_path: Path) -> None:
    anchor = written(tmp_path, Seal(KEY))
    rows = tampered(tmp_path, "DELETE FROM journal WHERE sequence > 6")
    without = check(rows, Seal(KEY))
    assert without.is_sound
    assert "cannot be found this way" in without.reach
    found = check(rows, Seal(KEY), [anchor])
    assert found.damage == (Stretch(Damage.CUT, 7, 8),)
    assert found.damage[0].sentence == (
        "Rows 7 to 8 were cut off: an anchor shows that they were there."
    )


def test_a_record_replaced_as_a_whole_is_found_against_an_anchor_only(tmp_path: Path) -> None:
    real, forged = tmp_path / "real", tmp_path / "forged"
    real.mkdir()
    forged.mkdir()
    anchor = written(real, Seal())
    written(forged, Seal(), start=1)
    assert check(stored(forged), Seal()).is_sound
    short = Anchor(anchor.rows, anchor.chain[:32])
    assert check(stored(forged), Seal(), [short]).damage == (Stretch(Damage.REWRITTEN, 8, 8),)


def test_what_was_written_after_an_anchor_is_said_to_be_beyond_it(tmp_path: Path) -> None:
    anchor = written(tmp_path, Seal(KEY))
    written(tmp_path, Seal(KEY), 2, ROWS)
    assert "rows 1 to 8" in check(stored(tmp_path), Seal(KEY), [anchor]).reach


def test_rows_without_a_key_or_of_a_lost_key_are_named(tmp_path: Path) -> None:
    written(tmp_path, Seal(OTHER_KEY), 2)
    written(tmp_path, Seal(), 2, 2)
    anchor = written(tmp_path, Seal(KEY), 1, 4)
    found = check(stored(tmp_path), Seal(KEY))
    assert (found.is_sound, found.is_vouched_for) == (True, False)
    assert found.reserves == (Stretch(Reserve.OTHER_KEY, 1, 2), Stretch(Reserve.NO_KEY, 3, 4))
    assert "not all of it can be vouched for" in found.verdict
    assert "Rows 3 to 4 were sealed without a key" in found.text
    assert check(stored(tmp_path), Seal(KEY), [anchor]).is_vouched_for


def test_an_anchor_vouches_for_the_rows_up_to_it_and_no_further(tmp_path: Path) -> None:
    early = written(tmp_path, Seal(), 2)
    written(tmp_path, Seal(), 3, 2)
    found = check(stored(tmp_path), Seal(), [early])
    assert found.reserves == (Stretch(Reserve.NO_KEY, 3, 5),)
    # The anchor that comes with the rows vouches for nothing.
    own = check(stored(tmp_path), Seal(), own=early)
    assert own.reserves == (Stretch(Reserve.NO_KEY, 1, 5),)


def test_rows_put_in_place_of_sealed_ones_have_no_key_and_hold_no_anchor(tmp_path: Path) -> None:
    anchor = written(tmp_path, Seal(KEY))
    tampered(tmp_path, "DELETE FROM journal WHERE sequence > 3")
    written(tmp_path, Seal(), ROWS - 3, 50)
    found = check(stored(tmp_path), Seal(KEY))
    assert found.reserves == (Stretch(Reserve.NO_KEY, 4, ROWS),)
    assert check(stored(tmp_path), Seal(KEY), [anchor]).damage[0].what is Damage.REWRITTEN


@given(st.data())
def test_whoever_has_no_key_changes_nothing_unfound(
    keyed_rows: list[SealedRow], data: st.DataObject
) -> None:
    _forge(keyed_rows, Seal(KEY), data, has_anchor=False)


@given(st.data())
def test_without_a_key_nothing_changes_unfound_before_an_anchor(
    plain_rows: list[SealedRow], data: st.DataObject
) -> None:
    _forge(plain_rows, Seal(), data, has_anchor=True)


def _forge(original: list[SealedRow], seal: Seal, data: st.DataObject, *, has_anchor: bool) -> None:
    """Edit, remove, swap or insert a row, chain anew or not, and demand that it is found."""
    rows = list(original)
    place = data.draw(st.integers(0, ROWS - 2), "place")
    what = data.draw(st.sampled_from(["edit", "remove", "swap", "insert", "repeat"]), "what")
    if what == "edit":
        column = data.draw(st.sampled_from(["entry", "chain", "mac"]), "column")
        text = data.draw(st.text(max_size=80) | st.just('{"format":1,"seal":"sha256"}'), "text")
        values = {name: getattr(rows[place], name) for name in SealedRow.__slots__}
        rows[place] = SealedRow(**{**values, column: text})
    elif what == "remove":
        del rows[place]
    elif what == "swap":
        other = data.draw(st.integers(place + 1, ROWS - 1), "other")
        rows[place], rows[other] = rows[other], rows[place]
    else:
        source = rows[place] if what == "repeat" else rows[-1]
        rows.insert(place, source)
    kind = data.draw(st.sampled_from(["as is", "renumbered", "chained anew"]), "forger")
    if kind == "renumbered":
        rows = [SealedRow(n, r.entry, r.chain, r.mac) for n, r in enumerate(rows, 1)]
    elif kind == "chained anew":
        rows = rechained(rows, min(place, len(rows)))
    end = Anchor(ROWS, original[-1].chain)
    found = check(rows, seal, [end] if has_anchor else [])
    assert found.is_sound == (rows == original), (what, kind)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.binary(max_size=60), min_size=1, max_size=4))
def test_checking_is_total(tmp_path_factory: pytest.TempPathFactory, texts: list[bytes]) -> None:
    folder = tmp_path_factory.mktemp("total")
    written(folder, Seal(KEY), len(texts))
    with contextlib.closing(sqlite3.connect(folder / "work.db")) as connection, connection:
        for number, text in enumerate(texts, 1):
            connection.execute(
                "UPDATE journal SET entry = CAST(?1 AS TEXT), chain = CAST(?1 AS TEXT),"
                " mac = CAST(?1 AS TEXT) WHERE sequence = ?2",
                (text, number),
            )
    assert not check(stored(folder), Seal(KEY)).is_sound


def test_a_stretch_of_one_row_is_singular() -> None:
    assert Stretch(Damage.EDITED, 4, 4).sentence == "Row 4 is not as it was written."
    assert Stretch(Damage.MISSING, 4, 6).sentence == "Rows 4 to 6 were removed."


def test_a_real_key_makes_real_seals() -> None:
    assert Seal(os.urandom(32)).name != Seal(os.urandom(32)).name
