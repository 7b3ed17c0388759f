"""Loads in a worker thread, once the list is painted, what the first document's fields need.

They load themselves where they are first used, but that is the window's thread, and it takes longer
than a frame.
"""

from __future__ import annotations

from klearstack_desktop.model.formats.locales import WORLD, formats_of
from klearstack_desktop.model.rules.checks.codes import is_valid

_USUAL_NUMBERS = ("iban", "eu_vat", "gstin")


def load_formats() -> None:
    """Load names of months: without them no document is shown."""
    formats_of(WORLD)


def load_tables() -> None:
    """Load names of months, check digits and the comparing of names."""
    from rapidfuzz import fuzz, process  # noqa: F401 - to have it loaded

    load_formats()
    for kind in _USUAL_NUMBERS:
        is_valid(kind, "")
