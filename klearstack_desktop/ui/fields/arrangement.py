"""The order of the field panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.model.fieldmap import FieldGroup, default_field_map

if TYPE_CHECKING:
    from collections.abc import Iterable

    from klearstack_desktop.model.document import Field


def arranged(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Return fields by group, in each group first those of the field map in its order.

    Fields that the map does not know follow in the order in which they came.
    """
    place = {d.name: index for index, d in enumerate(default_field_map().definitions())}
    groups = {group: index for index, group in enumerate(FieldGroup)}
    return tuple(
        sorted(fields, key=lambda f: (groups[f.group], place.get(f.definition.name, len(place))))
    )
