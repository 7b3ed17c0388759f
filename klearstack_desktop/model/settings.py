"""What a reviewer may set, with the values that hold until they do."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final

from klearstack_desktop.model.policy import sound

if TYPE_CHECKING:
    from collections.abc import Mapping

LIMITS: Final = {
    "undo_seconds": (0, 30),
    "lock_after_minutes": (1, 120),
    "page_cache_megabytes": (0, 20_000),
    "page_cache_days": (1, 365),
    "prefetch_documents": (0, 20),
    "prefetch_megabytes": (64, 8192),
}
"""The smallest and the largest value of each setting that is a number."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of this workstation.

    Attributes:
        undo_seconds: how long a decision can be taken back before it is sent.
        lock_after_minutes: how long nobody touches the desk before it is hidden.
        page_cache_megabytes: how much disk the encrypted pages may take.
        page_cache_days: how long a page is kept after it was last looked at.
        prefetch_documents: how many of the next documents are made ready.
        prefetch_megabytes: how much memory the pages made ready may take.
        anchor_in_comment: whether the comment of an approval ends with an anchor of the journal.
        locale: whose way of writing dates and amounts counts, such as ``de_DE``; empty means the
            system's.
        policy: what differs from the usual `Policy`, as its table states it.
    """

    undo_seconds: int = 5
    lock_after_minutes: int = 10
    page_cache_megabytes: int = 2048
    page_cache_days: int = 30
    prefetch_documents: int = 4
    prefetch_megabytes: int = 512
    anchor_in_comment: bool = False
    shows_field_strip: bool = True
    goes_on_after_capture: bool = False
    locale: str = ""
    policy: Mapping[str, Any] = field(default_factory=dict)

    def within_limits(self) -> Settings:
        """Return the settings with every number brought into its limits."""
        numbers = {
            name: min(max(getattr(self, name), least), most)
            for name, (least, most) in LIMITS.items()
        }
        return replace(self, **numbers)


def settings_from(values: Mapping[str, Any]) -> Settings:
    """Return the settings that a file states; what is missing or makes no sense has its default."""
    known = {
        entry.name: values[entry.name]
        for entry in fields(Settings)
        if type(values.get(entry.name)) is type(entry.default)
    }
    return Settings(**known, policy=sound(values.get("policy"))).within_limits()
