"""What this desk asks of a document before it is decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from klearstack_desktop.model.doubts import DEFAULT_THRESHOLD
from klearstack_desktop.model.rules.book import RuleBook, shipped_rules

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Field


@dataclass(frozen=True, slots=True)
class Policy:
    """What needs a person, and by which rules.

    Attributes:
        threshold: from this confidence (0..1) on a value needs nobody.
        rules: the rules of each document type.
    """

    threshold: float = DEFAULT_THRESHOLD
    rules: RuleBook = field(default_factory=shipped_rules, repr=False)

    def threshold_for(self, document_type: str, field: Field) -> float:  # noqa: ARG002
        """Return the confidence (0..1) from which on a field of such a document needs nobody."""
        return self.threshold
