from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.amounts import parse_amount
from klearstack_desktop.model.document import Document, Field
from klearstack_desktop.model.fieldmap import FieldKind
from klearstack_desktop.model.formats.customs import Customs, customs_of, restyled
from klearstack_desktop.model.formats.forms import (
    Conventions,
    DateForm,
    Meaning,
    NumberForm,
    form_for,
)
from klearstack_desktop.model.formats.locales import LocaleFormats, formats_of
from tests.model.builders import field
from tests.model.formats.locale_names import LOCALES, locales

TODAY = date(2026, 11, 22)
CAME_AMOUNTS = ["55413.0", "1.500", "4.218,50", "1,234", "€ 29,99", "(12.00)", "12,34,567.00", ""]
CAME_DATES = ["26-Jul-2025", "2023-10-11", "03/04/2026", "04/25/2026", "26.7.25", "Jul 4, 2025", ""]


def here(locale: str | LocaleFormats) -> Conventions:
    return Conventions(formats_of(locale) if isinstance(locale, str) else locale, TODAY)


def amount(came: str, locale: str | LocaleFormats, customs: Customs | None = None) -> NumberForm:
    return NumberForm(here(locale), customs or Customs(), came)


def day(came: str, locale: str | LocaleFormats, customs: Customs | None = None) -> DateForm:
    return DateForm(here(locale), customs or Customs(), came)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("came", CAME_AMOUNTS)
def test_an_untouched_amount_goes_back_byte_for_byte(came: str, locale: str) -> None:
    form = amount(came, locale)
    assert form.meant(form.shown(came)).value == came


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("came", CAME_DATES)
def test_an_untouched_date_goes_back_byte_for_byte(came: str, locale: str) -> None:
    form = day(came, locale)
    assert form.meant(form.shown(came)).value == came


@given(st.text(max_size=30), locales)
def test_what_is_odd_is_shown_and_kept_as_it_is(text: str, locale: LocaleFormats) -> None:
    for form in (amount(text, locale), day(text, locale)):
        shown = form.shown(text)
        if shown == text:
            assert form.meant(shown).value in {text, form.meant(text).value}
        else:
            assert form.meant(shown).value == text


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=2),
    st.sampled_from([c for c in CAME_AMOUNTS if c]),
    locales,
)
def test_a_typed_amount_is_sent_in_the_style_of_the_document_and_shown_in_that_of_the_locale(
    number: Decimal, came: str, locale: LocaleFormats
) -> None:
    form = amount(came, locale)
    typed = f"{number:.2f}".replace(".", locale.decimal_mark)
    sent = form.meant(typed).value
    assert parse_amount(sent) == number
    assert form.meant(form.shown(sent)).value == sent


@given(st.dates(min_value=date(2001, 1, 1), max_value=date(2040, 1, 1)), locales)
def test_a_typed_date_is_sent_in_the_style_of_the_document(
    typed: date, locale: LocaleFormats
) -> None:
    for came in CAME_DATES:
        customs = Customs(date_order="mdy") if came == "04/25/2026" else Customs()
        form = day(came, locale, customs)
        sent = form.value_of(typed)
        assert form.day(sent) == typed
        assert form.meant(form.shown(sent)).value == sent


def test_the_same_amount_typed_in_another_way_is_no_change() -> None:
    form = amount("55413.0", "de_DE")
    assert form.shown("55413.0") == "55.413,00"
    for typed in ("55413", "55413,0", "55.413,00", "55413.00", " 55 413,00 "):
        assert form.meant(typed).value == "55413.0"


def test_the_same_day_typed_in_another_way_is_no_change() -> None:
    form = day("26-Jul-2025", "de_DE")
    assert form.shown("26-Jul-2025") == "26.07.2025"
    for typed in ("26.7.25", "260725", "26. Juli 2025", "2025-07-26"):
        assert form.meant(typed).value == "26-Jul-2025"


def test_shortcuts_become_whole_dates() -> None:
    form = day("26-Jul-2025", "en_GB")
    assert form.meant("t") == Meaning("22-Nov-2026", "Sun 22 Nov 2026", brief="Sun")
    assert form.meant("+3").value == "25-Nov-2026"
    assert form.meant("15/8").value == "15-Aug-2026"


def test_what_is_no_date_stays_as_typed() -> None:
    assert day("26-Jul-2025", "en_GB").meant(" upon receipt ") == Meaning(" upon receipt ")
    assert amount("1.0", "en_GB").meant("to be agreed") == Meaning("to be agreed")


