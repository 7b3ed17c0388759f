"""A rule: what it demands and when, how bad it is if it is broken, and how that is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from klearstack_desktop.model.finding import Finding, Severity
from klearstack_desktop.model.rules.checks.codes import CheckDigits, Currency
from klearstack_desktop.model.rules.checks.days import NotBefore, NotFuture
from klearstack_desktop.model.rules.checks.sums import Lines, Product, Sum
from klearstack_desktop.model.rules.checks.values import Format, OneOf, Pattern, Required
from klearstack_desktop.model.rules.entry import BadRule, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from klearstack_desktop.model.rules.breach import Breach, Check
    from klearstack_desktop.model.rules.subject import Subject


class _Kind(Protocol):
    """A class of checks."""

    @property
    def placeholders(self) -> frozenset[str]:
        """What a rule's own words may name in braces."""

    def declared(self, entry: Entry) -> Check:
        """Make a check from the keys of a rule."""


CHECKS: Final[Mapping[str, _Kind]] = {
    "required": Required,
    "format": Format,
    "one_of": OneOf,
    "pattern": Pattern,
    "sum": Sum,
    "lines": Lines,
    "product": Product,
    "not_before": NotBefore,
    "not_future": NotFuture,
    "currency": Currency,
    "check_digits": CheckDigits,
}
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_LONGEST_MESSAGE: Final = 200
_LONGEST_QUOTE: Final = 60


@dataclass(frozen=True, slots=True)
class Condition:
    """When a rule applies; what is not stated holds.

    Attributes:
        present: fields that are filled.
        missing: fields that are empty, or that the document does not have.
        currency: currencies of which the document states one.
        values: for a field the values of which it holds one, letter case aside.
    """

    present: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    currency: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] | None = None

    @classmethod
    def declared(cls, entry: Entry) -> Condition:
        """Take ``present``, ``missing``, ``currency`` and ``values``."""
        wanted = entry.table("values")
        values = {
            name: tuple(value.strip().casefold() for value in wanted.names(name, is_needed=True))
            for name in wanted.keys()  # noqa: SIM118 - an entry is no mapping
        }
        currency = tuple(code.upper() for code in entry.names("currency"))
        condition = cls(entry.names("present"), entry.names("missing"), currency, values)
        entry.close()
        return condition

    def holds(self, subject: Subject) -> bool:
        """Whether the rule applies to a document."""
        return (
            all(subject.value(name) for name in self.present)
            and not any(subject.value(name) for name in self.missing)
            and (not self.currency or subject.currency in self.currency)
            and all(
                subject.value(name).casefold() in values
                for name, values in (self.values or {}).items()
            )
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """One declared rule.

    Attributes:
        id: its name within its set; also the code of its findings.
        check: what it demands.
        severity: how bad it is when it is broken.
        message: its own words with placeholders in braces; empty for those of the check.
        condition: when it applies.
        offers_fix: a computed value is offered where there is one.
    """

    id: str
    check: Check
    severity: Severity
    message: str = ""
    condition: Condition = Condition()
    offers_fix: bool = True

    def findings(self, subject: Subject) -> Iterator[Finding]:
        """Yield where a document breaks the rule."""
        if self.condition.holds(subject):
            for breach in self.check.breaches(subject):
                yield self._finding(breach)

    def _finding(self, breach: Breach) -> Finding:
        return Finding(
            breach.key,
            breach.table,
            breach.row,
            self.severity,
            self.id,
            self._said(breach) if self.message else breach.sentence,
            fix=breach.fix if self.offers_fix else None,
            can_override=self.severity is Severity.WARNING,
            column=breach.column,
        )

    def _said(self, breach: Breach) -> str:
        def stand_in(match: re.Match[str]) -> str:
            text = breach.values.get(match.group(1), "")
            return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]} …"

        return _PLACEHOLDER.sub(stand_in, self.message)


def rule_from(values: Mapping[str, object]) -> Rule:
    """Return the rule that an entry of a rule file declares.

    Raises:
        BadRule: it cannot be used; its sentence says why.
    """
    entry = Entry(values)
    name, kind = entry.text("id"), entry.text("check")
    if kind not in CHECKS:
        raise BadRule(f'there is no check "{kind}": it is one of {", ".join(CHECKS)}')
    severity = entry.text("severity", Severity.WARNING.value)
    if severity not in set(Severity):
        raise BadRule(f'there is no severity "{severity}": it is one of {", ".join(Severity)}')
    rule = Rule(
        id=name,
        severity=Severity(severity),
        message=_checked_message(entry.text("message", ""), CHECKS[kind].placeholders),
        condition=Condition.declared(entry.table("applies_when")),
        offers_fix=entry.flag("fix", default=True),
        check=CHECKS[kind].declared(entry),
    )
    entry.close()
    return rule


def _checked_message(message: str, placeholders: frozenset[str]) -> str:
    if len(message) > _LONGEST_MESSAGE:
        raise BadRule(f'"message" is longer than {_LONGEST_MESSAGE} characters')
    for name in _PLACEHOLDER.findall(message):
        if name not in placeholders:
            known = ", ".join(f"{{{one}}}" for one in sorted(placeholders))
            raise BadRule(f"the message cannot name {{{name}}}: this check knows {known}")
    return message
