"""How fast a long list is searched as it is typed: ``python -m benchmarks.choosing``.

Prints one line of JSON. ``value`` is the longest time, in milliseconds, between a key and the first
list of what holds the typed text, over every prefix of some names among 50,000 suppliers; ``slice``
is the longest turn of the search for what is like it, of which the window does one at a time;
``whole`` is the time of all turns together, for a name typed with a slip.
"""

from __future__ import annotations

import json
import random
import time
from typing import Final

from klearstack_desktop.model.choices import Choice, ChoiceList

ROWS: Final = 50_000
RUNS: Final = 3
_WORDS: Final = (
    *("Müller", "Schmidt", "Contoso", "Northwind", "Traders", "Adventure", "Works", "Fabrikam"),
    *("GmbH", "KG", "AG", "Limited", "Steel", "Logistics", "Transport", "Garden", "Flora"),
    *("International", "Services", "Consulting", "Paper", "Print"),
)
_TYPED: Final = ("northwind traders", "müller transport 123", "v012345", "x")
_SLIP: Final = "northwnd tradrs"


def suppliers() -> ChoiceList:
    """Return names of four words and a number each, the same in every run."""
    dice = random.Random(1)  # noqa: S311 - names, no secrets
    names = (" ".join(dice.sample(_WORDS, 4)) for _ in range(ROWS))
    return ChoiceList(Choice(f"V{i:06d}", f"{name} {i}") for i, name in enumerate(names))


def turns(choices: ChoiceList, text: str) -> list[float]:
    """Return how long each turn of a search takes, in seconds: the best of some runs."""
    best: list[float] = []
    for _ in range(RUNS):
        taken, start = [], time.perf_counter()
        for _result in choices.search(text):
            taken.append(time.perf_counter() - start)
            start = time.perf_counter()
        best = [min(pair) for pair in zip(best or taken, taken, strict=True)]
    return best


def main() -> None:
    """Measure every prefix and print the figures."""
    choices = suppliers()
    prefixes = [text[:length] for text in _TYPED for length in range(1, len(text) + 1)]
    first = max(turns(choices, prefix)[0] for prefix in prefixes)
    slip = turns(choices, _SLIP)
    print(  # noqa: T201 - the figure
        json.dumps(
            {
                "what": "first answer after a key among 50,000 choices",
                "value": round(first * 1000, 1),
                "unit": "ms",
                "slice": round(max(slip) * 1000, 1),
                "whole": round(sum(slip) * 1000, 1),
            }
        )
    )


if __name__ == "__main__":
    main()
