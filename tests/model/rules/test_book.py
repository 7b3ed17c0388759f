"""Rule files: what ships, what a workstation lays over it, and what is wrong with a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.known import Known
from klearstack_desktop.model.rules.book import (
    RuleBook,
    rules_from,
    rules_over_shipped,
    shipped_rules,
)
from klearstack_desktop.store import rules_file
from tests.model.rules.subjects import TODAY, bill

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.model.document import Document

FILE = "rules.toml"
GENERIC = '[[set]]\nname = "generic"\n'


def codes(book: RuleBook, document: Document) -> list[str]:
    return [finding.code for finding in book.examine(document, Known(TODAY))]


def test_the_rules_that_ship_are_sound() -> None:
    assert shipped_rules().problems == ()
    assert set(shipped_rules().sets) == {"generic", "invoice", "credit_note"}
    assert not shipped_rules().trouble


def test_the_shipped_rules_find_what_they_are_for() -> None:
    invoice = bill(
        ("Roses", "2", "4.00", "9.00"),
        date="24-Dec-2026",
        due="23-Dec-2026",
        currency="EURO5",
        net="10.00",
        tax="2.00",
        total="13.00",
        bank="DE89370400440532013001",
        tax_id="DE136695978",
        cgst_value="1.00",
    )
    assert sorted(codes(shipped_rules(), invoice)) == [
        *("bank_account", "currency_known", "date_in_future", "due_before_date", "line_product"),
        *("lines_add_up", "net_and_tax", "tax_id", "tax_parts"),
    ]


@pytest.mark.parametrize(
    ("document_type", "document_kind", "wanted"),
    [
        ("Invoices", "", "invoice"),
        ("INVOICE ", "", "invoice"),
        ("", "", "invoice"),
        ("Invoices", "credit note", "credit_note"),
        ("Credit notes", "", "credit_note"),
        ("Invoices", "Gutschrift", "credit_note"),
        ("Invoices", "FACTURA RECTIFICATIVA", "credit_note"),
        ("Avoirs", "", "credit_note"),
        ("Credit card statements", "", "generic"),
        ("Delivery notes", "", "generic"),
        ("Delivery notes", "Waybill", "generic"),
    ],
)
def test_what_a_document_says_it_is_counts_before_its_type(
    document_type: str, document_kind: str, wanted: str
) -> None:
    assert shipped_rules().set_for(document_type, document_kind).name == wanted


@pytest.mark.parametrize(("sign", "line_sign"), [("", ""), ("-", ""), ("-", "-"), ("", "-")])
def test_credit_notes_are_checked_like_invoices_signs_aside(sign: str, line_sign: str) -> None:
    values = {"date": "02-Nov-2026", "due": "03-Nov-2026", "currency": "INR"}
    sums = {"net": f"{sign}10.00", "tax": f"{sign}2.00", "total": f"{sign}12.00"}
    right = bill(
        ("Roses", f"{line_sign}2", "5.00", f"{sign}10.00"),
        doc_kind_value="Credit note",
        cgst_value="1.00",
        sgst_value="1.00",
        **{**values, **sums},
    )
    assert codes(shipped_rules(), right) == []
    wrong = bill(
        ("Roses", f"{line_sign}2", "5.00", f"{sign}11.00"),
        doc_kind_value="Credit note",
        cgst_value="3.00",
        **{**values, **sums, "due": "01-Nov-2026", "total": f"{sign}13.00"},
    )
    assert sorted(codes(shipped_rules(), wrong)) == [
        *("due_before_date", "line_product", "lines_add_up", "net_and_tax", "tax_parts"),
    ]


def test_a_workstation_changes_the_keys_that_it_states() -> None:
    future = bill(date="24-Dec-2026")
    assert codes(shipped_rules(), future) == ["date_in_future"]
    later = rules_over_shipped(FILE, '[[rule]]\nid = "date_in_future"\ndays = 60\n')
    assert later.problems == ()
    assert codes(later, future) == []
    off = rules_over_shipped(FILE, '[[rule]]\nid = "date_in_future"\nenabled = false\n')
    assert off.problems == ()
    assert codes(off, future) == []


def test_a_change_counts_in_each_set_that_has_the_rule() -> None:
    text = '[[rule]]\nid = "net_and_tax"\ntolerance = 100\n'
    book = rules_over_shipped(FILE, text)
    for kind in ("Invoice", "Credit note"):
        document = bill(doc_kind_value=kind, net="100", tax="19", total="120")
        assert codes(shipped_rules(), document) == ["net_and_tax"]
        assert codes(book, document) == []
    only = rules_over_shipped(FILE, text + 'sets = ["credit_note"]\n')
    assert codes(only, bill(net="100", tax="19", total="120")) == ["net_and_tax"]


def test_a_change_for_one_set_of_a_rule_that_it_includes_leaves_the_others_alone() -> None:
    text = '[[rule]]\nid = "date_in_future"\nenabled = false\nsets = ["invoice"]\n'
    book = rules_over_shipped(FILE, text)
    assert book.problems == ()
    assert codes(book, bill(date="24-Dec-2026")) == []
    note = bill(date="24-Dec-2026", doc_kind_value="Credit note")
    assert codes(book, note) == ["date_in_future"]


def test_a_workstation_can_have_rules_and_document_types_of_its_own() -> None:
    text = """
        [[set]]
        name = "waybill"
        document_types = ["Waybills"]
        includes = ["generic"]

        [[rule]]
        id = "awb"
        sets = ["waybill"]
        check = "pattern"
        field = "awb_number_value"
        pattern = '\\d{3}-\\d{8}'
        severity = "error"
        message = "{field} {value} is no air waybill"
    """
    book = rules_over_shipped(FILE, text)
    assert book.problems == ()
    assert book.set_for("waybills").name == "waybill"
    document = bill(AWB_Number="12-34")
    assert codes(book, document) == []
    waybill = replace(document, document_type="Waybills")
    (finding,) = book.examine(waybill, Known(TODAY))
    assert finding.sentence == "AWB number 12-34 is no air waybill"


@pytest.mark.parametrize(
    ("condition", "is_found"),
    [
        ("{}", True),
        ('{ currency = ["eur"] }', True),
        ('{ currency = ["COP"] }', False),
        ('{ present = ["net", "tax"] }', True),
        ('{ present = ["purchase_order"] }', False),
        ('{ missing = ["purchase_order"] }', True),
        ('{ missing = ["net"] }', False),
        ('{ values = { number = ["A-1", "b-2"] } }', True),
        ('{ values = { number = "A-1" } }', False),
    ],
)
def test_a_rule_applies_when_it_says_so(condition: str, is_found: bool) -> None:
    text = f"""{GENERIC}
        [[rule]]
        id = "sum"
        check = "sum"
        parts = ["net", "tax"]
        equals = "total"
        applies_when = {condition}
    """
    book = rules_from({FILE: text})
    assert book.problems == ()
    document = bill(number="B-2", currency="EUR", net="1", tax="1", total="3")
    assert bool(codes(book, document)) is is_found


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("", '"check" is missing'),
        ('check = "magic"', 'there is no check "magic"'),
        ('check = "sum"', '"parts" must be a list of texts'),
        ('check = "sum"\nparts = ["net"]', '"equals" is missing'),
        ('check = "sum"\nparts = [1]\nequals = "total"', '"parts" must be a list of texts'),
        (
            'check = "sum"\nparts = ["net"]\nequals = "total"\ntolerance = -1',
            '"tolerance" must be a whole number from 0 to 100000',
        ),
        ('check = "currency"\nseverity = "fatal"', 'there is no severity "fatal"'),
        ('check = "currency"\ncolour = "red"', 'there is no key "colour"'),
        ('check = "currency"\nfix = 1', '"fix" must be true or false'),
        ('check = "currency"\nmessage = "{secret}"', "the message cannot name {secret}"),
        (f'check = "currency"\nmessage = "{"x" * 300}"', '"message" is longer'),
        ('check = "currency"\napplies_when = 3', '"applies_when" must be a table'),
        (
            'check = "currency"\napplies_when = { moon = "full" }',
            'there is no key "applies_when.moon"',
        ),
        ('check = "pattern"\nfield = "a"\npattern = "(a+)+"', "the pattern repeats a group"),
        ('check = "check_digits"\nfield = "a"\nkind = "b"', 'there is no kind "b"'),
        ('check = "format"\nfields = "a"\nformat = "b"', 'there is no format "b"'),
        ('check = "currency"\nsets = ["moon"]', 'there is no set "moon"'),
        ('check = "currency"\nenabled = "no"', '"enabled" must be true or false'),
    ],
)
def test_a_bad_rule_is_named_and_left_out_alone(rule: str, sentence: str) -> None:
    good = '[[rule]]\nid = "good"\ncheck = "currency"\n'
    book = rules_from({FILE: f'{GENERIC}[[rule]]\nid = "bad"\n{rule}\n{good}'})
    (problem,) = book.problems
    assert problem.startswith(f"rules.toml: the rule bad is left out: {sentence}")
    assert codes(book, bill(currency="?")) == ["good"]


def test_a_bad_change_leaves_the_rule_as_it_ships() -> None:
    book = rules_over_shipped(FILE, '[[rule]]\nid = "date_in_future"\ndays = "many"\n')
    assert "date_in_future" in book.trouble
    assert codes(book, bill(date="24-Dec-2026")) == ["date_in_future"]


@pytest.mark.parametrize(
    "text",
    [
        "[[rule]",
        "rule = 3",
        "rule = [3]",
        "[rule]\nid = 3",
        "x = 1",
        "[[set]]\nname = 3",
        "[[rule]]\nid = 3",
        "[[set]]\nname = 'a'\nincludes = ['a', 'b']\n[[rule]]\nid = 'x'\ncheck = 3",
        "a = " + "[" * 5000,
    ],
)
def test_a_malformed_file_is_named_and_the_rules_that_ship_stay(text: str) -> None:
    book = rules_over_shipped(FILE, text)
    assert book.trouble.startswith("rules.toml")
    assert codes(book, bill(date="24-Dec-2026")) == ["date_in_future"]


keys = st.sampled_from(
    ["id", "check", "sets", "severity", "parts", "equals", "applies_when", "field", "message", "x"]
)
values = st.recursive(
    st.booleans() | st.integers(-5, 5) | st.sampled_from(['"sum"', '"error"', '"{value}"', '""']),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=3,
)


@given(st.lists(st.dictionaries(keys, values, max_size=5), max_size=4))
def test_no_file_stops_the_program(entries: list[dict[str, object]]) -> None:
    text = "".join(
        "[[rule]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in entry.items())
        for entry in entries
    )
    book = rules_over_shipped(FILE, text)
    assert len(book.problems) <= len(entries)
    assert "net_and_tax" in codes(book, bill(net="1", tax="1", total="3"))


def _toml(value: object) -> str:
    return str(value).lower().replace("'", "") if not isinstance(value, str) else value


def test_sets_that_include_each_other_come_to_an_end() -> None:
    text = (
        '[[set]]\nname = "a"\nincludes = ["b"]\ndocument_types = "A"\n'
        '[[set]]\nname = "b"\nincludes = ["a"]\n'
        '[[rule]]\nid = "c"\ncheck = "currency"\nsets = ["b"]\n'
    )
    book = rules_from({FILE: text})
    assert [rule.id for rule in book.set_for("a").rules] == ["c"]


def test_the_file_in_the_folder_counts(tmp_path: Path) -> None:
    assert rules_file.load(tmp_path) is shipped_rules()
    path = tmp_path / rules_file.FILE_NAME
    path.write_text('[[rule]]\nid = "date_in_future"\nenabled = false\n', encoding="utf-8")
    assert codes(rules_file.load(tmp_path), bill(date="24-Dec-2026")) == []
    path.write_bytes(b"\xff\xfe")
    assert "no text" in rules_file.load(tmp_path).trouble
    path.write_text("#" * (1024 * 1024 + 1), encoding="utf-8")
    assert "larger than 1 MB" in rules_file.load(tmp_path).trouble
    path.unlink()
    path.mkdir()
    assert "cannot be read" in rules_file.load(tmp_path).trouble
