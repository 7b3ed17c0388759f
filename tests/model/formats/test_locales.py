from __future__ import annotations

import pytest

from klearstack_desktop.model.formats.locales import OFFERED, WORLD, formats_of, is_known, label_of


@pytest.mark.parametrize(
    ("name", "order", "decimal_mark", "group_mark", "grouping"),
    [
        ("en_US", "mdy", ".", ",", (3, 3)),
        ("en_IN", "dmy", ".", ",", (3, 2)),
        ("de_DE", "dmy", ",", ".", (3, 3)),
        ("de_CH", "dmy", ".", "’", (3, 3)),
        ("fr_FR", "dmy", ",", "\u202f", (3, 3)),
        ("sv_SE", "ymd", ",", "\u00a0", (3, 3)),
        ("ja_JP", "ymd", ".", ",", (3, 3)),
        ("ar_EG", "dmy", "٫", "٬", (3, 3)),
    ],
)
def test_conventions_are_those_of_cldr(
    name: str, order: str, decimal_mark: str, group_mark: str, grouping: tuple[int, int]
) -> None:
    formats = formats_of(name)
    assert (formats.date_order, formats.decimal_mark) == (order, decimal_mark)
    assert (formats.group_mark, formats.grouping) == (group_mark, grouping)


def test_months_are_known_in_the_language_and_in_english() -> None:
    months = formats_of("de_DE").months
    assert (months["märz"], months["august"], months["okt"], months["oct"]) == (3, 8, 10, 10)


@pytest.mark.parametrize("name", ["", "C", "xx_YY", "klingon", "de_XX_nonsense!"])
def test_what_cldr_does_not_know_counts_as_the_world(name: str) -> None:
    assert formats_of(name).name == WORLD
    assert not is_known(name)


def test_names_are_taken_as_systems_write_them() -> None:
    assert formats_of("de-DE").name == formats_of("de_DE.UTF-8").name == "de_DE"


@pytest.mark.parametrize("name", OFFERED)
def test_every_locale_on_offer_has_conventions_and_a_label(name: str) -> None:
    formats = formats_of(name)
    assert is_known(name)
    assert sorted(formats.date_order) == ["d", "m", "y"]
    assert len(formats.decimal_mark) == len(formats.group_mark) == 1
    assert label_of(name) != name
