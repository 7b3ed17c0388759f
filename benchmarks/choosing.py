"""How fast a long list is searched as it is typed.

A list from a datasource is searched with every key: the time between the key and the first list of
what holds the typed text, over every prefix of some names among 50,000 suppliers. What is like the
typed text is looked for in turns, of which the window does one at a time.
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Final

from benchmarks.figure import FRAME_MS, measured, spread
from klearstack_desktop.model.choices import Choice, ChoiceList

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.figure import Figure

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


def figures(*, quick: bool) -> Iterator[Figure]:
    """Search with every prefix, then for a name typed with a slip."""
    choices = suppliers()
    typed = _TYPED[:1] if quick else _TYPED
    prefixes = [text[:length] for text in typed for length in range(1, len(text) + 1)]
    first = [turns(choices, prefix)[0] * 1000 for prefix in prefixes]
    slip = [turn * 1000 for turn in turns(choices, _SLIP)]
    yield measured(
        f"first answer after a key among {ROWS:,} choices: longest against one frame",
        max(first),
        "ms",
        against=FRAME_MS,
        most_ratio=1,
        note=f"best of {RUNS} runs each; over all prefixes: {spread(first, 'ms')}",
    )
    yield measured(
        f"turn of a search for what is like it among {ROWS:,}: longest against one frame",
        max(slip),
        "ms",
        against=FRAME_MS,
        most_ratio=1,
        note=f"best of {RUNS} runs each; all turns of a name with a slip: {sum(slip):.3g} ms",
    )
