"""What the chip of a queue row says."""

from __future__ import annotations

from dataclasses import replace

from klearstack_desktop.model.queue import Judgement, Mark, QueueEntry, ReviewState
from klearstack_desktop.ui.chips import Chip, Tone
from klearstack_desktop.ui.queue.states import chip_of, mark_of, spoken
from tests.ui.queue.entries import entry


def judged(to_check: int = 0, broken_rules: tuple[str, ...] = ()) -> QueueEntry:
    return replace(entry("d"), judgement=Judgement(to_check, broken_rules))


def test_a_document_that_was_not_examined_yet_does_not_look_fine() -> None:
    unjudged = replace(entry("d", confidence=0.97), judgement=None)
    assert chip_of(unjudged) == Chip("open", Tone.NEUTRAL)
    assert "open, not examined yet" in spoken(unjudged)


def test_a_broken_rule_is_said_before_what_is_to_check() -> None:
    broken = judged(to_check=3, broken_rules=("Lines add up to 5.00",))
    assert chip_of(broken) == Chip("rule broken", Tone.BAD, "warning")
    assert "open, a rule broken, 3 to check" in spoken(broken)
    assert chip_of(entry("d", to_check=3)) == Chip("3 to check", Tone.CHECK)


def test_what_became_of_a_document_is_said_before_its_rules() -> None:
    broken = judged(broken_rules=("Lines add up to 5.00",))
    assert chip_of(replace(broken, state=ReviewState.DRAFT)).text == "draft"
    assert chip_of(replace(broken, state=ReviewState.APPROVED)).text == "approved"


def test_a_likely_duplicate_is_said_before_everything_else_of_an_open_document() -> None:
    found = Judgement(3, broken_rules=("Lines add up to 5.00",), is_duplicate=True)
    marked = replace(entry("d"), judgement=found)
    assert chip_of(marked) == Chip("duplicate?", Tone.CHECK, "warning")
    assert "open, likely a duplicate, a rule broken, 3 to check" in spoken(marked)
    assert (
        chip_of(replace(marked, judgement=replace(found, is_resubmitted=True))).text
        == "resubmitted"
    )
    assert chip_of(replace(marked, state=ReviewState.APPROVED)).text == "approved"


def test_a_credit_note_says_so_beside_what_is_to_check() -> None:
    credit = replace(entry("d"), is_credit_note=True)
    assert chip_of(credit).text == "credit note"
    assert chip_of(replace(credit, judgement=Judgement(2))).text == "credit · 2 to check"
    assert "open, a credit note, nothing to check" in spoken(credit)
    assert mark_of(credit) is None
    assert mark_of(replace(credit, judgement=Judgement(2))) is None


def test_a_credit_note_is_marked_in_every_state_and_beside_every_other_chip() -> None:
    credit, mark = replace(entry("d"), is_credit_note=True), Chip("credit", Tone.ACCENT)
    for found in (
        Judgement(broken_rules=("Lines add up to 5.00",)),
        Judgement(is_duplicate=True),
        Judgement(is_resubmitted=True),
    ):
        assert mark_of(replace(credit, judgement=found)) == mark
    for state in ReviewState:
        in_state = replace(credit, state=state)
        assert spoken(in_state).count("a credit note") == 1
        if state is not ReviewState.OPEN:
            assert mark_of(in_state) == mark
        assert mark_of(replace(in_state, is_credit_note=False)) is None


def test_a_draft_hides_no_mark_from_who_listens_or_points_at_it() -> None:
    found = Judgement(2, broken_rules=("Lines add up to 5.00",), is_duplicate=True)
    draft = replace(entry("d", state=ReviewState.DRAFT), judgement=found, is_credit_note=True)
    assert "draft, likely a duplicate, a rule broken, a credit note, 2 to check" in spoken(draft)
    assert draft.note == "Lines add up to 5.00"
    assert draft.marks == (Mark.DUPLICATE, Mark.RULE_BROKEN, Mark.TO_CHECK, Mark.CREDIT_NOTE)


def test_what_could_not_be_had_has_a_chip_of_its_own() -> None:
    assert chip_of(entry("d", state=ReviewState.SUMMARY_ONLY)).text == "summary only"
    assert chip_of(entry("d", state=ReviewState.PAGE_MISSING)).text == "page missing"
