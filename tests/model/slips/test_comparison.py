"""Two documents value by value."""

from __future__ import annotations

from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.slips.comparison import (
    LONGEST,
    MOST_ROWS,
    ComparedValue,
    Relation,
    compare,
    values_of,
)
from tests.model.builders import document, field, line_items


def relations(one: dict[str, str], other: dict[str, str]) -> dict[str, Relation]:
    here, there = (
        values_of(document(*(field(name, value) for name, value in said.items())))
        for said in (one, other)
    )
    return {
        row.place.name: row.relation
        for row in compare(here, there)
        if isinstance(row.place, FieldKey)
    }


def test_what_only_differs_in_spelling_is_no_difference() -> None:
    found = relations(
        {
            "supplier_name_value": "Müller & Söhne",
            "supplier_iban_value": "DE89 3704",
            "total_value": "1.234,50",
            "doc_date_value": "26/07/2026",
        },
        {
            "supplier_name_value": "MULLER SOHNE",
            "supplier_iban_value": "DE893704",
            "total_value": "1234.50",
            "doc_date_value": "26 Jul 2026",
        },
    )
    assert set(found.values()) == {Relation.WRITTEN_OTHERWISE}
    assert not Relation.WRITTEN_OTHERWISE.is_difference


def test_other_numbers_and_other_letters_differ() -> None:
    found = relations(
        {
            "doc_number_value": "GS-20931",
            "total_value": "1.00",
            "an_unknown_value": "1.00",
            "doc_date_value": "26/07/2026",
        },
        {
            "doc_number_value": "INV-20931",
            "total_value": "100",
            "an_unknown_value": "100",
            "doc_date_value": "27/07/2026",
        },
    )
    assert set(found.values()) == {Relation.DIFFERS}


def test_what_stands_in_one_only_is_told_after_what_the_open_one_says() -> None:
    here = values_of(document(field("total_value", "1"), field("doc_number_value", "7")))
    there = values_of(document(field("po_number_value", "P"), field("total_value", "1")))
    assert [row.relation for row in compare(here, there)] == [
        Relation.SAME,
        Relation.ONLY_HERE,
        Relation.ONLY_THERE,
    ]
    assert compare(here, there)[2] == ComparedValue(
        FieldKey("po_number_value"), "PO number", "", "P", Relation.ONLY_THERE
    )


def test_empty_values_are_none() -> None:
    assert values_of(document(field("total_value", "  "))) == ()


def test_rows_are_compared_one_by_one_and_very_many_together() -> None:
    few = document(tables=(line_items(("Bolt", "1", "2.00"), ("Nut", "1", "1.00")),))
    other = document(tables=(line_items(("Bolt", "1", "2.00"), ("Nut", "10", "1.00")),))
    rows = compare(values_of(few), values_of(other))
    assert [(row.label, row.relation) for row in rows] == [
        ("Line items, row 1", Relation.SAME),
        ("Line items, row 2", Relation.DIFFERS),
    ]
    many = [(f"Thing {n}", "1", "1.00") for n in range(1000)]
    changed = [*many[:-1], ("Thing 999", "1", "9.00")]
    one, two = (values_of(document(tables=(line_items(*rows),))) for rows in (many, changed))
    assert len(one) == MOST_ROWS + 1
    assert all(len(stated.value) <= LONGEST for stated in one)
    assert [row.relation for row in compare(one, two)][-2:] == [Relation.SAME, Relation.DIFFERS]
