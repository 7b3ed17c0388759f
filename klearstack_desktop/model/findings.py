"""Everything that is found in a document, in one place.

Whoever wants to know what needs a person, what is wrong with a field or what stands against an
approval asks here: the queue, the panel, the walk, the decision card, the approval itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from klearstack_desktop.model.doubts import UNLOOKED, doubt_about
from klearstack_desktop.model.finding import Finding, Origin, Severity
from klearstack_desktop.model.known import Known
from klearstack_desktop.model.policy import Policy
from klearstack_desktop.model.slips.examining import slips_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.model.document import Document, FieldKey


class Findings:
    """What was found in a document as it is now; immutable.

    A finding is open until it is settled: by a reason for letting it stand, or, where that is
    enough, by accepting the field. A note is never open.

    Args:
        found: what was found, in no order; reasons for letting it stand are in it already.
        checked: the fields that the reviewer accepted.
        order: the fields of the document, in its order.
    """

    __slots__ = ("_all", "_checked", "_of_key", "_to_check")

    def __init__(
        self,
        found: Iterable[Finding] = (),
        checked: frozenset[FieldKey] = frozenset(),
        order: Iterable[FieldKey] = (),
    ) -> None:
        self._all = tuple(sorted(found, key=lambda finding: finding.severity.rank))
        self._checked = checked
        self._of_key: dict[FieldKey, tuple[Finding, ...]] = {}
        for finding in self._all:
            if finding.key is not None:
                before = self._of_key.get(finding.key, ())
                self._of_key[finding.key] = (*before, finding)
        self._to_check = tuple(
            key for key in order if any(map(self.is_open, self._of_key.get(key, ())))
        )

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

    def of(self, key: FieldKey) -> tuple[Finding, ...]:
        """Return what was found about a field, worst first, settled or not."""
        return self._of_key.get(key, ())

    def of_table(self, name: str) -> tuple[Finding, ...]:
        """Return what was found about a table and its rows, worst first, settled or not."""
        return tuple(finding for finding in self._all if finding.table == name)

    def of_document(self) -> tuple[Finding, ...]:
        """Return what was found about the document as a whole, worst first, settled or not."""
        return tuple(f for f in self._all if f.key is None and f.table is None)

    def is_open(self, finding: Finding) -> bool:
        """Whether a finding still needs a person."""
        if finding.severity is Severity.NOTE or finding.is_overridden:
            return False
        return not (finding.is_acceptable and finding.key in self._checked)

    def needs_person(self, key: FieldKey) -> bool:
        """Whether a reviewer still has to look at a field."""
        return any(map(self.is_open, self.of(key)))

    @property
    def to_check(self) -> tuple[FieldKey, ...]:
        """The fields that still need a person, in the document's order."""
        return self._to_check

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The open errors."""
        return self._open(Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The open warnings."""
        return self._open(Severity.WARNING)

    @property
    def broken_rules(self) -> tuple[Finding, ...]:
        """The open errors that a rule found."""
        return tuple(finding for finding in self.errors if finding.origin is Origin.RULE)

    @property
    def overridden(self) -> tuple[Finding, ...]:
        """What a person let stand, each with its reason."""
        return tuple(finding for finding in self._all if finding.is_overridden)

    def _open(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(f for f in self._all if f.severity is severity and self.is_open(f))


def examine(
    document: Document, draft: Draft, policy: Policy | None = None, known: Known | None = None
) -> Findings:
    """Find everything that there is to say about a document.

    Args:
        document: with the draft laid over.
        draft: knows what was accepted, and what was let stand and why.
        policy: what this desk asks of a document; None stands for what ships with the program.
        known: what it is compared with; None for nothing.
    """
    policy, known = policy or Policy(), known or Known()
    found = [
        *_doubts(document, policy),
        *policy.rules.examine(document, known),
        *slips_in(document, known),
    ]
    if draft.overrides:
        found = [_with_reason(finding, draft) for finding in found]
    return Findings(found, draft.checked, (field.key for field in document.fields))


def _doubts(document: Document, policy: Policy) -> Iterator[Finding]:
    for field in document.fields:
        threshold = policy.threshold_for(document.document_type, field)
        if (doubt := doubt_about(field, threshold)) is not None:
            yield doubt
        elif policy.wants_a_look_at(field) and not field.is_changed:
            yield _unlooked(field.key)


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

    def examine(
        self, base: Document, draft: Draft, policy: Policy, known: Known
    ) -> tuple[Document, Findings]:
        """Return a document with a draft laid over, and what is found in it."""
        asked = (base, draft, policy, known)
        is_same = self._asked is not None and all(
            one is other for one, other in zip(asked, self._asked, strict=True)
        )
        if self._answer is None or not is_same:
            shown = draft.laid_over(base)
            self._asked, self._answer = asked, (shown, examine(shown, draft, policy, known))
        return self._answer
