"""How a country writes dates and numbers, by CLDR; a plain name such as ``de_DE`` tells which."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from babel import Locale

WORLD: Final = "en_001"
"""What counts where nothing is known: English, day before month, ``1,234.50``."""

OFFERED: Final = (
    "ar_AE", "ar_EG", "ar_SA", "bg_BG", "cs_CZ", "da_DK", "de_AT", "de_CH", "de_DE", "el_GR",
    "en_AU", "en_CA", "en_GB", "en_IE", "en_IN", "en_SG", "en_US", "en_ZA", "es_AR", "es_CL",
    "es_CO", "es_ES", "es_MX", "et_EE", "fi_FI", "fr_BE", "fr_CA", "fr_CH", "fr_FR", "he_IL",
    "hi_IN", "hr_HR", "hu_HU", "id_ID", "it_CH", "it_IT", "ja_JP", "ko_KR", "lt_LT", "lv_LV",
    "nb_NO", "nl_BE", "nl_NL", "pl_PL", "pt_BR", "pt_PT", "ro_RO", "ru_RU", "sk_SK", "sl_SI",
    "sv_SE", "th_TH", "tr_TR", "uk_UA", "vi_VN", "zh_CN", "zh_TW",
)  # fmt: skip
"""The locales that Settings offers; any other that CLDR knows may stand in the file."""

_INVISIBLE = re.compile("[\u200e\u200f\u061c\u2066-\u2069]")
_FIELD_OF_PATTERN = {"d": "d", "M": "m", "L": "m", "y": "y", "Y": "y"}


@dataclass(frozen=True, slots=True)
class LocaleFormats:
    """The conventions of one locale.

    Attributes:
        name: such as ``de_DE``.
        decimal_mark: one character.
        group_mark: one character.
        grouping: digits of the last group and of those before it, ``(3, 2)`` in India.
        zero: the digit 0; the others follow it in Unicode.
        date_order: ``dmy``, ``mdy`` or ``ymd``.
        date_mark: what stands between the parts of a date in figures.
        months: month names and abbreviations, case folded and without points, to their numbers;
            the English ones are always among them.
    """

    name: str
    decimal_mark: str
    group_mark: str
    grouping: tuple[int, int]
    zero: str
    date_order: str
    date_mark: str
    months: Mapping[str, int]

    def in_digits(self, text: str) -> str:
        """Return a text with its figures in the digits of the locale."""
        if self.zero == "0":
            return text
        first = ord(self.zero)
        return text.translate({ord("0") + digit: first + digit for digit in range(10)})


@cache
def formats_of(name: str) -> LocaleFormats:
    """Return the conventions of a locale; of one that is not known those of `WORLD`.

    Args:
        name: language and country, such as ``de_DE`` or ``de-DE``; empty stands for `WORLD`.
    """
    locale = _locale(name)
    symbols = locale.number_symbols[locale.default_numbering_system]
    short = _plain_pattern(str(locale.date_formats["short"].pattern))
    groups = locale.decimal_formats[None].grouping
    parts = re.findall(r"([dMLyY])\1*([^dMLyY]*)", short)
    return LocaleFormats(
        name=str(locale),
        decimal_mark=str(symbols["decimal"]),
        group_mark=str(symbols["group"]),
        grouping=(int(groups[0]), int(groups[1])),
        zero=_zero(locale),
        date_order="".join(_FIELD_OF_PATTERN[letter] for letter, _mark in parts),
        date_mark=parts[0][1] or "-",
        months=_months(locale),
    )


def label_of(name: str) -> str:
    """Return how a locale is called, in English: ``German (Germany)``."""
    return str(_locale(name).english_name or name)


def is_known(name: str) -> bool:
    """Whether CLDR knows a locale of that name."""
    return _known(name) is not None


def plain(text: str) -> str:
    """Return a text with ASCII digits, without marks of direction and blanks around it."""
    if text.isascii():
        return text.strip()
    visible = _INVISIBLE.sub("", text)
    return "".join(_ascii_digit(character) for character in visible).strip()


def _ascii_digit(character: str) -> str:
    if character.isascii():
        return character
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def _locale(name: str) -> Locale:
    from babel import Locale

    return _known(name) or Locale.parse(WORLD)


def _known(name: str) -> Locale | None:
    # Babel reads a hundred files: not before a value is shown by locale.
    from babel import Locale, UnknownLocaleError

    language_and_country = name.replace("-", "_").partition(".")[0]
    try:
        return Locale.parse(language_and_country) if language_and_country else None
    except (ValueError, TypeError, UnknownLocaleError):
        return None


def _zero(locale: Locale) -> str:
    zeros = {"arab": "\u0660", "arabext": "\u06f0", "deva": "\u0966", "beng": "\u09e6"}
    return zeros.get(str(locale.default_numbering_system), "0")


def _plain_pattern(pattern: str) -> str:
    return re.sub(r"'[^']*'", "", _INVISIBLE.sub("", pattern))


def _months(locale: Locale) -> dict[str, int]:
    found: dict[str, int] = {}
    for source in (_locale("en_US"), locale):
        for context in ("stand-alone", "format"):
            for width in ("wide", "abbreviated"):
                names = source.months[context][width]
                found.update({folded(str(name)): int(month) for month, name in names.items()})
    return found


def folded(name: str) -> str:
    """Return a month's name as it is compared: without case, points and blanks."""
    return unicodedata.normalize("NFC", name).casefold().replace(".", "").strip()
