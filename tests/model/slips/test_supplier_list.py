"""The suppliers on record, and what is said of a document that does not agree with them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.finding import Severity
from klearstack_desktop.model.findings import Findings, examine
from klearstack_desktop.model.known import Known
from klearstack_desktop.model.slips.facts import Facts, Outcome
from klearstack_desktop.model.slips.supplier_list import (
    SupplierColumns,
    SupplierList,
    columns_from,
)
from klearstack_desktop.model.slips.supplier_warnings import LEARNED_FROM
from klearstack_desktop.model.slips.suppliers import Suppliers
from klearstack_desktop.model.slips.warning import BANK_ACCOUNT, FIRST_INVOICE, NEAR_NAME, TAX_ID
from tests.model.builders import document, field

COLUMNS = SupplierColumns("Vendors", "Name", "Id", "VAT", "Accounts")
ROWS = (
    {"Id": "V1", "Name": "Müller & Söhne", "VAT": "DE 811907980", "Accounts": "DE89 3704 0044"},
    {"Id": "V2", "Name": "MULLER SOHNE", "VAT": "", "Accounts": "GB82 WEST; 4711-0815"},
    {"Id": "V3", "Name": "Flora Concept LLC", "VAT": "900.417.551-2", "Accounts": ""},
    {"Id": "V4", "Name": ""},
)
LISTED = SupplierList(ROWS, COLUMNS)


def found(
    supplier: str,
    account: str = "",
    tax_id: str = "",
    *,
    approved: tuple[Facts, ...] = (),
    listed: SupplierList = LISTED,
) -> Findings:
    shown = document(
        field("supplier_name_value", supplier),
        field("supplier_iban_value", account),
        field("supplier_tax_id_value", tax_id),
    )
    return examine(shown, Draft(), known=Known(None, suppliers=Suppliers(approved), listed=listed))


def said(findings: Findings) -> dict[str, str]:
    slips = {BANK_ACCOUNT, FIRST_INVOICE, NEAR_NAME, TAX_ID}
    return {f.code: f.sentence for f in findings if f.code in slips}


def approved(account: str, supplier: str = "Müller & Söhne") -> Facts:
    return Facts("x", supplier=supplier, bank_account=account, outcome=Outcome.APPROVED)


def test_rows_of_one_name_are_one_supplier_found_by_name_id_and_tax_number() -> None:
    assert len(LISTED) == 2
    for name in ("müller söhne", "V1", "V2"):
        supplier = LISTED.named(Facts("x", supplier=name))
        assert supplier is not None
        assert supplier.accounts == ("DE89 3704 0044", "GB82 WEST", "4711-0815")
    owner = LISTED.taxed_as(Facts("x", tax_id="de811 907 980"))
    assert owner is not None
    assert owner.name == "Müller & Söhne"
    assert LISTED.named(Facts("x")) is None


@pytest.mark.parametrize("account", ["DE8937040044", "IBAN de89-3704-0044", "47110815", ""])
def test_an_account_on_record_is_right_however_it_is_written(account: str) -> None:
    assert BANK_ACCOUNT not in said(found("Müller & Söhne", account))


def test_another_account_is_said_with_those_on_record() -> None:
    sentence = said(found("Müller & Söhne", "FR76 9999"))[BANK_ACCOUNT]
    assert sentence == (
        "FR76 9999 differs from the supplier list: DE89 3704 0044, GB82 WEST, 4711-0815"
    )
    both = said(found("Müller & Söhne", "FR76 9999", approved=(approved("GB82WEST"),)))
    assert both[BANK_ACCOUNT].endswith(
        "; and from this supplier’s last approved invoices: GB82WEST"
    )


def test_an_account_that_is_new_here_but_on_record_needs_no_reason() -> None:
    findings = found("Müller & Söhne", "GB82 WEST", approved=(approved("DE89 3704 0044"),))
    finding = next(f for f in findings if f.code == BANK_ACCOUNT)
    assert finding.is_acceptable
    assert finding.sentence.endswith("The supplier list has it")


def test_the_account_of_a_supplier_found_by_its_tax_number_counts() -> None:
    findings = found("Müller und Söhne OHG", "FR76 9999", "DE811907980")
    assert BANK_ACCOUNT in said(findings)
    assert "belongs to Müller & Söhne there" in said(findings)[NEAR_NAME]


def test_a_supplier_without_accounts_on_record_is_not_warned_of() -> None:
    assert BANK_ACCOUNT not in said(found("Flora Concept LLC", "FR76 9999"))


def test_another_tax_number_is_said() -> None:
    assert TAX_ID not in said(found("Flora Concept LLC", tax_id="9004175512"))
    sentence = said(found("Flora Concept LLC", tax_id="9004175513"))[TAX_ID]
    assert "which has 900.417.551-2 for Flora Concept LLC" in sentence


def test_a_name_near_one_on_record_is_said() -> None:
    assert said(found("Flora Concepts LLC"))[NEAR_NAME].endswith(
        "Flora Concept LLC in the supplier list"
    )
    assert NEAR_NAME not in said(found("flora concept, llc"))


def test_the_first_invoice_says_whether_the_supplier_is_on_record() -> None:
    others = tuple(
        Facts(f"{n}", supplier=f"Other {n}", outcome=Outcome.APPROVED) for n in range(LEARNED_FROM)
    )
    first = said(found("Flora Concept LLC", approved=others))[FIRST_INVOICE]
    assert first.endswith("it is in the supplier list")
    assert FIRST_INVOICE not in said(found("Flora Concept LLC"))
    stranger = found("Zumtobel Lighting")
    assert said(stranger)[FIRST_INVOICE].endswith("it is not in the supplier list")
    assert all(f.severity is Severity.WARNING for f in stranger if f.code == FIRST_INVOICE)
    assert said(found("Zumtobel Lighting", listed=SupplierList())) == {}


def test_a_desk_that_has_approved_little_says_of_a_listed_supplier_that_it_is_new_as_a_note() -> (
    None
):
    findings = found("Flora Concept LLC", approved=(approved("", "Somebody Else"),))
    (first,) = (f for f in findings if f.code == FIRST_INVOICE)
    assert first.severity is Severity.NOTE
    assert first.sentence.endswith("few were approved yet; it is in the supplier list")


def test_the_new_account_that_was_approved_once_is_known_where_the_list_has_it() -> None:
    one, other = "DE89 3704 0044", "GB82 WEST"
    before = tuple(
        replace(approved(account), document_id=f"{place}")
        for place, account in enumerate((other, one, one))
    )
    assert BANK_ACCOUNT not in said(found("Müller & Söhne", other, approved=before))
    new = said(found("Müller & Söhne", other, approved=before, listed=SupplierList()))
    assert new[BANK_ACCOUNT].startswith("GB82 WEST is new: approved once here.")


def test_a_profile_says_which_list_it_is() -> None:
    assert columns_from({}) is None
    assert columns_from({"datasource": " V ", "name": "N", "id": ""}) == SupplierColumns("V", "N")
    for wrong in ({"name": "N"}, {"datasource": "V"}, {"datasource": "V", "name": 3}, {"vat": "x"}):
        with pytest.raises(ValueError, match=r"\w"):
            columns_from(wrong)


def test_columns_that_do_not_exist_list_nobody() -> None:
    assert len(SupplierList(ROWS, SupplierColumns("Vendors", "Firm"))) == 0
