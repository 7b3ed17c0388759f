"""What the labelled patterns find, on pages written here and on the seven real invoices."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from klearstack_desktop.localserver.content import StoredFile, StoredWord
from klearstack_desktop.localserver.reading.amounts import find_amounts
from klearstack_desktop.localserver.reading.dates import written
from klearstack_desktop.localserver.reading.invoice import read_invoice
from klearstack_desktop.localserver.reading.pages import ReadPage
from klearstack_desktop.localserver.reading.upload import open_upload
from tests.localserver.pdfs import invoice_pdf

REAL = Path(__file__).resolve().parents[3] / "shared" / "invoices"
NAMES = (
    "AmazonWebServices",
    "AzureInterior",
    "QualityHosting",
    "SammyMaystoneLinesTest",
    "coolblue1",
    "free_fiber",
    "saeco",
)


def readings(pages: list[ReadPage]) -> dict[str, str]:
    return {field.name: field.value for field in read_invoice(pages)}


def pdf_pages(data: bytes) -> list[ReadPage]:
    source = open_upload(data)
    try:
        return [source.page(index) for index in range(source.page_count)]
    finally:
        source.close()


def page_of(*rows: str) -> ReadPage:
    """Return a page with these lines; two blanks or more make a column."""
    words = []
    for number, row in enumerate(rows):
        at = 0
        for text in row.split(" "):
            if text:
                left, top = 100 + 10 * at, 100 + 40 * number
                words.append(StoredWord(text, (left, top, left + 10 * len(text) - 2, top + 20)))
            at += len(text) + 1
    return ReadPage(StoredFile("image/png", b""), 2000, 2000, 200, tuple(words))


def test_a_german_invoice_is_read_from_its_text_layer() -> None:
    found = read_invoice(pdf_pages(invoice_pdf()))
    assert {field.label: field.value for field in found} == {
        "Inv_Number": "RE-2026/117",
        "Inv_Date": "03-Mar-2026",
        "Due_Date": "17-Mar-2026",
        "Inv_Supplier": "Nordwind GmbH",
        "Inv_Currency": "EUR",
        "Sub-Total": "1.000,00",
        "Inv_Total": "1.190,00",
        "Total_VAT": "190,00",
    }
    assert all(field.box is not None and field.confidence > 0.7 for field in found)


def test_values_may_stand_below_their_labels() -> None:
    found = readings(
        [
            page_of(
                "Klant       Order        Factuur datum   Factuur",
                "C-1001      O-2002       8-9-2022        VF-77",
                "Factuur totaal EUR    49,99",
            )
        ]
    )
    assert found["doc_number_value"] == "VF-77"
    assert found["doc_date_value"] == "08-Sep-2022"
    assert found["total_value"] == "49,99"


@pytest.mark.parametrize(
    ("number", "day", "due", "total"),
    [
        ("Invoice no. A-17", "Invoice date: 5 May 2026", "Due date 6/5/2026", "Amount due 9.50"),
        ("Rechnung Nr. A-17", "Rechnungsdatum 5.5.2026", "Fällig am 6.5.26", "Gesamtbetrag 9,50"),
        ("Factuurnummer: A-17", "Factuurdatum 5 mei 2026", "Vervaldatum 6-5-2026", "Totaal 9,50"),
        ("Facture n°A-17 du 5 mai 2026", "", "Échéance 06/05/2026", "Net à payer 9,50 €"),
        ("Factura n.º A-17", "Fecha: 5 de mayo de 2026", "Vencimiento 06/05/2026", "Total 9,50"),
        ("Fattura n. A-17", "Data 5 maggio 2026", "Scadenza 6.5.2026", "Totale fattura 9,50"),
        ("Fakturanummer A-17", "Fakturadatum 2026-05-05", "Förfallodatum 2026-05-06", "Summa 9,50"),
        ("Faktura VAT nr A-17", "Data wystawienia 05.05.2026", "", "Razem do zapłaty 9,50 zł"),
    ],
    ids=["en", "de", "nl", "fr", "es", "it", "sv", "pl"],
)
def test_labels_of_many_languages(number: str, day: str, due: str, total: str) -> None:
    found = readings([page_of(number, day, due, total)])
    assert found["doc_number_value"] == "A-17"
    assert found["doc_date_value"] == "05-May-2026"
    assert found.get("due_date_value", "") == ("06-May-2026" if due else "")
    assert found["total_value"].replace(",", ".") == "9.50"


def test_a_heading_and_a_sum_of_one_column_need_not_touch() -> None:
    found = readings(
        [
            page_of(
                "Zwischentotal             MWST 8.1 %            Total",
                "              10’869.66               880.44               CHF 11’750.10",
            )
        ]
    )
    assert (found["total_value"], found["currency_value"]) == ("11’750.10", "CHF")
    assert (found["sub_total_value"], found["tax_total_value"]) == ("10’869.66", "880.44")


def test_a_credit_keeps_its_sign() -> None:
    assert readings([page_of("Total EUR -766,37")])["total_value"] == "-766,37"


def test_due_dates_order_dates_and_customer_numbers_are_told_apart() -> None:
    found = readings(
        [
            page_of(
                "Customer number: 55555   Order date: 01/02/2024",
                "Due date: 30/04/2024     Invoice date: 31/03/2024",
                "Purchase order no: PO-9  Invoice no: 4711",
                "Subtotal  £ 100.00",
                "VAT 20%   £ 20.00",
                "Total     £ 120.00",
            )
        ]
    )
    assert found["doc_number_value"] == "4711"
    assert found["po_number_value"] == "PO-9"
    assert found["doc_date_value"] == "31-Mar-2024"
    assert found["due_date_value"] == "30-Apr-2024"
    assert (found["sub_total_value"], found["tax_total_value"]) == ("100.00", "20.00")
    assert (found["total_value"], found["currency_value"]) == ("120.00", "GBP")


def test_the_customer_is_not_taken_for_the_supplier() -> None:
    found = readings(
        [page_of("Bill to:          Lowland Trading B.V.", "Buyer Holdings Ltd", "Invoice 17")]
    )
    assert found["supplier_name_value"] == "Lowland Trading B.V."


def test_required_fields_come_back_empty_where_nothing_was_read() -> None:
    found = read_invoice([page_of("Nothing to see here")])
    assert {field.name for field in found} == {
        "doc_number_value",
        "doc_date_value",
        "supplier_name_value",
        "currency_value",
        "total_value",
    }
    assert all((f.value, f.confidence, f.box) == ("", 0.0, None) for f in found)


def test_every_box_lies_on_its_page() -> None:
    page = pdf_pages(invoice_pdf())[0]
    for field in read_invoice([page]):
        assert field.box is not None
        left, top, right, bottom = field.box
        assert 0 <= left < right <= page.width
        assert 0 <= top < bottom <= page.height


@pytest.mark.parametrize("name", NAMES)
def test_number_date_and_amount_of_a_real_invoice_are_found(name: str) -> None:
    if not REAL.is_dir():
        pytest.skip(f"the real invoices are not in {REAL}")
    (truth,) = json.loads((REAL / f"{name}.json").read_text(encoding="utf-8"))
    found = readings(pdf_pages((REAL / f"{name}.pdf").read_bytes()))
    assert found["doc_number_value"] == truth["invoice_number"]
    assert found["doc_date_value"] == written(date.fromisoformat(truth["date"]))
    assert found["currency_value"] == truth["currency"]
    if "amount" in truth:
        (amount,) = find_amounts(found["total_value"])
        assert amount.value == Decimal(str(truth["amount"]))
    if "date_due" in truth:
        assert found["due_date_value"] == written(date.fromisoformat(truth["date_due"]))
