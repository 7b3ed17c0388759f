"""The journal's entries in words: one line for a list, all of it for a closer look.

Total: a row that somebody made something else of, or one of a newer program, is shown as well as it
can be.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.journal import JournalKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from klearstack_desktop.model.journal import Json, RecordedEntry

_DEEPEST: Final = 12
_LONGEST: Final = 160
_INDENT: Final = "    "

KIND_WORDS: Final[Mapping[str, str]] = {
    JournalKind.SIGN_IN.value: "Sign-in",
    JournalKind.CHANGE.value: "Change",
    JournalKind.SAVE.value: "Save",
    JournalKind.DECISION.value: "Decision",
    JournalKind.SENDING.value: "Sending",
    JournalKind.PUT_BACK.value: "Put back",
    JournalKind.ANSWER.value: "Answer",
    JournalKind.WITHDRAWN.value: "Taken back",
    JournalKind.MERGED.value: "Merged",
    JournalKind.CONFLICT.value: "Conflict",
    JournalKind.ALARM.value: "Alarm",
    JournalKind.RECOVERED.value: "Recovered",
    JournalKind.HOLD.value: "On hold",
}
"""What people read for each kind."""

_DECISIONS: Final = {"approve": "Approved", "reject": "Rejected"}
_OUTCOMES: Final = {
    "applied": "Applied",
    "refused": "Refused",
    "conflict": "Conflict",
    "unknown": "Outcome unknown",
    "not sent": "Not sent",
}


def kind_word(entry: RecordedEntry) -> str:
    """Return what people read for an entry's kind."""
    return KIND_WORDS.get(entry.kind, entry.kind or "Unreadable")


def headline(entry: RecordedEntry) -> str:
    """Return what happened in one line of at most 160 letters."""
    told = _TELLERS.get(entry.kind, _any_fact)(entry.facts)
    line = " ".join((told or _any_fact(entry.facts)).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def full_text(entry: RecordedEntry) -> str:
    """Return everything that a row says, as lines of plain text."""
    at = entry.at
    when = at.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z") if at else "unreadable time"
    lines = [f"Row {entry.sequence:,} · {kind_word(entry)} · {when}"]
    if entry.document_id:
        lines.append(f"Document {entry.document_id}")
    if entry.facts:
        lines += ["", *_lines(entry.facts, 0)]
    sealed = {"utc": at.isoformat() if at else "", "seal": entry.seal, **entry.by}
    return "\n".join([*lines, "", *_lines({k: v for k, v in sealed.items() if v}, 0)])


def _change(facts: Mapping[str, Json]) -> str:
    if "table" in facts:
        rows = (_rows(_count(facts.get(side))) for side in ("before", "after"))
        return f"{_plain(facts['table'])}: {' → '.join(rows)}"
    before, after = facts.get("before"), facts.get("after")
    if _plain(before) == _plain(after):
        return f"{_plain(facts.get('field'))}: {_plain(after)} (another box)"
    return f"{_plain(facts.get('field'))}: {_or_nothing(before)} → {_or_nothing(after)}"


def _save(facts: Mapping[str, Json]) -> str:
    return f"Corrections to send: {_places(facts)}"


def _decision(facts: Mapping[str, Json]) -> str:
    decision = _plain(facts.get("decision"))
    corrected = _places(facts)
    with_them = f" with corrections of {corrected}" if corrected else ""
    return f"{_DECISIONS.get(decision, decision)}{with_them}: {_plain(facts.get('comment'))}"


def _answer(facts: Mapping[str, Json]) -> str:
    outcome = _plain(facts.get("outcome"))
    said = [
        _OUTCOMES.get(outcome, outcome),
        _plain(facts.get("note")),
        _plain(facts.get("problem")),
    ]
    return ": ".join(part for part in said if part)


def _merged(facts: Mapping[str, Json]) -> str:
    taken = facts.get("taken")
    labels = [_plain(one.get("label")) for one in taken if isinstance(one, dict)] if taken else []
    return f"Taken over from another person: {', '.join(labels)}"


def _hold(facts: Mapping[str, Json]) -> str:
    if "until" not in facts:
        return f"No longer on hold: {_plain(facts.get('end'))}"
    reason = _plain(facts.get("reason"))
    until = f"Until {_plain(facts['until'])}"
    return f"{until}: {reason}" if reason else until


def _any_fact(facts: Mapping[str, Json]) -> str:
    return "; ".join(f"{name}: {_plain(value)}" for name, value in facts.items() if name != "row")


_TELLERS: Final[Mapping[str, Callable[[Mapping[str, Json]], str]]] = {
    JournalKind.SIGN_IN.value: lambda _: "Signed in",
    JournalKind.CHANGE.value: _change,
    JournalKind.SAVE.value: _save,
    JournalKind.DECISION.value: _decision,
    JournalKind.SENDING.value: lambda facts: f"On its way, try {_plain(facts.get('attempt'))}",
    JournalKind.PUT_BACK.value: lambda facts: f"Waits again: {_plain(facts.get('why'))}",
    JournalKind.ANSWER.value: _answer,
    JournalKind.MERGED.value: _merged,
    JournalKind.WITHDRAWN.value: lambda facts: _plain(facts.get("why")),
    JournalKind.CONFLICT.value: lambda facts: _plain(facts.get("why")),
    JournalKind.ALARM.value: lambda facts: _plain(facts.get("why")),
    JournalKind.HOLD.value: _hold,
}


def _places(facts: Mapping[str, Json]) -> str:
    """Return the fields and tables that corrections are about."""
    corrections = facts.get("corrections")
    if not isinstance(corrections, list):
        return ""
    names = (one.get("field", one.get("table")) for one in corrections if isinstance(one, dict))
    return ", ".join(_plain(name) for name in names)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _count(value: Json) -> int:
    return len(value) if isinstance(value, list) else 0


def _or_nothing(value: Json) -> str:
    return _plain(value) or "(nothing)"


def _plain(value: Json) -> str:
    """Return a fact as text: of a VALUE its text alone."""
    if isinstance(value, dict) and isinstance(value.get("value"), str):
        return str(value["value"])
    if value is None:
        return ""
    return value if isinstance(value, str) else _json(value)


def _json(value: Json) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return "…"


def _lines(value: Json, depth: int) -> Iterator[str]:
    """Yield nested facts line by line, indented."""
    indent = _INDENT * depth
    if depth > _DEEPEST:
        yield f"{indent}…"
        return
    named = value.items() if isinstance(value, dict) else ((None, one) for one in value)
    for name, content in named:
        label = "- " if name is None else f"{name}: "
        is_nested = isinstance(content, (dict, list)) and content and not _is_value(content)
        if not is_nested:
            shown = f"\n{indent}{_INDENT}".join(_with_place(content).splitlines())
            yield f"{indent}{label}{shown}"
        else:
            yield f"{indent}{label.rstrip()}"
            yield from _lines(content, depth + 1)


def _is_value(content: Json) -> bool:
    return isinstance(content, dict) and isinstance(content.get("value"), str)


def _with_place(content: Json) -> str:
    """Return a fact as text, a VALUE with its page and box."""
    if not _is_value(content):
        return _plain(content)
    page = [f"page {_plain(content['page'])}"] if "page" in content else []
    box = [f"box {_plain(content['box'])}"] if "box" in content else []
    place = ", ".join(page + box)
    return f"{content['value']}  ({place})" if place else str(content["value"])
