from __future__ import annotations

import pytest

from klearstack_desktop.model.fieldmap import (
    FieldGroup,
    FieldKind,
    FieldRole,
    default_column_map,
    default_field_map,
    readable_label,
)


def test_both_vocabularies_lead_to_the_same_definition() -> None:
    names = default_field_map()
    assert names.describe("doc_number_value") is names.describe("Inv_Number")
    assert names.describe("INV_TOTAL").role is FieldRole.TOTAL


def test_an_unknown_name_gets_a_readable_label_and_is_not_dropped() -> None:
    definition = default_field_map().describe("Shipto_Party_GSTIN")
    assert definition.label == "Shipto Party GSTIN"
    assert definition.group is FieldGroup.OTHER
    assert not definition.known


@pytest.mark.parametrize("name", ["", "_value", "___", "ÄÖ_x"])
def test_every_name_has_some_label(name: str) -> None:
    assert readable_label(name)


def test_a_profile_extends_the_map() -> None:
    extended = default_field_map().extended(
        {"gate_pass_value": {"label": "Gate pass", "kind": "date", "result_labels": ["Gate"]}}
    )
    assert extended.describe("gate").kind is FieldKind.DATE
    assert extended.describe("Inv_Number").label == "Invoice number"


def test_a_profile_with_an_impossible_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="rhubarb"):
        default_field_map().extended({"x": {"kind": "rhubarb"}})


def test_columns_of_line_items_have_kinds() -> None:
    assert default_column_map().describe("Unit_Price").kind is FieldKind.AMOUNT
