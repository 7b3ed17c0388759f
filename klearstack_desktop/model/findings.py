"""Everything that is found in a document, in one place.

Whoever wants to know what needs a person, what is wrong with a field or what stands against an
approval asks here: the queue, the panel, the walk, the decision card, the approval itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.doubts import UNLOOKED, CellDoubts, doubt_about
from klearstack_desktop.model.fieldmap import default_column_map
from klearstack_desktop.model.finding import Finding, Origin, Severity
from klearstack_desktop.model.known import Known
from klearstack_desktop.model.line_items.place import CellPlace, Spot, in_reading_order
from klearstack_desktop.model.policy import Policy
from klearstack_desktop.model.slips.examining import slips_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.model.document import Document


class Findings:
    """What was found in a document as it is now; immutable.

    A finding is open until it is settled: by a reason for letting it stand, or, where that is
    enough, by accepting the field or cell. A note is never open.

    Args:
        found: what was found, in no order; reasons for letting it stand are in it already.
        checked: the fields and cells that the reviewer accepted.
        order: the fields of the document, in its order.
    """

    __slots__ = ("_all", "_checked", "_of_place", "_open", "_to_check")

    def __init__(
        self,
        found: Iterable[Finding] = (),
        checked: AbstractSet[Spot] = frozenset(),
        order: Iterable[FieldKey] = (),
    ) -> None:
        self._all = tuple(sorted(found, key=lambda finding: finding.severity.rank))
        self._checked = checked
        self._of_place: dict[Spot | None, list[Finding]] = {}
        keys: set[FieldKey] = set()
        cells: list[CellPlace] = []
        known: set[int] = set()
        opened: list[Finding] = []
        # Each place is worked out and looked up once: a long table can have thousands of doubts.
        for finding in self._all:
            place = finding.place
            here = self._of_place.setdefault(place, [])
            here.append(finding)
            if not _needs_settling(finding):
                continue
            if finding.is_acceptable and checked and place in checked:
                continue
            opened.append(finding)
            if isinstance(place, FieldKey):
                keys.add(place)
            elif place is not None and id(here) not in known:
                known.add(id(here))
                cells.append(place)
        self._open = tuple(opened)
        in_order = in_reading_order(cells)
        self._to_check: tuple[Spot, ...] = (*(key for key in order if key in keys), *in_order)

    def __iter__(self) -> Iterator[Finding]:
        """All findings, worst first."""
        return iter(self._all)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Findings) and (self._all, self._checked, self._to_check) == (
            other._all,
            other._checked,
            other._to_check,
        )

    __hash__ = None  # type: ignore[assignment]

    def of(self, place: Spot) -> tuple[Finding, ...]:
        """Return what was found about a field or cell, worst first, settled or not."""
        return tuple(self._of_place.get(place, ()))

    def of_table(self, name: str) -> tuple[Finding, ...]:
        """Return what was found about a table and its rows, worst first, settled or not."""
        return tuple(finding for finding in self._all if finding.table == name)

    def of_document(self) -> tuple[Finding, ...]:
        """Return what was found about the document as a whole, worst first, settled or not."""
        return tuple(self._of_place.get(None, ()))

    def is_open(self, finding: Finding) -> bool:
        """Whether a finding still needs a person."""
        is_accepted = finding.is_acceptable and finding.place in self._checked
        return _needs_settling(finding) and not is_accepted

    def needs_person(self, place: Spot) -> bool:
        """Whether a reviewer still has to look at a field or cell."""
        return any(map(self.is_open, self.of(place)))

    @property
    def to_check(self) -> tuple[Spot, ...]:
        """What still needs a person: fields in the document's order, then cells row by row."""
        return self._to_check

    @property
    def waiting(self) -> int:
        """How much still needs a person: fields, cells, and what is about the whole document."""
        return len(self._to_check) + sum(map(self.is_open, self.of_document()))

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The open errors."""
        return tuple(f for f in self._open if f.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The open warnings."""
        return tuple(f for f in self._open if f.severity is Severity.WARNING)

    @property
    def broken_rules(self) -> tuple[Finding, ...]:
        """The open errors that a rule found."""
        return tuple(finding for finding in self.errors if finding.origin is Origin.RULE)

    @property
    def overridden(self) -> tuple[Finding, ...]:
        """What a person let stand, each with its reason."""
        return tuple(finding for finding in self._all if finding.is_overridden)


def _needs_settling(finding: Finding) -> bool:
    return finding.severity is not Severity.NOTE and not finding.reason


def examine(
    document: Document,
    draft: Draft,
    policy: Policy | None = None,
    known: Known | None = None,
    cells: CellDoubts | None = None,
) -> Findings:
    """Find everything that there is to say about a document.

    Args:
        document: with the draft laid over.
        draft: knows what was accepted, and what was let stand and why.
        policy: what this desk asks of a document; None stands for what ships with the program.
        known: what it is compared with; None for nothing.
        cells: remembers what was doubtful in rows that are still the same; None for nothing.
    """
    policy, known = policy or Policy(), known or Known()
    found = [
        *_doubts(document, policy, cells or CellDoubts()),
        *policy.rules.examine(document, known),
        *slips_in(document, known),
    ]
    if draft.overrides:
        found = [_with_reason(finding, draft) for finding in found]
    accepted = draft.accepted_in(document)
    return Findings(found, accepted, (field.key for field in document.fields))


def _doubts(document: Document, policy: Policy, cells: CellDoubts) -> Iterator[Finding]:
    for field in document.fields:
        threshold = policy.threshold_for(document.document_type, field.definition)
        if (doubt := doubt_about(field, threshold)) is not None:
            yield doubt
        elif policy.wants_a_look_at(field) and not field.is_changed:
            yield _unlooked(field.key)
    if document.lines is not None:
        describe = default_column_map().describe
        columns = [describe(name) for name in document.lines.columns]
        thresholds = [policy.threshold_for(document.document_type, column) for column in columns]
        yield from cells.found_in(document.lines, thresholds)


def _unlooked(key: FieldKey) -> Finding:
    """Ask for a look at a value that nothing is wrong with; who accepts it has looked."""
    return Finding(
        key,
        None,
        None,
        Severity.WARNING,
        UNLOOKED,
        "Compare with the page, and accept with Enter",
        origin=Origin.POLICY,
        is_acceptable=True,
    )


def _with_reason(finding: Finding, draft: Draft) -> Finding:
    if not finding.can_override:
        return finding
    return replace(finding, reason=draft.overrides.get(finding.override_code, ""))


class Examiner:
    """Examines a document once for each change, however often it is asked.

    An `OpenDocument` hands its examiner on to the next one, so that a page that arrives or is seen
    costs no new examination.
    """

    def __init__(self) -> None:
        self._asked: tuple[Document, Draft, Policy, Known] | None = None
        self._answer: tuple[Document, Findings] | None = None
        self._cells = CellDoubts()

    def examine(
        self, base: Document, draft: Draft, policy: Policy, known: Known
    ) -> tuple[Document, Findings]:
        """Return a document with a draft laid over, and what is found in it."""
        asked = (base, draft, policy, known)
        # `Known` holds all that was ever seen here: it is never compared by what is in it.
        is_same = self._asked is not None and (
            known is self._asked[3] and (base, draft, policy) == self._asked[:3]
        )
        if self._answer is None or not is_same:
            shown = draft.laid_over(base)
            findings = examine(shown, draft, policy, known, self._cells)
            self._asked, self._answer = asked, (shown, findings)
        return self._answer
