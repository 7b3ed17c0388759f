"""What documents call themselves: credit notes in many languages, and what only sounds like one."""

from __future__ import annotations

import pytest

from klearstack_desktop import resources
from klearstack_desktop.model.document_kinds import names_credit_note


@pytest.mark.parametrize(
    "kind",
    [
        "Credit note",
        "CREDIT NOTES",
        "Credit memo (corrected)",
        "Credit",
        "Gutschrift",
        "Gutschrift zur Rechnung 4711",
        "Rechnungskorrektur",
        "Nota de crédito",
        "NOTA DE CREDITO",
        "factura rectificativa",
        "Avoir",
        "Facture d’avoir",
        "Nota di credito",
        "Creditnota",
        "Kreditfaktura",
        "Faktura korygująca",
        "Opravný daňový doklad",
        "Кредитно известие",
        "Πιστωτικό τιμολόγιο",
        "חשבונית זיכוי",
        "إشعار دائن",
        "क्रेडिट नोट",
        "ใบลดหนี้",
        "红字发票",
        "대변전표",
        "Credit note / Gutschrift",
        "Credit note to invoice",
    ],
)
def test_a_credit_note_is_known_in_its_language(kind: str) -> None:
    assert names_credit_note(kind)


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "Invoice",
        "CREDIT CARD STATEMENT",
        "Credit agreement",
        "Letter of credit",
        "Accredited invoice",
        "Invoices and credit notes",
        "Invoices/Credit notes",
        "Rechnungen & Gutschriften",
        "Facturas y notas de crédito",
        "Faktura VAT",
        "Avoirdupois",
        "Abono transporte",
        "ФАКТУРА",
        "-/-",
    ],
)
def test_what_sounds_like_one_or_is_both_is_none(kind: str) -> None:
    assert not names_credit_note(kind)


def test_the_credit_notes_of_the_samples_are_known_and_their_invoices_are_not() -> None:
    wording = resources.toml("samples/wording.toml")
    languages = [words for words in wording.values() if isinstance(words, dict)]
    credited = [words["credit_note"] for words in languages if "credit_note" in words]
    assert len(credited) > 5
    assert [kind for kind in credited if not names_credit_note(kind)] == []
    assert [w["invoice"] for w in languages if names_credit_note(w.get("invoice", ""))] == []
