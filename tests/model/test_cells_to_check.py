"""Cells that need a person: found, counted, named, and settled like fields."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.decision import approval_comment, card_for, forbidden_by
from klearstack_desktop.model.document import Cell, Document, Row, Table
from klearstack_desktop.model.finding import Finding, Severity
from klearstack_desktop.model.findings import Examiner, Findings, examine
from klearstack_desktop.model.known import Known
from klearstack_desktop.model.line_items import rows as operations
from klearstack_desktop.model.line_items.place import CellPlace
from klearstack_desktop.model.policy import Policy
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.model.queue_rows import judge
from klearstack_desktop.review.bulk import obstacle_to_approval
from klearstack_desktop.review.open_document import OpenDocument
from tests.model.builders import field
from tests.model.rules.subjects import bill

if TYPE_CHECKING:
    from collections.abc import Iterable

LINES = ("description", "quantity", "unit_price", "total")
TOTAL_OF_2 = CellPlace("line_items", 1, 3)


def read(value: str, confidence: float = 0.99) -> Cell:
    return Cell(value, confidence=confidence, came_as={"_value": value})


def invoice(*rows: Iterable[Cell], **more: object) -> Document:
    table = Table("line_items", LINES, tuple(Row(tuple(row)) for row in rows))
    total = sum(Decimal(row[3].value or 0) for row in table.rows)
    return Document(
        "d",
        document_type="Invoices",
        fields=(field("Inv_Supplier", "Flora"), field("Inv_Total", str(total))),
        tables=(table,),
        **more,  # type: ignore[arg-type]
    )


def line(total: str = "5.00", sure: float = 0.99) -> tuple[Cell, ...]:
    return read("paper"), read("1"), read("5.00"), read(total, sure)


DOUBTFUL = invoice(line(), line(sure=0.2), line())


def test_a_doubtful_cell_is_to_check_everywhere_until_it_is_accepted() -> None:
    findings = examine(DOUBTFUL, Draft())
    assert findings.to_check == (TOTAL_OF_2,)
    assert findings.waiting == judge(DOUBTFUL, Draft()).to_check == 1
    assert card_for(DOUBTFUL, Draft(), findings, ()).to_check == 1
    accepted = Draft().with_checked(TOTAL_OF_2, DOUBTFUL)
    assert not accepted.is_empty
    assert examine(DOUBTFUL, accepted).to_check == ()
    assert judge(DOUBTFUL, accepted).to_check == 0


def test_each_column_has_its_threshold() -> None:
    fair = invoice(line(sure=0.8))
    place = CellPlace("line_items", 0, 3)
    for policy in (
        Policy(),
        Policy(threshold=0.5, thresholds_by_type={"invoices": 0.9}),
        Policy(threshold=0.5, thresholds_by_field={"total": 0.9}),
        Policy(threshold=0.5, thresholds_by_field={"AMOUNT": 0.9}),
    ):
        assert examine(fair, Draft(), policy).to_check == (place,), policy
    for policy in (Policy(threshold=0.8), Policy(thresholds_by_field={"total": 0.5})):
        assert examine(fair, Draft(), policy).to_check == (), policy


def test_a_cell_that_somebody_changed_or_that_is_empty_needs_nobody() -> None:
    table = DOUBTFUL.tables[0]
    changed = tuple(row.with_value(3, "5") if n == 1 else row for n, row in enumerate(table.rows))
    draft = Draft().with_table(table, changed)
    assert examine(draft.laid_over(DOUBTFUL), draft).to_check == ()
    assert examine(invoice((read("", 0.1),) * 4), Draft()).to_check == ()


def test_with_a_doubtful_cell_nothing_is_approved_together_with_others() -> None:
    opened = OpenDocument(replace(DOUBTFUL, page_count=0), has_details=True)
    refused = "Row 2: read with 20% confidence, compare with the page"
    assert obstacle_to_approval(opened, ReviewState.OPEN) == refused
    opened = opened.with_checked(TOTAL_OF_2, "v")
    assert obstacle_to_approval(opened, ReviewState.OPEN) == ""


def test_policy_names_the_cells_that_nobody_looked_at() -> None:
    policy = Policy(block_unlooked=True)

    def why_not(draft: Draft) -> str:
        shown = draft.laid_over(DOUBTFUL)
        return forbidden_by(policy, shown, draft, examine(shown, draft, policy), ())

    assert why_not(Draft()) == "Nobody has looked at Amount, row 2."
    assert why_not(Draft().with_checked(TOTAL_OF_2, DOUBTFUL)) == ""


def test_a_wrong_line_counts_as_looked_at_once_it_was_changed_or_accepted() -> None:
    wrong = invoice(line(), line("7.00"))
    policy = Policy(block_unlooked=True)

    def why_not(draft: Draft) -> str:
        shown = draft.laid_over(wrong)
        return forbidden_by(policy, shown, draft, examine(shown, draft, policy), ())

    assert examine(wrong, Draft()).to_check == (TOTAL_OF_2,)
    assert why_not(Draft()) == "Nobody has looked at Amount, row 2."
    accepted = Draft().with_checked(TOTAL_OF_2, wrong)
    assert examine(wrong, accepted).to_check == (TOTAL_OF_2,), "looking does not make it right"
    assert why_not(accepted) == ""
    table = wrong.tables[0]
    edited = Draft().with_table(table, (table.rows[0], table.rows[1].with_value(3, "8.00")))
    assert why_not(edited) == "Nobody has looked at Total.", "the lines add up to more now"


def test_a_cell_with_two_things_wrong_is_to_check_once_and_until_both_are_settled() -> None:
    both = invoice(line(), line("7.00", sure=0.2))
    findings = examine(both, Draft())
    assert [finding.code for finding in findings.of(TOTAL_OF_2)] == ["confidence", "line_product"]
    assert findings.to_check == (TOTAL_OF_2,)
    assert examine(both, Draft().with_checked(TOTAL_OF_2, both)).to_check == (TOTAL_OF_2,)
    assert examine(both, Draft().with_checked(TOTAL_OF_2, both)).waiting == 1


def test_an_examiner_looks_anew_at_rows_that_changed_or_moved() -> None:
    examiner, policy, known = Examiner(), Policy(), Known()

    def found(draft: Draft, policy: Policy = policy) -> list[tuple[int | None, str]]:
        findings = examiner.examine(DOUBTFUL, draft, policy, known)[1]
        assert findings == examine(draft.laid_over(DOUBTFUL), draft, policy, known)
        return [(finding.row, finding.sentence[:5]) for finding in findings if finding.row]

    table = DOUBTFUL.tables[0]
    assert found(Draft()) == [(1, "Row 2")]
    assert found(Draft().with_table(table, operations.moved(table.rows, (1,), 1))) == [(2, "Row 3")]
    assert found(Draft().with_table(table, operations.inserted(table, 0))) == [(2, "Row 3")]
    assert found(Draft()) == [(1, "Row 2")]
    assert found(Draft(), Policy(threshold=0.1)) == []
    assert found(Draft().with_table(table, table.rows[:1])) == []


def test_the_comment_counts_fields_only() -> None:
    assert approval_comment(DOUBTFUL, Draft(), examine(DOUBTFUL, Draft())).startswith(
        "Approved: 2 checked"
    )


def test_what_is_about_the_whole_document_or_table_is_counted_and_in_no_place() -> None:
    whole = Finding(None, None, None, Severity.WARNING, "w", "Odd", can_override=True)
    table = Finding(None, "line_items", None, Severity.ERROR, "t", "No lines")
    findings = Findings([whole, table])
    assert findings.of_document() == (table, whole)
    assert findings.to_check == ()
    assert findings.waiting == 2
    assert Findings([replace(whole, reason="agreed")]).waiting == 0


def test_cells_come_after_the_fields_row_by_row() -> None:
    rows = (line(sure=0.2), line(), (*line()[:2], read("5.00", 0.1), read("5.00", 0.1)))
    document = invoice(*rows)
    document = replace(document, fields=(field("Inv_Total", "15.00", confidence=0.5),))
    places = examine(document, Draft()).to_check
    assert places[0] == document.fields[0].key
    cells = [place for place in places[1:] if isinstance(place, CellPlace)]
    assert [(cell.row, cell.column) for cell in cells] == [(0, 3), (2, 2), (2, 3)]


def test_the_card_says_errors_warnings_and_what_was_let_stand_each_with_its_field() -> None:
    wrong = bill(
        ("paper", "1", "5.00", "7.00"), net="100.00", tax="19.00", total="191.00", date="1-Jan-2020"
    )
    card = card_for(wrong, Draft(), examine(wrong, Draft()), ())
    assert [said.split(":")[0] for said in card.errors] == ["Total", "Sub-total"]
    assert "Row 1: 1 × 5.00 is 5.00" in card.warnings
    (line_warning,) = (f for f in examine(wrong, Draft()).warnings if f.table)
    stood = Draft().with_override(line_warning.override_code, "agreed")
    card = card_for(wrong, stood, examine(wrong, stood), ())
    assert card.overridden == ("Row 1: 1 × 5.00 is 5.00, overridden: agreed",)
    assert not card.as_decided.errors
    doubtful = card_for(DOUBTFUL, Draft(), examine(DOUBTFUL, Draft()), ())
    assert doubtful.warnings == (), "it is counted with what is to check"
