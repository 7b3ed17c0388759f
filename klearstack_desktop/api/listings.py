"""Lists that are no documents: names, rows of a datasource, upload states (section 0.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from klearstack_desktop.api.envelope import unwrapped
from klearstack_desktop.api.errors import NotUnderstood
from klearstack_desktop.api.values import as_id
from klearstack_desktop.model import jsontext
from klearstack_desktop.model.jsontext import as_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klearstack_desktop.model.jsontext import Json


@dataclass(frozen=True, slots=True)
class DatasourceRow:
    """One record of a datasource.

    Attributes:
        id: what `update_datasource_row` takes; empty where the answer gave none.
        values: column to value, as the text that came.
    """

    id: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UploadStatus:
    """How far one file of a set has come, in the service's words."""

    file_name: str
    status: str


def read_names(payload: Json, key: str) -> tuple[str, ...]:
    """Read a list of names, or of objects that hold the name under a key.

    Raises:
        NotUnderstood: the answer is no such list.
    """
    names = [as_id(item.get(key) if isinstance(item, dict) else item) for item in _items(payload)]
    if any(name is None for name in names):
        raise NotUnderstood("The service sent a list of things without a name.", f"no {key}")
    return tuple(name for name in names if name is not None)


def read_rows(payload: Json) -> tuple[DatasourceRow, ...]:
    """Read the rows of a datasource, each with ``_id`` or ``id``.

    Raises:
        NotUnderstood: the answer is no list of objects.
    """
    return tuple(_row(item) for item in _objects(payload))


def read_upload_states(payload: Json) -> tuple[UploadStatus, ...]:
    """Read a list of ``{"file_name", "status"}``.

    Raises:
        NotUnderstood: the answer is no list of objects.
    """
    return tuple(
        UploadStatus(as_text(item.get("file_name")) or "", as_text(item.get("status")) or "")
        for item in _objects(payload)
    )


def _row(item: dict[str, Json]) -> DatasourceRow:
    id_key = next((key for key in ("_id", "id") if as_id(item.get(key)) is not None), None)
    values = {
        key: text if (text := as_text(value)) is not None else jsontext.dumps(value)
        for key, value in item.items()
        if key != id_key
    }
    return DatasourceRow((as_id(item[id_key]) if id_key else None) or "", values)


def _objects(payload: Json) -> list[dict[str, Json]]:
    items = _items(payload)
    if not all(isinstance(item, dict) for item in items):
        raise NotUnderstood("The service sent a list of something else than was asked for.")
    return items


def _items(payload: Json) -> list[Json]:
    content = unwrapped(payload)
    if content is None:
        return []
    if not isinstance(content, list):
        raise NotUnderstood("The service sent no list.", f"got {type(content).__name__}")
    return content
