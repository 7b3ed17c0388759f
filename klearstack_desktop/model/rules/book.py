"""The rules of each document type, read from rule files laid over each other."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from klearstack_desktop import resources
from klearstack_desktop.model.document_kinds import names_credit_note
from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.rules.entry import BadRule, Entry
from klearstack_desktop.model.rules.rule import Rule, rule_from
from klearstack_desktop.model.rules.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.finding import Finding
    from klearstack_desktop.model.known import Known

GENERIC: Final = "generic"
CREDIT_NOTE: Final = "credit_note"
_SHIPPED: Final = (GENERIC, "invoice", CREDIT_NOTE)
_MOST_RULES: Final = 500


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of some document types.

    Attributes:
        name: its name in rule files.
        document_types: the service's document types, case folded.
        document_kinds: what the document itself says it is, case folded; counts before its type.
        rules: in the order in which they are looked at.
    """

    name: str
    document_types: frozenset[str] = frozenset()
    document_kinds: frozenset[str] = frozenset()
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rule sets, and what was wrong with the files they were read from.

    Attributes:
        sets: by name.
        problems: a sentence for each rule or file that was left out.
    """

    sets: Mapping[str, RuleSet] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @property
    def trouble(self) -> str:
        """What was wrong with the files, in one or two sentences; empty where nothing was."""
        if not self.problems:
            return ""
        more = len(self.problems) - 1
        return self.problems[0] + (f" {more} more of the kind stand in the log." if more else "")

    def set_for(self, document_type: str, document_kind: str = "") -> RuleSet:
        """Return the rules for a document: by what it says it is, else by its type.

        What no set names has the rules for credit notes where it is one in any language.
        """
        kind, wanted = document_kind.strip().casefold(), document_type.strip().casefold()
        for rule_set in self.sets.values():
            if kind and kind in rule_set.document_kinds:
                return rule_set
        if names_credit_note(kind) and CREDIT_NOTE in self.sets:
            return self.sets[CREDIT_NOTE]
        for rule_set in self.sets.values():
            if wanted in rule_set.document_types:
                return rule_set
        if names_credit_note(wanted) and CREDIT_NOTE in self.sets:
            return self.sets[CREDIT_NOTE]
        return self.sets.get(GENERIC, RuleSet(GENERIC))

    def examine(self, document: Document, known: Known) -> Iterator[Finding]:
        """Yield where a document, its draft laid over, breaks its rules."""
        kind = document.value_of(FieldRole.DOCUMENT_KIND)
        rules = self.set_for(document.document_type, kind).rules
        if rules and (document.fields or document.tables):
            subject = Subject(document, known)
            for rule in rules:
                yield from rule.findings(subject)


@cache
def shipped_rules() -> RuleBook:
    """Return the rules that ship with the program."""
    return rules_from(_shipped_files())


def rules_over_shipped(file_name: str, text: str) -> RuleBook:
    """Return the rules that ship with the program with those of a file laid over.

    Args:
        file_name: how sentences name the file.
        text: what stands in it; whatever it is, the rules that ship stay in force.
    """
    return rules_from({**_shipped_files(), file_name: text})


def rules_from(files: Mapping[str, str]) -> RuleBook:
    """Return the rules of some files, each laid over the ones before it.

    A rule with the id of an earlier one changes the keys that it states. What cannot be used is
    named in a sentence and left out, as if it did not stand there.
    """
    drawn = _Drawing()
    for name, text in files.items():
        drawn.take(name, text)
    return RuleBook(drawn.sets(), tuple(drawn.problems))


@cache
def _shipped_files() -> Mapping[str, str]:
    return {f"{name}.toml": resources.text(f"rules/{name}.toml") for name in _SHIPPED}


@dataclass(slots=True)
class _Layer:
    """One set while files are read: its rules as they were written, by id."""

    head: RuleSet
    includes: tuple[str, ...]
    written: dict[str, dict[str, Any]] = field(default_factory=dict)
    rules: dict[str, Rule | None] = field(default_factory=dict)


class _Drawing:
    """Reads one file after the other."""

    def __init__(self) -> None:
        self._layers: dict[str, _Layer] = {}
        self.problems: list[str] = []

    def take(self, file_name: str, text: str) -> None:
        try:
            parsed = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            self.problems.append(f"{file_name} is left out: it is no valid TOML. {error}.")
            return
        own = [
            name
            for entry in self._listed(file_name, parsed, "set")
            if (name := self._set(file_name, entry))
        ]
        for number, entry in enumerate(self._listed(file_name, parsed, "rule"), start=1):
            try:
                self._rule(entry, own)
            except BadRule as bad:
                name = entry.get("id") or f"number {number}"
                self.problems.append(f"{file_name}: the rule {name} is left out: {bad.sentence}.")
        self.problems.extend(f'{file_name}: there is no key "{name}".' for name in parsed)

    def sets(self) -> dict[str, RuleSet]:
        found: dict[str, RuleSet] = {}
        for name, layer in self._layers.items():
            rules = self._gathered(name, frozenset())
            head = layer.head
            found[name] = RuleSet(
                name,
                head.document_types,
                head.document_kinds,
                tuple(rule for rule in rules.values() if rule is not None),
            )
        return found

    def _gathered(self, name: str, above: frozenset[str]) -> dict[str, Rule | None]:
        """Return a set's rules by id: those it includes first, its own in their place or after."""
        layer = self._layers.get(name)
        if layer is None or name in above:
            return {}
        gathered: dict[str, Rule | None] = {}
        for included in layer.includes:
            gathered.update(self._gathered(included, above | {name}))
        gathered.update(layer.rules)
        return gathered

    def _listed(self, file_name: str, parsed: dict[str, Any], key: str) -> list[dict[str, Any]]:
        entries = parsed.pop(key, [])
        if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
            self.problems.append(f'{file_name}: write each {key} under "[[{key}]]".')
            return []
        if len(entries) > _MOST_RULES:
            self.problems.append(f"{file_name}: only the first {_MOST_RULES} are read.")
        return entries[:_MOST_RULES]

    def _set(self, file_name: str, values: Mapping[str, Any]) -> str | None:
        try:
            entry = Entry(values)
            name = entry.text("name")
            types, kinds = entry.names("document_types"), entry.names("document_kinds")
            includes = entry.names("includes")
            entry.close()
        except BadRule as bad:
            self.problems.append(f"{file_name}: a set is left out: {bad.sentence}.")
            return None
        head = RuleSet(name, _folded(types), _folded(kinds))
        known = self._layers.get(name)
        self._layers[name] = (
            _Layer(head, includes) if known is None else _over(known, head, includes)
        )
        return name

    def _rule(self, values: Mapping[str, Any], own: list[str]) -> None:
        entry = Entry(values)
        name, wanted = entry.text("id"), entry.names("sets")
        having = [s for s, layer in self._layers.items() if name in layer.written]
        for target in wanted or own or having or [GENERIC]:
            if target not in self._layers:
                raise BadRule(f'there is no set "{target}"')
        stated = {key: value for key, value in values.items() if key != "sets"}
        for target in wanted or own or having or [GENERIC]:
            layer = self._layers[target]
            merged = {**layer.written.get(name, self._included(target, name)), **stated}
            is_enabled = Entry(merged).flag("enabled", default=True)
            rule = rule_from({k: v for k, v in merged.items() if k != "enabled"})
            layer.written[name] = merged
            layer.rules[name] = rule if is_enabled else None

    def _included(self, target: str, rule: str) -> dict[str, Any]:
        """Return how a rule stands in a set that another one includes; empty where it does not."""
        for included in self._layers[target].includes:
            if included in self._layers and rule in self._layers[included].written:
                return self._layers[included].written[rule]
        return {}


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.strip().casefold() for name in names)


def _over(known: _Layer, head: RuleSet, includes: tuple[str, ...]) -> _Layer:
    """Return a set of an earlier file with what a later one states of it."""
    before = known.head
    known.head = RuleSet(
        head.name,
        head.document_types or before.document_types,
        head.document_kinds or before.document_kinds,
    )
    known.includes = includes or known.includes
    return known
