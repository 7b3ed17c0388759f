"""The sample set as a whole: drawn once, then looked at from all sides."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageFont

from klearstack_desktop import resources
from klearstack_desktop.localserver.samples import catalogue, fonts
from klearstack_desktop.localserver.samples.formats import rounded, write_date
from klearstack_desktop.localserver.samples.generate import SAMPLE_COUNT, generate
from klearstack_desktop.localserver.samples.plan import plan_document
from klearstack_desktop.model.dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klearstack_desktop.localserver.samples.catalogue import Supplier
    from klearstack_desktop.localserver.samples.contract import (
        PixelBox,
        SampleDocument,
        SamplePage,
        SampleReading,
    )

SEED = 1
ALL = range(SAMPLE_COUNT)
FLORA = 1


@cache
def sample(index: int) -> SampleDocument:
    return generate(SEED, index)


def supplier_of(index: int) -> Supplier:
    return catalogue.suppliers()[index % len(catalogue.suppliers())]


def readings(name: str) -> Iterator[tuple[int, SampleReading]]:
    for index in ALL:
        for reading in sample(index).readings:
            if reading.name == name:
                yield index, reading


def truth(document: SampleDocument, name: str) -> str:
    return next(r.truth for r in document.readings if r.name == name)


def read_day(text: str) -> date:
    day = parse_date(text)
    assert day is not None, text
    return day


def words_under(page: SamplePage, box: PixelBox) -> str:
    left, top, right, bottom = box
    return " ".join(
        word.text
        for word in page.words
        if left <= (word.box[0] + word.box[2]) / 2 <= right
        and top <= (word.box[1] + word.box[3]) / 2 <= bottom
    )


def number(text: str, supplier: Supplier) -> Decimal:
    """Read an amount as it is written into fields: printed or plain."""
    return printed_number(text, supplier) if supplier.amounts_read == "printed" else Decimal(text)


def printed_number(text: str, supplier: Supplier) -> Decimal:
    style, bare = supplier.numbers, text.replace(" ", "").strip("%")
    is_negative = bare.startswith(("-", "(")) or bare.endswith("-")
    plain = bare.strip("-()").replace(style.group_mark, "").replace(style.decimal_mark, ".")
    return -Decimal(plain) if is_negative else Decimal(plain)


def says_truth(reading: SampleReading, words: str, supplier: Supplier) -> bool:
    """Whether the words on the page mean the truth of a reading."""
    kind = {f["name"]: f.get("kind", "text") for f in resources.toml("fields/fields.toml")["field"]}
    if reading.name == "doc_kind_value":
        key = "credit_note" if reading.truth == "Credit note" else "invoice"
        return words == supplier.wording[key]
    if reading.name == "currency_value":
        return words == supplier.mark and reading.truth == supplier.currency
    if kind[reading.name] == "date":
        return words == write_date(read_day(reading.truth), supplier.date_pattern, supplier.months)
    if kind[reading.name] in ("amount", "quantity"):
        plain = reading.name in ("tax_rate_value", "full_box_equivalent_value")
        expected = Decimal(reading.truth) if plain else number(reading.truth, supplier)
        return printed_number(words, supplier) == expected
    return words == reading.truth


@pytest.mark.parametrize("index", ALL)
def test_the_truth_of_every_reading_stands_under_its_box(index: int) -> None:
    document, supplier = sample(index), supplier_of(index)
    for reading in document.readings:
        if reading.box is not None:
            words = words_under(document.pages[reading.page_index - 1], reading.box)
            assert says_truth(reading, words, supplier), (reading, words)
    for row in document.line_items:
        for column, cell in row.items():
            assert cell.box is not None
            words = words_under(document.pages[cell.page_index - 1], cell.box)
            if column == "description":
                assert words == cell.truth
            else:
                assert printed_number(words, supplier) == number(cell.truth, supplier)


@pytest.mark.parametrize("index", ALL)
def test_sums_are_right(index: int) -> None:
    document, supplier = sample(index), supplier_of(index)
    net = Decimal(0)
    for row in document.line_items:
        values = {c: number(row[c].truth, supplier) for c in ("quantity", "unit_price", "total")}
        assert (
            rounded(values["quantity"] * values["unit_price"], supplier.decimals)
            == (values["total"])
        )
        net += values["total"]
    assert number(truth(document, "sub_total_value"), supplier) == net
    tax = Decimal(0)
    if supplier.tax != "none":
        tax = number(truth(document, "tax_total_value"), supplier)
    assert number(truth(document, "total_value"), supplier) == net + tax
    for reading in document.readings:
        if reading.name == "tax_rate_value":
            assert tax == rounded(net * Decimal(reading.truth) / 100, supplier.decimals)
        if reading.name in ("cgst_value", "sgst_value"):
            assert number(reading.truth, supplier) * 2 == tax


@pytest.mark.parametrize("index", ALL)
def test_files_decode_to_the_stated_pages(index: int) -> None:
    document = sample(index)
    sizes = []
    for file in document.files:
        with Image.open(BytesIO(file.data)) as image:
            assert Image.MIME[image.format or ""] == file.media_type
            for frame in range(getattr(image, "n_frames", 1)):
                image.seek(frame)
                image.load()
                sizes.append(image.size)
                assert round(image.info["dpi"][0]) == document.pages[0].dpi
    assert sizes == [(page.width, page.height) for page in document.pages]
    assert len(document.files) in (1, len(document.pages))


@pytest.mark.parametrize("index", ALL)
def test_words_and_boxes_lie_on_their_page(index: int) -> None:
    document = sample(index)
    for page in document.pages:
        for word in page.words:
            left, top, right, bottom = word.box
            assert 0 <= left < right <= page.width, word
            assert 0 <= top < bottom <= page.height, word
            assert word.text
            assert word.text == word.text.strip()


@pytest.mark.parametrize("index", ALL)
def test_no_two_words_overlap(index: int) -> None:
    """A word drawn over another one, or out of its column, would show here."""
    document = sample(index)
    # Turned boxes are larger than the ink in them; kerned neighbours may touch.
    slack = round(document.pages[0].dpi / 72 * 2.4)
    for page in document.pages:
        words = sorted(page.words, key=lambda word: word.box[1])
        for place, word in enumerate(words):
            for other in words[place + 1 :]:
                if other.box[1] > word.box[3]:
                    break
                across = min(word.box[2], other.box[2]) - max(word.box[0], other.box[0])
                down = min(word.box[3], other.box[3]) - max(word.box[1], other.box[1])
                assert across <= slack or down <= slack, (word, other)


def ink_share(image: Image.Image, box: PixelBox) -> float:
    """Return how much of a box differs from its most frequent shade."""
    histogram = image.crop(box).quantize(8).histogram()
    return 1 - max(histogram) / sum(histogram)


@pytest.mark.parametrize("index", [0, 2, 3, 10, 12])
def test_there_is_ink_under_words_and_none_beside_the_text(index: int) -> None:
    document = sample(index)
    with Image.open(BytesIO(document.files[0].data)) as image:
        page = image.convert("L")
    for word in document.pages[0].words:
        if any(sign.isalnum() for sign in word.text):
            assert ink_share(page, word.box) > 0.08, word
    margin = page.crop((page.width // 30, page.height // 3, page.width // 15, page.height // 2))
    dark = sum(margin.histogram()[:100]) / (margin.width * margin.height)
    assert dark < 0.01


def test_the_set_shows_variety() -> None:
    documents = [sample(index) for index in ALL]
    suppliers = catalogue.suppliers()
    assert len(documents) >= 60
    assert len({s.name for s in suppliers}) >= 12
    assert len({s.currency for s in suppliers}) >= 10
    assert len({s.address[-1] for s in suppliers}) >= 12
    assert len({s.date_pattern for s in suppliers}) >= 8
    assert len({s.numbers for s in suppliers}) >= 6
    assert len({(s.look.letterhead, s.look.details, s.look.table) for s in suppliers}) >= 12
    assert {s.look.paper for s in suppliers} == {"A4", "Letter"}
    assert {s.look.face for s in suppliers} == {"sans", "serif", "mono"}
    assert {f.media_type for d in documents for f in d.files} == {
        "image/jpeg",
        "image/png",
        "image/tiff",
    }
    assert {len(d.pages) for d in documents} == {1, 2, 3, 4}
    assert {p.dpi for d in documents for p in d.pages} == {150, 200, 300}
    assert any(len(d.files) == 1 and len(d.pages) > 1 for d in documents)


def test_scripts_latin_cyrillic_and_hebrew_all_occur() -> None:
    text = "".join(
        word.text for index in ALL for page in sample(index).pages for word in page.words
    )
    assert any("\u0400" <= sign <= "\u04ff" for sign in text)
    assert any("\u0590" <= sign <= "\u05ff" for sign in text)
    assert set("äßéñłśãåô") <= set(text)


def test_some_documents_are_credit_notes_and_some_were_scanned() -> None:
    read = [index for index, r in readings("doc_kind_value") if r.truth == "Credit note"]
    assert len(read) >= 3
    plans = [plan_document(SEED, index) for index in ALL]
    assert sum(plan.invoice.is_credit for plan in plans) == 8
    assert {p.finish.effect for p in plans} == {"none", "scan", "faint", "fax"}
    assert 20 <= sum(plan.finish.effect != "none" for plan in plans) <= 40
    for plan, index in zip(plans, ALL, strict=True):
        with Image.open(BytesIO(sample(index).files[0].data)) as image:
            assert (image.mode == "1") == (plan.finish.effect == "fax")


def test_readings_are_mostly_right_and_confidences_mostly_match() -> None:
    every = [r for index in ALL for r in sample(index).readings]
    wrong = [r for r in every if r.value != r.truth]
    right = [r for r in every if r.value == r.truth]
    assert 0.02 <= len(wrong) / len(every) <= 0.09
    unsure = [r for r in wrong if r.confidence < 0.85]
    assert len(unsure) / len(wrong) > 0.6
    assert [r for r in wrong if r.confidence >= 0.9], "some slips must look certain"
    assert 0.01 <= sum(r.confidence < 0.85 for r in right) / len(right) <= 0.1
    assert 0.01 <= sum(r.box is None for r in every) / len(every) <= 0.06
    cells = [c for index in ALL for row in sample(index).line_items for c in row.values()]
    assert 0.005 <= sum(c.value != c.truth for c in cells) / len(cells) <= 0.06
    clean = [
        index
        for index in ALL
        if all(r.value == r.truth and r.confidence > 0.9 for r in sample(index).readings)
    ]
    assert len(clean) >= 15


def test_no_two_invoices_share_a_number_but_those_that_came_twice() -> None:
    seen: dict[tuple[str, str], list[int]] = {}
    for index, reading in readings("doc_number_value"):
        seen.setdefault((supplier_of(index).key, reading.truth), []).append(index)
    assert [places for places in seen.values() if len(places) > 1] == [[3, 21], [7, 25]]


def test_days_lie_in_the_right_order() -> None:
    for index in ALL:
        document = sample(index)
        day, uploaded = read_day(truth(document, "doc_date_value")), document.uploaded_at.date()
        assert date(2026, 1, 1) <= day < uploaded < date(2026, 11, 22)
        assert uploaded >= date(2026, 10, 19)
        assert document.uploaded_at.tzinfo is None


def test_flora_concept_is_the_invoice_of_the_mock_up() -> None:
    document = sample(FLORA)
    read = {r.name: r for r in document.readings if r.name != "sign_exist_flag_value"}
    assert len(document.pages) == 2
    assert read["doc_number_value"].value == "06717056"
    assert read["supplier_name_value"].value == "Flora Concept Llc"
    assert read["supplier_name_value"].truth == "Flora Concept LLC"
    assert read["supplier_name_value"].confidence == 0.75
    assert (read["doc_date_value"].value, read["doc_date_value"].confidence) == (
        "26-Jul-2026",
        0.47,
    )
    assert (read["sub_total_value"].value, read["sub_total_value"].truth) == (
        "55,431.00",
        "55,413.00",
    )
    assert read["sub_total_value"].confidence == 0.71
    assert read["total_value"].value == "55,413.00"
    assert read["currency_value"].value == "USD"
    assert read["awb_number_value"].value == "369-95018663"
    assert read["origin_value"].value == "BOGOTA"
    assert (
        read["full_box_equivalent_value"].value,
        read["full_box_equivalent_value"].page_index,
    ) == ("17.500", 2)
    assert [row["description"].value for row in document.line_items][:3] == [
        "Rose Freedom 50 cm",
        "Rose Vendela 60 cm",
        "Alstroemeria mix",
    ]
    flags = [r for r in document.readings if r.name == "sign_exist_flag_value"]
    assert [(r.page_index, r.box) for r in flags] == [(1, None), (2, None)]


def test_the_first_documents_are_those_of_the_mock_up() -> None:
    told = [
        ("Northwind Traders GmbH", "INV-20931", "4218.50", "EUR"),
        ("Flora Concept LLC", "06717056", "55413.00", "USD"),
        ("Hindustan Stationers", "HS/26-27/118", "49357.00", "INR"),
        ("CONTOSO LOGISTICS", "CL-7781", "980.25", "USD"),
        ("Umbrella Facilities", "UF-5540", "1204.00", "GBP"),
        ("Blue Yonder Air", "BY-90041", "312.40", "USD"),
        ("Fabrikam Print", "231799", "80.40", "USD"),
        ("Adventure Works", "AW-300211", "11006.00", "EUR"),
    ]
    for index, (name, invoice_number, total, currency) in enumerate(told):
        document, supplier = sample(index), supplier_of(index)
        assert truth(document, "supplier_name_value") == name
        assert truth(document, "doc_number_value") == invoice_number
        assert truth(document, "currency_value") == currency
        assert number(truth(document, "total_value"), supplier) == Decimal(total)


def test_ibans_have_valid_check_digits() -> None:
    checked = 0
    for index, reading in readings("supplier_iban_value"):
        if supplier_of(index).bank.is_iban:
            code = reading.truth.replace(" ", "")
            digits = "".join(str(int(sign, 36)) for sign in code[4:] + code[:4])
            assert int(digits) % 97 == 1, code
            checked += 1
    assert checked >= 20


def test_names_and_identifiers() -> None:
    documents = [sample(index) for index in ALL]
    assert len({d.document_id for d in documents}) == SAMPLE_COUNT
    for index, document in enumerate(documents):
        assert document.index == index
        assert len(document.document_id) == 24
        assert int(document.document_id, 16) > 0
        assert 0 < document.overall_confidence <= 1
        fields = {f["name"]: f for f in resources.toml("fields/fields.toml")["field"]}
        for reading in document.readings:
            assert reading.label == fields[reading.name]["result_labels"][0]
            assert 0 <= reading.confidence <= 1


def test_every_sign_on_paper_has_a_glyph() -> None:
    signs: dict[str, set[str]] = {}
    for index in ALL:
        look = supplier_of(index).look
        text = {s for page in sample(index).pages for word in page.words for s in word.text}
        for face in (look.face, look.title_face):
            signs.setdefault(face, set()).update(s for s in text if not fonts.is_hebrew(s))
        signs.setdefault("hebrew", set()).update(s for s in text if fonts.is_hebrew(s))
    for face, used in signs.items():
        for bold in (False, True):
            drawn = fonts.font(face, 40, bold=bold)
            blank = picture(drawn, "\uffff")
            assert [sign for sign in used if picture(drawn, sign) == blank] == [], face


def picture(face: ImageFont.FreeTypeFont, sign: str) -> tuple[tuple[int, int], bytes]:
    mask = face.getmask(sign)
    return mask.size, bytes(mask)


@pytest.mark.parametrize("index", [1, 10, 19])
def test_another_process_draws_the_same_document_by_itself(index: int) -> None:
    script = (
        "import hashlib\n"
        "from klearstack_desktop.localserver.samples.generate import generate\n"
        f"print(hashlib.sha256(repr(generate({SEED}, {index})).encode()).hexdigest())\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "3"}
    other = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    mine = hashlib.sha256(repr(sample(index)).encode()).hexdigest()
    assert other.stdout.strip() == mine


def test_another_seed_gives_another_set_with_the_same_variety() -> None:
    plans = [plan_document(SEED + 1, index) for index in ALL]
    assert [p.invoice for p in plans] != [plan_document(SEED, i).invoice for i in ALL]
    assert sum(plan.invoice.is_credit for plan in plans) == 8
    assert {p.finish.effect for p in plans} == {"none", "scan", "faint", "fax"}
    assert generate(SEED + 1, 40).document_id != sample(40).document_id
