"""Classes of values that never change, made cheaply: a long list holds a million of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value_class(cls: type[T]) -> type[T]:
    """Make a dataclass with slots whose values the type checker keeps from being changed.

    ``frozen=True`` would have Python watch over it as well, and that makes a value six times as
    slow to make.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
