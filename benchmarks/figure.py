"""One measured figure, judged by its aim, as one line of JSON."""

from __future__ import annotations

import gc
import json
import math
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FRAME_MS: Final = 1000 / 60
"""What a screen of 60 Hz gives one frame, in milliseconds."""

_DIGITS: Final = 4
_BROKE: Final = "broke: "


@dataclass(frozen=True, slots=True)
class Figure:
    """What one measurement found.

    Attributes:
        name: what was measured; the same in every run.
        value: the figure, in `unit`; None where it could not be measured.
        unit: such as ms, s, MB or keys.
        against: the figure of the peer or of the limit in the same run, in the same unit, or None.
        ratio: value / against, or None.
        aim: a sentence such as "ratio <= 1.5".
        met: whether the aim was reached; None where it could not be run or there is no aim.
        note: what the peer is, percentiles, the number of runs, why it could not be run.
    """

    name: str
    value: float | None
    unit: str
    against: float | None
    ratio: float | None
    aim: str
    met: bool | None
    note: str

    @property
    def is_broken(self) -> bool:
        """Whether the measurement itself failed."""
        return self.note.startswith(_BROKE)

    def line(self) -> str:
        """Return the figure as one line of JSON."""
        return json.dumps(
            {
                key: _rounded(value) if isinstance(value, float) else value
                for key, value in asdict(self).items()
            },
            ensure_ascii=False,
        )


def read_line(line: str) -> Figure:
    """Return the figure of a line of JSON.

    Raises:
        ValueError: the line holds no figure.
    """
    try:
        return Figure(**json.loads(line))
    except TypeError as error:
        raise ValueError(str(error)) from error


def measured(
    name: str,
    value: float,
    unit: str,
    *,
    against: float | None = None,
    most: float | None = None,
    most_ratio: float | None = None,
    note: str = "",
) -> Figure:
    """Return a figure judged by its aim; without one it is not judged.

    Args:
        name: what was measured.
        value: the figure, in `unit`.
        unit: its unit.
        against: the figure of the peer or of the limit in the same run.
        most: the largest value that meets the aim.
        most_ratio: the largest value / against that meets the aim; not judged without `against`.
        note: what the peer is, percentiles, the number of runs.
    """
    ratio = value / against if against else None
    met: bool | None = most is None or value <= most
    if most is None and most_ratio is None:
        met = None
    if most_ratio is not None:
        met = None if ratio is None else met and ratio <= most_ratio
    return Figure(name, value, unit, against, ratio, aim(unit, most, most_ratio), met, note)


def not_run(
    name: str,
    unit: str,
    why: str,
    *,
    most: float | None = None,
    most_ratio: float | None = None,
) -> Figure:
    """Return the figure of what could not be measured here, with the reason as its note."""
    return Figure(name, None, unit, None, None, aim(unit, most, most_ratio), None, why)


def broken(name: str, why: str) -> Figure:
    """Return the figure of a measurement that failed."""
    return not_run(name, "", f"{_BROKE}{why}")


def aim(unit: str, most: float | None, most_ratio: float | None) -> str:
    """Return the sentence of an aim."""
    parts = []
    if most is not None:
        parts.append(f"at most {most:.4g} {unit}")
    if most_ratio is not None:
        parts.append(f"ratio <= {most_ratio:g}")
    return " and ".join(parts) or "none: stated only"


def reason(error: BaseException) -> str:
    """Return in one line why something broke."""
    return " ".join(f"{type(error).__name__}: {error}".split())


def median(values: Sequence[float]) -> float:
    """Return the middle of the values, the upper one of two.

    Raises:
        ValueError: there are none.
    """
    return percentile(values, 50)


def p99(values: Sequence[float]) -> float:
    """Return the 99th percentile: of less than 100 values the largest.

    Raises:
        ValueError: there are none.
    """
    return percentile(values, 99)


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that at least so many per cent do not exceed.

    Raises:
        ValueError: there are none.
    """
    if not values:
        raise ValueError("nothing was measured")
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long some work takes; what it returns is dropped after the clock has stopped."""
    start = time.perf_counter()
    kept = work()
    spent = time.perf_counter() - start
    del kept
    return spent * 1000


def in_turns(runs: int, *works: Callable[[], object]) -> list[list[float]]:
    """Return the milliseconds of each work, run A B A B, each on a clean heap.

    What disturbs the machine for a while disturbs all of them alike.
    """
    spent: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for work, times in zip(works, spent, strict=True):
            gc.collect()
            times.append(milliseconds(work))
    return spent


def spread(values: Sequence[float], unit: str) -> str:
    """Return median, 99th percentile and number of the values, for a note."""
    return f"median {median(values):.3g} {unit}, p99 {p99(values):.3g} {unit}, {len(values)} runs"


def _rounded(value: float) -> float:
    """Round to what a measurement can say."""
    if not value or not math.isfinite(value):
        return value
    return round(value, max(0, _DIGITS - 1 - math.floor(math.log10(abs(value)))))
