import json

import pytest

from benchmarks.figure import in_turns, measured, median, not_run, p99, read_line

KEYS = ["name", "value", "unit", "against", "ratio", "aim", "met", "note"]


def test_a_figure_is_one_line_of_json() -> None:
    figure = measured("wait", 12.34567, "ms", against=10.0, most=16, most_ratio=1.5, note="4 runs")
    line = figure.line()
    assert "\n" not in line
    assert list(json.loads(line)) == KEYS
    assert json.loads(line) == {
        "name": "wait",
        "value": 12.35,
        "unit": "ms",
        "against": 10.0,
        "ratio": 1.235,
        "aim": "at most 16 ms and ratio <= 1.5",
        "met": True,
        "note": "4 runs",
    }
    assert read_line(line).ratio == 1.235


@pytest.mark.parametrize(
    ("value", "against", "most", "most_ratio", "met"),
    [
        (10.0, 10.0, 16.0, 1.0, True),
        (17.0, 100.0, 16.0, 1.0, False),
        (10.0, 5.0, 16.0, 1.0, False),
        (10.0, None, 16.0, None, True),
        (10.0, None, None, 1.0, None),
    ],
)
def test_the_aim_judges(
    value: float,
    against: float | None,
    most: float | None,
    most_ratio: float | None,
    met: bool | None,
) -> None:
    figure = measured("wait", value, "ms", against=against, most=most, most_ratio=most_ratio)
    assert figure.met is met


def test_what_cannot_be_run_says_why() -> None:
    figure = not_run("wait", "ms", "labelme is not there", most_ratio=0.05)
    assert json.loads(figure.line()) == {
        "name": "wait",
        "value": None,
        "unit": "ms",
        "against": None,
        "ratio": None,
        "aim": "ratio <= 0.05",
        "met": None,
        "note": "labelme is not there",
    }


@pytest.mark.parametrize("line", ["", "hello", "[]", '{"name": "wait"}', "null"])
def test_what_is_no_figure_is_refused(line: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's and ours
        read_line(line)


def test_percentiles() -> None:
    values = [float(value) for value in range(200, 0, -1)]
    assert median(values) == 100
    assert p99(values) == 198
    assert p99([1.0, 3.0, 2.0]) == 3
    with pytest.raises(ValueError, match="nothing was measured"):
        median([])


def test_works_take_turns() -> None:
    done: list[str] = []
    spent = in_turns(2, lambda: done.append("a"), lambda: done.append("b"))
    assert done == ["a", "b", "a", "b"]
    assert [len(times) for times in spent] == [2, 2]
