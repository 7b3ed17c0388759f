"""Reading what can be read out of a damaged SQLite file, row by row.

SQLite stops at the first page that makes no sense. So a table is read from its first row up to the
damage, from its last row down to the damage, and in between wherever a row is known to be: after
each number in turn where rows are numbered, and for each document that any other row speaks of.
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

Value: TypeAlias = "str | int | float | None"
Row: TypeAlias = tuple[Value, ...]

_MOST_PROBES = 10_000
"""How often a damaged stretch of numbered rows is tried anew: a fraction of a second of work."""


@dataclass(frozen=True, slots=True)
class TableShape:
    """How a table looks that is to be read.

    Attributes:
        name: of the table.
        columns: names of all its columns.
        key: names of the columns that tell its rows apart, in the order of the primary key.
        is_numbered: the key is one integer that counts up.
    """

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    is_numbered: bool


@dataclass(slots=True)
class SalvagedTable:
    """What was read of a table.

    Attributes:
        rows: by their keys; columns in the order of the shape.
        is_complete: the table was read from end to end, and every row in it made sense.
    """

    rows: dict[Row, Row] = field(default_factory=dict)
    is_complete: bool = True


@contextlib.contextmanager
def reader_of(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a damaged file for reading; it is not changed.

    Raises:
        sqlite3.Error: it cannot be opened at all.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with contextlib.closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
        # Text that is no UTF-8 must not end the reading of its neighbours.
        connection.text_factory = bytes
        # The name misleads: it lets SQLite read a file that is shorter than it says of itself.
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        yield connection


def version_of(path: Path, newest: int) -> int:
    """Return the schema version of a damaged file; the newest where it does not say."""
    try:
        with reader_of(path) as connection:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.Error:
        return newest
    return version if 0 < version <= newest else newest


def shapes_of(sound: sqlite3.Connection) -> tuple[TableShape, ...]:
    """Return the shapes of all tables of a sound file in the order in which they were made."""
    names = sound.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " ORDER BY rowid"
    ).fetchall()
    return tuple(_shape(sound, name) for (name,) in names)


def _shape(sound: sqlite3.Connection, table: str) -> TableShape:
    columns = sound.execute(
        "SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid", (table,)
    ).fetchall()
    key = sorted((place, name, kind) for name, kind, place in columns if place)
    return TableShape(
        table,
        tuple(name for name, _, _ in columns),
        tuple(name for _, name, _ in key),
        is_numbered=[kind for _, _, kind in key] == ["INTEGER"],
    )


def salvage(damaged: sqlite3.Connection, shapes: Sequence[TableShape]) -> dict[str, SalvagedTable]:
    """Read all that can be read of these tables.

    Returns:
        The tables by name, each of them there, if empty.
    """
    salvaged = {shape.name: _from_both_ends(damaged, shape) for shape in shapes}
    documents = _documents(shapes, salvaged)
    for shape in shapes:
        table = salvaged[shape.name]
        if not table.is_complete and shape.key[0] == "document_id":
            _by_document(damaged, shape, table, documents)
    return salvaged


def _documents(shapes: Sequence[TableShape], salvaged: Mapping[str, SalvagedTable]) -> set[Value]:
    """Return every document that some row speaks of."""
    return {
        row[shape.columns.index("document_id")]
        for shape in shapes
        if "document_id" in shape.columns
        for row in salvaged[shape.name].rows.values()
    }


def _from_both_ends(damaged: sqlite3.Connection, shape: TableShape) -> SalvagedTable:
    table = SalvagedTable()
    down = _read(damaged, shape, table)
    if not down.is_end:
        table.is_complete = False
        up = _read(damaged, shape, table, is_descending=True)
        if shape.is_numbered and not up.is_end:
            _between(damaged, shape, table, down.number or 0, up.number)
    return table


def _between(
    damaged: sqlite3.Connection, shape: TableShape, table: SalvagedTable, low: int, up: int | None
) -> None:
    """Go through the stretch that neither end reached, and read on after each damaged row."""
    at, high = low + 1, up or low + _MOST_PROBES
    for _ in range(_MOST_PROBES):
        if at >= high:
            return
        reach = _read(
            damaged, shape, table, f"{shape.key[0]} BETWEEN ? AND ?", parameters=(at, high - 1)
        )
        if reach.is_end:
            return
        at = max(at, reach.number or at) + 1


def _by_document(
    damaged: sqlite3.Connection,
    shape: TableShape,
    table: SalvagedTable,
    documents: Collection[Value],
) -> None:
    for document in documents:
        for is_descending in (False, True):
            reach = _read(
                damaged,
                shape,
                table,
                f"{shape.key[0]} = ?",
                parameters=(document,),
                is_descending=is_descending,
            )
            if reach.is_end:
                break


class _Reach(NamedTuple):
    """How far a reading came.

    Attributes:
        is_end: it met no damage.
        number: the first column of the last row's key, where that is a number.
    """

    is_end: bool
    number: int | None


def _read(
    damaged: sqlite3.Connection,
    shape: TableShape,
    table: SalvagedTable,
    condition: str = "1",
    *,
    parameters: Row = (),
    is_descending: bool = False,
) -> _Reach:
    """Read rows in the order of the key up to the first damage."""
    direction = "DESC" if is_descending else "ASC"
    order = ", ".join(f"{name} {direction}" for name in shape.key)
    places = [shape.columns.index(name) for name in shape.key]
    number = None
    try:
        for raw in damaged.execute(
            f"SELECT {', '.join(shape.columns)} FROM {shape.name}"  # noqa: S608 - names of our own
            f" WHERE {condition} ORDER BY {order}",
            parameters,
        ):
            first = raw[places[0]]
            number = first if isinstance(first, int) else None
            row = _sensible(raw)
            if row is None:
                table.is_complete = False
            else:
                table.rows[tuple(row[place] for place in places)] = row
    except sqlite3.Error:
        return _Reach(False, number)
    return _Reach(True, number)


def _sensible(raw: Sequence[bytes | int | float | None]) -> Row | None:
    """Return a row with its text as text, or None where bytes of it spell none."""
    try:
        return tuple(value.decode() if isinstance(value, bytes) else value for value in raw)
    except UnicodeDecodeError:
        return None
