"""The locales that are tested."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from klearstack_desktop.model.formats.locales import formats_of

LOCALES: Final = (
    "en_US", "en_GB", "en_IN", "de_DE", "de_CH", "fr_FR", "es_ES", "es_CO", "pt_BR", "it_IT",
    "nl_NL", "sv_SE", "pl_PL", "ja_JP", "hi_IN", "ar_EG", "hu_HU", "da_DK",
)  # fmt: skip

locales = st.sampled_from(LOCALES).map(formats_of)
"""The conventions of any of them."""
