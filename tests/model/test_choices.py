from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.choices import Choice, ChoiceList, choices_from
from klearstack_desktop.model.fieldmap import DatasourceUse, definition_from
from klearstack_desktop.model.formats.forms import Meaning

SUPPLIERS = ChoiceList(
    (
        Choice("V1", "Northwind Traders"),
        Choice("V2", "Great North Steel"),
        Choice("V3", "Müller & Söhne GmbH"),
        Choice("V4", "Enormous Works"),
    )
)


def best(choices: ChoiceList, text: str, limit: int = 50) -> list[str]:
    """The values of the last and best result."""
    return [choice.value for choice in list(choices.search(text, limit))[-1]]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", ["V1", "V2", "V3", "V4"]),
        ("nor", ["V1", "V2", "V4"]),
        ("NORTH steel", ["V2"]),
        ("muller", ["V3"]),
        ("sohne müller", ["V3"]),
        ("v3", ["V3"]),
        ("nortwind tradrs", ["V1"]),
        ("zzzz", []),
    ],
)
def test_what_begins_so_comes_first_then_words_then_parts_then_slips(
    text: str, values: list[str]
) -> None:
    assert best(SUPPLIERS, text) == values


def test_fifty_thousand_are_searched_and_the_first_answer_is_there_before_the_slips() -> None:
    many = ChoiceList(Choice(f"V{i:05d}", f"Supplier {i} Limited") for i in range(50_000))
    results = list(many.search("suplier 49999"))
    assert len(results) > 10, "the work is cut into slices"
    assert results[0] == ()
    assert results[-1][0].value == "V49999"
    assert best(many, "supplier 49999")[0] == "V49999"


@given(st.lists(st.tuples(st.text(), st.text()), max_size=30), st.text(), st.integers(1, 5))
def test_any_search_in_any_list_ends_within_its_limit(
    pairs: list[tuple[str, str]], text: str, limit: int
) -> None:
    choices = ChoiceList(Choice(value, label) for value, label in pairs)
    for result in choices.search(text, limit):
        assert len(result) <= limit


texts = st.text(min_size=1).map(str.strip).filter(bool)


@given(st.dictionaries(texts, texts, max_size=20))
def test_what_is_shown_means_the_value_it_is_shown_for(labels: dict[str, str]) -> None:
    folded = [text.strip().casefold() for text in (*labels, *labels.values())]
    choices = ChoiceList(Choice(value, label) for value, label in labels.items())
    for value in labels:
        if folded.count(choices.shown(value).strip().casefold()) == 1:
            assert choices.meant(choices.shown(value)).value == value


def test_labels_that_are_shared_are_told_apart() -> None:
    twins = ChoiceList((Choice("V1", "Contoso"), Choice("V2", "CONTOSO"), Choice("V3", "Flora")))
    assert [twins.shown(v) for v in ("V1", "V2", "V3")] == ["Contoso · V1", "CONTOSO · V2", "Flora"]
    assert twins.meant("contoso · v2").value == "V2"
    assert twins.meant("contoso").value == "contoso", "nobody guesses which"


def test_what_is_not_in_the_list_stays_and_is_said() -> None:
    assert SUPPLIERS.meant("Nobody") == Meaning("Nobody", "not listed")
    assert SUPPLIERS.explained("V9") == Meaning("V9", "not listed")
    assert SUPPLIERS.meant(" ") == Meaning(" ")
    assert SUPPLIERS.shown("V9") == "V9"


def test_rows_become_choices_each_value_once() -> None:
    rows = [
        {"Id": "7", "Name": "Contoso"},
        {"Id": "7", "Name": "Contoso Ltd"},
        {"Id": "8", "Name": " "},
        {"Id": "", "Name": "Nobody"},
        {"Name": "Nobody"},
    ]
    choices = choices_from(rows, DatasourceUse("Suppliers", "Id", "Name"))
    assert [(c.value, c.label) for c in next(choices.search(""))] == [("7", "Contoso"), ("8", "8")]


def test_the_field_map_says_where_values_come_from() -> None:
    entry = {"name": "vendor", "datasource": {"name": "Suppliers", "send": "Id", "show": "Name"}}
    assert definition_from(entry).datasource == DatasourceUse("Suppliers", "Id", "Name")
    short = {"name": "vendor", "datasource": {"name": "Suppliers", "send": "Id"}}
    assert definition_from(short).datasource == DatasourceUse("Suppliers", "Id", "Id")
    for wrong in ("Suppliers", {"name": "Suppliers"}, {"name": "", "send": "Id"}):
        with pytest.raises(ValueError, match="datasource"):
            definition_from({"name": "vendor", "datasource": wrong})
