"""Colour never stands alone: what a chip and a note say of a field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import Document, Field
from klearstack_desktop.model.findings import examine
from klearstack_desktop.ui.chips import Chip, Tone
from klearstack_desktop.ui.fields.findings import Note, note_on, verdict_on
from tests.model.builders import field


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
    assert verdict_on(field("Inv_Total", "1.00", confidence=confidence), Draft()).chip == chip


def test_an_accepted_field_needs_no_words_any_more() -> None:
    doubtful = field("Inv_Total", "1.00", confidence=0.5)
    accepted = Draft().with_checked(doubtful.key)
    assert verdict_on(doubtful, accepted).chip == Chip("50%", Tone.GOOD, "check")
    assert said_of(doubtful, accepted) == Note()
    assert said_of(doubtful, Draft()).tone is Tone.BAD


def test_what_another_person_changed_is_said_until_it_is_accepted_or_changed() -> None:
    total = field("Inv_Total", "1,300.00", confidence=0.99)
    assert said_of(total, Draft(), was="1,200.00") == Note(
        "Changed by somebody else: was 1,200.00", Tone.CHECK
    )
    assert said_of(total, Draft(), was="").text.endswith("was empty")
    assert said_of(total, Draft(checked=frozenset({total.key})), was="1,200.00") == Note()
    edited = Draft().with_field(total, "1,250.00", None)
    assert said_of(total, edited, was="1,200.00") == Note()


def test_a_changed_field_remembers_what_was_read() -> None:
    changed = replace(field("Inv_Total", "1.00"), value="2.00")
    verdict = verdict_on(changed, Draft())
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
    accepted = Draft().with_checked(typed.key)
    assert said_of(typed, Draft()).text == sentence
    if sentence.startswith("This"):
        assert said_of(typed, accepted) == Note(sentence, Tone.BAD)
