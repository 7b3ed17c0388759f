"""How this server differs from what the contract assumes: layouts and habits that tests can choose.

Unlike a fault, a switch is no error: it is another tenant whose answers look different.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, get_type_hints


class SummaryLayout(StrEnum):
    """How a document looks in a list."""

    POSITIONAL = "positional"
    """Section 4.4: ``[value, name, confidence, {"page_index": n}, [box]]``."""
    FLAT = "flat"
    """Section 7.1: one object, fields as ``{"value", "coordinate", ...}``."""
    NESTED = "nested"
    """Section 0.3: internal names, fields as ``{"_value", "_coordinates", ...}``."""


class Envelope(StrEnum):
    """The key around a list."""

    RESULT = "result"
    RESULTS = "results"
    DATA = "data"
    NONE = "none"


class MissingPosition(StrEnum):
    """How a positional list says that there is no position (section 4.4)."""

    MIXED = "mixed"
    ZERO = "zero"
    ABSENT = "absent"


class ImageForm(StrEnum):
    """How ``getimage`` answers (section 0.4)."""

    BYTES = "bytes"
    BASE64 = "base64"
    DATA_ADDRESS = "data_address"
    LINK = "link"
    LIST = "list"


class TokenForm(StrEnum):
    """What an access token tells about itself (section 0.5)."""

    FULL = "full"
    NO_EXP = "no_exp"
    NO_IAT = "no_iat"
    OPAQUE = "opaque"


@dataclass(frozen=True, slots=True)
class Switches:
    """The habits of this tenant.

    Attributes:
        bare_success: successes are plain text without JSON.
        refusals_as_200: refusals come with status 200 and an error in the body.
        rejected_key: key that says a document is rejected; empty: nothing says so.
        access_life: seconds an access token lives; None leaves it to the command line.
        clock_skew: seconds by which the server's clock is ahead.
        endpoints: other paths, by the names of the endpoint table.
    """

    summary: SummaryLayout = SummaryLayout.POSITIONAL
    envelope: Envelope = Envelope.RESULT
    missing_position: MissingPosition = MissingPosition.MIXED
    image: ImageForm = ImageForm.BYTES
    token: TokenForm = TokenForm.FULL
    bare_success: bool = False
    refusals_as_200: bool = False
    rejected_key: str = ""
    access_life: float | None = None
    clock_skew: float = 0.0
    endpoints: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, described: dict[str, Any]) -> Switches:
        """Read switches as tests send them; what is not named keeps its default.

        Raises:
            ValueError: an unknown switch or choice.
        """
        unknown = set(described) - {f.name for f in fields(cls)}
        if unknown:
            raise ValueError(f"unknown switches: {', '.join(sorted(unknown))}")
        kinds = get_type_hints(cls)
        return cls(
            **{
                name: kinds[name](value)
                if isinstance(kinds[name], type) and issubclass(kinds[name], StrEnum)
                else value
                for name, value in described.items()
            }
        )
