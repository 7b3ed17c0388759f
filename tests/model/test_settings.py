from __future__ import annotations

from dataclasses import asdict

from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.settings import LIMITS, Settings, settings_from

ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers())
)


@given(st.dictionaries(st.sampled_from([*asdict(Settings()), "unknown"]), ANYTHING))
def test_whatever_a_file_says_the_settings_are_within_their_limits(
    values: dict[str, object],
) -> None:
    settings = asdict(settings_from(values))
    assert all(least <= settings[name] <= most for name, (least, most) in LIMITS.items())


def test_true_is_no_number_of_seconds() -> None:
    assert settings_from({"undo_seconds": True}) == Settings()


def test_zero_seconds_mean_that_nothing_waits() -> None:
    assert settings_from({"undo_seconds": 0}).undo_seconds == 0
