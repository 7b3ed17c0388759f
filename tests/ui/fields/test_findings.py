"""Colour never stands alone: what a chip and a note say of a field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import Document, Field
from klearstack_desktop.model.findings import Findings, examine
from klearstack_desktop.model.policy import MustLookAt, Policy
from klearstack_desktop.ui.chips import Chip, Tone
from klearstack_desktop.ui.fields.findings import Note, note_on, verdict_on
from tests.model.builders import document, field


def chip_of(one: Field, draft: Draft, policy: Policy | None = None) -> Chip:
    return verdict_on(one, draft, examine(Document("d", fields=(one,)), draft, policy)).chip


def said_of(one: Field, draft: Draft, *, was: str | None = None) -> Note:
    findings = examine(Document("d", fields=(one,)), draft)
    return note_on(one, draft, findings, was=was)


@pytest.mark.parametrize(
    ("confidence", "chip"),
    [
        (0.98, Chip("98%", Tone.GOOD)),
        (0.85, Chip("85%", Tone.GOOD)),
        (0.84, Chip("84%", Tone.CHECK, "unknown")),
        (0.6, Chip("60%", Tone.CHECK, "unknown")),
        (0.59, Chip("59%", Tone.BAD, "warning")),
        (None, Chip("")),
    ],
)
def test_confidence_has_a_colour_and_a_sign(confidence: float | None, chip: Chip) -> None:
    assert chip_of(field("Inv_Total", "1.00", confidence=confidence), Draft()) == chip


def test_the_chip_asks_for_a_look_where_the_policy_does() -> None:
    total = field("Inv_Total", "1.00", confidence=0.9)
    asked = Chip("90%", Tone.CHECK, "unknown")
    assert chip_of(total, Draft(), Policy(threshold=0.95)) == asked
    assert chip_of(total, Draft(), Policy(must_look_at=MustLookAt.ALL)) == asked
    accepted = Draft().with_checked(total.key, document(total))
    assert chip_of(total, accepted, Policy(threshold=0.95)) == Chip("90%", Tone.GOOD, "check")
    fair = replace(total, confidence=0.8)
    assert chip_of(fair, Draft(), Policy(threshold=0.7)) == Chip("80%", Tone.GOOD)


def test_a_value_that_is_read_well_and_wrong_is_not_called_good() -> None:
    total = field("Inv_Total", "twelve", confidence=0.99)
    verdict = verdict_on(total, Draft(), examine(Document("d", fields=(total,)), Draft()))
    assert verdict.chip == Chip("99%", Tone.BAD, "warning")
    assert verdict.explanation == "Read with 99% confidence. This cannot be read as an amount"


def test_an_accepted_field_needs_no_words_any_more() -> None:
    doubtful = field("Inv_Total", "1.00", confidence=0.5)
    accepted = Draft().with_checked(doubtful.key, document(doubtful))
    assert chip_of(doubtful, accepted) == Chip("50%", Tone.GOOD, "check")
    assert said_of(doubtful, accepted) == Note()
    assert said_of(doubtful, Draft()).tone is Tone.BAD


def test_what_another_person_changed_is_said_until_it_is_accepted_or_changed() -> None:
    total = field("Inv_Total", "1,300.00", confidence=0.99)
    assert said_of(total, Draft(), was="1,200.00") == Note(
        "Changed by somebody else: was 1,200.00", Tone.CHECK
    )
    assert said_of(total, Draft(), was="").text.endswith("was empty")
    assert said_of(total, Draft(checked={total.key: total.value}), was="1,200.00") == Note()
    edited = Draft().with_field(total, "1,250.00", None)
    assert said_of(total, edited, was="1,200.00") == Note()


def test_a_changed_field_remembers_what_was_read() -> None:
    changed = replace(field("Inv_Total", "1.00"), value="2.00")
    verdict = verdict_on(changed, Draft(), Findings())
    assert verdict.chip.text == "changed"
    assert verdict.explanation == "Was read as: 1.00"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("Inv_Date", "26-Jly", "This cannot be read as a date"),
        ("Inv_Date", "26.07.2026", ""),
        ("Inv_Total", "twelve", "This cannot be read as an amount"),
        ("Inv_Total", "1.234,56", ""),
        ("VAT_Percentage", "x", "This cannot be read as a number"),
        ("Due_Date", "  ", ""),
        ("Inv_Supplier", "", "Supplier is required and empty"),
    ],
)
def test_what_cannot_be_read_is_said_even_when_it_was_typed(
    name: str, value: str, sentence: str
) -> None:
    typed = replace(field(name, "before"), value=value)
    accepted = Draft().with_checked(typed.key, document(typed))
    assert said_of(typed, Draft()).text == sentence
    if sentence.startswith("This"):
        assert said_of(typed, accepted) == Note(sentence, Tone.BAD)
