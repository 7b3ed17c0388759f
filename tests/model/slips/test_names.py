"""Names that are near each other, and names that only look so."""

from __future__ import annotations

from itertools import cycle, islice, permutations, product

import pytest

from klearstack_desktop import resources
from klearstack_desktop.localserver.samples.catalogue import suppliers
from klearstack_desktop.model.slips.facts import comparable
from klearstack_desktop.model.slips.names import NearNames
from klearstack_desktop.model.slips.skeletons import skeleton_of

CYRILLIC_O = "\u043e"
GREEK_ALPHA = "\u0391"
FULL_WIDTH_G = "\uff27"


def near(name: str, *known: str) -> str:
    return NearNames({comparable(each): each for each in known}).near(name)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("G1obex", "Globex"),
        ("Siernens AG", "Siemens AG"),
        ("Siernens Aktiengesellschaft", "Siemens AG"),
        ("Nordwlnd", "Nordwind"),
        ("Urnbra", "Umbra"),
        ("Vvoodgrove Bank", "Woodgrove Bank"),
        ("C0nt0so", "Contoso"),
        (f"C{CYRILLIC_O}ntoso", "Contoso"),
        (f"{GREEK_ALPHA}lpine Ski", "Alpine Ski"),
        (f"{FULL_WIDTH_G}1obex", "Globex"),
        ("G.1.obex", "Globex"),
        ("Acme Trading GmbH", "Acme Trading Ltd"),
        ("Acme Trading", "Acme Trading S. p. A."),
        ("Acme Trading Sp. z o. o.", "Acme Trading GmbH & Co. KG"),
        ("OOO Acme", "Acme Ltd"),
        ("Contoso Ltds", "Contoso Ltd"),
        ("Acme GmhB", "Acme GmbH"),
        ("Fabirkam", "Fabrikam"),
        ("Fabrikan", "Fabrikam"),
        ("Fabrikm", "Fabrikam"),
        ("Northvvind Tradres Ltd", "Northwind Traders Inc"),
        ("North Wnid Tradres", "Northwind Traders"),
        ("Consolidated Mesenger of Northern Ierland", "Consolidated Messenger of Northern Ireland"),
    ],
)
def test_what_looks_alike_or_differs_by_a_slip_is_near(name: str, known: str) -> None:
    assert near(name, "Somebody Else plc", known) == known


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Globex", "GLOBEX"),
        ("Müller & Söhne", "Muller Sohne"),
        ("Acme", "Acne"),
        ("Fabricom", "Fabrikam"),
        ("Branch 12 Ltd", "Branch 13 Ltd"),
        ("AG", "KG"),
        ("KPM GmbH", "KPN GmbH"),
        ("Contoso Packaging GmbH", "Contoso Ltd"),
        ("", "Globex"),
        ("---", "Globex"),
    ],
)
def test_what_is_equal_short_numbered_or_longer_is_not_near(name: str, known: str) -> None:
    assert near(name, known) == ""


def test_what_looks_the_same_goes_before_what_differs_by_a_slip() -> None:
    assert near("G1obex", "Globec", "Globex") == "Globex"
    assert near("Fabrikam Residenz", "Fabrikam Residente", "Fabrikam Residens") == (
        "Fabrikam Residens"
    )


def test_a_name_that_is_nothing_but_a_legal_form_is_left_whole() -> None:
    assert skeleton_of("Co. KG") == "co"
    assert skeleton_of("Ltd") == "ltd"


def test_no_two_suppliers_of_the_sample_company_are_near_each_other() -> None:
    names = [supplier.name for supplier in suppliers()]
    names += [each["name"] for each in resources.toml("samples/other_suppliers.toml")["supplier"]]
    assert len(names) > 40
    alarms = [(one, other) for one, other in permutations(set(names), 2) if near(one, other)]
    assert alarms == []


def test_one_of_fifty_thousand_names_is_found_by_either_way() -> None:
    parts = ("ba", "lo", "tri", "mon", "ker", "san", "vel", "dor", "pax", "gra", "sto", "met")
    forms = cycle(("GmbH", "Ltd", "S.A.", "Oy"))
    made = (f"{''.join(word).title()} {next(forms)}" for word in product(parts, repeat=5))
    listed = [*islice(made, 50_000), "Siemens AG", "Northwind Traders Ltd"]
    known = NearNames({comparable(name): name for name in listed})
    assert known.near("Siernens") == "Siemens AG"
    assert known.near("Northwnid Traders") == "Northwind Traders Ltd"
    assert known.near("Quuxifizz Wyvern Huh") == ""
