"""What the sample drawings are made of: numbers, slips, text order, page breaks, turns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from bidi import get_display
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image

from klearstack_desktop.localserver.samples.bidi_text import visual_order, visual_word
from klearstack_desktop.localserver.samples.canvas import Canvas, TextStyle
from klearstack_desktop.localserver.samples.formats import (
    NumberStyle,
    decimals_of,
    read_date,
    rounded,
    write_date,
)
from klearstack_desktop.localserver.samples.identifiers import grouped, iban
from klearstack_desktop.localserver.samples.layout.compose import split_rows
from klearstack_desktop.localserver.samples.layout.sheet import mixed
from klearstack_desktop.localserver.samples.plan import chance, in_block
from klearstack_desktop.localserver.samples.scan import MOST_TURN, Turn, worn
from klearstack_desktop.localserver.samples.slips import slip
from klearstack_desktop.model.amounts import parse_amount
from klearstack_desktop.model.dates import parse_date

BODY = TextStyle("sans", 10)


@pytest.mark.parametrize(
    ("style", "number", "decimals", "printed"),
    [
        (NumberStyle(), "1234567.5", 2, "1,234,567.50"),
        (NumberStyle(",", "."), "1234567.5", 2, "1.234.567,50"),
        (NumberStyle(",", "\u00a0"), "1234.5", 2, "1\u00a0234,50"),
        (NumberStyle(".", "’"), "9629.66", 2, "9’629.66"),
        (NumberStyle(indian_groups=True), "12345678.9", 2, "1,23,45,678.90"),
        (NumberStyle(), "296360", 0, "296,360"),
        (NumberStyle(), "1565.025", 3, "1,565.025"),
        (NumberStyle(), "-5", 2, "-5.00"),
        (NumberStyle(negative="trail"), "-5", 2, "5.00-"),
        (NumberStyle(negative="brackets"), "-5000", 2, "(5,000.00)"),
        (NumberStyle(), "999", 2, "999.00"),
    ],
)
def test_numbers_are_printed_as_their_country_does(
    style: NumberStyle, number: str, decimals: int, printed: str
) -> None:
    assert style.write(Decimal(number), decimals) == printed


@given(
    number=st.decimals(-9_999_999, 9_999_999, places=2),
    marks=st.sampled_from([(".", ","), (",", "."), (",", "\u00a0"), (".", "’")]),
    negative=st.sampled_from(["lead", "trail", "brackets"]),
    indian=st.booleans(),
)
def test_a_printed_amount_reads_back(
    number: Decimal, marks: tuple[str, str], negative: str, *, indian: bool
) -> None:
    style = NumberStyle(*marks, indian_groups=indian, negative=negative)
    assert parse_amount(style.write(number, 2)) == number


def test_decimals_are_no_more_than_needed() -> None:
    assert [decimals_of(Decimal(n)) for n in ("1500", "1.50", "4.885", "0")] == [0, 1, 3, 0]
    assert NumberStyle().write_at_least(Decimal("4.885"), 2) == "4.885"
    assert NumberStyle().write_quantity(Decimal("42.50")) == "42.5"
    assert rounded(Decimal("0.125"), 2) == Decimal("0.13")


def test_dates_are_printed_by_pattern() -> None:
    day = date(2026, 7, 6)
    assert write_date(day, "{y}/{m:02d}/{d:02d}") == "2026/07/06"
    assert write_date(day, "{mon} {d}, {y}") == "Jul 6, 2026"
    assert write_date(day, "{d} {month} {y}", tuple("jfmamjjasond")) == "6 j 2026"
    assert read_date(day) == "06-Jul-2026"


def test_iban_check_digits() -> None:
    assert iban("GB", "WEST12345698765432") == "GB82WEST12345698765432"
    assert grouped("GB82WEST12345698765432") == "GB82 WEST 1234 5698 7654 32"


@given(
    day=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    amount=st.decimals(0, 99_999, places=2),
    text=st.text(min_size=1, max_size=30),
    seed=st.integers(0, 999),
)
def test_a_slip_never_is_the_truth(day: date, amount: Decimal, text: str, seed: int) -> None:
    assume(text.strip() == text)
    truths = {"date": read_date(day), "amount": f"{amount:,.2f}", "text": text, "code": text}
    for kind, true_value in truths.items():
        misread = slip(true_value, kind, chance(seed, "slip", 0))
        assert misread != true_value
        assert misread
        assert misread == slip(true_value, kind, chance(seed, "slip", 0))


@given(day=st.dates(date(2026, 1, 1), date(2026, 12, 31)), seed=st.integers(0, 999))
def test_a_misread_date_is_still_a_date_of_that_form(day: date, seed: int) -> None:
    misread = slip(read_date(day), "date", chance(seed, "slip", 0))
    other = parse_date(misread)
    assert other is not None, misread
    assert read_date(other) == misread


@pytest.mark.parametrize(
    "line",
    [
        "מעבדות גליל בע״מ",
        "רחוב התעשייה 18",
        "כפפות ניטריל, קופסה של 100 יחידות",
        "מע״מ 18%",
        "בנק הצפון IBAN IL62 0108 0000",
        "תמיסה Acme Lab 500 מ״ל",
        "12 34 56",
    ],
)
def test_words_stand_in_the_order_of_the_bidirectional_algorithm(line: str) -> None:
    words = line.split()
    order = visual_order(words, right_to_left=True)
    assert sorted(order) == list(range(len(words)))
    shown = " ".join(visual_word(words[place], right_to_left=True) for place in order)
    assert shown == get_display(line, base_dir="R")


def test_left_to_right_text_is_left_alone() -> None:
    assert visual_order(["a", "b", "3"], right_to_left=False) == [0, 1, 2]
    assert visual_word("abc", right_to_left=False) == "abc"


def canvas(*, right_to_left: bool = False) -> Canvas:
    return Canvas("A4", 150, right_to_left=right_to_left, coloured=False)


def ink_box(image: Image.Image) -> tuple[int, int, int, int]:
    found = image.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert found is not None
    return found


@pytest.mark.parametrize("right_to_left", [False, True])
@pytest.mark.parametrize("text", ["Invoice", "55,413.00", "Żwirki", "Фактура", "חשבונית"])
def test_the_box_of_a_word_is_its_ink(text: str, *, right_to_left: bool) -> None:
    page = canvas(right_to_left=right_to_left)
    page.text(200, 300, text, BODY)
    [word] = page.words
    for drawn, kept in zip(ink_box(page.image), word.box, strict=True):
        assert abs(drawn - kept) <= 2


def test_text_is_aligned_where_it_was_asked_for() -> None:
    page = canvas()
    end = page.text(100, 100, "Total due", BODY)
    assert end == pytest.approx(100 + page.measure("Total due", BODY))
    page.text(500, 200, "Total due", BODY, align="end")
    right = page.words[-1].box[2]
    assert abs(right - 500 * 150 / 72) <= 3


def test_right_to_left_pages_are_mirrored() -> None:
    page = canvas(right_to_left=True)
    page.text(48, 100, "אחד שני", BODY)
    first, second = page.words
    assert (first.text, second.text) == ("אחד", "שני")
    assert first.box[0] > second.box[2], "what is read first stands on the right"
    assert first.box[2] == pytest.approx((page.width - 48) * 150 / 72, abs=3)


def test_a_mark_covers_its_words_and_no_others() -> None:
    page = canvas()
    page.text(100, 100, "VAT 20 % on", BODY, mark="tax_rate_value", only="20")
    box, rate = page.box_of("tax_rate_value"), page.words[1]
    assert box is not None
    assert box[0] <= rate.box[0]
    assert box[2] < page.words[2].box[2]
    assert page.box_of("total_value") is None


def test_wrapped_lines_fit_and_lose_nothing() -> None:
    page, text = canvas(), "Copier paper A4 75 gsm, carton of 10 reams, recycled"
    lines = page.wrap(text, BODY, 90)
    assert len(lines) > 1
    assert " ".join(lines) == text
    assert all(page.measure(line, BODY) <= 90 for line in lines)


@given(
    heights=st.lists(st.floats(15, 45), min_size=1, max_size=120),
    first=st.floats(300, 420),
    further=st.floats(450, 640),
    closing=st.floats(80, 150),
)
def test_rows_are_shared_out_to_pages(
    heights: list[float], first: float, further: float, closing: float
) -> None:
    pages = split_rows(heights, first, further, closing)
    assert [row for rows in pages for row in rows] == list(range(len(heights)))
    for place, rows in enumerate(pages):
        used = sum(heights[row] for row in rows)
        assert used <= (first if place == 0 else further) + 1e-6
    last_room = first if len(pages) == 1 else further
    assert sum(heights[row] for row in pages[-1]) + closing <= last_room + 1e-6
    assert all(len(rows) > 0 for rows in pages)


@given(
    degrees=st.floats(-MOST_TURN, MOST_TURN),
    x=st.integers(30, 250),
    y=st.integers(30, 500),
)
def test_a_turned_box_holds_what_was_in_it(degrees: float, x: int, y: int) -> None:
    page = Image.new("L", (413, 585), 255)
    box = (x, y, x + 120, y + 24)
    page.paste(0, box)
    turned = page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    for drawn, told in zip(ink_box(turned), Turn(*page.size, degrees).box(box), strict=True):
        assert abs(drawn - told) <= 2


@pytest.mark.parametrize(
    ("effect", "mode"), [("none", "RGB"), ("scan", "L"), ("faint", "L"), ("fax", "1")]
)
def test_wear_keeps_the_size_and_sets_the_mode(effect: str, mode: str) -> None:
    page = Image.new("RGB", (620, 877), "white")
    image, turn = worn(page, effect, chance(4, "wear", 0), is_first=True)
    assert image.size == page.size
    assert image.mode == mode
    assert abs(turn.degrees) <= MOST_TURN
    assert (turn.degrees == 0) == (effect == "none")


def test_faint_pages_have_little_contrast() -> None:
    page = Image.new("L", (620, 877), 255)
    page.paste(0, (100, 100, 500, 200))
    faint, _ = worn(page, "faint", chance(4, "wear", 0), is_first=False)
    darkest, _ = faint.getextrema()
    assert isinstance(darkest, (int, float))
    assert darkest > 90


@given(seed=st.integers(), block=st.integers(0, 20))
def test_each_block_has_every_choice_once(seed: int, block: int) -> None:
    choices = list(range(12))
    drawn = [in_block(choices, seed, block * 12 + place, "finishes") for place in choices]
    assert sorted(drawn) == choices
    if block == 0:
        assert drawn == choices


def test_colours_mix() -> None:
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"
    assert mixed("#1f4e79", "#ffffff", 0.0) == "#1f4e79"