def test_an_ambiguous_amount_is_said() -> None:
    form = amount("55413.0", "de_DE")
    assert form.meant("1.500") == Meaning("1500.0", "1.500,00", is_doubtful=True)
    assert form.meant("1.500,00") == Meaning("1500.00", "1.500,00")
    assert amount("1.500", "de_DE").explained("1.500") == Meaning(
        "1.500", "read as 1,500", is_doubtful=True
    )


def test_another_currency_is_said_to_be_left_out() -> None:
    form = replace(amount("55413.0", "en_GB"), unit="EUR")
    assert form.meant("EUR 5").said == "5.00"
    assert form.meant("USD 5") == Meaning("5.0", "5.00, without USD", is_doubtful=True)


def test_up_and_down_move_a_day_across_months() -> None:
    form = day("2025-12-31", "de_DE")
    assert form.moved("2025-12-31", 1) == "2026-01-01"
    assert form.moved("no date", 1) == "2026-11-22"
    assert form.moved("9999-12-31", 1) == "9999-12-31"


def invoice(*fields: Field) -> Document:
    return Document(id="d", fields=fields)


def test_customs_are_learned_from_what_came_beyond_doubt() -> None:
    customs = customs_of(
        invoice(
            field("Inv_Date", "03/04/2026"),
            field("Due_Date", "04/25/2026"),
            field("Sub-Total", "1,234"),
            field("Inv_Total", "4.218,50"),
        )
    )
    assert (customs.date_order, customs.decimal_mark) == ("mdy", ",")
    assert customs.day("03/04/2026") == date(2026, 3, 4)
    assert (reading := customs.amount("1,234"))
    assert reading.number == Decimal("1.234")


def test_customs_that_contradict_each_other_are_none() -> None:
    customs = customs_of(
        invoice(
            field("Inv_Date", "25/04/2026"),
            field("Due_Date", "04/25/2026"),
            field("Sub-Total", "4,218.50"),
            field("Inv_Total", "4.218,50"),
        )
    )
    assert (customs.date_order, customs.decimal_mark) == ("", "")


def test_an_empty_field_is_written_as_the_others_of_its_document() -> None:
    document = invoice(
        field("Inv_Date", "2026-04-25"), field("Due_Date", ""), field("Inv_Total", "4.218,50")
    )
    customs = customs_of(document)
    assert day("", "de_DE", customs).meant("t").value == "2026-11-22"
    assert amount("", "de_DE", customs).meant("1234,5").value == "1.234,50"


def test_forms_fit_their_kinds() -> None:
    customs = Customs()
    assert isinstance(form_for(field("Inv_Date", "x"), here("de_DE"), customs), DateForm)
    total = form_for(field("Inv_Total", "120000"), here("de_DE"), customs, "JPY")
    assert isinstance(total, NumberForm)
    assert (total.shown("120000"), total.unit) == ("120.000", "JPY")
    rate = form_for(field("VAT_Percentage", "18.0"), here("de_DE"), customs, "JPY")
    assert isinstance(rate, NumberForm)
    assert (rate.kind, rate.unit, rate.shown("18.0")) == (FieldKind.QUANTITY, "%", "18,0")
    assert rate.meant("19 %") == Meaning("19.0", "19,0")
    assert form_for(field("Inv_Supplier", "x"), here("de_DE"), customs) is None


@pytest.mark.parametrize(
    ("name", "came", "on_the_page", "value"),
    [
        ("Inv_Total", "55413.0", "4.218,50", "4218.50"),
        ("Inv_Total", "55413.0", "EUR 1.234.567", "1234567.0"),
        ("Inv_Total", "55413.0", "55.413,00", "55413.0"),
        ("Inv_Total", "55413.0", "to be agreed", "to be agreed"),
        ("Inv_Total", "4.218,50", "1.500", "1.500,00"),
        ("Inv_Total", "1.500", "2.500", "2.500"),
        ("Inv_Date", "26-Jul-2025", "25.08.2025", "25-Aug-2025"),
        ("Inv_Date", "26-Jul-2025", "3 August 2025", "03-Aug-2025"),
        ("Inv_Date", "26-Jul-2025", "03/04/2025", "03/04/2025"),
        ("Inv_Date", "26-Jul-2025", "on receipt", "on receipt"),
        ("Inv_Date", "07/26/2025", "03/04/2025", "03/04/2025"),
        ("Inv_Date", "07/26/2025", "Aug 3, 2025", "08/03/2025"),
        ("Inv_Supplier", "Flora", "4.218,50", "4.218,50"),
    ],
)
def test_what_is_captured_takes_the_style_of_its_field_where_it_is_clear(
    name: str, came: str, on_the_page: str, value: str
) -> None:
    into = field(name, came)
    assert restyled(on_the_page, into, customs_of(invoice(into))) == value
