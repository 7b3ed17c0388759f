"""What is found in a document, and what settles it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import Document, FieldKey
from klearstack_desktop.model.finding import Finding, Origin, Severity
from klearstack_desktop.model.findings import Examiner, Findings, examine
from klearstack_desktop.model.known import Known
from klearstack_desktop.model.policy import Policy
from klearstack_desktop.model.rules.book import rules_from
from tests.model.builders import document, field

TOTAL, NET, DATE = FieldKey("total_value"), FieldKey("sub_total_value"), FieldKey("doc_date_value")
TODAY = Known(date(2026, 11, 22))


def bill(**values: str) -> Document:
    names = {"net": "Sub-Total", "tax": "Total_VAT", "total": "Inv_Total", "date": "Inv_Date"}
    fields = (field(names[name], value) for name, value in values.items())
    return replace(document(*fields), document_type="Invoices")


WRONG = bill(net="100.00", tax="19.00", total="191.00")
AHEAD = bill(date="24-Dec-2026")


def only(findings: Findings) -> Finding:
    (finding,) = findings
    return finding


def test_a_broken_rule_needs_a_person_until_it_is_kept() -> None:
    findings = examine(WRONG, Draft())
    assert findings.to_check == (TOTAL,)
    assert findings.needs_person(TOTAL)
    assert not findings.needs_person(NET)
    assert findings.broken_rules == findings.errors == tuple(findings)
    # Looking at it is not enough.
    assert examine(WRONG, Draft().with_checked(TOTAL, WRONG)).needs_person(TOTAL)
    right = Draft().with_field(WRONG.fields[2], "119.00", None)
    assert not tuple(examine(right.laid_over(WRONG), right))


def test_a_doubt_about_the_reading_is_settled_by_accepting_the_field() -> None:
    doubtful = document(field("Inv_Total", "5.00", confidence=0.5), field("Inv_Number", ""))
    findings = examine(doubtful, Draft())
    assert [f.code for f in findings] == ["required", "confidence"]
    assert findings.to_check == (TOTAL, FieldKey("doc_number_value"))
    assert not findings.broken_rules
    assert {f.origin for f in findings} == {Origin.READING}
    accepted = Draft()
    for place in findings.to_check:
        accepted = accepted.with_checked(place, doubtful)
    assert examine(doubtful, accepted).to_check == ()
    assert len(tuple(examine(doubtful, accepted))) == 2


def test_the_threshold_is_the_policy_s() -> None:
    doubtful = document(field("Inv_Total", "5.00", confidence=0.5))
    assert examine(doubtful, Draft(), Policy(threshold=0.4)).to_check == ()


def test_a_reason_lets_a_warning_stand_and_no_error() -> None:
    warning = only(examine(AHEAD, Draft(), known=TODAY))
    assert warning.can_override
    draft = Draft().with_override(warning.override_code, "The supplier post-dates")
    findings = examine(AHEAD, draft, known=TODAY)
    assert findings.to_check == ()
    assert not findings.warnings
    assert only(findings).reason == "The supplier post-dates"
    assert findings.overridden == tuple(findings)
    error = only(examine(WRONG, Draft()))
    stubborn = Draft().with_override(error.override_code, "I said so")
    assert examine(WRONG, stubborn).errors


def test_a_reason_holds_for_exactly_what_it_was_given_for() -> None:
    lines = """
        [[set]]
        name = "generic"
        [[rule]]
        id = "small"
        check = "sum"
        parts = ["net"]
        equals = "total"
    """
    policy = Policy(rules=rules_from({"rules.toml": lines}))
    first = bill(net="10.00", total="11.00")
    warning = only(examine(first, Draft(), policy))
    draft = Draft().with_override(warning.override_code, "Rounded")
    assert not examine(first, draft, policy).warnings
    edited = draft.with_field(first.fields[0], "12.00", None)
    assert examine(edited.laid_over(first), edited, policy).warnings
    # And it is there again as soon as the edit is taken back.
    back = edited.with_field(first.fields[0], "10.00", None)
    assert not examine(back.laid_over(first), back, policy).warnings


def test_a_note_needs_nobody() -> None:
    note = Finding(TOTAL, None, None, Severity.NOTE, "n", "By the way")
    findings = Findings((note,), order=(TOTAL,))
    assert findings.of(TOTAL) == (note,)
    assert findings.to_check == ()


def test_findings_know_their_place_worst_first() -> None:
    error = Finding(TOTAL, None, None, Severity.ERROR, "e", "Wrong")
    warning = Finding(TOTAL, None, None, Severity.WARNING, "w", "Odd")
    row = Finding(None, "line_items", 2, Severity.WARNING, "r", "Row 3")
    whole = Finding(None, None, None, Severity.WARNING, "d", "Seen before")
    findings = Findings((warning, row, error, whole))
    assert findings.of(TOTAL) == (error, warning)
    assert findings.of_table("line_items") == (row,)
    assert findings.of_document() == (whole,)
    assert findings.warnings == (warning, row, whole)


@pytest.mark.parametrize("known", [Known(), TODAY])
def test_a_document_is_examined_once_for_each_change(known: Known) -> None:
    examiner, policy, draft = Examiner(), Policy(), Draft()
    first = examiner.examine(WRONG, draft, policy, known)
    assert examiner.examine(WRONG, draft, policy, known) is first
    edited = draft.with_field(WRONG.fields[2], "119.00", None)
    assert not tuple(examiner.examine(WRONG, edited, policy, known)[1])
    assert tuple(examiner.examine(WRONG, draft, policy, known)[1])


def test_where_nobody_says_what_day_it_is_nothing_is_in_the_future() -> None:
    assert not tuple(examine(AHEAD, Draft()))
