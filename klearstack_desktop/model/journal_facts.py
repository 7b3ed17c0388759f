"""What the journal's entries say, kind by kind.

Wire format, by the names in ``facts`` (a name without a value is left out)::

    change    field, occurrence, before, after        VALUE each
              or table, columns, first_row, before, after     lists of rows, each a list of VALUE;
              with columns_before where the columns themselves differ
    save      row, corrections                        the outbox row; facts as of changes
    decision  row, decision, comment, corrections, pages, unseen_pages, unseen_fields,
              waived_pages, overridden                code, sentence, reason each; with field,
              occurrence, table, row as far as it was about one
    sending   row, attempt
    put back  row, why
    answer    row, outcome, note, problem, details, server_date
    withdrawn row, why
    merged    row, taken                              label, before, after each
    conflict  row, why, clashes, differences          label, base, mine, theirs; label, then, now
    alarm     why, and what it is about
    recovered set_aside, is_complete, drafts, unsettled, journal      how many of each are back

VALUE is ``{"value": TEXT, "box": [left, top, right, bottom], "page": NUMBER}``; box and page are
left out where there are none. ``pages`` holds the SHA-256 of each page shown, by its number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from klearstack_desktop.model.changes import Draft, FieldChange, TableChange
from klearstack_desktop.model.journal import JournalEntry, JournalKind, utc_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from klearstack_desktop.model.document import Cell, FieldKey, Row
    from klearstack_desktop.model.finding import Finding
    from klearstack_desktop.model.geometry import Box
    from klearstack_desktop.model.journal import Json
    from klearstack_desktop.model.merge import Clash, Taken
    from klearstack_desktop.model.outbox import OutboxRow
    from klearstack_desktop.model.seen import Difference

    Facts = dict[str, Json]

Place = TypeVar("Place")
Change_co = TypeVar("Change_co", covariant=True)


class Edit(Protocol[Change_co]):
    """What was there, and what the reviewer made of it."""

    @property
    def base(self) -> Change_co:
        """What was there when the edit began."""

    @property
    def mine(self) -> Change_co:
        """What the reviewer made of it."""


def changes_between(
    document_id: str, before: Draft, after: Draft, at: datetime
) -> tuple[JournalEntry, ...]:
    """Return one entry for each field and table that two states of a draft tell apart.

    Args:
        document_id: the document that the drafts belong to.
        before: the draft as the journal knows it.
        after: the draft as it is now.
        at: when it became so.
    """
    return tuple(
        JournalEntry(JournalKind.CHANGE, document_id, at, facts)
        for facts in (*_field_changes(before, after), *_table_changes(before, after))
    )


def corrections_of(draft: Draft) -> list[Facts]:
    """Return what a draft changes, from base to mine: what a save or a decision sends."""
    return [*_field_changes(Draft(), draft), *_table_changes(Draft(), draft)]


def field_change(key: FieldKey, before: FieldChange, after: FieldChange) -> Facts:
    """Return what a change of one field says."""
    facts: Facts = {"field": key.name, "before": _value(before), "after": _value(after)}
    if key.occurrence:
        facts["occurrence"] = key.occurrence
    return facts


def table_change(name: str, before: TableChange, after: TableChange) -> Facts:
    """Return what a change of a table says: the rows that differ, and where they begin (from 0).

    Rows that are the same at the beginning and the end are left out; nothing else is.
    """
    same_columns = before.columns == after.columns
    first = _common(before.rows, after.rows) if same_columns else 0
    rest_before, rest_after = before.rows[first:], after.rows[first:]
    last = _common(rest_before[::-1], rest_after[::-1]) if same_columns else 0
    facts: Facts = {
        "table": name,
        "columns": list(after.columns),
        "first_row": first,
        "before": _rows(rest_before[: len(rest_before) - last]),
        "after": _rows(rest_after[: len(rest_after) - last]),
    }
    if not same_columns:
        facts["columns_before"] = list(before.columns)
    return facts


def save_facts(row: OutboxRow) -> Facts:
    """Return what a save says when it is put into the outbox."""
    return {"row": row.id, "corrections": corrections_of(row.draft)}


def decision_facts(
    row: OutboxRow,
    *,
    unseen_fields: Iterable[str] = (),
    unseen_pages: Iterable[int] = (),
    waived_pages: Mapping[int, str] | None = None,
    overridden: Iterable[Finding] = (),
) -> Facts:
    """Return what a decision says when it is put into the outbox.

    Args:
        row: the decision; what it was made on gives the SHA-256 of each page.
        unseen_fields: names of fields that nobody has looked at or accepted.
        unseen_pages: numbers of pages that were there and never shown.
        waived_pages: pages that could not be had, with the reason for deciding without them.
        overridden: what was warned of and let stand, each with the reason given.
    """
    pages = row.seen.pages if row.seen else {}
    return {
        "row": row.id,
        "decision": row.kind.value,
        "comment": row.comment,
        "corrections": corrections_of(row.draft),
        "pages": {str(page): digest for page, digest in pages.items()},
        "unseen_fields": sorted(unseen_fields),
        "unseen_pages": sorted(unseen_pages),
        "waived_pages": {str(page): why for page, why in (waived_pages or {}).items()},
        **_overridden(overridden),
    }


def _overridden(findings: Iterable[Finding]) -> Facts:
    listed = [
        {
            "code": finding.code,
            "sentence": finding.sentence,
            "reason": finding.reason,
            **({"field": finding.key.name} if finding.key else {}),
            **(
                {"occurrence": finding.key.occurrence}
                if finding.key and finding.key.occurrence
                else {}
            ),
            **({"table": finding.table} if finding.table is not None else {}),
            **({"row": finding.row} if finding.row is not None else {}),
        }
        for finding in findings
    ]
    return {"overridden": listed} if listed else {}


def answer_facts(
    row: OutboxRow,
    outcome: str,
    *,
    note: str = "",
    problem: str = "",
    details: str = "",
    server_date: datetime | None = None,
) -> Facts:
    """Return what the service's answer to a row says.

    Args:
        row: what was sent.
        outcome: applied, refused, conflict, unknown or not sent.
        note: one sentence on it, for example "confirmed by refusal".
        problem: the sentence that people saw.
        details: what the log says of it; no secret, no field value.
        server_date: the service's clock when it answered (its Date header), or None.
    """
    facts: Facts = {"row": row.id, "outcome": outcome}
    said = {"note": note, "problem": problem, "details": details}
    facts.update({name: text for name, text in said.items() if text})
    if server_date is not None:
        facts["server_date"] = utc_text(server_date)
    return facts


def merged_facts(row: OutboxRow, taken: Iterable[Taken]) -> Facts:
    """Return what was taken over from another person while a row was sent."""
    return {
        "row": row.id,
        "taken": [
            {"label": one.label, "before": _any(one.before), "after": _any(one.after)}
            for one in taken
        ],
    }


def conflict_facts(
    row: OutboxRow,
    why: str,
    *,
    clashes: Iterable[Clash] = (),
    differences: Iterable[Difference] = (),
) -> Facts:
    """Return why a row was not sent: what both changed, or what is not any more as it was seen."""
    facts: Facts = {"row": row.id, "why": why}
    clashing = [
        {
            "label": clash.label,
            "base": _any(clash.edit.base),
            "mine": _any(clash.edit.mine),
            "theirs": _any(clash.theirs),
        }
        for clash in clashes
    ]
    differing = differences_form(differences)
    facts.update({"clashes": clashing} if clashing else {})
    facts.update({"differences": differing} if differing else {})
    return facts


def differences_form(differences: Iterable[Difference]) -> list[Facts]:
    """Return what is not any more as it was seen."""
    return [{"label": one.label, "then": one.then, "now": one.now} for one in differences]


def _field_changes(before: Draft, after: Draft) -> list[Facts]:
    turned = _turned(before.fields, after.fields)
    return [field_change(key, old, new) for key, old, new in turned]


def _table_changes(before: Draft, after: Draft) -> list[Facts]:
    turned = _turned(before.tables, after.tables)
    return [table_change(name, old, new) for name, old, new in turned]


def _turned(
    before: Mapping[Place, Edit[Change_co]], after: Mapping[Place, Edit[Change_co]]
) -> Iterator[tuple[Place, Change_co, Change_co]]:
    """Yield where two states differ; what only one of them edits has its base in the other."""
    for place in dict.fromkeys((*before, *after)):
        edits = before.get(place), after.get(place)
        old, new = (edit.mine if edit else None for edit in edits)
        base = next(edit.base for edit in edits if edit)
        old, new = (base if old is None else old), (base if new is None else new)
        if old != new:
            yield place, old, new


def _common(one: Sequence[Row], other: Sequence[Row]) -> int:
    """Return how many rows are the same before the first that is not."""
    pairs = enumerate(zip(one, other, strict=False))
    different = (number for number, (row, row_there) in pairs if row != row_there)
    return next(different, min(len(one), len(other)))


def _any(change: FieldChange | TableChange | None) -> Json:
    match change:
        case FieldChange():
            return _value(change)
        case TableChange(columns=columns, rows=rows):
            return {"columns": list(columns), "rows": _rows(rows)}
        case None:
            return None


def _value(change: FieldChange) -> Facts:
    return {"value": change.value, **_box(change.box)}


def _rows(rows: Iterable[Row]) -> list[list[Facts]]:
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(cell: Cell) -> Facts:
    page = {} if cell.page is None else {"page": cell.page}
    return {"value": cell.value, **_box(cell.box), **page}


def _box(box: Box | None) -> Facts:
    return {} if box is None else {"box": box.corners()}
