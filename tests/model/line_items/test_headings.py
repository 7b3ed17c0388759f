"""Headings of spreadsheets, and the columns that they are meant for."""

from __future__ import annotations

import pytest

from klearstack_desktop.model.line_items.headings import mapping_of

COLUMNS = ("description", "quantity", "unit_price", "tax_rate", "total")


@pytest.mark.parametrize(
    ("headings", "targets"),
    [
        (("Description", "Qty", "Price", "Tax %", "Amount"), (0, 1, 2, 3, 4)),
        (("Bezeichnung", "Menge", "Einzelpreis (EUR)", "MwSt.", "Gesamtpreis"), (0, 1, 2, 3, 4)),
        (("Désignation", "Qté", "Prix unitaire", "TVA", "Montant HT"), (0, 1, 2, 3, 4)),
        (("Descripción", "Cantidad", "Precio", "IVA", "Importe"), (0, 1, 2, 3, 4)),
        (("AMOUNT", "QUANTITY"), (4, 1)),
        (("Quantitiy", "Desciption"), (1, 0)),
        (("Pos", "Artikel", "ME", "Menge"), (None, 0, None, 1)),
        (("unit_price", "Line Total"), (2, 4)),
        (("", "Qty", "Amount"), (None, 1, 4)),
        (("Amount", "Total", "Qty"), (4, None, 1)),
        (("Qty",), (1,)),
    ],
)
def test_headings_name_columns(headings: tuple[str, ...], targets: tuple[int | None, ...]) -> None:
    mapping = mapping_of(headings, COLUMNS)
    assert mapping is not None
    assert mapping.targets == targets


@pytest.mark.parametrize(
    "row",
    [
        (),
        ("", ""),
        ("Rose Freedom", "4,200", "4.20"),
        ("Qty", "4"),
        ("Description", "Rose"),
        ("Rose", "Lily"),
        ("Rose",),
        ("Pos", "ME", "Nr"),
    ],
)
def test_a_row_of_values_is_no_row_of_headings(row: tuple[str, ...]) -> None:
    assert mapping_of(row, COLUMNS) is None


def test_what_was_mapped_and_left_out_is_said() -> None:
    mapping = mapping_of(("Pos", "Menge", "Amount", "Lager\nort"), COLUMNS)
    assert mapping is not None
    assert mapping.words == "By its headings: Menge → Qty, Amount. Left out: Pos, Lager ort"
    whole = mapping_of(("Menge", "Amount"), COLUMNS)
    assert whole is not None
    assert whole.words == "By its headings: Menge → Qty, Amount"


def test_columns_of_a_tenant_are_named_by_their_own_names() -> None:
    mapping = mapping_of(("Stem Length", "Farm code"), ("farm_code", "stem_length"))
    assert mapping is not None
    assert mapping.targets == (1, 0)
