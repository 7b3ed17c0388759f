"""Patterns that a rule file may state, kept to those that cannot take long.

Python's matcher tries, one after the other, every way in which a pattern could cover a text. Their
number is at most the product of the choices: how many lengths each repetition can have, how many
branches each alternative. A repeated group would multiply with itself, so none may repeat; with
texts of up to `LONGEST_VALUE` characters the product can then be counted beforehand, and a pattern
where it is too large is refused when the rules are read.
"""

from __future__ import annotations

import re
from typing import Final

from klearstack_desktop.model.rules.entry import BadRule

LONGEST_VALUE: Final = 100
"""A longer value fits no pattern."""

_LONGEST_PATTERN: Final = 200
_MOST_WAYS: Final = 50_000
_TOKEN: Final = re.compile(
    r"""
    (?P<escape>\\[dDwWsSbB.\\\-\[\](){}+*?^$|/#&~\ ])
  | (?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])
  | (?P<open>\((?:\?:)?(?!\?))
  | (?P<close>\))
  | (?P<either>\|)
  | (?P<anchor>[\^$])
  | (?P<repeat>[*+?]|\{\d+(?:,\d*)?\})
  | (?P<plain>[^\\\[\](){}|^$*+?])
    """,
    re.VERBOSE | re.DOTALL,
)


def safe_pattern(text: str) -> re.Pattern[str]:
    """Return a pattern that a value has to match as a whole.

    Raises:
        BadRule: it is too long, no pattern, uses what is not allowed, or could take long.
    """
    if len(text) > _LONGEST_PATTERN:
        raise BadRule(f"the pattern is longer than {_LONGEST_PATTERN} characters")
    if _ways(text) > _MOST_WAYS:
        raise BadRule("the pattern could take long: give its repetitions a limit, such as {1,20}")
    try:
        return re.compile(text)
    except (re.error, OverflowError) as error:
        raise BadRule(f"the pattern cannot be understood: {error}") from error


def _ways(text: str) -> int:
    """Return the most ways in which a pattern could cover a text, counted up to a limit.

    Raises:
        BadRule: the pattern uses what is not allowed.
    """
    ways, at, before = 1, 0, ""
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise BadRule(f'the pattern uses what is not allowed here: "{text[at : at + 3]}"')
        kind = str(token.lastgroup)
        if kind == "repeat":
            if before == "repeat" or (before == "close" and token.group() != "?"):
                raise BadRule("the pattern repeats a group or a repetition, which is not allowed")
            ways *= _lengths(token.group())
        elif kind == "either":
            ways *= 2
        ways = min(ways, _MOST_WAYS + 1)
        before, at = kind, token.end()
    return ways


def _lengths(repeat: str) -> int:
    """Return how many lengths a repetition can have in a text of the longest kind."""
    match repeat:
        case "?":
            return 2
        case "*" | "+":
            return LONGEST_VALUE
    least, _comma, most = repeat[1:-1].partition(",")
    if not _comma:
        return 1
    return min(int(most) if most else LONGEST_VALUE, LONGEST_VALUE) - int(least) + 1
